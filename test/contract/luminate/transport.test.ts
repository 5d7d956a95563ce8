// docs/contracts/luminate.md §1 to §3: URL forms, where parameters go, formats, errors and their order.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type Tenant, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, encode, freshEmail, request } from './client.ts';

let kith: TestKith;
let other: Tenant;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  other = await kith.addTenant('oakfield');
  api = caller(kith);
});
afterAll(() => kith.stop());

const post = (url: string, body?: RequestInit['body'], headers: Record<string, string> = {}) =>
  request(url, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
const creation = () => ({ method: 'create', ...api.serverFields, primary_email: freshEmail() });

describe('URL', () => {
  test.each([
    ['without organization', '/site/SRConsAPI'],
    ['with organization', '/riverbend/site/SRConsAPI'],
    ['with a trailing slash', '/site/SRConsAPI/'],
    ['with a path parameter', '/site/SRConsAPI;jsessionid=00000000.app412c'],
    ['with a path parameter and a slash', '/riverbend/site/SRConsAPI;jsessionid=x;a=b/'],
    ['with a bare question mark', '/site/SRConsAPI?'],
    ['with a slash too many', '//riverbend/site/SRConsAPI'],
    ['with slashes too many', '///site//SRConsAPI//?'],
  ])('%s', async (_, path) => {
    const reply = await post(kith.url + path, encode(creation()), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(reply).toMatchObject({ status: 200, root: 'createConsResponse' });
  });

  test.each(['/nobody/site/SRConsAPI', '/site/srconsapi', '/site/SRDonationAPI', '/riverbend/site', '/site'])(
    '%s is not found',
    async (path) => {
      expect((await post(kith.url + path, encode(creation()))).status).toBe(404);
    },
  );

  test.each(['/api/site/SRConsAPI', '/v1/site/CRConsAPI', '/scan/site/CRConsAPI'])('%s is not ours', async (path) => {
    const reply = await post(kith.url + path, encode(creation()));
    expect(reply.status).not.toBe(200);
    expect(reply.type).toMatch(/json/);
  });

  test('another organization refuses the key', async () => {
    const reply = await post(`${kith.url}/oakfield/site/SRConsAPI`, new URLSearchParams(creation()));
    expect(reply).toMatchObject({ status: 403, body: { code: '2' } });
    const theirs = { ...creation(), api_key: other.credentials.luminate.api_key };
    // The key says Oakfield, where Riverbend's administrator has another password.
    expect(await post(api.serverUrl, new URLSearchParams(theirs))).toMatchObject({ status: 403, body: { code: '3' } });
  });
});

describe('parameters', () => {
  test('all in the query of a POST without body', async () => {
    expect(await post(`${api.serverUrl}?${encode(creation())}`)).toMatchObject({
      status: 200,
      body: { message: 'User created.' },
    });
  });

  test('query and body together, the query first', async () => {
    const { method, ...rest } = creation();
    const reply = await post(`${api.serverUrl}?method=create`, new URLSearchParams({ ...rest, method: 'nonsense' }));
    expect(reply).toMatchObject({ status: 200, root: 'createConsResponse' });
    expect(method).toBe('create');
  });

  test('multipart', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(creation())) form.append(name, value);
    form.append('photo', new Blob(['not a parameter']), 'photo.png');
    expect(await post(api.serverUrl, form)).toMatchObject({ status: 200, root: 'createConsResponse' });
  });

  test('a JSON body is not a form, whatever is in it', async () => {
    const json = { 'content-type': 'application/json' };
    const url = `${api.serverUrl}?${encode(creation())}`;
    expect(await post(url, '{"method":"x"', json)).toMatchObject({ status: 200 });
    expect(await post(api.serverUrl, JSON.stringify(creation()), json)).toMatchObject({
      status: 403,
      body: { code: '2' },
    });
  });

  test('a body that is not encoded', async () => {
    const email = `raw+tag.${freshEmail()}`;
    const fields = {
      ...creation(),
      primary_email: email,
      'employment.employer': 'Smith & Sons + Co',
      'name.first': 'Zoë 100%',
    };
    const body = Object.entries(fields)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    const reply = await post(api.serverUrl, body, form);
    expect(reply.status).toBe(200);
    const person = await (
      await fetch(`${kith.url}/api/v1/constituents/${reply.body.cons_id}`, { headers: kith.lgl })
    ).json();
    expect(person).toMatchObject({ first_name: 'Zoë 100%', email_addresses: [{ address: email }] });
  });

  test('`+` is a space, whatever else is not encoded', async () => {
    const email = `mary+ann.${freshEmail()}`;
    const { primary_email: _, ...rest } = creation();
    const user_name = `mary.${process.pid}`;
    const body = `${encode(rest)}&primary_email=${email}&name.first=Mary+Ann&name.last=O Brien&name.middle=Zoë&user_name=${user_name}&user_password=My+p@ss+1`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const created = await post(api.serverUrl, body, form);
    expect(created.status).toBe(200);
    const { body: person } = await api.server('getUser', { cons_id: created.body.cons_id });
    expect(person).toMatchObject({
      name: { first: 'Mary Ann', last: 'O Brien', middle: 'Zoë' },
      email: { primary_address: email },
    });
    expect(await api.client('login', { user_name, password: 'My p@ss 1' })).toMatchObject({ status: 200 });
  });

  test('names are case-sensitive, unknown ones are ignored', async () => {
    const extra = { ...creation(), luminateExtend: '1.9.0', ts: '1700000000000', ng_luminate_utils: '1.1.3', s_x: 'y' };
    expect(await post(api.serverUrl, new URLSearchParams(extra))).toMatchObject({ status: 200 });
    const { method, ...rest } = creation();
    expect(await post(api.serverUrl, new URLSearchParams({ ...rest, Method: method }))).toMatchObject({
      body: { code: '6' },
    });
    expect(await api.server('Create')).toMatchObject({ body: { code: '6' } });
  });
});

