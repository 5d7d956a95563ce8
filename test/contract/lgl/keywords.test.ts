// docs/contracts/lgl.md §3.8: keywords, and giving them to constituents.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let tags: number;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  tags = await categoryId('tags');
});
afterAll(() => kith.stop());

const SUCCESS = { api_version: '1.0', result: 'success' };
const KEYS =
  'api_version id category_id name description short_code ordinal removable can_change can_select created_at updated_at'.split(
    ' ',
  );

async function categoryId(key: string): Promise<number> {
  const { items } = (await lgl.get('/categories')).body;
  return items.find((row: { key: string }) => row.key === key).id;
}
const newPerson = async (): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
const newKeyword = async (name: string): Promise<number> =>
  (await lgl.post(`/categories/${tags}/keywords`, { name })).body.id;
const keywordsOf = async (person: number): Promise<string[]> => {
  const { categories } = (await lgl.get(`/constituents/${person}`)).body;
  return categories.flatMap((row: { keywords: { name: string }[] }) => row.keywords.map((keyword) => keyword.name));
};

test('create with a name alone gets every default; the path wins over category_id, §8.22', async () => {
  const { status, body } = await lgl.post(`/categories/${tags}/keywords.json`, { name: 'Choir', category_id: 999 });
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(KEYS);
  expect(body).toMatchObject({
    category_id: tags,
    name: 'Choir',
    description: null,
    short_code: null,
    ordinal: 100,
    removable: true,
    can_change: true,
    can_select: true,
  });
  expect((await lgl.get(`/keywords/${body.id}`)).body).toEqual(body);
  const listed = (await lgl.get(`/categories/${tags}/keywords?limit=100`)).body;
  expect(listed).toMatchObject({ item_type: 'keyword', total_items: 4 });
  const { api_version: _, ...row } = body;
  expect(listed.items).toContainEqual(row);
});

test('PATCH is partial; 422 without a name or with one in use; 404 for unknown ids', async () => {
  const id = await newKeyword('Brass');
  const changed = await lgl.patch(`/keywords/${id}`, { description: 'Horns', ordinal: '5', short_code: 'brass' });
  expect(changed.body).toMatchObject({ name: 'Brass', description: 'Horns', ordinal: 5, short_code: 'brass' });
  expect((await lgl.put(`/keywords/${id}`, { description: null })).body).toMatchObject({
    description: null,
    ordinal: 5,
  });
  for (const body of [{}, { name: ' ' }, { name: 'BRASS' }]) {
    expect((await lgl.post(`/categories/${tags}/keywords`, body)).status).toBe(422);
  }
  expect((await lgl.post('/categories/999999/keywords', { name: 'X' })).status).toBe(404);
  expect((await lgl.get('/categories/999999/keywords')).status).toBe(404);
  expect((await lgl.patch('/keywords/999999', { name: 'X' })).status).toBe(404);
});

test('a plain delete retires, again it succeeds, with permanent=1 it is gone, §3.8, §8.27', async () => {
  const person = await newPerson();
  const id = await newKeyword('Retiring');
  await lgl.post(`/constituents/${person}/keywords`, { id });
  expect((await lgl.delete(`/keywords/${id}`)).body).toEqual(SUCCESS);
  expect((await lgl.get(`/keywords/${id}`)).status).toBe(404);
  expect(await keywordsOf(person)).toEqual([]);
  expect((await lgl.get(`/categories/${tags}/keywords?limit=100`)).text).not.toContain('Retiring');
  expect((await lgl.patch(`/keywords/${id}`, { name: 'X' })).status).toBe(404);
  expect((await lgl.delete(`/keywords/${id}`)).body).toEqual(SUCCESS);
  expect((await lgl.delete(`/keywords/${id}?permanent=1`)).body).toEqual(SUCCESS);
  expect((await lgl.delete(`/keywords/${id}?permanent=1`)).status).toBe(404);
  expect((await lgl.delete('/keywords/999999')).status).toBe(404);
  // The name is free again.
  expect((await lgl.post(`/categories/${tags}/keywords`, { name: 'Retiring' })).status).toBe(200);
});

