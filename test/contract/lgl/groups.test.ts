// docs/contracts/lgl.md §3.7: groups and group memberships.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

const SUCCESS = { api_version: '1.0', result: 'success' };
const MEMBERSHIP_KEYS =
  'api_version id constituent_id group_id group_name date_start date_end is_current created_at updated_at'.split(' ');
const newPerson = async (): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
const newGroup = async (name: string): Promise<number> => (await lgl.post('/groups', { name })).body.id;

test('a fresh account has four groups, listed by id, §10, §2.5', async () => {
  const { body } = await lgl.get('/groups.json?limit=200&offset=0');
  expect(body).toMatchObject({ item_type: 'group', limit: 200, total_items: 4 });
  expect(body.items.map((row: { name: string; key: string }) => [row.name, row.key])).toEqual([
    ['Team Member', 'team_member'],
    ['Board Member', 'board_member'],
    ['Staff', 'staff'],
    ['Volunteer', 'volunteer'],
  ]);
});

test('create: the key is the name in snake case, the ordinal 0; partial update; delete', async () => {
  const created = await lgl.post('/groups', { name: 'Spring Gala 2026' });
  expect(created.status).toBe(200);
  const group = { id: created.body.id, name: 'Spring Gala 2026', key: 'spring_gala_2026', ordinal: 0 };
  expect(created.text).toBe(JSON.stringify({ api_version: '1.0', ...group }));
  const path = `/groups/${group.id}`;
  expect((await lgl.patch(path, { ordinal: '900' })).body).toEqual({ api_version: '1.0', ...group, ordinal: 900 });
  expect((await lgl.put(path, { name: 'Gala', key: '' })).body).toMatchObject({
    name: 'Gala',
    key: 'spring_gala_2026',
  });
  expect((await lgl.delete(path)).body).toEqual(SUCCESS);
  for (const again of [await lgl.delete(path), await lgl.get(path), await lgl.patch(path, {})]) {
    expect(again.status).toBe(404);
  }
});

test('422 without a name or with one in use, in any case', async () => {
  for (const body of [{}, { name: ' ' }, { name: 'VOLUNTEER' }]) {
    const refused = await lgl.post('/groups', body);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ error: 'Validation Error', errors: [expect.any(String)] });
  }
  const id = await newGroup('Renamed');
  expect((await lgl.patch(`/groups/${id}`, { name: 'staff' })).status).toBe(422);
});

test('group memberships: create, update, delete; they are the constituent’s groups', async () => {
  const owner = await newPerson();
  const group = await newGroup('Choir');
  const created = await lgl.post(`/constituents/${owner}/group_memberships`, { group_id: String(group) });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(MEMBERSHIP_KEYS);
  expect(created.body).toMatchObject({
    constituent_id: owner,
    group_id: group,
    group_name: 'Choir',
    date_start: null,
    date_end: null,
    is_current: true,
  });
  const path = `/group_memberships/${created.body.id}`;
  const ended = await lgl.patch(path, { date_end: '2026-06-30', is_current: false });
  expect(ended.body).toMatchObject({ id: created.body.id, group_id: group, date_end: '2026-06-30', is_current: false });
  expect((await lgl.get(path)).body).toEqual(ended.body);
  const list = (await lgl.get(`/constituents/${owner}/group_memberships`)).body;
  expect(list).toMatchObject({ item_type: 'group_membership', total_items: 1 });
  expect({ api_version: '1.0', ...list.items[0] }).toEqual(ended.body);
  expect((await lgl.get(`/constituents/${owner}`)).body.groups).toEqual(list.items);
  expect((await lgl.delete(path)).body).toEqual(SUCCESS);
  expect((await lgl.delete(path)).status).toBe(404);
  expect((await lgl.get(`/constituents/${owner}`)).body.groups).toEqual([]);
});

test('by group name: found without case, made when unknown, §5.4; neither is 422', async () => {
  const owner = await newPerson();
  const path = `/constituents/${owner}/group_memberships`;
  expect((await lgl.post(path, { group_name: 'staff' })).body.group_name).toBe('Staff');
  expect((await lgl.post(path, { group_name: 'Brand New' })).body.group_name).toBe('Brand New');
  for (const body of [{}, { group_id: 999_999 }, { group_id: 0 }])
    expect((await lgl.post(path, body)).status).toBe(422);
  expect((await lgl.get(path)).body.total_items).toBe(2);
});

