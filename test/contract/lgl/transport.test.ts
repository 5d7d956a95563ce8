// docs/contracts/lgl.md §1 and §2: paths, keys, errors, the list envelope.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let key: string;

beforeAll(async () => {
  kith = await startKith({ config: { bodyLimit: 50_000 } });
  lgl = lglClient(kith.url, kith);
  key = kith.credentials.lgl.access_token;
  for (const name of ['Cole', 'adams', 'Émile', 'Baker', 'Dunn'])
    await lgl.post('/constituents', { first_name: 'X', last_name: name });
});
afterAll(() => kith.stop());

const call = (path: string, init: RequestInit = {}) => fetch(`${kith.url}${path}`, { redirect: 'error', ...init });
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('paths, §1.1', () => {
  test.each([
    '/api/v1/constituents',
    '/api/v1/constituents.json',
    '/api/v1/constituents/',
    '/v1/constituents.json',
    '/api/v1/constituents/search',
    '/api/v1/constituents/search.json',
  ])('%s', async (path) => {
    const response = await call(`${path}?limit=2`, { headers: kith.lgl });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ items_count: 2, total_items: 5 });
  });

  test('unknown paths and ids are JSON 404s', async () => {
    for (const path of [
      '/api/v1/goals',
      '/api/v1',
      '/api/v1/constituents/0',
      '/api/v1/constituents/abc',
      '/api/v1/constituents/99999999999999999999',
    ]) {
      const response = await call(path, { headers: kith.lgl });
      expect(response.status, path).toBe(404);
      expect(await response.json()).toMatchObject({
        api_version: '1.0',
        error: 'Not Found',
        description: expect.any(String),
      });
    }
  });

  test('a GET may carry a content type without a body, §5.8', async () => {
    const response = await call('/api/v1/constituents', {
      headers: { ...kith.lgl, 'content-type': 'application/json' },
    });
    expect(response.status).toBe(200);
  });
});

