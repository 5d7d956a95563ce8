// docs/contracts/lgl.md §3.8: categories.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

const KEYS = 'id item_type name key facet_type ordinal removable editable display_format keywords'.split(' ');
const newPerson = async (extra: object = {}): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera', ...extra })).body.id;

test('a fresh account has three, by ordinal and name, with their keywords by ordinal and name, §10, §2.5', async () => {
  const { body } = await lgl.get('/categories');
  expect(body).toMatchObject({ item_type: 'category', total_items: 3 });
  const rows = body.items.map((row: { key: string; facet_type: string; removable: boolean; editable: boolean }) => [
    row.key,
    row.facet_type,
    row.removable,
    row.editable,
  ]);
  expect(rows).toEqual([
    ['ack_preferences', 'single', false, true],
    ['tags', 'list', true, true],
    ['giving_status', 'list', false, false],
  ]);
  for (const row of body.items) expect(Object.keys(row)).toEqual(KEYS);
  const codes = body.items.map((row: { keywords: { short_code: string }[] }) =>
    row.keywords.map((keyword) => keyword.short_code),
  );
  expect(codes).toEqual([
    ['ack_pref_mailing', 'ack_pref_email', 'ack_pref_none'],
    ['do_not_call', 'do_not_email', 'do_not_mail'],
    ['top_100_donor', 'new_donor', 'active_donor', 'lapsed_donor', 'non_donor'],
  ]);
});

test('create with a name alone gets every default; the key is a UUID with underscores', async () => {
  const { status, body } = await lgl.post('/categories', { name: 'Instruments' });
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['api_version', ...KEYS]);
  expect(body).toMatchObject({
    item_type: 'Constituent',
    name: 'Instruments',
    key: expect.stringMatching(/^[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$/),
    facet_type: 'list',
    ordinal: 100,
    removable: true,
    editable: true,
    display_format: 'compact',
    keywords: [],
  });
  expect((await lgl.get(`/categories/${body.id}.json`)).body).toEqual(body);
});

test('PATCH is partial, text is cast; delete takes the keywords along', async () => {
  const created = (
    await lgl.post('/categories', { name: 'Meals', key: 'meals', item_type: 'Constituent', ordinal: '900' })
  ).body;
  expect(created).toMatchObject({ key: 'meals', ordinal: 900 });
  const path = `/categories/${created.id}`;
  const keyword = (await lgl.post(`${path}/keywords`, { name: 'Vegan' })).body;
  const changed = (await lgl.patch(path, { facet_type: 'single', editable: 'false' })).body;
  const { api_version: _, ...shownKeyword } = keyword;
  expect(changed).toEqual({ ...created, facet_type: 'single', editable: false, keywords: [shownKeyword] });
  expect((await lgl.put(path, { name: 'Food' })).body).toMatchObject({
    name: 'Food',
    key: 'meals',
    facet_type: 'single',
  });
  expect((await lgl.delete(path)).body).toEqual({ api_version: '1.0', result: 'success' });
  expect((await lgl.delete(path)).status).toBe(404);
  expect((await lgl.get(`/keywords/${keyword.id}`)).status).toBe(404);
});

test('422 without a name, for an unknown kind, for a key in use; 404 for an unknown id', async () => {
  const bodies = [
    {},
    { name: '' },
    { name: 'X', item_type: 'Spoon' },
    { name: 'X', facet_type: 'many' },
    { name: 'X', key: 'tags' },
  ];
  for (const body of bodies) expect((await lgl.post('/categories', body)).status, JSON.stringify(body)).toBe(422);
  // The same key may be used for another kind of item.
  expect((await lgl.post('/categories', { name: 'X', key: 'tags', item_type: 'Gift' })).status).toBe(200);
  for (const answer of [await lgl.get('/categories/999999'), await lgl.patch('/categories/999999', { name: 'X' })]) {
    expect(answer.status).toBe(404);
  }
});

test('the product’s own categories stay: 422 that says so', async () => {
  const { items } = (await lgl.get('/categories')).body;
  for (const key of ['ack_preferences', 'giving_status']) {
    const { id } = items.find((row: { key: string }) => row.key === key);
    const refused = await lgl.delete(`/categories/${id}`);
    expect(refused).toMatchObject({ status: 422, body: { description: 'This category cannot be removed' } });
  }
  const { id } = items.find((row: { key: string }) => row.key === 'giving_status');
  expect((await lgl.patch(`/categories/${id}`, { name: 'X' })).status).toBe(422);
  expect((await lgl.post(`/categories/${id}/keywords`, { name: 'X' })).status).toBe(422);
});

test('the list is of one kind of item, constituents by default, and next_link keeps it, §2.1', async () => {
  const gift = (await lgl.post('/categories', { name: 'Wrapping', item_type: 'Gift' })).body;
  await lgl.post('/categories', { name: 'Ribbon', item_type: 'Gift' });
  const { body } = await lgl.get('/categories?item_type=Gift&limit=1');
  expect(body).toMatchObject({ items_count: 1, next_item: 1 });
  expect(body.next_link).toBe(`${kith.url}/api/v1/categories?item_type=Gift&limit=1&offset=1`);
  const constituent = (await lgl.get('/categories?item_type=&limit=200')).body.items;
  expect(constituent.map((row: { id: number }) => row.id)).not.toContain(gift.id);
  expect((await lgl.get('/categories?item_type=Spoon')).body).toMatchObject({ total_items: 0, items: [] });
});

test('categories of a constituent hold only their own keywords; those without any are left out', async () => {
  const keywords = [{ short_code: 'do_not_call' }, { name: 'Gala 2026' }];
  const id = await newPerson({
    categories: [
      { key: 'tags', keywords },
      { key: 'ack_preferences', keywords: [] },
    ],
  });
  const { body } = await lgl.get(`/constituents/${id}/categories`);
  expect(body).toMatchObject({ item_type: 'category', total_items: 1 });
  expect(Object.keys(body.items[0])).toEqual(KEYS);
  expect(body.items[0].keywords.map((row: { name: string }) => row.name)).toEqual(['Do not call', 'Gala 2026']);
  expect(body.items).toEqual((await lgl.get(`/constituents/${id}`)).body.categories);
  expect((await lgl.get('/constituents/999999999/categories')).status).toBe(404);
});