test('a constituent_id in an update moves the membership', async () => {
  const from = await newPerson();
  const to = await newPerson();
  const { id } = (await lgl.post(`/constituents/${from}/group_memberships`, { group_name: 'Movers' })).body;
  const moved = await lgl.patch(`/group_memberships/${id}`, { constituent_id: String(to), date_start: '2026-01-01' });
  expect(moved.body).toMatchObject({ id, constituent_id: to, group_name: 'Movers', date_start: '2026-01-01' });
  expect((await lgl.get(`/constituents/${from}`)).body.groups).toEqual([]);
  expect((await lgl.get(`/constituents/${to}`)).body.groups).toMatchObject([{ id, constituent_id: to }]);
  const nowhere = await lgl.patch(`/group_memberships/${id}`, { constituent_id: 999_999_999 });
  expect(nowhere).toMatchObject({ status: 422, body: { description: 'Constituent not found' } });
  const back = await Promise.all([
    lgl.patch(`/group_memberships/${id}`, { constituent_id: from }),
    lgl.patch(`/group_memberships/${id}`, { constituent_id: to }),
    lgl.patch(`/group_memberships/${id}`, { constituent_id: from }),
  ]);
  // One that lost the race finds the membership gone from where it looked; it never ends up twice or nowhere.
  for (const { status } of back) expect([200, 404]).toContain(status);
  const groups = [from, to].map(async (person) => (await lgl.get(`/constituents/${person}`)).body.groups);
  expect((await Promise.all(groups)).flat()).toHaveLength(1);
});

test('a group with members: twenty memberships at once, §6.1 no. 11, §6.3', async () => {
  const group = await newGroup('Burst');
  const people = await Promise.all(Array.from({ length: 20 }, newPerson));
  const joined = await Promise.all(
    people.map((id) => lgl.post(`/constituents/${id}/group_memberships`, { group_id: group })),
  );
  expect(joined.map(({ status }) => status)).toEqual(people.map(() => 200));
  expect(new Set(joined.map(({ body }) => body.id)).size).toBe(20);
  expect((await lgl.search(`q[]=groups=${group}&limit=50`)).body.total_items).toBe(20);
  const one = people[0];
  const names = Array.from({ length: 20 }, (_, index) => `Group ${index % 5}`);
  const same = await Promise.all(
    names.map((group_name) => lgl.post(`/constituents/${one}/group_memberships`, { group_name })),
  );
  expect(same.map(({ status }) => status)).toEqual(names.map(() => 200));
  expect(new Set(same.map(({ body }) => body.group_id)).size).toBe(5);
  expect((await lgl.get(`/constituents/${one}/group_memberships?limit=100`)).body.total_items).toBe(21);
});

test('deleting a group ends everybody’s membership, §5.9', async () => {
  const owner = await newPerson();
  const group = await newGroup('Doomed');
  const { id } = (await lgl.post(`/constituents/${owner}/group_memberships`, { group_id: group })).body;
  expect((await lgl.delete(`/groups/${group}`)).body).toEqual(SUCCESS);
  expect((await lgl.get(`/group_memberships/${id}`)).status).toBe(404);
  expect((await lgl.get(`/constituents/${owner}`)).body.groups).toEqual([]);
});

test('deleting a group while people join never answers 5xx', async () => {
  const owner = await newPerson();
  const group = await newGroup('Contested');
  const join = () => lgl.post(`/constituents/${owner}/group_memberships`, { group_id: group });
  const answers = await Promise.all([join(), join(), lgl.delete(`/groups/${group}`), join(), join()]);
  for (const { status } of answers) expect([200, 422]).toContain(status);
  expect((await lgl.get(`/constituents/${owner}`)).body.groups).toEqual([]);
});

test('nobody is put into an administrator security group through the API', async () => {
  const { id } = await kith.app.db.one<{ id: number }>(
    sql(
      `insert into groups (organization_id, name, key, is_security) values ($1, 'Keepers', 'keepers', true) returning id`,
      [kith.organization.id],
    ),
  );
  for (const groups of [[{ group_id: id }], [{ group_name: 'keepers' }]]) {
    expect((await lgl.post('/constituents', { first_name: 'A', last_name: 'B', groups })).status).toBe(403);
  }
});
