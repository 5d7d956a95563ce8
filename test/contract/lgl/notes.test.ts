// docs/contracts/lgl.md §3.10: notes.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Client, lglClient } from './client.ts';

// Noon by UTC, already the next day in Auckland.
const NOW = new Date('2026-03-01T12:30:00Z');

let kith: TestKith;
let lgl: Client;
let owner: number;

beforeAll(async () => {
  kith = await startKith({ clock: { now: () => NOW } });
  lgl = lglClient(kith.url, kith);
  owner = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
});
afterAll(() => kith.stop());

const SUCCESS = { api_version: '1.0', result: 'success' };
const KEYS = 'id constituent_id note_type_id note_type_name text external_id original_date created_at updated_at'.split(
  ' ',
);

test('create: keys in order, type by name, external id as text', async () => {
  const created = await lgl.post(`/constituents/${owner}/notes`, {
    note_type_name: 'update',
    text: 'Likes jazz',
    external_id: 77,
    original_date: '02/03/2026',
  });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(['api_version', ...KEYS]);
  expect(created.body).toMatchObject({
    constituent_id: owner,
    note_type_id: expect.any(Number),
    note_type_name: 'Update',
    text: 'Likes jazz',
    external_id: '77',
    original_date: '2026-02-03',
    created_at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
  });
  expect((await lgl.get(`/notes/${created.body.id}.json`)).body).toEqual(created.body);
});

test('what a record view sends must not be refused: today’s date, unknown keys dropped, §6.3', async () => {
  const { id: type } = (await lgl.get('/types/note_types.json')).body.items[0];
  const body = { text: 'Viewed', note_date: '2020-01-01', note_type_id: type, note_type: 'x', subject: 'x' };
  const created = await lgl.post(`/constituents/${owner}/notes`, body);
  expect(created).toMatchObject({ status: 200, body: { original_date: '2026-03-01', note_type_name: 'General' } });
});

test.each([
  [{ original_date: 'soon' }, { original_date: '2026-03-01' }],
  [{ note_type_id: 999_999 }, { note_type_id: null, note_type_name: null }],
  [{ note_type_id: 999_999, note_type_name: 'General' }, { note_type_name: 'General' }],
  [{ note_type_id: 0, note_type_name: '' }, { note_type_id: null }],
  [{ external_id: 0 }, { external_id: null }],
  [{ external_id: '' }, { external_id: null }],
])('junk is cast, §2.4: %o', async (extra, expected) => {
  const created = await lgl.post(`/constituents/${owner}/notes`, { text: 'x', ...extra });
  expect(created).toMatchObject({ status: 200, body: expected });
});

test('422 without text; nothing is written', async () => {
  const before = (await lgl.get('/notes')).body.total_items;
  for (const body of [{}, { text: '' }, { text: '  ' }, { text: null }, { note: 'x' }]) {
    const refused = await lgl.post(`/constituents/${owner}/notes`, body);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ description: 'text is required', errors: ['text is required'] });
  }
  expect((await lgl.get('/notes')).body.total_items).toBe(before);
});