describe('keys, §1.3', () => {
  test('three equivalent ways', async () => {
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { authorization: `bearer  ${key}` },
      basic(`${key}:`),
      basic(key),
      basic(`${key}:anything`),
    ]) {
      expect((await call('/api/v1/constituents', { headers })).status).toBe(200);
    }
    expect((await call(`/api/v1/constituents?access_token=${key}`)).status).toBe(200);
  });

  test('a key never comes back in next_link', async () => {
    const response = await call(`/api/v1/constituents?limit=1&access_token=${key}`);
    const { next_link } = (await response.json()) as { next_link: string };
    expect(next_link).toBe(`${kith.url}/api/v1/constituents?limit=1&offset=1`);
  });

  test('no credentials: the anonymous 401, §1.4', async () => {
    const response = await call('/api/v1/constituents');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="API"');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('HTTP Basic: Access denied.\n');
  });

  test('a wrong bearer token: the JSON 401, §1.4', async () => {
    const description = 'The access token provided is expired, revoked, malformed or invalid for other reasons.';
    for (const init of [{ headers: { authorization: 'Bearer wrong' } }, {}]) {
      const response = await call(`/api/v1/constituents${'headers' in init ? '' : '?access_token=wrong'}`, init);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer realm="Rack::OAuth2 Protected Resources", error="invalid_token", error_description="${description}"`,
      );
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.text()).toBe(JSON.stringify({ error: 'invalid_token', error_description: description }));
    }
  });

  test('a wrong Basic key: the HTML 401', async () => {
    const response = await call('/api/v1/constituents', { headers: basic('wrong:') });
    expect([response.status, await response.text()]).toEqual([401, 'HTTP Basic: Access denied.\n']);
  });

  test("another dialect's key is no key", async () => {
    const response = await call('/api/v1/constituents', {
      headers: { authorization: `Bearer ${kith.credentials.luminate.api_key}` },
    });
    expect(response.status).toBe(401);
  });
});

describe('bodies, §1.8 and §5.8', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    call('/api/v1/constituents', { method: 'POST', headers: { ...kith.lgl, ...headers }, body: body as string });

  test('JSON under any content type, or none; forms where they say so', async () => {
    for (const headers of [
      undefined,
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json; charset=utf-8' },
    ]) {
      expect((await post('{"first_name":"Any"}', headers)).status).toBe(200);
    }
    const form = await post('first_name=Form&last_name=Filler', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(await form.json()).toMatchObject({ first_name: 'Form', last_name: 'Filler' });
  });

  test.each(['{', '[1]', '"text"', '{"first_name":}'])('malformed: %s', async (body) => {
    const response = await post(body, { 'content-type': 'application/json' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ api_version: '1.0', error: 'Parameter Error' });
  });

  test('too large is 413 in the envelope', async () => {
    const response = await post(JSON.stringify({ first_name: 'x'.repeat(60_000) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ api_version: '1.0', error: 'Request Too Large' });
  });

  test.each([
    ['first_name', { first_name: 'Zo\u0000' }],
    ['last_name', { first_name: 'A', last_name: '\ud800' }],
    ['address', { first_name: 'A', email_addresses: [{ address: '\u0000a@example.org' }] }],
    ['interests', { first_name: 'A', interests: ['\u0000'] }],
    ['value', { first_name: 'A', custom_attrs: [{ key: 'k', value: 'a\u0000b' }] }],
  ])('a text that cannot be stored is refused, not cut off: %s', async (field, body) => {
    const response = await post(JSON.stringify(body));
    expect(response.status).toBe(422);
    const description = `${field} has a character that cannot be stored`;
    expect(await response.json()).toMatchObject({ error: 'Validation Error', description, errors: [description] });
  });

  test.each([
    { first_name: ['list'], last_name: { an: 'object' } },
    { first_name: 'A', birthday: '99999-01-01', class_affiliations: [{ year: 1e300 }], custom_attrs: 'text' },
    { first_name: 'A', relationships: [{ related_constituent_id: '99999999999999999999' }] },
    { first_name: 'A', groups: [{ group_id: -1 }, 5, null, [[]]] },
  ])('odd values are answered, never a 5xx: %#', async (body) => {
    const response = await post(JSON.stringify(body));
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toHaveProperty('api_version', '1.0');
  });

  test('malformed percent-encoding in the URL', async () => {
    const response = await call('/api/v1/constituents/%E0%A4%A', { headers: kith.lgl });
    expect(response.status).toBe(400);
    expect(await response.json()).toHaveProperty('error');
  });
});

describe('the list envelope, §2.1', () => {
  test('keys in wire order; by sort_name without case and accents', async () => {
    const fresh = lglClient(kith.url, await kith.addTenant('order'));
    for (const last_name of ['Cole', 'adams', 'Émile', 'Baker', 'Dunn'])
      await fresh.post('/constituents', { last_name });
    const { body } = await fresh.get('/constituents?limit=2&offset=2');
    expect(Object.keys(body)).toEqual(
      'api_version items_count total_items limit offset next_item next_link item_type items'.split(' '),
    );
    expect(body).toMatchObject({
      items_count: 2,
      total_items: 5,
      limit: 2,
      offset: 2,
      next_item: 4,
      item_type: 'constituent',
    });
    expect(body.items.map((item: { last_name: string }) => item.last_name)).toEqual(['Cole', 'Dunn']);
    const last = (await fresh.get('/constituents?limit=2&offset=4')).body;
    expect(Object.keys(last)).toEqual('api_version items_count total_items limit offset item_type items'.split(' '));
    expect(last.items[0].last_name).toBe('Émile');
    expect((await fresh.get('/constituents?offset=50')).body).toMatchObject({
      items_count: 0,
      total_items: 5,
      items: [],
    });
  });

  test('next_link: sorted keys, upper-case hex, expand kept', async () => {
    const first = (await lgl.search('q[]=constituent_type=0&sort=date_updated!&limit=1&expand=phone_numbers')).body;
    expect(first.next_link).toBe(
      `${kith.url}/api/v1/constituents/search?expand=phone_numbers&limit=1&offset=1&q%5B%5D=constituent_type%3D0&sort=date_updated%21`,
    );
    const second = await fetch(first.next_link, { headers: kith.lgl });
    expect(await second.json()).toMatchObject({ offset: 1, items_count: 1, items: [{ phone_numbers: [] }] });
  });

  test('limit and offset that are no numbers read as the defaults; unknown parameters are ignored', async () => {
    for (const query of ['limit=abc&offset=-3', 'limit=-1', 'email=a%40b.example&search=x&created_from=2026-01-01']) {
      expect((await lgl.get(`/constituents?${query}`)).body).toMatchObject({ limit: 25, offset: 0 });
    }
    expect((await lgl.get('/constituents?limit=2500')).body.limit).toBe(2500);
    expect((await lgl.get('/constituents?limit=99999999999999999999999')).body.limit).toBe(10_000);
  });
});
