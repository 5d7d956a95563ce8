// docs/contracts/luminate.md §1.8, §4.20, §4.21, §4.23 and §4.24: sessions, login, loginTest, logout.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { signatureOf } from '../../support/luminate-signature.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, encode, freshEmail, refused, request, signUp } from './client.ts';

let kith: TestKith;
let api: Caller;
let elsewhere: Caller;
let now = Date.now();
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(now) } });
  api = caller(kith);
  elsewhere = caller(kith, await kith.addTenant('oakfield'));
});
afterAll(() => kith.stop());

describe('getLoginUrl', () => {
  test('by GET, with everything the browser clients read', async () => {
    const fields = { luminateExtend: '1.9.0', method: 'getLoginUrl', ...api.clientFields };
    const reply = await request(`${api.clientUrl}?${encode(fields)}`);
    expect(Object.keys(reply.body)).toEqual(['JSESSIONID', 'routing_id', 'url', 'token']);
    const { JSESSIONID, routing_id, url, token } = reply.body;
    expect(JSESSIONID).toMatch(/^[\w-]{20,}\.app\d+$/);
    expect(routing_id).toMatch(/^0+\.app\d+$/);
    expect(url).toMatch(
      new RegExp(`^${kith.url}/site/CRConsAPI;jsessionid=${routing_id}\\?NONCE_TOKEN=[\\w-]+\\.app\\d+$`),
    );
    expect(token).toMatch(/^[\w-]{40,}$/);
    expect(cookieOf(reply)).toBe(`JSESSIONID=${JSESSIONID}`);
  });

  test('keeps the session and its token; another session has another token', async () => {
    const first = await api.client('getLoginUrl');
    const again = await api.client('getLoginUrl', {}, cookieOf(first));
    const asField = await api.client('getLoginUrl', { JSESSIONID: first.body.JSESSIONID });
    const other = await api.client('getLoginUrl');
    for (const same of [again, asField]) {
      expect(same.body).toMatchObject({ token: first.body.token, JSESSIONID: first.body.JSESSIONID });
    }
    expect(other.body.token).not.toBe(first.body.token);
  });

  test('is not on the server servlet', async () => {
    expect(await api.server('getLoginUrl')).toMatchObject(refused('6'));
  });

  test('the organization in the URL stays in it', async () => {
    const fields = new URLSearchParams({ method: 'getLoginUrl', ...api.clientFields });
    const reply = await request(`${kith.url}/riverbend/site/CRConsAPI`, { method: 'POST', body: fields });
    expect(reply.body.url).toMatch(new RegExp(`^${kith.url}/riverbend/site/CRConsAPI;`));
    expect(reply.cookie).toMatch(/Path=\/riverbend\/site;/);
  });
});

describe('login', () => {
  test.each(['client', 'server'] as const)('on the %s servlet', async (servlet) => {
    const { id, user_name, password } = await signUp(api);
    const reply = await api[servlet]('login', { user_name: user_name.toUpperCase(), password });
    const keys = ['cons_id', 'timestamp', 'signature', 'token', 'login_test_url', 'nonce', 'JSESSIONID', 'routing_id'];
    expect(Object.keys(reply.body)).toEqual(keys);
    expect(reply.body.cons_id).toBe(id);
    const timestamp = String(Math.floor(now / 1000));
    const signature = signatureOf(kith, kith, { text: `${id}${timestamp}`, hash: 'sha1' });
    expect(reply.body).toMatchObject({ timestamp, signature });
    expect(reply.body.login_test_url).toContain(`${kith.url}/site/CRConsAPI?method=loginTest`);
    expect(await api.client('loginTest', {}, cookieOf(reply))).toMatchObject({ status: 200, body: { cons_id: id } });
  });

  test('XML in the documented order', async () => {
    const { user_name, password } = await signUp(api);
    const { text } = await api.client('login', { user_name, password, response_format: 'xml' });
    expect([...text.matchAll(/^ {2}<(\w+)>/gm)].map(([, name]) => name)).toEqual([
      'cons_id',
      'timestamp',
      'signature',
      'token',
      'login_test_url',
      'nonce',
      'JSESSIONID',
      'routing_id',
    ]);
  });

  test('wrong name or password is 202, and does not tell which', async () => {
    const { user_name } = await signUp(api);
    const wrong = await api.client('login', { user_name, password: 'wrong' });
    const nobody = await api.client('login', { user_name: 'nobody', password: 'wrong' });
    expect(wrong).toMatchObject(refused('202'));
    expect(nobody.body).toEqual(wrong.body);
    expect(await api.client('login', { user_name })).toMatchObject(refused('9'));
    const passwordless = freshEmail('none');
    await api.server('create', { primary_email: passwordless, user_name: 'none.set' });
    expect(await api.client('login', { user_name: 'none.set', password: 'x' })).toMatchObject(refused('202'));
  });

  test('a person of another organization cannot log in here', async () => {
    const { user_name, password } = await signUp(api);
    expect(await elsewhere.client('login', { user_name, password })).toMatchObject(refused('202'));
  });

  test('many wrong passwords stop even the right one', async () => {
    const { user_name, password } = await signUp(api);
    const wrong = () => api.client('login', { user_name, password: 'wrong' });
    await Promise.all(Array.from({ length: 10 }, wrong));
    expect(await api.client('login', { user_name, password })).toMatchObject(refused('3'));
    now += 301_000;
    expect(await api.client('login', { user_name, password })).toMatchObject({ status: 200 });
  });

  test('the session id known before is worth nothing afterwards', async () => {
    const { user_name, password } = await signUp(api);
    const before = await api.client('getLoginUrl');
    const after = await api.client('login', { user_name, password }, cookieOf(before));
    expect(cookieOf(after)).not.toBe(cookieOf(before));
    expect(await api.client('loginTest', {}, cookieOf(before))).toMatchObject(refused('3'));
    const token = await api.client('getLoginUrl', {}, cookieOf(after));
    expect(token.body.token).not.toBe(before.body.token);
  });

  test('send_user_name mails the user name to an address on record, and answers the same for any other', async () => {
    const { user_name, primary_email } = await signUp(api);
    const known = await api.client('login', { send_user_name: 'true', email: primary_email.toUpperCase() });
    const unknown = await api.client('login', { send_user_name: 'true', email: 'nobody@example.org' });
    expect(known).toMatchObject({ status: 200, root: 'loginResponse' });
    expect(unknown.text).toBe(known.text);
    expect(known.cookie).toBeUndefined();
    const mails = await kith.app.db.all<{ recipient: string; body_text: string }>(
      sql(`select recipient, body_text from mails where recipient in ($1, 'nobody@example.org')`, [primary_email]),
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body_text).toContain(user_name);
    expect(await api.client('login', { send_user_name: 'true', email: 'nonsense' })).toMatchObject(refused('22'));
    expect(await api.client('login', { send_user_name: 'true' })).toMatchObject(refused('9'));
  });
});

