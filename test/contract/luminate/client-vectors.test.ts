// Requests as real clients send them, unchanged (docs/contracts/luminate.md §7). Vectors 1 to 4 also run in a browser
// (test/flows/sign-up-page.test.ts).
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { signatureOf } from '../../support/luminate-signature.ts';
import {
  type Caller,
  caller,
  cookieOf,
  encode,
  type Fields,
  freshEmail,
  makePerson,
  request,
  signUp,
} from './client.ts';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.changeSetting('allowedOrigins', ['https://www.example.org']);
  api = caller(kith);
});
afterAll(() => kith.stop());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  request(url, { method: 'POST', body, headers: { ...FORM, ...headers } });

test('2: a page whose cookies are blocked signs somebody up, who reads themselves', async () => {
  const { JSESSIONID, token, routing_id } = (await api.client('getLoginUrl')).body;
  const call = (method: string, fields: Fields = {}) =>
    post(
      `${kith.url}/site/CRConsAPI;jsessionid=${routing_id}`,
      encode({ luminateExtend: '1.9.0', method, ...api.clientFields, auth: token, JSESSIONID, ts: '1', ...fields }),
    );
  expect(await call('getUser')).toMatchObject({ status: 403, body: { code: '3' } });
  const created = await call('create', { primary_email: freshEmail() });
  expect((await call('getUser')).body.cons_id).toBe(created.body.cons_id);
  expect(await call('create', { primary_email: freshEmail() })).toMatchObject({ status: 403, body: { code: '3' } });
  await call('logout');
  const second = (await api.client('getLoginUrl')).body.JSESSIONID;
  const creates = Array.from({ length: 6 }, () =>
    api.client('create', { primary_email: freshEmail(), JSESSIONID: second }),
  );
  expect((await Promise.all(creates)).filter((reply) => reply.status === 200)).toHaveLength(1);
  expect(await call('getUser')).toMatchObject({ status: 403, body: { code: '5' } });
});

test('4: second browser client', async () => {
  const person = await signUp(api);
  const { JSESSIONID, token, routing_id } = (await api.client('getLoginUrl', { ng_luminate_utils: '1.1.3' })).body;
  const call = (fields: Fields) =>
    post(
      `${kith.url}/site/CRConsAPI;jsessionid=${routing_id}`,
      encode({
        ...api.clientFields,
        auth: token,
        JSESSIONID,
        ng_luminate_utils: '1.1.3',
        ts: String(Date.now()),
        ...fields,
      }),
    );
  const login = await call({ method: 'login', user_name: person.user_name, password: person.password });
  expect(login).toMatchObject({ status: 200, body: { cons_id: person.id } });
  expect((await call({ method: 'getUser' })).body.cons_id).toBe(person.id);
});

test('5: PHP library, whose parameters stay from call to call', async () => {
  const { id } = await makePerson(api, { 'name.first': 'Zoë' });
  const { api_key, login_name, login_password } = kith.credentials.luminate;
  const url = `${kith.url}/riverbend/site/SRConsAPI`;
  const call = (method: string, fields: Fields = {}) =>
    post(url, encode({ v: '1.0', api_key, response_format: 'json', login_name, login_password, method, ...fields }));
  expect((await call('getSingleSignOnToken')).body.token).toMatch(/^[\w-]{80,}$/);
  expect((await call('getUser', { cons_id: id })).body.name.first).toBe('Zoë');
  const primary_email = freshEmail();
  const stale = {
    cons_id: '',
    primary_email,
    'name.first': 'Zoë',
    fields: 'cons_id',
    interest_id: '1',
    list_page_size: '5',
  };
  expect(await call('createOrUpdate', stale)).toMatchObject({ body: { message: 'User created.' } });
});

test('6: Ruby gem, with the method behind the parameters', async () => {
  const { api_key, login_name, login_password } = kith.credentials.luminate;
  const call = (fields: Fields, method: string) =>
    post(
      api.serverUrl,
      encode({ ...fields, method, response_format: 'json', v: '1.0', api_key, login_name, login_password }),
    );
  const primary_email = freshEmail();
  const { body } = await call({ primary_email }, 'create');
  expect((await call({ primary_email }, 'getUser')).body.cons_id).toBe(body.cons_id);
  expect((await call({ email: primary_email }, 'isEmailValid')).body).toEqual({ valid: 'true' });
  expect((await call({ cons_id: body.cons_id }, 'getUserTransactions')).body).toEqual({});
  expect((await call({}, 'listUserFields')).body.field.length).toBeGreaterThan(40);
});

test('7: second Ruby client, which encodes nothing', async () => {
  const email = `robin+news@${process.pid}.example.org`;
  const fields = {
    ...api.serverFields,
    method: 'create',
    primary_email: email,
    'primary_address.street1': '1 Main St, Apt #2 & 3',
  };
  const raw = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const created = await post(api.serverUrl, raw);
  expect(created.status).toBe(200);
  const shown = 'email.primary_address,primary_address.street1';
  const { body } = await api.server('getUser', { cons_id: created.body.cons_id, fields: shown });
  expect(body).toEqual({ email: { primary_address: email }, primary_address: { street1: '1 Main St, Apt #2 & 3' } });
  const short = `primary_email=${email}&method=getUser&${encode(api.serverFields)}`;
  expect(await post(api.serverUrl, short)).toMatchObject({ status: 200, body: { cons_id: created.body.cons_id } });
});

