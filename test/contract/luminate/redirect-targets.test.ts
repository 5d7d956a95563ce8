// docs/contracts/luminate.md §1.8 and §2.1: where a browser is sent, and what the address may carry. What counts is where a
// browser goes that reads the answer's Location.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Caller, caller, cookieOf, encode, type Fields, freshEmail, request, signUp } from './client.ts';

const SITE = 'https://www.example.org';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.changeSetting('allowedOrigins', [SITE]);
  api = caller(kith);
});
afterAll(() => kith.stop());

/** Spellings by which a browser would leave for `host`, or might. */
const elsewhere = (host: string) => [
  `https://${host}/`,
  `//${host}/`,
  `///${host}/`,
  `////${host}/`,
  `/.//${host}/`,
  `/..//${host}/`,
  `/a/..//${host}/`,
  `/././/${host}/`,
  `/%2e//${host}/`,
  `/%2E%2e//${host}/`,
  `/.//${host}/%2f..`,
  `/\\${host}/`,
  `\\\\${host}/`,
  `/\t/${host}/`,
  `/\n/${host}/`,
  `\t//${host}/`,
  ` //${host}/`,
  ` https://${host}/`,
  `https:${host}/`,
  `https:/${host}/`,
  `https:///${host}/`,
  `http:\\\\${host}/`,
  `${SITE}@${host}/`,
  `${SITE}:443@${host}/`,
  `${SITE}%40${host}/`,
  `https://www.example.org\\@${host}/`,
  `${SITE}.${host}/`,
  `${SITE}\${a}.${host}/`,
  `/\${a}/${host}/`,
  `/\${a}.\${a}/\${a}/${host}/`,
  `\${a}//${host}/`,
  `https:\${a}//${host}/`,
  `https://ｗｗｗ.example.org.${host}/`,
  `javascript:location='https://${host}/'`,
  `data:text/html,<script>location='https://${host}/'</script>`,
];

/** The origin where a browser ends up that reads a Location; undefined where it stays. */
function arrival(location: string | null, url: string): string | undefined {
  return location === null ? undefined : new URL(location, url).origin;
}

describe.each(['redirect', 'success_redirect'])('%s', (name) => {
  test.each(elsewhere('other.example'))('%j leads nowhere else', async (target) => {
    const session = `s=\${getLoginUrlResponse/JSESSIONID}&t=\${getLoginUrlResponse/token}`;
    for (const query of ['', `?${session}`]) {
      const reply = await api.client('getLoginUrl', { [name]: `${target}${query}` });
      expect([undefined, kith.url, SITE]).toContain(arrival(reply.headers.get('location'), api.clientUrl));
      expect(reply.headers.get('location') ?? '').not.toMatch(/[st]=[^&]/);
    }
  });
});

test.each(elsewhere('other.example'))('error_redirect: %j leads nowhere else', async (target) => {
  const reply = await api.client('nonsense', { error_redirect: target });
  expect([undefined, kith.url, SITE]).toContain(arrival(reply.headers.get('location'), api.clientUrl));
});

test.each(elsewhere('other.example'))('NEXTURL: %j leads nowhere else', async (target) => {
  for (const page of ['EstablishSession?', 'UserLogin?logout=&']) {
    const reply = await request(`${kith.url}/riverbend/site/${page}NEXTURL=${encodeURIComponent(target)}`);
    expect([undefined, kith.url, SITE]).toContain(arrival(reply.headers.get('location'), api.clientUrl));
  }
});

describe('what proves a session', () => {
  const FILLED = `s=\${loginResponse/JSESSIONID}&t=\${loginResponse/token}&n=\${loginResponse/nonce}&id=\${loginResponse/cons_id}`;

  async function login(headers: Record<string, string>, target = `${SITE}/in`) {
    const { id, user_name, password } = await signUp(api);
    const fields = { method: 'login', ...api.clientFields, user_name, password, redirect: `${target}?${FILLED}` };
    const reply = await request(api.clientUrl, { method: 'POST', body: new URLSearchParams(fields), headers });
    const { searchParams } = new URL(reply.headers.get('location') ?? '', api.clientUrl);
    expect(searchParams.get('id')).toBe(id);
    return ['s', 't', 'n'].map((name) => (searchParams.get(name) ?? '') !== '');
  }

  test.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['a page of the listed site', { origin: SITE, 'sec-fetch-site': 'cross-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a page of this server', { 'sec-fetch-site': 'same-origin' }],
  ])('goes to a listed site when %s asks', async (_who, headers) => {
    expect(await login(headers)).toEqual([true, true, true]);
  });

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }],
    ['another site, in a browser that says no more', { origin: 'https://other.example' }],
    ['a link of some site', { 'sec-fetch-site': 'cross-site' }],
    ['a link of a neighbouring host', { 'sec-fetch-site': 'same-site' }],
    ['a page that hides its origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['another port of the listed site', { origin: `${SITE}:8443`, 'sec-fetch-site': 'same-site' }],
  ])('stays here when it was started by %s', async (_who, headers) => {
    expect(await login(headers)).toEqual([false, false, false]);
  });

  test('goes to no place that the organization does not list, this server among them', async () => {
    expect(await login({}, '/in')).toEqual([false, false, false]);
    expect(await login({}, `${kith.url}/in`)).toEqual([false, false, false]);
    await kith.changeSetting('allowedOrigins', [SITE, kith.url]);
    expect(await login({}, `${kith.url}/in`)).toEqual([true, true, true]);
    await kith.changeSetting('allowedOrigins', [SITE]);
  });

  test.each<[string, Fields, string]>([
    ['getLoginUrl', {}, 'getLoginUrlResponse/JSESSIONID'],
    ['getLoginUrl', {}, 'getLoginUrlResponse/token'],
    ['getLoginUrl', {}, 'getLoginUrlResponse/url'],
    ['create', { get_single_sign_on_token: 'true' }, 'createConsResponse/token'],
    ['singleSignOn', {}, 'singleSignOnMethodResponse'],
  ])('%s keeps its own: %j %s', async (method, fields, path) => {
    const own = { primary_email: freshEmail(), sso_auth_token: '', ...fields };
    const { id } = await signUp(api);
    if (method === 'singleSignOn')
      own.sso_auth_token = (await api.server('getSingleSignOnToken', { cons_id: id })).body.token;
    const target = `${SITE}/?x=\${${path}}`;
    const call = (headers: Record<string, string>) =>
      request(api.clientUrl, {
        method: 'POST',
        headers,
        body: new URLSearchParams({
          method,
          ...api.clientFields,
          ...own,
          primary_email: freshEmail(),
          redirect: target,
        }),
      });
    expect((await call({ 'sec-fetch-site': 'cross-site' })).headers.get('location')).toBe(`${SITE}/?x=`);
    expect((await call({})).headers.get('location')).toMatch(/\?x=.{16,}$/);
  });

  test('is no part of a host', async () => {
    const target = `${SITE}\${getLoginUrlResponse/JSESSIONID}`;
    const reply = await api.client('getLoginUrl', { redirect: target });
    expect(reply.headers.get('location')).toBeNull();
  });

  test('a signature is made of the text that is sent', async () => {
    const cookie = cookieOf(await api.client('getLoginUrl'));
    const fields = {
      method: 'getLoginUrl',
      ...api.clientFields,
      sign_redirects: 'true',
      redirect: '/.//other.example/',
    };
    const reply = await request(`${api.clientUrl}?${encode(fields)}`, { headers: { cookie } });
    expect(reply.headers.get('location')).toBeNull();
  });
});