test('PATCH and PUT are partial; constituent_id moves; delete', async () => {
  const other = (await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Okafor' })).body.id;
  const created = (await lgl.post(`/constituents/${owner}/notes`, { text: 'One', external_id: 'e1' })).body;
  const path = `/notes/${created.id}`;
  const { updated_at: _, ...rest } = created;
  expect((await lgl.patch(path, { text: 'Two' })).body).toMatchObject({ ...rest, text: 'Two' });
  expect((await lgl.put(path, { original_date: null, external_id: null })).body).toMatchObject({
    ...rest,
    text: 'Two',
    external_id: null,
  });
  expect((await lgl.patch(path, { text: '' })).status).toBe(422);
  expect((await lgl.patch(path, { constituent_id: 999_999_999 })).status).toBe(422);
  expect((await lgl.patch(path, { constituent_id: other })).body.constituent_id).toBe(other);
  expect((await lgl.get(`/constituents/${other}/notes`)).body.items).toMatchObject([{ id: created.id, text: 'Two' }]);
  expect((await lgl.delete(path)).body).toEqual(SUCCESS);
  for (const again of [await lgl.delete(path), await lgl.get(path), await lgl.patch(path, { text: 'x' })]) {
    expect(again.status).toBe(404);
  }
});

test('the account’s list is by id, a constituent’s latest first; paging, §2.1, §2.5', async () => {
  const person = (await lgl.post('/constituents', { first_name: 'Cy', last_name: 'Stone' })).body.id;
  const path = `/constituents/${person}/notes`;
  for (const original_date of ['2026-01-02', '2026-01-03', '2026-01-01'])
    await lgl.post(path, { text: 'x', original_date });
  const own = (await lgl.get(`${path}?limit=2`)).body;
  expect(own).toMatchObject({ item_type: 'note', items_count: 2, total_items: 3, next_item: 2 });
  expect(own.next_link).toBe(`${kith.url}/api/v1${path}?limit=2&offset=2`);
  expect(own.items.map((row: { original_date: string }) => row.original_date)).toEqual(['2026-01-03', '2026-01-02']);
  const all = (await lgl.get('/notes?limit=100')).body.items.map((row: { id: number }) => row.id);
  expect(all).toEqual(all.toSorted((a: number, b: number) => a - b));
  expect((await lgl.get(`${path}?offset=50`)).body).toMatchObject({ items_count: 0, total_items: 3, items: [] });
  const empty = (await lgl.post('/constituents', { first_name: 'No', last_name: 'Notes' })).body.id;
  expect((await lgl.get(`/constituents/${empty}/notes`)).body).toMatchObject({
    items_count: 0,
    total_items: 0,
    items: [],
  });
});

test('404 for unknown and deleted constituents; their notes are gone too, §5.9', async () => {
  const person = (await lgl.post('/constituents', { first_name: 'Gone', last_name: 'Soon' })).body.id;
  const { id } = (await lgl.post(`/constituents/${person}/notes`, { text: 'x' })).body;
  await lgl.delete(`/constituents/${person}`);
  for (const answer of [
    await lgl.get(`/constituents/${person}/notes`),
    await lgl.post(`/constituents/${person}/notes`, { text: 'x' }),
    await lgl.get('/constituents/999999999/notes'),
    await lgl.get(`/notes/${id}`),
    await lgl.patch(`/notes/${id}`, { text: 'y' }),
    await lgl.delete(`/notes/${id}`),
    await lgl.get('/notes/x'),
  ]) {
    expect(answer.status).toBe(404);
  }
  expect((await lgl.get('/notes?limit=1000')).body.items.map((row: { id: number }) => row.id)).not.toContain(id);
});

test('a list takes the same few statements for three notes as for fifty', async () => {
  const person = (await lgl.post('/constituents', { first_name: 'Many', last_name: 'Notes' })).body.id;
  const cost = async () => {
    const before = kith.app.db.meter.statements;
    await lgl.get(`/constituents/${person}/notes?limit=100`);
    return kith.app.db.meter.statements - before;
  };
  for (let index = 0; index < 3; index += 1) await lgl.post(`/constituents/${person}/notes`, { text: 'x' });
  const few = await cost();
  for (let index = 0; index < 47; index += 1) await lgl.post(`/constituents/${person}/notes`, { text: 'x' });
  expect(await cost()).toBe(few);
  // The key, the count, the rows.
  expect(few).toBe(3);
});

test('today is today where the organization is', async () => {
  const text = 'update organizations set time_zone = $2 where organization_id = $1';
  await kith.app.db.all(sql(text, [kith.organization.id, 'Pacific/Auckland']));
  const { body } = await lgl.post(`/constituents/${owner}/notes`, { text: 'x' });
  expect(body.original_date).toBe('2026-03-02');
});

test.each([
  ['notes', { text: 'x' }],
  ['volunteer_times', { hours: 1 }],
])('the external id of %s is kept without what nobody sees of it', async (path, body) => {
  const { id } = (await lgl.post('/constituents', { last_name: 'Okafor' })).body;
  const made = await lgl.post(`/constituents/${id}/${path}`, { ...body, external_id: ' e\u0301-7\u200b\u00a0' });
  expect(made.body.external_id).toBe('\u00e9-7');
  const changed = await lgl.patch(`/${path}/${made.body.id}`, { external_id: '\u200bA\u00ad1' });
  expect(changed.body.external_id).toBe('A1');
  expect((await lgl.patch(`/${path}/${made.body.id}`, body)).body.external_id).toBe('A1');
});
