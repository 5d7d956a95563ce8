import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { basic, ohoClient } from '../../support/oho-client.ts';
import { addUser, changePassword, endAccess } from '../../support/records.ts';

let kith: TestKith;
/** Milliseconds that the server's clock is ahead. */
let ahead = 0;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(Date.now() + ahead) } });
});
afterAll(() => kith.stop());

const asAdmin = () => ohoClient(kith.url, kith.basic);
const bearer = (token: string) => ohoClient(kith.url, { authorization: `Bearer ${token}` });
const ownId = async () => (await asAdmin().get('/api/users/me')).body.id as number;
const ownToken = async () => (await asAdmin().post(`/api/users/${await ownId()}/token`)).body.token as string;

const UNAUTHORIZED = { error: { code: 'unauthorized', message: 'Invalid or expired token' } };

describe('GET /api/users/me', () => {
  test('has exactly the bytes that the quickstart greps', async () => {
    const { status, text, headers } = await asAdmin().get('/api/users/me');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    const id = Number(text.match(/"id":[0-9]*/)?.[0].slice(5));
    expect(text).toBe(
      `{"id":${id},"email":"admin@riverbend.example","first_name":"Priya","surname":"Nand",` +
        `"organization":{"id": ${kith.organization.id},"name":"riverbend School"}}`,
    );
    expect(text.match(/"id":[0-9]+/g)).toHaveLength(1);
    expect(JSON.parse(text).organization.id).toBe(kith.organization.id);
  });

  test('accepts a bearer token too, whatever the case of the scheme', async () => {
    const token = await ownToken();
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER ${token}`]) {
      expect((await ohoClient(kith.url, { authorization }).get('/api/users/me')).status).toBe(200);
    }
  });
});

describe('POST /api/users/{id}/token', () => {
  test('issues an HS256 token with a string sub and says when it ends', async () => {
    const id = await ownId();
    const { status, body } = await asAdmin().post(`/api/users/${id}/token`);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['token', 'expires_at', 'expires_in']);
    expect(body.expires_in).toBe(86_400);
    expect(body.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const [header, payload] = body.token
      .split('.')
      .slice(0, 2)
      .map((part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toMatchObject({ sub: String(id), org: kith.organization.id, email: 'admin@riverbend.example' });
    expect(payload.exp - payload.iat).toBe(86_400);
    expect(typeof payload.jti).toBe('string');
  });

  test('works without a body under any content type, and from a token', async () => {
    const id = await ownId();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await asAdmin().send('POST', `/api/users/${id}/token`, { headers: form })).status).toBe(200);
    expect(
      (await asAdmin().send('POST', `/api/users/${id}/token`, { headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(200);
    expect((await bearer(await ownToken()).post(`/api/users/${id}/token`)).body.token).toBeTypeOf('string');
  });

  test('another user’s token is for administrators of the same organization', async () => {
    const viewerId = await addUser(kith, { email: 'viewer@riverbend.example', role: 'data_viewer' });
    const managerId = await addUser(kith, { email: 'people@riverbend.example', role: 'user_manager' });
    const minted = await asAdmin().post(`/api/users/${viewerId}/token`);
    for (const id of [
      `${viewerId}e0`,
      `0x${viewerId.toString(16)}`,
      `+${viewerId}`,
      `${viewerId}.0`,
      `0${viewerId}`,
      `%20${viewerId}`,
    ]) {
      expect((await asAdmin().post(`/api/users/${id}/token`)).status, id).toBe(403);
    }
    expect(minted.status).toBe(200);
    expect((await bearer(minted.body.token).get('/api/users/me')).body.id).toBe(viewerId);

    const adminId = await ownId();
    for (const email of ['viewer@riverbend.example', 'people@riverbend.example']) {
      const refused = await ohoClient(kith.url, basic(email, ADMIN_PASSWORD)).post(`/api/users/${adminId}/token`);
      expect(refused.status).toBe(403);
      expect(refused.body.error.code).toBe('forbidden');
    }
    const other = await kith.addTenant('hillside');
    expect((await ohoClient(kith.url, other.basic).post(`/api/users/${managerId}/token`)).status).toBe(403);
    for (const id of ['0', '-1', 'abc', '99999999999999999999', '1e3']) {
      expect((await asAdmin().post(`/api/users/${id}/token`)).status, id).toBe(403);
    }
  });
});

describe('401', () => {
  const wrong: Record<string, string | undefined> = {
    'no credentials': undefined,
    'an unknown scheme': 'Digest abc',
    'no value': 'Bearer',
    'no token': 'Bearer x.y.z',
    'no base64': 'Basic %%%',
    'no colon': `Basic ${Buffer.from('admin').toString('base64')}`,
    'an unknown user': basic('nobody@riverbend.example', ADMIN_PASSWORD).authorization,
    'a wrong password': basic('admin@riverbend.example', 'wrong').authorization,
    'a NUL character': basic('admin\0@riverbend.example', ADMIN_PASSWORD).authorization,
    'an unsigned token': `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"1","org":1}').toString('base64url')}.`,
  };
  test.each(Object.entries(wrong))('for %s', async (_name, authorization) => {
    const client = ohoClient(kith.url, authorization === undefined ? {} : { authorization });
    for (const answer of [
      await client.get('/api/users/me'),
      await client.post('/api/constituents/ensure_exists', {}),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual(UNAUTHORIZED);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="api", Bearer');
    }
  });

  test('comes before a body is looked at', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await ohoClient(kith.url, {}).send('POST', '/api/constituents', { headers, body: '{not json' });
    expect(answer.status).toBe(401);
  });

  test('when a token has expired', async () => {
    const token = await ownToken();
    ahead = 86_390_000;
    expect((await bearer(token).get('/api/users/me')).status).toBe(200);
    ahead = 86_401_000;
    expect((await bearer(token).get('/api/users/me')).status).toBe(401);
    ahead = 0;
  });

  test('when the password was changed or the user deactivated since', async () => {
    const id = await addUser(kith, { email: 'leaver@riverbend.example', role: 'data_manager' });
    const token = (
      await ohoClient(kith.url, basic('leaver@riverbend.example', ADMIN_PASSWORD)).post(`/api/users/${id}/token`)
    ).body.token;
    expect((await bearer(token).get('/api/users/me')).status).toBe(200);
    await changePassword(kith, id, 'a new password, long enough');
    expect((await bearer(token).get('/api/users/me')).status).toBe(401);
    expect(
      (await ohoClient(kith.url, basic('leaver@riverbend.example', ADMIN_PASSWORD)).get('/api/users/me')).status,
    ).toBe(401);
    const later = (await asAdmin().post(`/api/users/${id}/token`)).body.token;
    expect((await bearer(later).get('/api/users/me')).status).toBe(200);
    await endAccess(kith, id);
    expect((await bearer(later).get('/api/users/me')).status).toBe(401);
  });
});

test('a viewer may read and not write: 403 in the envelope', async () => {
  await addUser(kith, { email: 'reader@riverbend.example', role: 'data_viewer' });
  const reader = ohoClient(kith.url, basic('reader@riverbend.example', ADMIN_PASSWORD));
  expect((await reader.get('/api/constituents')).status).toBe(200);
  const person = { first_name: 'A', last_name: 'B', email: 'a@b.example' };
  const refused = await reader.post('/api/constituents', person);
  expect(refused.status).toBe(403);
  expect(refused.body.error).toEqual({ code: 'forbidden', message: 'You do not have permission to do this' });
  expect((await reader.post('/api/constituents/ensure_exists', person)).status).toBe(403);
});