test('permanent=1 at once, permanent=0 is a plain delete', async () => {
  const gone = await newKeyword('At once');
  expect((await lgl.delete(`/keywords/${gone}?permanent=1`)).body).toEqual(SUCCESS);
  expect((await lgl.delete(`/keywords/${gone}`)).status).toBe(404);
  const kept = await newKeyword('Plainly');
  expect((await lgl.delete(`/keywords/${kept}?permanent=0`)).body).toEqual(SUCCESS);
  expect((await lgl.delete(`/keywords/${kept}?permanent=0`)).body).toEqual(SUCCESS);
});

test('the product’s own keywords cannot be removed', async () => {
  const { items } = (await lgl.get(`/categories/${tags}/keywords`)).body;
  const { id } = items.find((row: { short_code: string }) => row.short_code === 'do_not_call');
  expect((await lgl.delete(`/keywords/${id}`)).body.description).toBe('This keyword cannot be removed');
  expect((await lgl.delete(`/keywords/${id}?permanent=1`)).status).toBe(422);
});

test('giving a keyword answers success, not the keyword; twice is once; `keyword_id` works too, §2.2', async () => {
  const person = await newPerson();
  const [choir, band] = [await newKeyword('Chorus'), await newKeyword('Band')];
  const path = `/constituents/${person}/keywords`;
  for (let time = 0; time < 2; time += 1) {
    expect(await lgl.post(path, { id: String(choir) })).toMatchObject({ status: 200, body: SUCCESS });
  }
  expect((await lgl.post(`${path}.json`, { keyword_id: band })).body).toEqual(SUCCESS);
  expect(await keywordsOf(person)).toEqual(['Band', 'Chorus']);
  expect((await lgl.search(`q[]=keyword=${choir}`)).body.items).toMatchObject([{ id: person }]);
  expect((await lgl.delete(`${path}/${choir}`)).body).toEqual(SUCCESS);
  expect((await lgl.delete(`${path}/${choir}`)).status).toBe(404);
  expect(await keywordsOf(person)).toEqual(['Band']);
});

test('in a category of one the new keyword replaces the old one', async () => {
  const person = await newPerson();
  const { items } = (await lgl.get(`/categories/${await categoryId('ack_preferences')}/keywords`)).body;
  for (const { id } of items) await lgl.post(`/constituents/${person}/keywords`, { id });
  expect(await keywordsOf(person)).toEqual(['Prefers none']);
});

test('404 for unknown, retired and other items’ keywords and unknown people; 422 without an id', async () => {
  const person = await newPerson();
  const path = `/constituents/${person}/keywords`;
  const retired = await newKeyword('Retired');
  await lgl.delete(`/keywords/${retired}`);
  const gifts = (await lgl.post('/categories', { name: 'Wrapping', item_type: 'Gift' })).body.id;
  const ofGifts = (await lgl.post(`/categories/${gifts}/keywords`, { name: 'Ribbon' })).body.id;
  for (const id of [999_999, retired, ofGifts]) expect((await lgl.post(path, { id })).status).toBe(404);
  for (const body of [{}, { id: 0 }, { id: 'x' }]) expect((await lgl.post(path, body)).status).toBe(422);
  const known = await newKeyword('Known');
  expect((await lgl.post('/constituents/999999999/keywords', { id: known })).status).toBe(404);
  expect((await lgl.delete(`/constituents/999999999/keywords/${known}`)).status).toBe(404);
  expect((await lgl.delete(`${path}/x`)).status).toBe(404);
});

test('twenty at once are all kept', async () => {
  const person = await newPerson();
  const ids: number[] = [];
  for (let index = 0; index < 20; index += 1) ids.push(await newKeyword(`Burst ${index}`));
  const answers = await Promise.all(ids.map((id) => lgl.post(`/constituents/${person}/keywords`, { id })));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(await keywordsOf(person)).toHaveLength(20);
});
