// docs/contracts/lgl.md §3.3: class affiliations and their types.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let owner: number;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  owner = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
});
afterAll(() => kith.stop());

const types = async () => (await lgl.get('/class_affiliation_types')).body.items;

test('class_affiliation_types: id, name, ordinal in this order, by ordinal, §2.5', async () => {
  const { body } = await lgl.get('/class_affiliation_types.json');
  expect(body).toMatchObject({ api_version: '1.0', item_type: 'class_affiliation_type', total_items: 3, limit: 25 });
  expect(body.items.map((row: object) => Object.keys(row))).toEqual(Array(3).fill(['id', 'name', 'ordinal']));
  expect(body.items.map((row: { name: string; ordinal: number }) => [row.name, row.ordinal])).toEqual([
    ['Student', 0],
    ['Parent', 1],
    ['Grandparent', 2],
  ]);
});

test('create casts text to numbers; update changes what is sent; delete', async () => {
  const [student, parent] = await types();
  const created = await lgl.post(`/constituents/${owner}/class_affiliations`, {
    year: '2024',
    class_affiliation_type_id: String(student.id),
    class_year: 1999,
  });
  expect(created.status).toBe(200);
  expect(created.text).toBe(
    JSON.stringify({
      api_version: '1.0',
      id: created.body.id,
      constituent_id: owner,
      class_affiliation_type_id: student.id,
      year: 2024,
      note: null,
    }),
  );
  const path = `/class_affiliations/${created.body.id}`;
  expect((await lgl.patch(path, { note: 'cum laude' })).body).toEqual({ ...created.body, note: 'cum laude' });
  const moved = { ...created.body, note: 'cum laude', class_affiliation_type_id: parent.id };
  expect((await lgl.put(`${path}.json`, { class_affiliation_type_id: parent.id })).body).toEqual(moved);
  expect((await lgl.get(path)).body).toEqual(moved);
  expect((await lgl.delete(path)).body).toEqual({ api_version: '1.0', result: 'success' });
  for (const again of [await lgl.delete(path), await lgl.get(path), await lgl.patch(path, { year: 1 })]) {
    expect(again.status).toBe(404);
  }
});

test('422 without a type and with an unknown one; nothing is written', async () => {
  const path = `/constituents/${owner}/class_affiliations`;
  const [student] = await types();
  const before = (await lgl.get(path)).body.total_items;
  for (const body of [{}, { year: 2001 }, { class_affiliation_type_id: 0 }, { class_affiliation_type_id: 999_999 }]) {
    const answer = await lgl.post(path, body);
    expect([answer.status, answer.body.description]).toEqual([
      422,
      expect.stringContaining('class_affiliation_type_id'),
    ]);
    expect((await lgl.patch(`/constituents/${owner}`, { class_affiliations: [body] })).status).toBe(422);
    expect((await lgl.post('/constituents', { last_name: 'X', class_affiliations: [body] })).status).toBe(422);
  }
  expect((await lgl.get(path)).body.total_items).toBe(before);
  const made = (await lgl.post(path, { class_affiliation_type_id: student.id, year: 2003 })).body;
  expect((await lgl.patch(`/class_affiliations/${made.id}`, { class_affiliation_type_id: 999_999 })).status).toBe(422);
  expect((await lgl.patch(`/class_affiliations/${made.id}`, { year: 2004 })).body).toEqual({ ...made, year: 2004 });
  await lgl.delete(`/class_affiliations/${made.id}`);
});

test('the same affiliation twice is two rows; the list is by id, §5.5', async () => {
  const [student] = await types();
  const path = `/constituents/${owner}/class_affiliations`;
  for (const year of [2001, 2001, 1999]) await lgl.post(path, { class_affiliation_type_id: student.id, year });
  const { body } = await lgl.get(path);
  expect(body).toMatchObject({ item_type: 'class_affiliation', total_items: 3 });
  expect(body.items.map((row: { year: number }) => row.year)).toEqual([2001, 2001, 1999]);
});
