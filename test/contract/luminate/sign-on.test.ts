// wire/luminate.md §1.8, §2 and §4.20 to §4.27: sessions, tokens, nonces, login and everything around it.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signingSecret } from '../../../src/dialects/luminate/signing.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Caller, caller, cookieOf, encode, freshEmail, type Reply, request } from './client.ts';

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

let people = 0;
/** A person with a password. */
async function signUp(fields: Record<string, string> = {}) {
  people += 1;
  const user_name = `person-${people}`;
  const primary_email = freshEmail(user_name);
  const reply = await api.server('create', { primary_email, user_name, user_password: 'open sesame', ...fields });
  expect(reply.status).toBe(200);
  return { id: String(reply.body.cons_id), user_name, primary_email, password: 'open sesame' };
}

const refused = (code: string) => ({ status: 403, root: 'errorResponse', body: { code } });
const idOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);

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
    const { id, user_name, password } = await signUp();
    const reply = await api[servlet]('login', { user_name: user_name.toUpperCase(), password });
    const keys = ['cons_id', 'timestamp', 'signature', 'token', 'login_test_url', 'nonce', 'JSESSIONID', 'routing_id'];
    expect(Object.keys(reply.body)).toEqual(keys);
    expect(reply.body.cons_id).toBe(id);
    const timestamp = String(Math.floor(now / 1000));
    const secret = signingSecret(kith.app, kith.organization);
    const signature = createHash('sha1').update(`${id}${timestamp}${secret}`).digest('hex');
    expect(reply.body).toMatchObject({ timestamp, signature });
    expect(reply.body.login_test_url).toContain(`${kith.url}/site/CRConsAPI?method=loginTest`);
    expect(await api.client('loginTest', {}, cookieOf(reply))).toMatchObject({ status: 200, body: { cons_id: id } });
  });

  test('XML in the documented order', async () => {
    const { user_name, password } = await signUp();
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
    const { user_name } = await signUp();
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
    const { user_name, password } = await signUp();
    expect(await elsewhere.client('login', { user_name, password })).toMatchObject(refused('202'));
  });

  test('many wrong passwords stop even the right one', async () => {
    const { user_name, password } = await signUp();
    const wrong = () => api.client('login', { user_name, password: 'wrong' });
    await Promise.all(Array.from({ length: 10 }, wrong));
    expect(await api.client('login', { user_name, password })).toMatchObject(refused('3'));
    now += 301_000;
    expect(await api.client('login', { user_name, password })).toMatchObject({ status: 200 });
  });

  test('the session id known before is worth nothing afterwards', async () => {
    const { user_name, password } = await signUp();
    const before = await api.client('getLoginUrl');
    const after = await api.client('login', { user_name, password }, cookieOf(before));
    expect(cookieOf(after)).not.toBe(cookieOf(before));
    expect(await api.client('loginTest', {}, cookieOf(before))).toMatchObject(refused('3'));
    const token = await api.client('getLoginUrl', {}, cookieOf(after));
    expect(token.body.token).not.toBe(before.body.token);
  });

  test('send_user_name mails the user name to an address on record, and answers the same for any other', async () => {
    const { user_name, primary_email } = await signUp();
    const known = await api.client('login', { send_user_name: 'true', email: primary_email.toUpperCase() });
    const unknown = await api.client('login', { send_user_name: 'true', email: 'nobody@example.org' });
    expect(known).toMatchObject({ status: 200, root: 'loginResponse' });
    expect(unknown.text).toBe(known.text);
    expect(known.cookie).toBeUndefined();
    const mails = await kith.app.db.all<{ recipient: string; body_text: string }>({
      text: `select recipient, body_text from mails where recipient in ($1, 'nobody@example.org')`,
      values: [primary_email],
    });
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
    const { id, user_name, password } = await signUp();
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    const url = `${api.clientUrl}?${encode({ method: 'loginTest', ...api.clientFields })}`;
    const reply = await request(url, { headers: { cookie } });
    expect(reply.body).toMatchObject({ cons_id: id, token: null, nonce: null, JSESSIONID: null, routing_id: null });
    const xml = await api.client('loginTest', { response_format: 'xml' }, cookie);
    expect(xml.text).toContain('  <token xsi:nil="true"/>\n');
  });

  test('a session ends a quarter of an hour after its last use', async () => {
    const { user_name, password } = await signUp();
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
    const { id, user_name, password } = await signUp();
    const cookie = cookieOf(await api.client('login', { user_name, password }));
    const deleted = await fetch(`${kith.url}/api/v1/constituents/${id}`, { method: 'DELETE', headers: kith.lgl });
    expect(deleted.ok).toBe(true);
    expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
    expect(await api.client('login', { user_name, password })).toMatchObject(refused('202'));
  });
});

