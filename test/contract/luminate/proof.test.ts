// docs/contracts/luminate.md §4.22 and §4.27: changePassword and authenticateUser.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, freshEmail, makePerson, type Reply, refused, signUp } from './client.ts';

let kith: TestKith;
let api: Caller;
let now = Date.now();
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(now) } });
  api = caller(kith);
});
afterAll(() => kith.stop());

describe('changePassword', () => {
  const passwords = (user_password: string, old_password = 'open sesame') => ({
    old_password,
    user_password,
    retype_password: user_password,
    reminder_hint: 'the usual',
  });

  async function signedOn() {
    const someone = await signUp(api);
    const login = await api.client('login', { user_name: someone.user_name, password: someone.password });
    const cookie = cookieOf(login);
    const { body } = await api.client('getLoginUrl', {}, cookie);
    return { ...someone, cookie, auth: String(body.token) };
  }

  test('by the person: the new one works, the old one and other sessions do not', async () => {
    const { id, user_name, cookie, auth } = await signedOn();
    const other = cookieOf(await api.client('login', { user_name, password: 'open sesame' }));
    const reply = await api.client('changePassword', { auth, ...passwords('a new one') }, cookie);
    expect(reply.text).toBe(`{"updateConsResponse":{"message":"User updated.","cons_id":"${id}"}}`);
    expect(await api.client('login', { user_name, password: 'open sesame' })).toMatchObject(refused('202'));
    expect(await api.client('loginTest', {}, other)).toMatchObject(refused('3'));
    expect(await api.client('loginTest', {}, cookie)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'a new one' })).toMatchObject({ status: 200 });
  });

  test.each<[string, Record<string, string>]>([
    ['20', passwords('new', 'wrong')],
    ['21', { user_password: 'new', retype_password: 'new' }],
    ['22', { ...passwords('new'), retype_password: 'other' }],
    ['9', { old_password: 'open sesame', user_password: 'a new one' }],
    ['20', passwords('x'.repeat(91))],
  ])('%s', async (code, fields) => {
    const { cookie, auth, user_name } = await signedOn();
    expect(await api.client('changePassword', { auth, ...fields }, cookie)).toMatchObject(refused(code));
    expect(await api.client('login', { user_name, password: 'open sesame' })).toMatchObject({ status: 200 });
  });

  test('without a token 5, with one of another session 5, with one of nobody 3', async () => {
    const mine = await signedOn();
    const theirs = await signedOn();
    const fields = passwords('new');
    expect(await api.client('changePassword', fields, mine.cookie)).toMatchObject(refused('5'));
    expect(await api.client('changePassword', { auth: theirs.auth, ...fields }, mine.cookie)).toMatchObject(
      refused('5'),
    );
    const { body, ...visit } = await api.client('getLoginUrl');
    const nobody = await api.client('changePassword', { auth: body.token, ...fields }, cookieOf(visit as Reply));
    expect(nobody).toMatchObject(refused('3'));
    expect(await api.client('changePassword', { sso_auth_token: 'x', ...fields }, mine.cookie)).toMatchObject(
      refused('7'),
    );
  });

  test('by a sign-on token; somebody else’s cons_id is refused', async () => {
    const { id, user_name } = await signUp(api);
    const { id: otherId } = await signUp(api);
    const { body } = await api.server('getSingleSignOnToken', { cons_id: id });
    const fields = { sso_auth_token: body.token, ...passwords('a new one') };
    expect(await api.client('changePassword', { ...fields, cons_id: otherId })).toMatchObject(refused('3'));
    expect(await api.client('changePassword', fields)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'a new one' })).toMatchObject({ status: 200 });
  });

  test('by an administrator, for a person who is named', async () => {
    const { id, user_name } = await signUp(api);
    const fields = { user_password: 'set by us', retype_password: 'set by us' };
    expect(await api.server('changePassword', fields)).toMatchObject(refused('9'));
    expect(await api.server('changePassword', { ...fields, cons_id: '999' })).toMatchObject(refused('16'));
    expect(await api.server('changePassword', { ...fields, cons_id: id })).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'set by us' })).toMatchObject({ status: 200 });
  });
});

describe('authenticateUser', () => {
  test('33 unless the organization accepts fields', async () => {
    expect(await api.client('authenticateUser', { primary_email: 'x@example.org' })).toMatchObject(refused('33'));
  });

  test('by the accepted fields, all of which must fit', async () => {
    const tenant = await kith.addTenant('proving');
    const proving = caller(kith, tenant);
    await kith.app.db.all(
      sql(
        `update organizations set settings = '{"uniqueEmail": false, "authenticationFields": ["email.primary_address", "primary_address.zip"]}' where organization_id = $1`,
        [tenant.organization.id],
      ),
    );
    const primary_email = freshEmail();
    const created = await proving.server('create', { primary_email, home_zip: '78701' });
    const reply = await proving.client('authenticateUser', { primary_email, 'primary_address.zip': '78701' });
    expect(reply).toMatchObject({ status: 200, root: 'loginResponse', body: { cons_id: created.body.cons_id } });
    expect(reply.body.token).toMatch(/^[\w-]{80,}$/);
    expect(await proving.client('authenticateUser', { primary_email, home_zip: '1' })).toMatchObject(refused('18'));
    expect(await proving.client('authenticateUser', { home_zip: '78701' })).toMatchObject(refused('9'));
    await proving.server('create', { primary_email, home_zip: '78701' });
    expect(await proving.client('authenticateUser', { primary_email, home_zip: '78701' })).toMatchObject(refused('8'));
  });

  test('guessing is slowed down', async () => {
    const tenant = await kith.addTenant('guessed');
    const guessed = caller(kith, tenant);
    const text = 'update organizations set settings = $2::jsonb where organization_id = $1';
    const fields = { authenticationFields: ['primary_email', 'birth_date'] };
    await kith.app.db.all(sql(text, [tenant.organization.id, JSON.stringify(fields)]));
    const { primary_email } = await makePerson(guessed, { birth_date: '1980-02-29' });
    for (let day = 1; day <= 20; day += 1) {
      const birth_date = `1980-01-${String(day).padStart(2, '0')}`;
      expect(await guessed.client('authenticateUser', { primary_email, birth_date })).toMatchObject(refused('18'));
    }
    const right = { primary_email, birth_date: '1980-02-29' };
    expect(await guessed.client('authenticateUser', right)).toMatchObject(refused('3'));
    now += 301_000;
    expect(await guessed.client('authenticateUser', right)).toMatchObject({ status: 200 });
  });
});
