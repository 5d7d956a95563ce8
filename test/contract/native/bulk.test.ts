// One change of many people (docs/api.md, Constituents): the dry run tells what the run does, and the whole is taken back together.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let api: ReturnType<typeof nativeClient>;
let group: number;
let other: number;
const ids: number[] = [];
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  group = (await api.send('POST', '/groups', { name: 'Choir' })).body.id;
  other = (await api.send('POST', '/groups', { name: 'Board' })).body.id;
  for (let n = 0; n < 12; n += 1) {
    const body = {
      last_name: `Many${n}`,
      job_title: n < 3 ? 'Coach' : null,
      ...(n % 2 ? { groups: [{ group: { id: other } }] } : {}),
    };
    ids.push((await api.send('POST', '/constituents', body)).body.id);
  }
});
afterAll(() => kith.stop());

const many = { field: 'last_name', op: 'starts_with', value: 'many' };
const groupsOf = async (id: number) =>
  (await api.get(`/constituents/${id}`)).body.groups.map(({ name }: { name: string }) => name).toSorted();

test('a filter says who, the dry run how many, and the whole is one change set that is taken back', async () => {
  const body = { filter: many, set: { job_title: 'Coach' }, add: { groups: [group] } };
  const told = await api.send('POST', '/constituents/bulk?dry_run=true', body);
  expect(told.body).toMatchObject({ status: 'dry_run', changed: 12, unchanged: 0, change_set_id: null });
  expect(told.body.samples).toHaveLength(5);
  expect(await groupsOf(ids[0]!)).toEqual([]);

  const done = await api.send('POST', '/constituents/bulk', body);
  expect(done.body).toMatchObject({ status: 'done', changed: 12, unchanged: 0 });
  expect([await groupsOf(ids[0]!), await groupsOf(ids[1]!)]).toEqual([['Choir'], ['Board', 'Choir']]);
  expect((await api.send('POST', '/constituents/bulk', body)).body).toMatchObject({ changed: 0, unchanged: 12 });

  const back = await api.send('POST', `/change_sets/${done.body.change_set_id}/revert`);
  expect(back.status).toBe(200);
  expect([await groupsOf(ids[0]!), await groupsOf(ids[1]!)]).toEqual([[], ['Board']]);
  expect((await api.get(`/constituents/${ids[0]}`)).body.job_title).toBe('Coach');
  expect((await api.get(`/constituents/${ids[5]}`)).body.job_title).toBe(null);
});

test('ids say who, and a group is taken from those who have it', async () => {
  const two = ids.slice(0, 2);
  const done = await api.send('POST', '/constituents/bulk', { ids: two, remove: { groups: [other] } });
  expect(done.body).toMatchObject({ changed: 1, unchanged: 1 });
  expect(await groupsOf(two[1]!)).toEqual([]);
});

test('one who cannot be changed so keeps everybody as they are, and is named', async () => {
  const wrong = await api.send('POST', '/constituents/bulk', { filter: many, set: { birth_date: '2999-01-01' } });
  expect(wrong.body).toMatchObject({ status: 422, code: 'date_in_future' });
  const unknown = await api.send('POST', '/constituents/bulk', { ids: ids.slice(0, 3), add: { groups: [999_999] } });
  expect(unknown.status).toBe(422);
  expect(await groupsOf(ids[0]!)).toEqual([]);
});

test.each([
  [{ set: { job_title: 'X' } }, 422],
  [{ filter: many, ids: [1], set: {} }, 422],
  [{ filter: { field: 'nothing', op: 'eq', value: 1 }, set: {} }, 422],
  [{ ids: Array.from({ length: 1_001 }, (_, n) => n + 1), set: {} }, 422],
  [{ ids: [], set: { job_title: 'X' } }, 200],
])('%j', async (body, status) => {
  expect((await api.send('POST', '/constituents/bulk', body)).status).toBe(status);
});

test('people of another organization are nobody here', async () => {
  const theirs = nativeClient(kith.url, keyOf(await kith.addTenant('hillside')));
  const done = await theirs.send('POST', '/constituents/bulk', { ids, set: { job_title: 'Stolen' } });
  expect(done.body).toMatchObject({ changed: 0, unchanged: 0 });
  expect((await api.get(`/constituents/${ids[0]}`)).body.job_title).toBe('Coach');
});