describe('format', () => {
  test('XML unless JSON is asked for', async () => {
    for (const response_format of ['', 'xml', 'yaml']) {
      const reply = await post(api.serverUrl, new URLSearchParams({ ...creation(), response_format }));
      expect(reply.type).toBe('text/xml;charset=UTF-8');
      expect(reply.text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<createConsResponse /);
    }
  });

  test('JSON as plain text that a browser will not sniff', async () => {
    const reply = await api.server('create', creation());
    expect(reply.type).toBe('text/plain;charset=UTF-8');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });
});

describe('errors', () => {
  test('XML, word for word', async () => {
    const reply = await post(api.serverUrl, new URLSearchParams({ method: 'create' }));
    expect(reply.status).toBe(403);
    expect(reply.text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<errorResponse xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <code>2</code>
  <message>The API key is missing or invalid.</message>
</errorResponse>
`);
  });

  const SUPPRESSED = { suppress_response_codes: 'TRUE' };
  test.each<[string, string, Record<string, string>]>([
    ['2', 'create', { api_key: '' }],
    ['2', 'create', { api_key: 'wrong' }],
    ['3', 'create', { login_name: '' }],
    ['3', 'create', { login_password: '' }],
    ['3', 'create', { login_password: 'wrong' }],
    ['3', 'create', { login_name: 'nobody' }],
    ['6', '', {}],
    ['6', 'getSingleSignOn', {}],
    ['9', 'create', { v: '' }],
    ['1', 'create', { v: '2.0' }],
  ])('%s for %s with %j', async (code, method, fields) => {
    const reply = await api.server(method, fields);
    expect(reply).toMatchObject({ status: 403, root: 'errorResponse', body: { code } });
    expect(reply.body.message.length).toBeGreaterThan(5);
    expect(Object.keys(reply.body)).toEqual(['code', 'message']);
    const xml = await api.server(method, { ...fields, response_format: 'xml', ...SUPPRESSED });
    expect(xml).toMatchObject({ status: 200, root: 'errorResponse', body: reply.body });
  });

  test('the key is looked at before the password, and that before the method', async () => {
    const wrong = { api_key: 'wrong', login_password: 'wrong' };
    expect(await api.server('nonsense', wrong)).toMatchObject({ body: { code: '2' } });
    expect(await api.server('nonsense', { login_password: 'wrong' })).toMatchObject({ body: { code: '3' } });
  });

  test('an administrator of people is no API administrator', async () => {
    const fields = { login_name: kith.credentials.oho.email, login_password: 'correct horse battery staple' };
    expect(await api.server('create', fields)).toMatchObject({ body: { code: '3' } });
  });

  test('405 names the verbs that are allowed', async () => {
    const ask = (method: string) =>
      request(`${api.clientUrl}?${encode({ ...api.clientFields, method })}`, { method: 'PUT' });
    expect((await ask('create')).headers.get('allow')).toBe('POST');
    expect((await ask('getLoginUrl')).headers.get('allow')).toBe('GET, POST');
    const url = `${api.clientUrl}?${encode({ ...api.clientFields, method: 'update', suppress_response_codes: 'true' })}`;
    const quiet = await request(url);
    expect([quiet.status, quiet.body.code, quiet.headers.get('allow')]).toEqual([200, '405', 'POST']);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is not allowed for create', async (verb) => {
    const reply = await request(`${api.serverUrl}?${encode(creation())}`, { method: verb });
    expect(reply).toMatchObject({ status: 405, root: 'errorResponse', body: { code: '405' } });
  });

  test('what the web server refuses has the same envelope', async () => {
    const large = await api.server('create', { primary_email: 'x'.repeat(1_100_000) });
    expect(large).toMatchObject({ status: 413, root: 'errorResponse', body: { code: '23' } });
    const malformed = await post(`${kith.url}/site/%zz?response_format=json`);
    expect(malformed).toMatchObject({ status: 403, root: 'errorResponse' });
    const broken = await post(api.serverUrl, 'x', { 'content-type': 'multipart/form-data' });
    expect(broken).toMatchObject({ status: 403, root: 'errorResponse' });
  });
});

test('a body over the limit is 413 in the envelope, and nothing is written', async () => {
  const small = await startKith({ config: { bodyLimit: 20_000 } });
  const fields = {
    method: 'create',
    ...caller(small).serverFields,
    primary_email: freshEmail(),
    nickname: 'x'.repeat(30_000),
  };
  const reply = await post(`${small.url}/site/SRConsAPI`, new URLSearchParams(fields));
  expect(reply).toMatchObject({ status: 413, root: 'errorResponse', body: { code: '23' } });
  const { count } = await small.app.db.one<{ count: number }>(sql('select count(*) from constituents'));
  expect(count).toBe(0);
  await small.stop();
});

describe('multipart without a boundary is a form', () => {
  test.each([
    'multipart/form-data',
    'multipart/form-data; charset=UTF-8',
    'Multipart/Form-Data;boundary=',
    'multipart/form-data; boundary=""',
  ])('%s', async (type) => {
    const reply = await post(api.serverUrl, `${encode(creation())}&name.first=Mary+Ann`, { 'content-type': type });
    expect(reply).toMatchObject({ status: 200, root: 'createConsResponse' });
    const { body } = await api.server('getUser', { cons_id: reply.body.cons_id, fields: 'name.first' });
    expect(body).toEqual({ name: { first: 'Mary Ann' } });
  });
});

describe('what no method gets to see', () => {
  const ALLOWED = 'https://www.riverbend.example';
  const json = encode({ response_format: 'json', suppress_response_codes: 'true' });
  const cors = ({ headers }: { headers: Headers }) => [
    headers.get('access-control-allow-origin'),
    headers.get('access-control-allow-credentials'),
  ];
  const large = 'x'.repeat(1_100_000);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const broken = `--b\r\ncontent-disposition: form-data; name="response_format"\r\n\r\njson\r\n--b\r\ncontent-dis`;
  const parts = { 'content-type': 'multipart/form-data; boundary=b' };
  beforeAll(() => kith.changeSetting('allowedOrigins', [ALLOWED, 'https://*.riverbend.example']));
  afterAll(() => kith.changeSetting('allowedOrigins', undefined));

  test.each<[string, string, string, Record<string, string>, number]>([
    ['another servlet', '/riverbend/site/CRTeamraiserAPI', 'x=y', form, 404],
    ['a body that is too large', '/riverbend/site/CRConsAPI', large, form, 413],
    ['a body that breaks off', '/riverbend/site/CRConsAPI', broken, parts, 403],
  ])('%s', async (_, path, body, headers, status) => {
    for (const origin of [ALLOWED, 'https://deep.forms.riverbend.example']) {
      const plain = await post(kith.url + path, body, { ...headers, origin });
      expect(plain).toMatchObject({ status, root: 'errorResponse' });
      expect(cors(plain)).toEqual([origin, 'true']);
      const quiet = await post(`${kith.url}${path}?${json}`, body, { ...headers, origin });
      expect(quiet).toMatchObject({ status: 200, root: 'errorResponse', type: 'text/plain;charset=UTF-8' });
      expect(cors(quiet)).toEqual([origin, 'true']);
      expect(quiet.text).toMatch(/^\{/);
    }
    for (const origin of ['https://evil.example', 'https://evilriverbend.example', 'https://riverbend.example']) {
      expect(cors(await post(kith.url + path, body, { ...headers, origin }))).toEqual([null, null]);
    }
  });

  test.each([
    ['an organization that there is not', '/nosuch/site/CRConsAPI'],
    ['another servlet of it', '/nosuch/site/CRTeamraiserAPI'],
    ['a page of it', '/nosuch/site/UserLogin'],
    ['another servlet of no organization', '/site/CRTeamraiserAPI'],
  ])('the 404 of %s can be read by any page', async (_, path) => {
    const answer = await post(kith.url + path, 'x=y', { ...form, origin: 'https://elsewhere.example' });
    expect(answer).toMatchObject({ status: 404, root: 'errorResponse' });
    expect(cors(answer)).toEqual(['https://elsewhere.example', 'true']);
    expect(cors(await post(kith.url + path, 'x=y', form))).toEqual([null, null]);
  });

  test('the part of a broken body that can be read says how it is answered', async () => {
    expect((await post(`${kith.url}/riverbend/site/CRConsAPI`, broken, parts)).text).toMatch(/^\{"errorResponse"/);
  });

  test('an organization is known by its key as well; where none is named, any page may read', async () => {
    const path = `${kith.url}/site/CRTeamraiserAPI`;
    const evil = { ...form, origin: 'https://evil.example' };
    expect(cors(await post(path, encode(api.clientFields), { ...form, origin: ALLOWED }))).toEqual([ALLOWED, 'true']);
    expect(cors(await post(path, encode(api.clientFields), evil))).toEqual([null, null]);
    expect(cors(await post(path, 'api_key=wrong', evil))).toEqual([null, null]);
    expect(cors(await post(path, 'x=y', evil))).toEqual(['https://evil.example', 'true']);
    expect(cors(await post(api.clientUrl, large, { ...form, origin: ALLOWED }))).toEqual([ALLOWED, 'true']);
    expect(cors(await post(api.serverUrl, large, { ...form, origin: ALLOWED }))).toEqual([null, null]);
  });
});
