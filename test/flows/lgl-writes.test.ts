// Every write through LGL leaves one line in the record of changes, and no list costs more statements for more rows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { lglRoutes } from '../support/lgl-routes.ts';
import { ohoClient } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

interface Change {
  readonly kind: string;
  readonly dialect: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The changes that an action leaves. */
async function changesOf<Result>(action: () => Promise<Result>): Promise<{ result: Result; changes: Change[] }> {
  const { last } = await kith.app.db.one<{ last: number }>(sql('select coalesce(max(id), 0) as last from changes'));
  const result = await action();
  const text = 'select kind, dialect, before, after from changes where id > $1 order by id';
  return { result, changes: await kith.app.db.all<Change>(sql(text, [last])) };
}

const kindsOf = async (action: () => Promise<{ status: number }>): Promise<string[]> => {
  const { result, changes } = await changesOf(action);
  expect(result.status).toBe(200);
  for (const change of changes) expect(change.dialect).toBe('lgl');
  return changes.map((change) => change.kind);
};

const newPerson = async (): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;

test.each([
  ['email_addresses', { address: 'a@example.org' }, { address: 'b@example.org' }],
  ['phone_numbers', { number: '1' }, { number: '2' }],
  ['street_addresses', { street: '1' }, { street: '2' }],
  ['web_addresses', { url: '1' }, { url: '2' }],
  ['class_affiliations', { class_affiliation_type_id: 'any', year: 1 }, { year: 2 }],
  ['group_memberships', { group_name: 'Staff' }, { is_current: false }],
  ['memberships', { membership_level_name: 'Friend', note: '1' }, { note: '2' }],
])('%s: each write is one change of the constituent', async (path, body, change) => {
  const owner = await newPerson();
  const [type] = (await lgl.get('/class_affiliation_types')).body.items;
  const given = 'class_affiliation_type_id' in body ? { ...body, class_affiliation_type_id: type.id } : body;
  let id = 0;
  const create = async () => {
    const answer = await lgl.post(`/constituents/${owner}/${path}`, given);
    id = answer.body.id;
    return answer;
  };
  expect(await kindsOf(create)).toEqual(['constituent.updated']);
  expect(await kindsOf(() => lgl.patch(`/${path}/${id}`, change))).toEqual(['constituent.updated']);
  // Nothing differs: nothing is recorded, and the constituent counts as untouched.
  const before = (await lgl.get(`/constituents/${owner}`)).text;
  expect(await kindsOf(() => lgl.patch(`/${path}/${id}`, change))).toEqual([]);
  expect((await lgl.get(`/constituents/${owner}`)).text).toBe(before);
  expect(await kindsOf(() => lgl.delete(`/${path}/${id}`))).toEqual(['constituent.updated']);
});

test.each([
  ['notes', 'note', { text: 'x' }, { text: 'y' }],
  ['contact_reports', 'contact_report', { text: 'x' }, { text: 'y' }],
  ['volunteer_times', 'volunteer_time', { hours: 1 }, { hours: 2 }],
])('%s: each write is one change of its own', async (path, name, body, change) => {
  const owner = await newPerson();
  let id = 0;
  const create = async () => {
    const answer = await lgl.post(`/constituents/${owner}/${path}`, body);
    id = answer.body.id;
    return answer;
  };
  expect(await kindsOf(create)).toEqual([`${name}.created`]);
  expect(await kindsOf(() => lgl.patch(`/${path}/${id}`, change))).toEqual([`${name}.updated`]);
  expect(await kindsOf(() => lgl.delete(`/${path}/${id}`))).toEqual([`${name}.deleted`]);
});

test.each([
  ['groups', 'group'],
  ['membership_levels', 'membership_level'],
  ['categories', 'category'],
])('%s: each write is one change of its own', async (path, name) => {
  let id = 0;
  const create = async () => {
    const answer = await lgl.post(`/${path}`, { name: 'First' });
    id = answer.body.id;
    return answer;
  };
  expect(await kindsOf(create)).toEqual([`${name}.created`]);
  const { changes } = await changesOf(() => lgl.patch(`/${path}/${id}`, { name: 'Second' }));
  expect(changes).toMatchObject([{ kind: `${name}.updated`, before: { name: 'First' }, after: { name: 'Second' } }]);
  expect(await kindsOf(() => lgl.patch(`/${path}/${id}`, { name: 'Second' }))).toEqual([]);
  expect(await kindsOf(() => lgl.delete(`/${path}/${id}`))).toEqual([`${name}.deleted`]);
});

test('keywords: created, changed, given, taken, retired, removed', async () => {
  const owner = await newPerson();
  const { id: category } = (await lgl.post('/categories', { name: 'Crew' })).body;
  let id = 0;
  const create = async () => {
    const answer = await lgl.post(`/categories/${category}/keywords`, { name: 'Sound' });
    id = answer.body.id;
    return answer;
  };
  const give = () => lgl.post(`/constituents/${owner}/keywords`, { id });
  expect(await kindsOf(create)).toEqual(['keyword.created']);
  expect(await kindsOf(() => lgl.patch(`/keywords/${id}`, { ordinal: 1 }))).toEqual(['keyword.updated']);
  expect(await kindsOf(give)).toEqual(['constituent.updated']);
  expect(await kindsOf(give)).toEqual([]);
  expect(await kindsOf(() => lgl.delete(`/constituents/${owner}/keywords/${id}`))).toEqual(['constituent.updated']);
  expect(await kindsOf(() => lgl.delete(`/keywords/${id}`))).toEqual(['keyword.retired']);
  expect(await kindsOf(() => lgl.delete(`/keywords/${id}`))).toEqual([]);
  expect(await kindsOf(() => lgl.delete(`/keywords/${id}?permanent=1`))).toEqual(['keyword.deleted']);
});

test('moving a group membership changes both people', async () => {
  const [from, to] = [await newPerson(), await newPerson()];
  const { id } = (await lgl.post(`/constituents/${from}/group_memberships`, { group_name: 'Movers' })).body;
  const { changes } = await changesOf(() => lgl.patch(`/group_memberships/${id}`, { constituent_id: to }));
  expect(changes.map((change) => change.kind)).toEqual(['constituent.updated', 'constituent.updated']);
  expect(changes).toMatchObject([
    { before: { groups: [{ id }] }, after: { groups: [] } },
    { after: { groups: [{ id }] } },
  ]);
});

test('a contact point written alone is the person’s main one in Oho, and keeps its id when Oho changes it', async () => {
  const oho = ohoClient(`${kith.url}/api`, kith.basic);
  const owner = await newPerson();
  const { id } = (await lgl.post(`/constituents/${owner}/email_addresses`, { address: 'ada@example.org' })).body;
  expect((await oho.get(`/constituents/${owner}`)).body.email).toBe('ada@example.org');
  expect((await oho.patch(`/constituents/${owner}`, { email: 'rivera@example.org' })).status).toBe(200);
  expect((await lgl.get(`/email_addresses/${id}`)).body.address).toBe('rivera@example.org');
  await lgl.delete(`/email_addresses/${id}`);
  expect((await oho.get(`/constituents/${owner}`)).body.email).toBe('');
});

test('what is refused leaves nothing', async () => {
  const owner = await newPerson();
  const { result, changes } = await changesOf(async () => [
    await lgl.post(`/constituents/${owner}/notes`, {}),
    await lgl.post(`/constituents/${owner}/email_addresses`, {}),
    await lgl.post(`/constituents/${owner}/group_memberships`, { group_id: 999_999 }),
    await lgl.post('/groups', { name: 'staff' }),
    await lgl.delete('/notes/999999'),
  ]);
  expect(result.map(({ status }) => status)).toEqual([422, 422, 422, 422, 404]);
  expect(changes).toEqual([]);
});

test('no list takes more than the key and two statements, however long it is', async () => {
  const owner = await newPerson();
  const volunteer = { hours: 1, custom_fields: [{ key: 'crew', values: [{ name: 'A' }, { name: 'B' }] }] };
  await lgl.post('/categories', { name: 'Crew', key: 'crew', item_type: 'VolunteerTime' });
  const appeal = (await lgl.post('/appeals', { name: 'Spring' })).body.id;
  const event = (await lgl.post('/events', { name: 'Gala' })).body.id;
  for (let index = 0; index < 12; index += 1) {
    await lgl.post(`/constituents/${owner}/appeal_requests`, { appeal_id: appeal });
    await lgl.post(`/constituents/${owner}/invitations`, { event_id: event });
    await lgl.post(`/constituents/${owner}/notes`, { text: 'x' });
    await lgl.post(`/constituents/${owner}/contact_reports`, { text: 'x' });
    await lgl.post(`/constituents/${owner}/volunteer_times`, volunteer);
    await lgl.post(`/constituents/${owner}/email_addresses`, { address: `${index}@example.org` });
    await lgl.post(`/constituents/${owner}/memberships`, { membership_level_name: 'Friend', note: 'x' });
  }
  const category = (await lgl.get('/categories')).body.items[0].id;
  const lists = (await lglRoutes(kith)).filter(({ method, path }) => {
    const isMember = /:\w+$/.test(path) && path !== '/types/:key';
    return method === 'GET' && !isMember;
  });
  expect(lists.length).toBeGreaterThan(25);
  for (const { path } of lists) {
    const [first = ''] = path.split('/').slice(1);
    const id = { categories: category, appeals: appeal, events: event }[first] ?? owner;
    const before = kith.app.db.meter.statements;
    const { status } = await lgl.get(`${path.replace(':id', String(id)).replace(':key', 'note_types')}?limit=100`);
    expect(status, path).toBe(200);
    // What can be searched for takes one more: the ids, then their rows.
    const isSearched =
      /\/(?:constituents|notes|contact_reports|volunteer_times|gifts|appeal_requests|invitations)(?:\/search)?$/.test(
        path,
      );
    const allowed = isSearched ? 4 : 3;
    expect(kith.app.db.meter.statements - before, path).toBeLessThanOrEqual(allowed);
  }
});

test('an organization can be removed with all that LGL wrote, and only its own', async () => {
  const tenant = await kith.addTenant('lakeside');
  const other = lglClient(kith.url, tenant);
  const person = { first_name: 'Bo', last_name: 'Okafor', memberships: [{ membership_level_name: 'Friend' }] };
  const { id } = (await other.post('/constituents', person)).body;
  const report = await other.post(`/constituents/${id}/contact_reports`, { text: 'x', team_member: 'Priya Nand' });
  expect(report.body.team_member).toBe('Priya Nand');
  const { total_items } = (await lgl.get('/constituents')).body;
  const { id: organizationId } = tenant.organization;
  await kith.asOwner('delete from organizations where organization_id = $1', organizationId);
  const left = 'select count(*) as rows from contact_reports where organization_id = $1';
  expect(await kith.app.db.one(sql(left, [organizationId]))).toEqual({ rows: 0 });
  expect((await lgl.get('/constituents')).body.total_items).toBe(total_items);
});