describe('loginTest', () => {
  test('not signed on', async () => {
    expect(await api.client('loginTest')).toMatchObject(refused('3'));
    expect(await api.client('loginTest', {}, 'JSESSIONID=nonsense')).toMatchObject(refused('3'));
  });

  test('by GET; what it does not use is nil', async () => {
    const { id, user_name, password } = await signUp(api);
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    const url = `${api.clientUrl}?${encode({ method: 'loginTest', ...api.clientFields })}`;
    const reply = await request(url, { headers: { cookie } });
    expect(reply.body).toMatchObject({ cons_id: id, token: null, nonce: null, JSESSIONID: null, routing_id: null });
    const xml = await api.client('loginTest', { response_format: 'xml' }, cookie);
    expect(xml.text).toContain('  <token xsi:nil="true"/>\n');
  });

  test('a session ends a quarter of an hour after its last use', async () => {
    const { user_name, password } = await signUp(api);
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    for (let minute = 0; minute < 30; minute += 10) {
      now += 10 * 60_000;
      expect((await api.client('loginTest', {}, cookie)).status).toBe(200);
    }
    now += 14 * 60_000;
    expect((await request(`${kith.url}/site/PixelServer`, { headers: { cookie } })).type).toBe('image/gif');
    now += 14 * 60_000;
    expect((await api.client('loginTest', {}, cookie)).status).toBe(200);
    now += 15 * 60_000 + 1000;
    expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
  });

  test('a deleted person is signed off', async () => {
    const { id, user_name, password } = await signUp(api);
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    const deleted = await fetch(`${kith.url}/api/v1/constituents/${id}`, { method: 'DELETE', headers: kith.lgl });
    expect(deleted.ok).toBe(true);
    expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
    expect(await api.client('login', { user_name, password })).toMatchObject(refused('202'));
  });
});

describe('logout', () => {
  test('ends the session, for all it was handed to, and may be repeated', async () => {
    const { user_name, password } = await signUp(api);
    const login = await api.client('login', { user_name, password });
    const handed = await api.client('getLoginUrl', { NONCE_TOKEN: login.body.nonce });
    const reply = await api.client('logout', {}, cookieOf(login));
    expect(reply.text).toBe('{"loginResponse":{"message":"User logged out successfully."}}');
    expect(reply.cookie).toMatch(/^JSESSIONID=;/);
    for (const cookie of [cookieOf(login), cookieOf(handed)]) {
      expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
    }
    expect(await api.client('logout', {}, cookieOf(login))).toMatchObject({ status: 200 });
  });

  test('between creates', async () => {
    const first = await api.client('create', { primary_email: freshEmail() });
    await api.client('logout', {}, cookieOf(first));
    expect(await api.client('create', { primary_email: freshEmail() }, cookieOf(first))).toMatchObject({ status: 200 });
  });
});
