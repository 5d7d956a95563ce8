import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';

let kith: TestKith;
let oho: OhoClient;
let id: number;
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
  id = (await oho.post('/api/constituents', { first_name: 'A', last_name: 'B', email: 'a@b.example' })).body.id;
});
afterAll(() => kith.stop());

const ENSURE = '/api/constituents/ensure_exists';
const raw = (body: string, type = 'application/json') =>
  oho.send('POST', ENSURE, { body, headers: { 'content-type': type } });
const valid = { first_name: 'A', last_name: 'B', email: 'c@d.example' };

describe('missing fields', () => {
  test.each([
    [{}, ['first_name', 'last_name', 'email']],
    [{ email: 'a@b.example' }, ['first_name', 'last_name']],
    [{ first_name: 'A', last_name: ' ', email: null }, ['last_name', 'email']],
    [{ last_name: 'B', email: 'bad' }, ['first_name']],
  ])('%j: 400 with the missing ones in order', async (body, required) => {
    for (const path of [ENSURE, '/api/constituents']) {
      const answer = await oho.post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        error: { code: 'validation_error', message: 'Missing required fields', details: { required } },
      });
    }
  });

  test('no body at all is missing everything', async () => {
    expect((await oho.send('POST', ENSURE, {})).body.error.details.required).toEqual([
      'first_name',
      'last_name',
      'email',
    ]);
    expect((await raw('')).body.error.details.required).toEqual(['first_name', 'last_name', 'email']);
  });
});

test.each([
  'invalid-email',
  'a@',
  '@b.example',
  'a@b',
  'a b@c.example',
  'a@b@c.example',
  `${'x'.repeat(400)}@d.example`,
])('the address %s: 400 invalid_email', async (email) => {
  for (const answer of [
    await oho.post(ENSURE, { ...valid, email }),
    await oho.patch(`/api/constituents/${id}`, { email }),
  ]) {
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: { code: 'invalid_email', message: 'Email format is invalid' } });
  }
});

const WRONG: Record<string, unknown[]> = {
  first_name: [1, true, [], {}, 'a\0b', '\ud800', 'x'.repeat(1001)],
  last_name: [1e300, ['x']],
  email: [5, {}, ['a@b.example'], 'a\0@b.example'],
  phone: [5, false, 'a\0', {}],
  mobile_number: [{}, 1],
  date_of_birth: [
    19900101,
    '1990-02-30',
    '1990-13-01',
    '01/02/1990',
    'yesterday',
    '0000-01-01',
    '1990-1-1',
    '99999-01-01',
    {},
  ],
  external_id: [7, [], 'x'.repeat(256), '\udfff'],
  employee_id: [7],
  active: ['yes', 1, 'true', {}],
};
describe('wrong types', () => {
  test.each(Object.entries(WRONG).flatMap(([field, values]) => values.map((value) => [field, value] as const)))(
    '%s = %j: 400 naming the field',
    async (field, value) => {
      for (const answer of [
        await oho.post(ENSURE, { ...valid, [field]: value }),
        await oho.post('/api/constituents', { ...valid, [field]: value }),
        await oho.patch(`/api/constituents/${id}`, { [field]: value }),
      ]) {
        expect(answer.status).toBe(400);
        expect(answer.body.error.code).toBe('validation_error');
        expect(answer.body.error.details).toEqual({ invalid: [field] });
      }
    },
  );

  test.each(['[]', '"text"', '5', 'null', 'true', '[{"email":"a@b.example"}]'])('the body %s: 400', async (body) => {
    const answer = await raw(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('validation_error');
  });
});

describe('what is not JSON', () => {
  test.each(['{', '{"a":}', 'first_name=A', '{"a":1}}', '\u0000', "{'a':1}"])('%j: 400 invalid_json', async (body) => {
    const answer = await raw(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: { code: 'invalid_json', message: 'Request body is not valid JSON' } });
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])('%s: 400', async (type) => {
    const answer = await raw(JSON.stringify(valid), type);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('invalid_json');
  });

  test('a charset does not matter', async () => {
    expect((await raw(JSON.stringify(valid), 'application/json; charset=UTF-8')).status).toBe(201);
  });

  test('numbers beyond any type, deep nesting and prototype keys do no harm', async () => {
    expect((await raw('{"first_name":1e999,"last_name":"B","email":"e@f.example"}')).status).toBe(400);
    expect((await raw('['.repeat(100_000))).status).toBe(400);
    expect((await raw(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)).status).toBe(400);
    expect(
      (await raw('{"__proto__":{"first_name":"A"},"last_name":"B","email":"e@f.example"}')).body.error.details.required,
    ).toEqual(['first_name']);
  });
});

test('a body beyond the limit: 413 in the envelope', async () => {
  const answer = await raw(JSON.stringify({ ...valid, first_name: 'x'.repeat(1_200_000) }));
  expect(answer.status).toBe(413);
  expect(answer.body.error.code).toBe('payload_too_large');
});

test.each([
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/nothing'],
  ['PUT', '/api/constituents/1'],
  ['GET', '/api/constituents/1/nothing'],
  ['DELETE', '/api/constituents'],
  ['GET', '/api/api/constituents'],
])('%s %s: 404 in the envelope', async (method, path) => {
  const answer = await oho.send(method, path, {});
  expect(answer.status).toBe(404);
  expect(answer.body).toEqual({ error: { code: 'not_found', message: 'No such endpoint' } });
});

test('a malformed URL: 400 in the envelope', async () => {
  const answer = await oho.get('/api/constituents/%zz');
  expect(answer.status).toBe(400);
  expect(answer.body.error.code).toBe('validation_error');
});

test('a trailing slash is tolerated', async () => {
  expect((await oho.get('/api/constituents/')).status).toBe(200);
  expect((await oho.post('/api/constituents/ensure_exists/', { ...valid, email: 'slash@d.example' })).status).toBe(201);
});