test('8: Perl sign-on, in redirects, with signatures that it checks by MD5', async () => {
  await kith.changeSetting('signatureHash', 'md5');
  const { id, user_name, password } = await signUp(api);
  const target = `https://www.example.org/back?cons_id=\${loginResponse/cons_id}`;
  const signed = { success_redirect: target, error_redirect: 'https://www.example.org/failed', sign_redirects: 'true' };
  const login = await api.client('login', { user_name, password, ...signed });
  const check = (location: string | null) => {
    const [query = '', signature] = (location ?? '').split('?', 2)[1]?.split('&signature=') ?? [];
    expect(signature).toBe(signatureOf(kith, kith, { text: query, hash: 'md5' }));
    return new URLSearchParams(query);
  };
  expect(check(login.headers.get('location')).get('cons_id')).toBe(id);
  const tested = await api.client('loginTest', signed, cookieOf(login));
  expect(check(tested.headers.get('location')).get('cons_id')).toBe(id);
  const { body } = await api.client('loginTest', {}, cookieOf(login));
  expect(body.signature).toBe(signatureOf(kith, kith, { text: `${body.cons_id}${body.timestamp}`, hash: 'md5' }));
  expect(body.signature).not.toBe(createHash('md5').update(`${body.cons_id}${body.timestamp}`).digest('hex'));
  const { token } = (await api.server('getSingleSignOnToken', { cons_id: id })).body;
  const signedOn = await api.client('singleSignOn', { sso_auth_token: token, redirect: 'https://www.example.org/in' });
  expect(signedOn).toMatchObject({ status: 302 });
  expect(cookieOf(signedOn)).toMatch(/^JSESSIONID=/);
  const left = await api.client('logout', { redirect: 'https://www.example.org/out' }, cookieOf(signedOn));
  expect(left.headers.get('location')).toBe('https://www.example.org/out');
  await kith.changeSetting('signatureHash', 'sha1');
});

test('9 and 15: everything in the query of a POST with an empty body', async () => {
  const fields = { method: 'create', ...api.serverFields, primary_email: freshEmail(), response_format: 'xml' };
  const xml = await request(`${api.serverUrl}?${encode(fields)}`, { method: 'POST' });
  expect(xml.text).toMatch(/<createConsResponse xsi:schemaLocation=.*\n {2}<cons_id>\d+<\/cons_id>/);
  const empty = { 'content-length': '0' };
  const json = { ...fields, primary_email: freshEmail(), response_format: 'json' };
  expect(await request(`${api.serverUrl}?${encode(json)}`, { method: 'POST', headers: empty })).toMatchObject({
    status: 200,
  });
});

test('10: signup form', async () => {
  const email = freshEmail();
  expect((await api.server('isEmailValid', { email })).body.valid).toBe('true');
  const { body } = await api.server('createOrUpdate', {
    primary_email: email,
    'email.primary_address': email,
    email_primary_address: email,
  });
  expect(body.cons_id).toMatch(/^\d+$/);
});

test('12: a client that expects 403 with an error in JSON', async () => {
  const reply = await api.server('getUser', { cons_id: '1' });
  expect(reply.status).toBe(403);
  expect(JSON.parse(reply.text)).toEqual({ errorResponse: { code: '16', message: 'No matching record.' } });
});

test('13: form plugin that keeps cookie, nonce and routing id of the server servlet', async () => {
  const { id, user_name, password } = await signUp(api);
  const login = await api.server('login', { user_name, password });
  expect(cookieOf(login)).toBe(`JSESSIONID=${login.body.JSESSIONID}`);
  const url = `${api.clientUrl};jsessionid=${login.body.routing_id}`;
  const fields = { method: 'loginTest', ...api.clientFields, JSESSIONID: login.body.JSESSIONID };
  expect(await post(url, encode(fields))).toMatchObject({ body: { cons_id: id } });
});

test('14: CRM connector, with column names and ISO dates', async () => {
  const { id } = await makePerson(api);
  const fields = {
    cons_id: id,
    first_name: 'Ada',
    last_name: 'Byron',
    home_stateprov: 'TX',
    other_zip: '78702',
    work_phone: '512-555-0103',
    cons_occupation: 'Countess',
    birth_date: '1815-12-10T00:00:00',
  };
  expect(await api.server('update', fields)).toMatchObject({ status: 200 });
  const shown = 'first_name,last_name,home_stateprov,other_zip,work_phone,cons_occupation,birth_date';
  expect((await api.server('getUser', { cons_id: id, fields: shown })).body).toMatchObject({
    name: { first: 'Ada', last: 'Byron' },
    primary_address: { state: 'TX' },
    alternate_address1: { zip: '78702' },
    work_phone: '512-555-0103',
    employment: { occupation: 'Countess' },
    birth_date: expect.stringMatching(/^1815-12-10-00:00$/),
  });
});

describe('17: dashboard, with the token in the query', () => {
  test('reads itself and logs', async () => {
    const created = await api.client('create', { primary_email: freshEmail() });
    const cookie = cookieOf(created);
    const { token } = (await api.client('getLoginUrl', {}, cookie)).body;
    const call = (fields: Fields) =>
      request(`${api.clientUrl}?${encode({ ...api.clientFields, auth: token, ...fields })}`, {
        method: 'POST',
        headers: { cookie },
      });
    expect((await call({ method: 'getUser' })).body.cons_id).toBe(created.body.cons_id);
    expect((await call({ method: 'getUserTransactions', begin_date: '2024-01-01' })).text).toBe(
      '{"getConsTransactionsResponse":{}}',
    );
    expect(await call({ method: 'logInteraction', interaction_subject: 'Saw it' })).toMatchObject({ status: 200 });
  });
});
