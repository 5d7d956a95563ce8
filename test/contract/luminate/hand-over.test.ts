// docs/contracts/luminate.md §1.8, §4.25 and §4.26: nonces, browser hand-over, single sign-on.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, freshEmail, refused, request, signUp } from './client.ts';

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

const idOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);

describe('nonce', () => {
  test('attaches another browser to the sign-on, with the same auth token, once', async () => {
    const { id, user_name, password } = await signUp(api);
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
    const { user_name, password } = await signUp(api);
    const { body } = await api.client('login', { user_name, password });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api.client('loginTest', { NONCE_TOKEN: body.nonce })),
    );
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
  });

  test('ends with time, and is nothing elsewhere', async () => {
    const { user_name, password } = await signUp(api);
    const { body } = await api.client('login', { user_name, password });
    expect(await elsewhere.client('loginTest', { NONCE_TOKEN: body.nonce })).toMatchObject(refused('3'));
    now += 16 * 60_000;
    expect(await api.client('loginTest', { NONCE_TOKEN: body.nonce })).toMatchObject(refused('3'));
  });

  test('the url of getLoginUrl takes a form of another browser to its session', async () => {
    const page = await api.client('getLoginUrl');
    const { user_name, password } = await signUp(api);
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
    const { id } = await signUp(api);
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
    await kith.app.db.all(
      sql(
        `update organizations set settings = '{"allowedOrigins": ["https://www.example.org"]}' where organization_id = $1`,
        [tenant.organization.id],
      ),
    );
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
    const { id } = await signUp(api, { member_id: 'sso-1' });
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
    const { id } = await signUp(api);
    expect(await elsewhere.server('getSingleSignOnToken', { cons_id: id })).toMatchObject(refused('16'));
  });

  test('without ids it is a token of the API account, which opens no session', async () => {
    const reply = await api.server('getSingleSignOnToken');
    expect(Object.keys(reply.body)).toEqual(['token', 'cons_id']);
    expect(await api.client('singleSignOn', { sso_auth_token: reply.body.token })).toMatchObject(refused('7'));
  });

  test('singleSignOn answers the session id and signs the browser on', async () => {
    const { id } = await signUp(api);
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
    const { id } = await signUp(api);
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
