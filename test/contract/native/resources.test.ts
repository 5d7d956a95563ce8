// docs/api.md: what an organization keeps lists of, through its own API; and rules that hold for every operation.
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

/** By path: a body that makes one, and one that changes it. */
const LISTS: Readonly<Record<string, readonly [object, object]>> = {
  '/groups': [{ name: 'Choir' }, { name: 'Chamber choir', ordinal: 4 }],
  '/membership_levels': [{ name: 'Friend' }, { name: 'Patron' }],
  '/keyword_categories': [{ name: 'Diets' }, { name: 'Diet', facet_type: 'single' }],
  '/funds': [{ name: 'Roof', financial_goal: '1200.50', start_date: '2026-01-01' }, { description: 'A new roof' }],
  '/campaigns': [{ name: 'Spring' }, { end_date: '2026-06-30' }],
  '/appeals': [{ name: 'Letter', date: '2026-03-01' }, { projected_amount: '500' }],
  '/events': [{ name: 'Gala', date: '2026-09-09' }, { end_date: '2026-09-10' }],
};

describe.each(Object.entries(LISTS))('%s', (path, [made, changed]) => {
  test('is created, shown, listed, changed and deleted, and nobody else’s', async () => {
    const created = await api.send('POST', path, made);
    expect(created).toMatchObject({ status: 201, body: { ...plain(made), id: expect.any(Number) } });
    const one = `${path}/${created.body.id}`;
    expect((await api.get(one)).body).toEqual(created.body);
    const listed = (await api.get(`${path}?limit=1000`)).body;
    expect(listed.data).toContainEqual(created.body);
    expect(listed.total).toBe(listed.data.length);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await elsewhere.send(method, one, method === 'PATCH' ? changed : undefined)).status).toBe(404);
    const patched = await api.send('PATCH', one, changed);
    expect(patched).toMatchObject({ status: 200, body: { ...plain(made), ...plain(changed) } });
    expect(await api.send('PATCH', one, { name: '  ' })).toMatchObject({ status: 422, body: { code: 'required' } });
    expect(await api.send('PATCH', one, { colour: 1 })).toMatchObject({ status: 422, body: { code: 'validation' } });
    expect((await api.send('DELETE', one)).status).toBe(204);
    expect((await api.get(one)).status).toBe(404);
  });

  test('comes in pages', async () => {
    for (let at = 0; at < 3; at += 1) await api.send('POST', path, { name: `Page ${at}` });
    const all = (await api.get(`${path}?limit=1000`)).body.data;
    const ids: number[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await api.get(`${path}?limit=2${cursor}`);
      ids.push(...body.data.map(({ id }: { id: number }) => id));
      if (!body.next_cursor) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(ids).toEqual(all.map(({ id }: { id: number }) => id));
  });
});

/** Amounts come back with two decimals. */
function plain(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      /goal|amount/.test(name) ? expect.stringMatching(/^\d+\.\d\d$/) : value,
    ]),
  );
}

test('keywords belong to a category', async () => {
  const category = (await api.send('POST', '/keyword_categories', { name: 'Skills' })).body;
  const keyword = await api.send('POST', `/keyword_categories/${category.id}/keywords`, { name: 'Piano' });
  expect(keyword).toMatchObject({ status: 201, body: { name: 'Piano', category_id: category.id } });
  expect((await api.get(`/keyword_categories/${category.id}`)).body.keywords).toEqual([keyword.body]);
  expect((await api.send('PATCH', `/keywords/${keyword.body.id}`, { name: 'Organ' })).body.name).toBe('Organ');
  expect((await api.send('DELETE', `/keywords/${keyword.body.id}`)).status).toBe(204);
  expect((await api.get(`/keyword_categories/${category.id}`)).body.keywords).toEqual([]);
});

