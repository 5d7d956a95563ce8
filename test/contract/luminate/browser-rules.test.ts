// docs/contracts/luminate.md §1.5 to §1.8, §2, §2.1 and §2.2: redirects, signatures, other origins, addresses, what
// sessions remember.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type Tenant, type TestKith } from '../../support/kith.ts';
import { signatureOf } from '../../support/luminate-signature.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, encode, freshEmail, request } from './client.ts';

const SITE = 'https://www.example.org';
const now = new Date('2026-03-04T05:06:07Z');

let kith: TestKith;
let tenant: Tenant;
let api: Caller;
beforeAll(async () => {
  // Behind a proxy, so that tests can say where a call comes from.
  kith = await startKith({ clock: { now: () => now }, config: { trustProxy: 1 } });
  tenant = await kith.addTenant('listing');
  await configure(tenant, { allowedOrigins: [SITE, 'http://localhost:3000'] });
  api = caller(kith, tenant);
});
afterAll(() => kith.stop());

async function configure({ organization }: Tenant, settings: Record<string, unknown>) {
  const text = 'update organizations set settings = settings || $2::jsonb where organization_id = $1';
  await kith.app.db.all(sql(text, [organization.id, JSON.stringify(settings)]));
}

type Fields = Record<string, string>;
const refused = (code: string) => ({ status: 403, root: 'errorResponse', body: { code } });
const create = (fields: Fields, servlet: 'client' | 'server' = 'client') =>
  api[servlet]('create', { primary_email: freshEmail(), ...fields });

describe('redirects', () => {
  const location = async (fields: Fields, servlet: 'client' | 'server' = 'client') => {
    const reply = await create(fields, servlet);
    return reply.status === 302 ? reply.headers.get('location') : reply.status;
  };
  const bad = { 'name.first': 'x'.repeat(51) };

  test('the specific one wins over the general one', async () => {
    const all = { redirect: `${SITE}/any`, success_redirect: `${SITE}/good`, error_redirect: `${SITE}/bad` };
    expect(await location(all)).toBe(`${SITE}/good`);
    expect(await location({ ...all, ...bad })).toBe(`${SITE}/bad`);
    expect(await location({ redirect: `${SITE}/any` })).toBe(`${SITE}/any`);
    expect(await location({ redirect: `${SITE}/any`, ...bad })).toBe(`${SITE}/any`);
    expect(await location({ success_redirect: `${SITE}/good`, ...bad })).toBe(403);
    expect(await location({ error_redirect: `${SITE}/bad` })).toBe(200);
    expect(await location({ error_redirect: `${SITE}/bad`, v: '' })).toBe(`${SITE}/bad`);
  });

  test('values of the answer are filled in, encoded; what is not there is empty', async () => {
    const reply = await create({
      success_redirect: `${SITE}/?id=\${createConsResponse/cons_id}&m=\${createConsResponse/message}&x=\${a/b}`,
    });
    expect(reply.headers.get('location')).toMatch(/^https:\/\/www\.example\.org\/\?id=\d+&m=User%20created\.&x=$/);
    expect(cookieOf(reply)).toMatch(/^JSESSIONID=/);
    const failed = await location({ error_redirect: `${SITE}/?c=\${errorResponse/code}`, ...bad });
    expect(failed).toBe(`${SITE}/?c=23`);
  });

  test('signed as verifiers compute it', async () => {
    const signed = { success_redirect: `${SITE}/?id=\${createConsResponse/cons_id}#top`, sign_redirects: 'true' };
    const verify = (target: string, hash: 'md5' | 'sha1') => {
      const url = new URL(target);
      const [query = '', signature = ''] = url.search.slice(1).split('&signature=');
      expect(query).toMatch(new RegExp(`^id=\\d+&ts=${now.getTime() / 1000}$`));
      expect(url.hash).toBe('#top');
      expect(signature).toBe(signatureOf(kith, tenant, { text: query, hash }));
    };
    verify(String(await location(signed)), 'sha1');
    await configure(tenant, { signatureHash: 'md5' });
    verify(String(await location(signed)), 'md5');
    await configure(tenant, { signatureHash: 'sha1' });
    expect(await location({ redirect: `${SITE}/x`, sign_redirects: 'true' })).toMatch(
      /\/x\?ts=\d+&signature=[0-9a-f]{40}$/,
    );
  });

  test('the server’s own pages are always allowed', async () => {
    expect(await location({ redirect: '/site/thanks?a=ü' })).toBe('/site/thanks?a=%C3%BC');
    expect(await location({ redirect: `${kith.url}/thanks` })).toBe(`${kith.url}/thanks`);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    `${SITE}.evil.example/`,
    `https://www.example.org@evil.example/`,
    `${SITE}\${createConsResponse/cons_id}/`,
    'javascript:alert(1)',
    `${SITE}/\r\nSet-Cookie: a=b`,
    '/\\evil.example',
    'www.example.org',
  ])('%s is answered, not followed', async (redirect) => {
    const reply = await create({ redirect });
    expect(reply).toMatchObject({ status: 200, root: 'createConsResponse' });
    expect(reply.headers.get('location')).toBeNull();
  });

  test('another organization’s list does not count, nor does any for an unknown key', async () => {
    const other = caller(kith);
    const redirect = `${SITE}/`;
    expect(await other.client('create', { primary_email: freshEmail(), redirect })).toMatchObject({ status: 200 });
    expect(await api.client('create', { api_key: 'wrong', redirect })).toMatchObject(refused('2'));
  });

  test('not on the server servlet', async () => {
    expect(await location({ redirect: `${SITE}/` }, 'server')).toBe(200);
  });

  test('loginTest tells a site who is there, by GET', async () => {
    const cookie = cookieOf(await create({}));
    const fields = {
      method: 'loginTest',
      ...api.clientFields,
      success_redirect: `${SITE}/?cons_id=\${loginResponse/cons_id}`,
      error_redirect: `${SITE}/?cons_id=0`,
    };
    const ask = async (headers: Record<string, string>) =>
      (await request(`${api.clientUrl}?${encode(fields)}`, { headers })).headers.get('location');
    expect(await ask({ cookie })).toMatch(/cons_id=\d{7,}$/);
    expect(await ask({})).toMatch(/cons_id=0$/);
  });
});

