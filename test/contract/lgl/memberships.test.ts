// docs/contracts/lgl.md §3.6: memberships and membership levels.
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

const KEYS =
  'api_version id constituent_id membership_level_id membership_level_name date_start finish_date note created_at updated_at'.split(
    ' ',
  );
const newPerson = async (): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
const search = async (query: string) => (await lgl.search(query)).body.items.map((row: { id: number }) => row.id);

test('create by level name, update with id and name (id wins), delete', async () => {
  const owner = await newPerson();
  const { items: levels } = (await lgl.get('/membership_levels')).body;
  const [general, friend] = levels;
  const created = await lgl.post(`/constituents/${owner}/memberships`, {
    membership_level_name: 'friend',
    date_start: '2026-01-01',
    finish_date: '12/31/2026',
    note: '',
    start_date: 'ignored',
  });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(KEYS);
  expect(created.body).toMatchObject({
    constituent_id: owner,
    membership_level_id: friend.id,
    membership_level_name: 'Friend',
    date_start: '2026-01-01',
    finish_date: '2026-12-31',
    note: '',
  });
  // As a client ends a membership, §6.3.
  const { api_version: _, created_at: __, updated_at: ___, constituent_id: ____, ...whole } = created.body;
  const path = `/memberships/${created.body.id}`;
  const ended = await lgl.put(`${path}.json`, { ...whole, membership_level_id: general.id, finish_date: '2026-06-30' });
  expect(ended.status).toBe(200);
  expect(ended.body).toMatchObject({
    membership_level_name: 'General',
    date_start: '2026-01-01',
    finish_date: '2026-06-30',
  });
  expect((await lgl.get(path)).body).toEqual(ended.body);
  expect((await lgl.delete(path)).body).toEqual({ api_version: '1.0', result: 'success' });
  expect((await lgl.delete(path)).status).toBe(404);
});

test('a finish before the start is 422, also by a later change', async () => {
  const owner = await newPerson();
  const path = `/constituents/${owner}/memberships`;
  const refused = await lgl.post(path, {
    membership_level_name: 'Friend',
    date_start: '2026-02-01',
    finish_date: '2026-01-01',
  });
  expect(refused.status).toBe(422);
  expect(refused.body).toEqual({
    api_version: '1.0',
    error: 'Validation Error',
    description: 'Finish date must not precede start date',
    errors: ['Finish date must not precede start date'],
  });
  const { id } = (await lgl.post(path, { membership_level_name: 'Friend', date_start: '2026-02-01' })).body;
  expect((await lgl.patch(`/memberships/${id}`, { finish_date: '2026-01-31' })).status).toBe(422);
  expect((await lgl.patch(`/memberships/${id}`, { finish_date: '2026-02-01' })).status).toBe(200);
});

test('422 without a level and with an unknown one; nothing is written', async () => {
  const owner = await newPerson();
  const path = `/constituents/${owner}/memberships`;
  const unknown = 'membership_level is not one of the known values';
  const refused: [object, string][] = [
    [{}, 'membership_level is required'],
    [{ date_start: '2026-01-01', membership_level_name: ' ' }, 'membership_level is required'],
    [{ membership_level_id: 999_999 }, unknown],
    [{ membership_level_name: 'Platinum' }, unknown],
    [{ membership_level_id: 999_999, membership_level_name: 'Platinum' }, unknown],
  ];
  for (const [body, description] of refused) {
    const answer = await lgl.post(path, body);
    expect([answer.status, answer.body.description]).toEqual([422, description]);
    expect((await lgl.patch(`/constituents/${owner}`, { memberships: [body] })).status).toBe(422);
  }
  expect((await lgl.get(path)).body.total_items).toBe(0);
  const { body } = await lgl.post(path, { membership_level_id: 999_999, membership_level_name: 'friend' });
  expect(body.membership_level_name).toBe('Friend');
  expect((await lgl.patch(`/memberships/${body.id}`, { membership_level_name: 'Platinum' })).status).toBe(422);
  expect((await lgl.patch(`/memberships/${body.id}`, { note: 'x' })).body.membership_level_name).toBe('Friend');
});