test('notes and gifts are about a person', async () => {
  const { id } = (await api.send('POST', '/constituents', { last_name: 'Giver' })).body;
  const note = await api.send('POST', '/notes', { constituent_id: id, text: 'Called', type: 'General' });
  expect(note).toMatchObject({ status: 201, body: { constituent_id: id, text: 'Called', type_name: 'General' } });
  const fund = (await api.send('POST', '/funds', { name: 'Library' })).body;
  const gift = await api.send('POST', '/gifts', { constituent_id: id, received_amount: '$1,234.50', fund: 'library' });
  expect(gift).toMatchObject({
    status: 201,
    body: { received_amount: '1234.50', fund_id: fund.id, fund_name: 'Library' },
  });
  const changed = await api.send('PATCH', `/gifts/${gift.body.id}`, { fund: null, note: 'Cash' });
  expect(changed.body).toMatchObject({ received_amount: '1234.50', fund_id: null, note: 'Cash' });
  expect((await api.get(`/constituents/${id}/notes`)).body.data).toEqual([note.body]);
  expect((await api.get(`/constituents/${id}/gifts`)).body.data).toEqual([changed.body]);
  expect((await api.get(`/constituents/${id}/accreditations`)).body.data).toEqual([]);
  for (const body of [{ text: 'x' }, { constituent_id: 999_999_999, text: 'x' }, { constituent_id: id }])
    expect((await api.send('POST', '/notes', body)).status).toBeGreaterThanOrEqual(404);
  expect(await api.send('POST', '/gifts', { constituent_id: id, received_amount: 'much' })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/received_amount' }] },
  });
  expect((await elsewhere.get(`/gifts/${gift.body.id}`)).status).toBe(404);
});

describe('keys', () => {
  test('do what their scopes say, make none that may do more, and end', async () => {
    const reader = await api.send('POST', '/keys', { name: 'Reader', scopes: ['people:read'] });
    expect(reader).toMatchObject({ status: 201, body: { access_token: expect.stringMatching(/^kith_/) } });
    const weak = nativeClient(kith.url, reader.body.access_token);
    expect((await weak.get('/constituents')).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/constituents', { last_name: 'X' }],
      ['GET', '/change_sets', undefined],
      ['GET', '/keys', undefined],
      ['POST', '/groups', { name: 'X' }],
      ['POST', '/keys', { name: 'More', scopes: ['admin'] }],
    ] as const)
      expect((await weak.send(method, path, body)).status).toBeGreaterThanOrEqual(403);
    const writer = await api.send('POST', '/keys', { name: 'Settings', scopes: ['settings:write'] });
    const beyond = { name: 'Beyond', scopes: ['admin'] };
    expect((await nativeClient(kith.url, writer.body.access_token).send('POST', '/keys', beyond)).status).toBe(422);
    expect(await api.send('POST', '/keys', { name: 'X', scopes: ['people'] })).toMatchObject({
      body: { errors: [{ pointer: '/scopes/0', code: 'unknown_scope' }] },
    });
    expect(JSON.stringify((await api.get('/keys')).body)).not.toContain(reader.body.access_token);
    expect((await api.send('DELETE', `/keys/${reader.body.id}`)).status).toBe(204);
    expect((await weak.get('/constituents')).status).toBe(401);
  });
});

interface Described {
  readonly operationId: string;
  readonly requestBody?: object;
  readonly security: readonly { readonly key?: readonly string[] }[];
}

test('every operation needs a key, and one with its scope', async () => {
  const document = (await (await fetch(`${kith.url}/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>;
  };
  const keys = new Map<string, Client>();
  for (const scope of ['people:read', 'settings:read']) {
    const { body } = await api.send('POST', '/keys', { name: scope, scopes: [scope] });
    keys.set(scope, nativeClient(kith.url, body.access_token));
  }
  const nobody = nativeClient(kith.url, 'kith_nobody');
  let looked = 0;
  for (const [template, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId, security, requestBody }] of Object.entries(methods)) {
      // Strangers may sign in; what a user does about their own access is for no key.
      if (security.length === 0) continue;
      const [scope = ''] = security[0]?.key ?? [];
      const other = keys.get(scope.startsWith('people') ? 'settings:read' : 'people:read');
      const send = (client: Client | undefined) =>
        client?.send(method.toUpperCase(), template.replaceAll(/\{\w+\}/g, '1001001'), requestBody && {});
      expect((await send(nobody))?.status, operationId).toBe(401);
      expect((await send(other))?.status, operationId).toBe(403);
      looked += 1;
    }
  }
  expect(looked).toBeGreaterThan(60);
});

test('the reference names every operation and schema, and takes nothing from elsewhere', async () => {
  const response = await fetch(`${kith.url}/v1/docs`);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
  const page = await response.text();
  expect(page).not.toMatch(/<script|<link|<img|https?:\/\//);
  const { paths, components } = (await (await fetch(`${kith.url}/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: object };
  };
  const named = [...page.matchAll(/<section id="(\w+)">/g)].map(([, name]) => name);
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods).map((each) => each.operationId));
  expect(named).toEqual([...operations, ...Object.keys(components.schemas)]);
  const links = [...page.matchAll(/href="#(\w+)"/g)].map(([, name]) => name);
  expect(links.filter((name) => !named.includes(name))).toEqual([]);
});
