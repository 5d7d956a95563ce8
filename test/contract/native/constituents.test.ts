// docs/api.md: constituents of Kith's own API: written, read, searched, by page and by version.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let api: Client;
let elsewhere: Client;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  elsewhere = nativeClient(kith.url, keyOf(await kith.addTenant('oakfield')));
});
afterAll(() => kith.stop());

const make = async (body: object) => (await api.send('POST', '/constituents', body)).body;

describe('a record', () => {
  test('is created, with its place and its version, and is the same in another contract', async () => {
    const reply = await api.send('POST', '/constituents', {
      first_name: 'Zoë',
      last_name: 'Rivera',
      birth_date: '1990-02-28',
      email_addresses: [{ address: 'zoe@riverbend.example', type: 'Home' }],
      phone_numbers: [{ number: '(206) 555-0143', type: 'Mobile', is_current: true }],
      groups: [{ group: 'Volunteer' }],
      external_ids: { payroll: 'EMP-1' },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/v1/constituents/${reply.body.id}`);
    expect(reply.headers.get('etag')).toBe(`"${reply.body.version}"`);
    expect(reply.body).toMatchObject({
      display_name: 'Zoë Rivera',
      birth_date: '1990-02-28',
      is_org: false,
      email_addresses: [{ address: 'zoe@riverbend.example', type: 'Home', is_preferred: true, is_current: true }],
      phone_numbers: [{ number: '(206) 555-0143', type: 'Mobile' }],
      groups: [{ name: 'Volunteer', is_current: true }],
      external_ids: [{ system: 'payroll', value: 'EMP-1' }],
      deleted_at: null,
    });
    expect((await api.get(`/constituents/${reply.body.id}`)).body).toEqual(reply.body);
    const shown = await fetch(`${kith.url}/v1/constituents/${reply.body.id}`, { headers: kith.lgl });
    expect(await shown.json()).toMatchObject({ first_name: 'Zoë', birthday: '1990-02-28' });
  });

  test('changes in what a patch names, and nothing else', async () => {
    const { id, version } = await make({ first_name: 'Ada', last_name: 'Lima', job_title: 'Miller' });
    const type = { 'content-type': 'application/merge-patch+json' };
    const patched = await api.send('PATCH', `/constituents/${id}`, { last_name: 'Okoro', job_title: null }, type);
    expect(patched.body).toMatchObject({ id, first_name: 'Ada', last_name: 'Okoro', job_title: null });
    expect(patched.body.version).toBeGreaterThan(version);
    const same = await api.send('PATCH', `/constituents/${id}`, { last_name: 'Okoro' });
    expect(same.body.version).toBe(patched.body.version);
  });

  test('has lists that are replaced without ids, and changed by element with them', async () => {
    const addresses = ['a@x.example', 'b@x.example'].map((address) => ({ address }));
    const { id, email_addresses } = await make({ last_name: 'Listed', email_addresses: addresses });
    const [a, b] = email_addresses;
    const patch = (body: object) => api.send('PATCH', `/constituents/${id}`, body);
    const changed = await patch({
      email_addresses: [{ id: a.id, is_current: false }, { id: b.id, remove: true }, { address: 'c@x.example' }],
    });
    expect(changed.body.email_addresses).toMatchObject([
      { id: a.id, address: 'a@x.example', is_current: false },
      { address: 'c@x.example', is_current: true },
    ]);
    const replaced = await patch({ email_addresses: [{ address: 'd@x.example' }] });
    expect(replaced.body.email_addresses).toMatchObject([{ address: 'd@x.example' }]);
    expect((await patch({ email_addresses: [] })).body.email_addresses).toEqual([]);
    expect(await patch({ email_addresses: [{ id: a.id, address: 'e@x.example' }] })).toMatchObject({
      status: 422,
      body: { code: 'unknown_element', errors: [{ pointer: '/email_addresses/0/id' }] },
    });
  });

  test('is deleted, shown as deleted, not listed, and restored', async () => {
    const { id } = await make({ last_name: 'Gone' });
    expect((await api.send('DELETE', `/constituents/${id}`)).status).toBe(204);
    expect((await api.get(`/constituents/${id}`)).body.deleted_at).toMatch(/^20/);
    expect((await api.get('/constituents?q=Gone')).body.data).toEqual([]);
    expect((await api.send('DELETE', `/constituents/${id}`)).status).toBe(404);
    expect((await api.send('POST', `/constituents/${id}/restore`)).body).toMatchObject({ id, deleted_at: null });
    expect((await api.get('/constituents?q=Gone')).body.data).toMatchObject([{ id }]);
  });

  test('is written by one of two who have read the same version', async () => {
    const { id, version } = await make({ last_name: 'Raced' });
    const write = (last_name: string) =>
      api.send('PATCH', `/constituents/${id}`, { last_name }, { 'if-match': `"${version}"` });
    const replies = await Promise.all(['One', 'Two', 'Three'].map(write));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const won = replies.find(({ status }) => status === 200);
    expect((await api.get(`/constituents/${id}`)).body.last_name).toBe(won?.body.last_name);
    for (const header of ['"x"', 'nonsense', '"999999999"'])
      expect(await api.send('PATCH', `/constituents/${id}`, { suffix: 'Jr' }, { 'if-match': header })).toMatchObject({
        status: 412,
        body: { code: 'stale' },
      });
  });
});

describe('a list', () => {
  test('comes in pages that no change moves', async () => {
    for (let at = 0; at < 7; at += 1) await make({ first_name: `N${at}`, last_name: 'Paged' });
    for (const sort of ['id', '-id', 'name', '-name', 'created_at', '-updated_at']) {
      const ids: number[] = [];
      let path: string | undefined = `/constituents?q=Paged&limit=3&sort=${sort}`;
      while (path) {
        const { status, body } = await api.get(path);
        expect(status).toBe(200);
        ids.push(...body.data.map(({ id }: { id: number }) => id));
        // Whoever comes meanwhile moves nobody from one page to another.
        await make({ first_name: 'Late', last_name: `Other ${ids.length}` });
        path = body.next_cursor ? `/constituents?q=Paged&limit=3&sort=${sort}&cursor=${body.next_cursor}` : undefined;
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(7);
    }
  });

  test('finds by name, address, number and id, and counts if asked', async () => {
    const { id } = await make({
      first_name: 'Quill',
      last_name: 'Vantage',
      email_addresses: [{ address: 'quill@vantage.example' }],
      phone_numbers: [{ number: '206 555 0177' }],
    });
    for (const q of ['vant', 'quill vantage', 'quill@vantage.example', '206-555-0177', '5550177', String(id)]) {
      const { body } = await api.get(`/constituents?q=${encodeURIComponent(q)}&total=exact`);
      expect(body).toMatchObject({ data: [{ id }], total: 1, next_cursor: null });
    }
    expect((await api.get('/constituents?q=nobody')).body).toMatchObject({ data: [], total: null });
  });

  test.each([
    ['limit=0', 422, 'validation'],
    ['limit=1001', 422, 'validation'],
    ['colour=red', 422, 'validation'],
    ['sort=colour', 422, 'unknown_sort'],
    ['cursor=abc', 400, 'cursor'],
    [`cursor=${Buffer.from('["id",false,"x",1]').toString('base64url')}`, 400, 'cursor'],
    [`sort=name&cursor=${Buffer.from('["id",false,"1",1]').toString('base64url')}`, 400, 'cursor'],
    [`cursor=${Buffer.from('["updatedAt",false,"yesterday",1]').toString('base64url')}&sort=updated_at`, 400, 'cursor'],
  ])('refuses %s', async (query, status, code) => {
    expect(await api.get(`/constituents?${query}`)).toMatchObject({ status, body: { code } });
  });
});

describe('what is wrong', () => {
  test.each([
    ['an unknown field', { last_name: 'X', lastname: 'Y' }, '/lastname', 'unknown_field'],
    ['a wrong type', { last_name: 5 }, '/last_name', 'invalid_type'],
    ['no date', { last_name: 'X', birth_date: '31.12.1999' }, '/birth_date', 'invalid_format'],
    ['a future birth date', { last_name: 'X', birth_date: '2999-01-01' }, '/birth_date', 'date_in_future'],
    [
      'an element',
      { email_addresses: [{ address: 'a@b.example', colour: 1 }] },
      '/email_addresses/0/colour',
      'unknown_field',
    ],
    ['no address', { email_addresses: [{ address: 'nobody' }] }, '/email', 'email_format'],
    ['nobody', {}, '/first_name', 'required'],
  ])('%s is a problem with a pointer', async (_, body, pointer, code) => {
    const reply = await api.send('POST', '/constituents', body);
    expect(reply.status).toBe(422);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ status: 422, request_id: expect.any(String), title: expect.any(String) });
    expect(reply.body.errors).toContainEqual(expect.objectContaining({ pointer, code }));
  });

  test('bodies that are no JSON, and paths and ids that are not there', async () => {
    expect(await api.send('POST', '/constituents', '{')).toMatchObject({
      status: 400,
      body: { code: 'malformed_json' },
    });
    const text = await api.send('POST', '/constituents', 'a=b', { 'content-type': 'text/plain' });
    expect(text).toMatchObject({ status: 415, body: { code: 'content_type' } });
    for (const path of [
      '/constituents/999999999',
      '/constituents/0',
      '/constituents/1e3',
      '/constituents/abc',
      '/nothing',
    ])
      expect(await api.get(path)).toMatchObject({ status: 404, body: { status: 404 } });
  });
});

describe('who may', () => {
  test('nobody without a key, and nobody sees another organization', async () => {
    const { id } = await make({ last_name: 'Private' });
    for (const key of ['kith_wrong', 'kith_']) {
      const reply = await nativeClient(kith.url, key).get('/constituents');
      expect(reply).toMatchObject({ status: 401, body: { status: 401 } });
    }
    expect((await elsewhere.get(`/constituents/${id}`)).status).toBe(404);
    for (const method of ['PATCH', 'DELETE'])
      expect((await elsewhere.send(method, `/constituents/${id}`, { last_name: 'Stolen' })).status).toBe(404);
    expect((await elsewhere.get('/constituents?q=Private')).body.data).toEqual([]);
    expect((await api.get(`/constituents/${id}`)).body.last_name).toBe('Private');
  });

  test('Little Green Light keeps its short paths for keys of its own', async () => {
    const list = await fetch(`${kith.url}/v1/constituents`, { headers: kith.lgl });
    expect(await list.json()).toMatchObject({ item_type: 'constituent' });
    const anonymous = await fetch(`${kith.url}/v1/constituents`);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('content-type')).not.toMatch(/problem/);
    const crossed = await fetch(`${kith.url}/api/v1/constituents`, {
      headers: { authorization: `Bearer ${keyOf(kith)}` },
    });
    expect(crossed.status).toBe(401);
  });
});

test('the OpenAPI document names every operation, for anybody', async () => {
  const response = await fetch(`${kith.url}/v1/openapi.json`);
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids).toEqual(expect.arrayContaining(['listConstituents', 'createConstituent', 'updateConstituent']));
  expect(new Set(ids).size).toBe(ids.length);
});