test('the list begins with the latest start, §2.5; embedded ones are by id', async () => {
  const owner = await newPerson();
  const path = `/constituents/${owner}/memberships`;
  for (const date_start of ['2025-01-01', null, '2026-05-01', '2025-01-01'])
    await lgl.post(path, { membership_level_name: 'Friend', date_start });
  const { body } = await lgl.get(path);
  expect(body).toMatchObject({ item_type: 'membership', total_items: 4 });
  const rows: { id: number; date_start: string | null }[] = body.items;
  expect(rows.map((row) => row.date_start)).toEqual(['2026-05-01', '2025-01-01', '2025-01-01', null]);
  expect(rows[1]?.id).toBeGreaterThan(rows[2]?.id ?? 0);
  const embedded = (await lgl.get(`/constituents/${owner}`)).body.memberships;
  expect(embedded.map((row: { id: number }) => row.id)).toEqual(rows.map((row) => row.id).toSorted((a, b) => a - b));
});

test('searches by membership follow writes through the sub-resource, §4.3', async () => {
  const owner = await newPerson();
  const { id: level } = (await lgl.post('/membership_levels', { name: 'Patron', ordinal: '7' })).body;
  expect(await search(`q[]=membership_level=${level}`)).toEqual([]);
  const membership = { membership_level_id: level, date_start: '2020-01-01', finish_date: '2020-12-31' };
  const { id } = (await lgl.post(`/constituents/${owner}/memberships`, membership)).body;
  expect(await search(`q[]=membership_level=${level};membership_status=0`)).toEqual([owner]);
  await lgl.patch(`/memberships/${id}`, { finish_date: '2999-01-01' });
  expect(await search(`q[]=membership_level=${level};membership_status=1`)).toEqual([owner]);
  await lgl.delete(`/memberships/${id}`);
  expect(await search(`q[]=membership_level=${level}`)).toEqual([]);
});

test('membership_levels: defaults, partial update, order, 422 without a name, §3.6', async () => {
  const created = await lgl.post('/membership_levels', { name: ' Gold ' });
  expect(created.text).toBe(JSON.stringify({ api_version: '1.0', id: created.body.id, name: 'Gold', ordinal: 100 }));
  const path = `/membership_levels/${created.body.id}`;
  expect((await lgl.patch(path, { ordinal: '-1' })).body).toMatchObject({ name: 'Gold', ordinal: -1 });
  expect((await lgl.put(path, { name: 'Golden' })).body).toMatchObject({ name: 'Golden', ordinal: -1 });
  expect((await lgl.get('/membership_levels')).body.items[0]).toEqual({
    id: created.body.id,
    name: 'Golden',
    ordinal: -1,
  });
  for (const body of [{}, { name: '' }, { name: null }])
    expect((await lgl.post('/membership_levels', body)).status).toBe(422);
  expect((await lgl.patch(path, { name: ' ' })).status).toBe(422);
  expect((await lgl.get('/membership_levels/999999')).status).toBe(404);
});

test('deleting a level keeps its memberships, without a level, §5.9', async () => {
  const owner = await newPerson();
  const { id: level } = (await lgl.post('/membership_levels', { name: 'Brief' })).body;
  const { id } = (await lgl.post(`/constituents/${owner}/memberships`, { membership_level_id: level })).body;
  expect((await lgl.delete(`/membership_levels/${level}`)).body).toEqual({ api_version: '1.0', result: 'success' });
  expect((await lgl.get(`/memberships/${id}`)).body).toMatchObject({
    membership_level_id: null,
    membership_level_name: '',
  });
  expect((await lgl.delete(`/membership_levels/${level}`)).status).toBe(404);
  expect(await search(`q[]=membership_level=${level}`)).toEqual([]);
});

test('deleting a level while memberships of it are made never answers 5xx and leaves no dangling level', async () => {
  const owner = await newPerson();
  const { id: level } = (await lgl.post('/membership_levels', { name: 'Contested' })).body;
  const post = () => lgl.post(`/constituents/${owner}/memberships`, { membership_level_id: level });
  const answers = await Promise.all([post(), post(), lgl.delete(`/membership_levels/${level}`), post(), post()]);
  for (const { status } of answers) expect([200, 422]).toContain(status);
  const rows = (await lgl.get(`/constituents/${owner}/memberships`)).body.items;
  for (const row of rows) expect(row.membership_level_id).toBeNull();
});