describe('other origins', () => {
  const from = (origin: string, fields: Fields = {}) =>
    request(api.clientUrl, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ method: 'getLoginUrl', ...api.clientFields, ...fields }),
    });

  test('a listed one may read answers and errors, with credentials', async () => {
    for (const fields of [{}, { method: 'nonsense' }] as Fields[]) {
      const { headers } = await from(SITE, fields);
      expect(headers.get('access-control-allow-origin')).toBe(SITE);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toBe('Origin');
    }
    expect((await from('http://localhost:3000')).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:3000',
    );
    expect((await from(kith.url)).headers.get('access-control-allow-origin')).toBe(kith.url);
  });

  test.each(['https://evil.example', 'http://www.example.org', 'null', `${SITE}.evil.example`])(
    '%s may not',
    async (origin) => {
      const { headers } = await from(origin);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toBe('Origin');
    },
  );

  test('a question before an unusual request', async () => {
    const headers = {
      origin: SITE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-requested-with',
    };
    const yes = await request(`${kith.url}/listing/site/CRConsAPI`, { method: 'OPTIONS', headers });
    expect(yes.status).toBe(204);
    expect(yes.headers.get('access-control-allow-origin')).toBe(SITE);
    expect(yes.headers.get('access-control-allow-headers')).toBe('x-requested-with');
    const no = await request(`${kith.url}/riverbend/site/CRConsAPI`, { method: 'OPTIONS', headers });
    expect(no.headers.get('access-control-allow-origin')).toBeNull();
    const byKey = await request(`${api.clientUrl}?${encode(api.clientFields)}`, { method: 'OPTIONS', headers });
    expect(byKey.headers.get('access-control-allow-origin')).toBe(SITE);
    expect(
      (await request(api.clientUrl, { method: 'OPTIONS', headers })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  test('the server servlet is for no page', async () => {
    const body = new URLSearchParams({ method: 'listInterests', ...api.serverFields });
    const { headers } = await request(api.serverUrl, { method: 'POST', headers: { origin: SITE }, body });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('where a call comes from', () => {
  const call = (forwarded: Record<string, string>, path = '/site/SRConsAPI', fields: Fields = {}) =>
    request(kith.url + path, {
      method: 'POST',
      headers: forwarded,
      body: new URLSearchParams({ method: 'listInterests', ...api.serverFields, ...fields }),
    });
  const address = (ip: string, proto = 'https') => ({ 'x-forwarded-for': ip, 'x-forwarded-proto': proto });

  test('the server servlet needs HTTPS, unless from this machine or set otherwise', async () => {
    expect(await call(address('192.0.2.7', 'http'))).toMatchObject(refused('3'));
    expect(await call(address('192.0.2.7'))).toMatchObject({ status: 200 });
    expect(await call(address('127.0.0.1', 'http'))).toMatchObject({ status: 200 });
    expect(await call(address('::1', 'http'))).toMatchObject({ status: 200 });
    expect(await call(address('192.0.2.7', 'http'), '/site/CRConsAPI')).toMatchObject({ status: 200 });
    await configure(tenant, { requireHttps: false });
    expect(await call(address('192.0.2.7', 'http'))).toMatchObject({ status: 200 });
    await configure(tenant, { requireHttps: true });
  });

  test('over HTTPS the cookie is for HTTPS and for pages of other sites', async () => {
    const reply = await call(address('192.0.2.7'), '/site/CRConsAPI', { method: 'getLoginUrl' });
    expect(reply.cookie).toMatch(/; HttpOnly; Secure; SameSite=None$/);
    expect(reply.body.url).toMatch(/^https:/);
  });

  test('the organization’s list of addresses comes before the key', async () => {
    await configure(tenant, {
      serverAddresses: ['198.51.100.0/24', '203.0.113.9', '2001:db8::/32', 'nonsense', '1.2.3.4/99'],
    });
    for (const ip of ['198.51.100.77', '203.0.113.9', '2001:db8::5', '::ffff:198.51.100.1']) {
      expect(await call(address(ip)), ip).toMatchObject({ status: 200 });
    }
    for (const ip of ['192.0.2.7', '203.0.113.10', '2001:db9::1', '1.2.3.4']) {
      expect(await call(address(ip)), ip).toMatchObject(refused('4'));
    }
    const wrong = { api_key: 'wrong', login_password: 'wrong' };
    expect(await call(address('192.0.2.7'), '/listing/site/SRConsAPI', wrong)).toMatchObject(refused('4'));
    expect(await call(address('192.0.2.7'), '/site/CRConsAPI')).toMatchObject({ status: 200 });
    await configure(tenant, { serverAddresses: [] });
  });

  test('wrong passwords of an administrator are slowed down', async () => {
    const fresh = await kith.addTenant('guessed');
    const guessed = caller(kith, fresh);
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => guessed.server('listInterests', { login_password: `wrong ${n}` })),
    );
    const reply = await guessed.server('listInterests');
    expect(reply).toMatchObject(refused('3'));
    expect(reply.body.message).toMatch(/too many attempts/);
  });
});

describe('what a session remembers', () => {
  const stored = (id: string) =>
    kith.app.db.one(
      sql(
        `select extras->'luminate'->>'originSource' as origin_source, extras->'luminate'->>'originSubsource' as origin_subsource,
               (select json_agg(center_id) from constituent_centers x where x.constituent_id = c.id) as centers
             from constituents c where id = $1`,
        [id],
      ),
    );

  test('source, sub_source and center_id of any call go to the record made later', async () => {
    const center = await kith.app.db.one<{ id: number }>(
      sql(`insert into centers (organization_id, name) values ($1, 'North') returning id`, [tenant.organization.id]),
    );
    const first = await api.client('isEmailValid', { email: 'x', source: 'flyer', center_id: String(center.id) });
    const cookie = cookieOf(first);
    expect(cookie).toMatch(/^JSESSIONID=/);
    await api.client('isEmailValid', { email: 'x', sub_source: 'north' }, cookie);
    const created = await api.client('create', { primary_email: freshEmail() }, cookie);
    expect(await stored(created.body.cons_id)).toEqual({
      origin_source: 'flyer',
      origin_subsource: 'north',
      centers: [center.id],
    });
  });

  test('what the call itself says wins', async () => {
    const cookie = cookieOf(await api.client('getLoginUrl', { source: 'flyer' }));
    const created = await api.client('create', { primary_email: freshEmail(), source: 'radio' }, cookie);
    expect(await stored(created.body.cons_id)).toMatchObject({ origin_source: 'radio', origin_subsource: null });
  });

  test('no session is opened where there is nothing to remember', async () => {
    expect((await api.client('isEmailValid', { email: 'x' })).cookie).toBeUndefined();
  });

  test('what create would refuse is not remembered', async () => {
    const junk = { source: 'x'.repeat(256), sub_source: 'a\u0000b', center_id: 'north' };
    const cookie = cookieOf(await api.client('getLoginUrl', junk));
    const created = await api.client('create', { primary_email: freshEmail() }, cookie);
    expect(await stored(created.body.cons_id)).toEqual({ origin_source: null, origin_subsource: null, centers: null });
  });

  test('a center that does not exist is ignored', async () => {
    const created = await create({ center_id: '999999' });
    expect(await stored(created.body.cons_id)).toMatchObject({ centers: null });
  });
});