describe('logout', () => {
  test('ends the session, for all it was handed to, and may be repeated', async () => {
    const { user_name, password } = await signUp();
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

describe('nonce', () => {
  test('attaches another browser to the sign-on, with the same auth token, once', async () => {
    const { id, user_name, password } = await signUp();
    const login = await api.client('login', { user_name, password });
    const handed = await api.client('getLoginUrl', { NONCE_TOKEN: login.body.nonce });
    expect(cookieOf(handed)).not.toBe(cookieOf(login));
    expect(await api.client('loginTest', {}, cookieOf(handed))).toMatchObject({ body: { cons_id: id } });
    const own = await api.client('getLoginUrl', {}, cookieOf(login));
    expect(own.body.token).toBe(handed.body.token);
    const replayed = await api.client('getLoginUrl', { NONCE_TOKEN: login.body.nonce });
    expect(await api.client('loginTest', {}, cookieOf(replayed))).toMatchObject(refused('3'));
  });

  test('of simultaneous uses one succeeds', async () => {
    const { user_name, password } = await signUp();
    const { body } = await api.client('login', { user_name, password });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api.client('loginTest', { NONCE_TOKEN: body.nonce })),
    );
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
  });

  test('ends with time, and is nothing elsewhere', async () => {
    const { user_name, password } = await signUp();
    const { body } = await api.client('login', { user_name, password });
    expect(await elsewhere.client('loginTest', { NONCE_TOKEN: body.nonce })).toMatchObject(refused('3'));
    now += 16 * 60_000;
    expect(await api.client('loginTest', { NONCE_TOKEN: body.nonce })).toMatchObject(refused('3'));
  });

  test('the url of getLoginUrl takes a form of another browser to its session', async () => {
    const page = await api.client('getLoginUrl');
    const { user_name, password } = await signUp();
    const form = new URLSearchParams({
      method: 'login',
      ...api.clientFields,
      user_name,
      password,
      auth: page.body.token,
    });
    expect(await request(page.body.url, { method: 'POST', body: form })).toMatchObject({
      status: 200,
      root: 'loginResponse',
    });
  });
});

describe('EstablishSession and UserLogin', () => {
  const next = () => `${kith.url}/site/SPageServer?pagename=home`;

  test('hand a session to a browser and end it', async () => {
    const { id } = await signUp();
    const { body } = await api.server('getSingleSignOnToken', { cons_id: id });
    const path = `/site/EstablishSession;jsessionid=${body.routing_id}`;
    const url = `${kith.url}${path}?NONCE_TOKEN=${body.nonce}&NEXTURL=${encodeURIComponent(next())}`;
    const arrived = await request(url);
    expect(arrived).toMatchObject({ status: 302 });
    expect(arrived.headers.get('location')).toBe(next());
    const cookie = cookieOf(arrived);
    expect(await api.client('loginTest', {}, cookie)).toMatchObject({ body: { cons_id: id } });
    const replayed = await request(url);
    expect(replayed).toMatchObject({ status: 302, cookie: undefined });
    const left = await request(`${kith.url}/site/UserLogin?logout=&NEXTURL=/site/bye`, { headers: { cookie } });
    expect(left.headers.get('location')).toBe('/site/bye');
    expect(await api.client('loginTest', {}, cookie)).toMatchObject(refused('3'));
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    'https:evil.example',
    '/a\r\nSet-Cookie: x=y',
    `data:text/html,x`,
  ])('do not send anybody to %s', async (target) => {
    for (const page of ['EstablishSession?', 'UserLogin?logout=&']) {
      const reply = await request(`${kith.url}/site/${page}NEXTURL=${encodeURIComponent(target)}`);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('location')).toBeNull();
    }
  });

  test('send to a site the organization lists', async () => {
    const tenant = await kith.addTenant('listing');
    await kith.app.db.all({
      text: `update organizations set settings = '{"allowedOrigins": ["https://www.example.org"]}' where organization_id = $1`,
      values: [tenant.organization.id],
    });
    const target = encodeURIComponent('https://www.example.org/thanks');
    const reply = await request(`${kith.url}/listing/site/UserLogin?logout=&NEXTURL=${target}`);
    expect(reply).toMatchObject({ status: 302 });
    expect((await request(`${kith.url}/riverbend/site/UserLogin?logout=&NEXTURL=${target}`)).status).toBe(200);
    const policy = await request(`${kith.url}/listing/site/CRConsAPI/crossdomain.xml`);
    expect(policy.text).toContain(
      '<cross-domain-policy>\n  <allow-access-from domain="www.example.org"/>\n</cross-domain-policy>',
    );
    const none = await request(`${kith.url}/site/CRConsAPI/crossdomain.xml`);
    expect(none.text).toContain('<cross-domain-policy>\n</cross-domain-policy>');
  });

  test('UserLogin has no page', async () => {
    expect((await request(`${kith.url}/site/UserLogin`)).status).toBe(404);
  });
});

describe('single sign-on', () => {
  const token = async (fields: Record<string, string>) => (await api.server('getSingleSignOnToken', fields)).body.token;

  test('getSingleSignOnToken by cons_id and member_id', async () => {
    const { id } = await signUp({ member_id: 'sso-1' });
    for (const fields of [{ cons_id: id }, { member_id: 'sso-1' }] as Record<string, string>[]) {
      const reply = await api.server('getSingleSignOnToken', fields);
      expect(Object.keys(reply.body)).toEqual(['token', 'cons_id', 'nonce', 'JSESSIONID', 'routing_id']);
      expect(reply.body.cons_id).toBe(id);
      expect(reply.body.token).toMatch(/^[\w-]{80,}$/);
    }
    expect(await api.server('getSingleSignOnToken', { cons_id: '999' })).toMatchObject(refused('16'));
    expect(await api.server('getSingleSignOnToken', { member_id: 'nobody' })).toMatchObject(refused('16'));
    expect(await api.server('getSingleSignOnToken', { cons_id: 'x' })).toMatchObject(refused('22'));
    expect(await api.client('getSingleSignOnToken', { cons_id: id })).toMatchObject(refused('6'));
  });

  test('another organization’s people are nobody', async () => {
    const { id } = await signUp();
    expect(await elsewhere.server('getSingleSignOnToken', { cons_id: id })).toMatchObject(refused('16'));
  });

  test('without ids it is a token of the API account, which opens no session', async () => {
    const reply = await api.server('getSingleSignOnToken');
    expect(Object.keys(reply.body)).toEqual(['token', 'cons_id']);
    expect(await api.client('singleSignOn', { sso_auth_token: reply.body.token })).toMatchObject(refused('7'));
  });

  test('singleSignOn answers the session id and signs the browser on', async () => {
    const { id } = await signUp();
    const reply = await api.client('singleSignOn', { sso_auth_token: await token({ cons_id: id }) });
    expect(reply.text).toBe(`{"singleSignOnMethodResponse":"${idOf(cookieOf(reply))}"}`);
    expect(await api.client('loginTest', {}, cookieOf(reply))).toMatchObject({ body: { cons_id: id } });
    const xml = await api.client('singleSignOn', {
      sso_auth_token: await token({ cons_id: id }),
      response_format: 'xml',
    });
    expect(xml.text).toMatch(/<singleSignOnMethodResponse [^>]+>[\w-]+\.app\d+<\/singleSignOnMethodResponse>\n$/);
  });

  test('a bad token is 7', async () => {
    const { id } = await signUp();
    const good = await token({ cons_id: id });
    expect(await api.client('singleSignOn', {})).toMatchObject(refused('7'));
    expect(await api.client('singleSignOn', { sso_auth_token: 'x' })).toMatchObject(refused('7'));
    expect(await elsewhere.client('singleSignOn', { sso_auth_token: good })).toMatchObject(refused('7'));
    const signedOn = await api.client('singleSignOn', { sso_auth_token: good });
    expect(await api.client('singleSignOn', { sso_auth_token: 'x' }, cookieOf(signedOn))).toMatchObject(refused('7'));
    now += 16 * 60_000;
    expect(await api.client('singleSignOn', { sso_auth_token: good })).toMatchObject(refused('7'));
  });

  test('the token of create signs on', async () => {
    const created = await api.server('create', { primary_email: freshEmail(), get_single_sign_on_token: 'true' });
    const reply = await api.client('loginTest', { sso_auth_token: created.body.token });
    expect(reply.body.cons_id).toBe(created.body.cons_id);
  });
});

describe('changePassword', () => {
  const passwords = (user_password: string, old_password = 'open sesame') => ({
    old_password,
    user_password,
    retype_password: user_password,
    reminder_hint: 'the usual',
  });

  async function signedOn() {
    const someone = await signUp();
    const login = await api.client('login', { user_name: someone.user_name, password: someone.password });
    const cookie = cookieOf(login);
    const { body } = await api.client('getLoginUrl', {}, cookie);
    return { ...someone, cookie, auth: String(body.token) };
  }

  test('by the person: the new one works, the old one and other sessions do not', async () => {
    const { id, user_name, cookie, auth } = await signedOn();
    const other = cookieOf(await api.client('login', { user_name, password: 'open sesame' }));
    const reply = await api.client('changePassword', { auth, ...passwords('new one') }, cookie);
    expect(reply.text).toBe(`{"updateConsResponse":{"message":"User updated.","cons_id":"${id}"}}`);
    expect(await api.client('login', { user_name, password: 'open sesame' })).toMatchObject(refused('202'));
    expect(await api.client('loginTest', {}, other)).toMatchObject(refused('3'));
    expect(await api.client('loginTest', {}, cookie)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'new one' })).toMatchObject({ status: 200 });
  });

  test.each<[string, Record<string, string>]>([
    ['20', passwords('new', 'wrong')],
    ['21', { user_password: 'new', retype_password: 'new' }],
    ['22', { ...passwords('new'), retype_password: 'other' }],
    ['9', { old_password: 'open sesame', user_password: 'new' }],
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
    const { id, user_name } = await signUp();
    const { id: otherId } = await signUp();
    const { body } = await api.server('getSingleSignOnToken', { cons_id: id });
    const fields = { sso_auth_token: body.token, ...passwords('new') };
    expect(await api.client('changePassword', { ...fields, cons_id: otherId })).toMatchObject(refused('3'));
    expect(await api.client('changePassword', fields)).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'new' })).toMatchObject({ status: 200 });
  });

  test('by an administrator, for a person who is named', async () => {
    const { id, user_name } = await signUp();
    const fields = { user_password: 'set', retype_password: 'set' };
    expect(await api.server('changePassword', fields)).toMatchObject(refused('9'));
    expect(await api.server('changePassword', { ...fields, cons_id: '999' })).toMatchObject(refused('16'));
    expect(await api.server('changePassword', { ...fields, cons_id: id })).toMatchObject({ status: 200 });
    expect(await api.client('login', { user_name, password: 'set' })).toMatchObject({ status: 200 });
  });
});

describe('authenticateUser', () => {
  test('33 unless the organization accepts fields', async () => {
    expect(await api.client('authenticateUser', { primary_email: 'x@example.org' })).toMatchObject(refused('33'));
  });

  test('by the accepted fields, all of which must fit', async () => {
    const tenant = await kith.addTenant('proving');
    const proving = caller(kith, tenant);
    await kith.app.db.all({
      text: `update organizations set settings = '{"uniqueEmail": false, "authenticationFields": ["email.primary_address", "primary_address.zip"]}' where organization_id = $1`,
      values: [tenant.organization.id],
    });
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
});
