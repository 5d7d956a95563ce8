// What browser pages and form plugins do with sessions and tokens (docs/contracts/luminate.md §1.8, §4.21, §4.25).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Caller, caller, cookieOf, type Fields, freshEmail, refused, request, signUp } from './client.ts';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.changeSetting('authenticationFields', ['primary_email']);
  api = caller(kith);
});
afterAll(() => kith.stop());

describe('a page that got its auth token before the sign-up', () => {
  test.each(['logInteraction', 'getUser', 'update', 'getUserInterests'])(
    'calls %s straight after create',
    async (method) => {
      const before = await api.client('getLoginUrl');
      const auth = before.body.token;
      const created = await api.client('create', { primary_email: freshEmail(), auth }, cookieOf(before));
      const cookie = cookieOf(created);
      expect(cookie).not.toBe(cookieOf(before));
      const reply = await api.client(method, { auth, interaction_subject: 'Signed up' }, cookie);
      expect(reply).toMatchObject({ status: 200 });
    },
  );

  test('and the session id of before is worth nothing', async () => {
    const before = await api.client('getLoginUrl');
    const nonce = new URL(before.body.url).searchParams.get('NONCE_TOKEN') ?? '';
    await api.client('create', { primary_email: freshEmail() }, cookieOf(before));
    const fields = { auth: before.body.token };
    expect(await api.client('getUser', fields, cookieOf(before))).toMatchObject(refused('5'));
    expect(await api.client('loginTest', { NONCE_TOKEN: nonce })).toMatchObject(refused('3'));
    expect(await api.client('getUser', { ...fields, JSESSIONID: before.body.JSESSIONID })).toMatchObject(refused('5'));
  });
});

describe('login', () => {
  test.each(['client', 'server'] as const)('on the %s servlet with send_user_name logs in', async (servlet) => {
    const { id, user_name, password } = await signUp(api);
    for (const send_user_name of ['true', 'TRUE', '1', 'Y']) {
      const reply = await api[servlet]('login', { user_name, password, send_user_name });
      expect(reply).toMatchObject({ status: 200, body: { cons_id: id } });
    }
    expect(await api[servlet]('login', { user_name, password: 'wrong', send_user_name: 'true' })).toMatchObject(
      refused('202'),
    );
  });

  test('says where to test it, with the key that the test needs', async () => {
    const { id, user_name, password } = await signUp(api);
    const login = await api.client('login', { user_name, password });
    const tested = await request(`${login.body.login_test_url}&response_format=json`, {
      headers: { cookie: cookieOf(login) },
    });
    expect(tested).toMatchObject({ status: 200, body: { cons_id: id } });
  });

  test('by the API administrator’s own name gives a token of the account', async () => {
    const { login_name, login_password } = kith.credentials.luminate;
    const own = await api.server('getSingleSignOnToken');
    for (const user_name of [login_name, login_name.toUpperCase()]) {
      const login = await api.server('login', { user_name, password: login_password });
      expect(login).toMatchObject({ status: 200, body: { cons_id: own.body.cons_id, nonce: null, JSESSIONID: null } });
      const again = await api.server('getSingleSignOnToken', { cons_id: login.body.cons_id });
      expect(again.body.cons_id).toBe(own.body.cons_id);
      for (const sso_auth_token of [login.body.token, again.body.token]) {
        const members = await api.client('getGroupMembers', { sso_auth_token, group_id: '999' });
        expect(members).toMatchObject(refused('19'));
      }
    }
    const wrong = { user_name: login_name, password: 'wrong' };
    expect(await api.server('login', wrong)).toMatchObject(refused('202'));
    const onClient = { user_name: login_name, password: login_password };
    expect(await api.client('login', onClient)).toMatchObject(refused('202'));
    const admin = { user_name: 'admin@riverbend.example', password: 'correct horse battery staple' };
    expect(await api.server('login', admin)).toMatchObject(refused('202'));
  });
});

describe('auth', () => {
  test('takes the token of login and of authenticateUser', async () => {
    const { id, user_name, password, primary_email } = await signUp(api);
    const proofs: Fields[] = [{ user_name, password }, { primary_email }];
    for (const [index, method] of ['login', 'authenticateUser'].entries()) {
      const { token } = (await api.client(method, proofs[index] ?? {})).body;
      expect(await api.client('getUser', { auth: token, fields: 'cons_id' })).toMatchObject({ body: { cons_id: id } });
    }
    expect(await api.client('getUser', { auth: 'nonsense' })).toMatchObject(refused('5'));
  });

  test('tells which session is meant where cookie and field name two', async () => {
    const [one, two] = [await signUp(api), await signUp(api)];
    const first = await api.client('login', { user_name: one.user_name, password: one.password });
    const second = await api.client('login', { user_name: two.user_name, password: two.password });
    const JSESSIONID = second.body.JSESSIONID;
    const { token } = (await api.client('getLoginUrl', { JSESSIONID })).body;
    const own = (await api.client('getLoginUrl', {}, cookieOf(first))).body.token;
    const read = (auth: string) => api.client('getUser', { auth, JSESSIONID, fields: 'cons_id' }, cookieOf(first));
    expect(await read(token)).toMatchObject({ body: { cons_id: two.id } });
    expect(await read(own)).toMatchObject({ body: { cons_id: one.id } });
    expect(await read('nonsense')).toMatchObject(refused('5'));
  });
});
