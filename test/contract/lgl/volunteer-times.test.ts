// docs/contracts/lgl.md §3.12, §4.8: volunteer times, their custom fields (§3.8) and their search.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

const NOW = new Date('2026-03-01T12:30:00Z');

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith({ clock: { now: () => NOW } });
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

const KEYS =
  'id constituent_id external_id volunteering_category_id volunteering_category_name description hours date end_date completed_hours custom_fields created_at updated_at'.split(
    ' ',
  );
const newPerson = async (): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;

test('create: keys in order, text cast, hours shown as float, §2.3, §2.4', async () => {
  const owner = await newPerson();
  const created = await lgl.post(`/constituents/${owner}/volunteer_times`, {
    external_id: 7,
    volunteering_category_name: 'general',
    description: 'Ushering',
    hours: '4',
    date: '02/03/2026',
    end_date: '2026-02-04',
    completed_hours: 2.5,
    volunteer_date: 'ignored',
  });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(['api_version', ...KEYS]);
  expect(created.body).toMatchObject({
    constituent_id: owner,
    external_id: '7',
    volunteering_category_name: 'General',
    description: 'Ushering',
    hours: 4,
    date: '2026-02-03',
    end_date: '2026-02-04',
    completed_hours: 2.5,
    custom_fields: [],
  });
  expect(created.text).toContain('"hours":4.0,');
  expect((await lgl.get(`/volunteer_times/${created.body.id}`)).text).toBe(created.text);
});

test('what a client posts without category or date is taken', async () => {
  const owner = await newPerson();
  const body = { hours: 3, volunteer_date: '2020-01-01', description: 'Set up' };
  const created = await lgl.post(`/constituents/${owner}/volunteer_times.json`, body);
  expect(created).toMatchObject({
    status: 200,
    body: {
      date: '2026-03-01',
      end_date: null,
      volunteering_category_id: null,
      completed_hours: null,
      external_id: null,
    },
  });
});

test.each([
  [{ hours: 'many' }, null],
  [{ hours: '' }, null],
  [{ hours: '0.25' }, 0.25],
  [{ hours: '1,250.5' }, 1250.5],
  [{ hours: 1e300 }, null],
  [{ hours: { a: 1 } }, null],
  [{ hours: -1 }, -1],
])('hours %o', async (body, hours) => {
  const owner = await newPerson();
  expect(await lgl.post(`/constituents/${owner}/volunteer_times`, body)).toMatchObject({
    status: 200,
    body: { hours },
  });
});

test('PATCH and PUT are partial; constituent_id moves; delete', async () => {
  const [owner, other] = [await newPerson(), await newPerson()];
  const created = (await lgl.post(`/constituents/${owner}/volunteer_times`, { hours: 1.5, description: 'One' })).body;
  const path = `/volunteer_times/${created.id}`;
  const { updated_at: _, ...rest } = created;
  expect((await lgl.patch(path, { hours: '2' })).body).toMatchObject({ ...rest, hours: 2 });
  expect((await lgl.put(path, { description: null, date: 'junk' })).body).toMatchObject({
    ...rest,
    hours: 2,
    description: null,
  });
  expect((await lgl.patch(path, { constituent_id: 999_999_999 })).status).toBe(422);
  expect((await lgl.patch(path, { constituent_id: other })).body.constituent_id).toBe(other);
  expect((await lgl.get(`/constituents/${owner}/volunteer_times`)).body.total_items).toBe(0);
  expect((await lgl.delete(path)).body).toEqual({ api_version: '1.0', result: 'success' });
  for (const again of [await lgl.delete(path), await lgl.get(path), await lgl.patch(path, {})])
    expect(again.status).toBe(404);
  expect((await lgl.post('/constituents/999999999/volunteer_times', { hours: 1 })).status).toBe(404);
});

describe('custom fields, §3.8', () => {
  const newField = async (body: object): Promise<{ id: number; key: string }> =>
    (await lgl.post('/categories', { item_type: 'VolunteerTime', ...body })).body;
  const valuesOf = (body: { custom_fields: { values: { name: string }[] }[] }) =>
    body.custom_fields.map((field) => field.values.map((value) => value.name));

  test('by name, key or id; values found or made; keys in order; unknown fields dropped', async () => {
    const owner = await newPerson();
    const shift = await newField({ name: 'Shift', key: 'shift', ordinal: 1 });
    const tasks = await newField({ name: 'Tasks', key: 'tasks', ordinal: 2 });
    const { body } = await lgl.post(`/constituents/${owner}/volunteer_times`, {
      hours: 1,
      custom_fields: [
        { name: 'shift', values: [{ name: 'Morning' }] },
        { id: tasks.id, name: 'x', values: [{ name: 'Doors' }, { name: 'doors' }, { name: 'Bar' }] },
        { name: 'No such field', values: [{ name: 'x' }] },
        { key: 'tags', values: [{ name: 'Do not call' }] },
      ],
    });
    expect(valuesOf(body)).toEqual([['Morning'], ['Bar', 'Doors']]);
    expect(Object.keys(body.custom_fields[0])).toEqual(
      'id item_type name key facet_type ordinal removable editable values'.split(' '),
    );
    expect(Object.keys(body.custom_fields[0].values[0])).toEqual(
      'id category_id name description short_code ordinal removable can_change can_select'.split(' '),
    );
    expect(body.custom_fields[0]).toMatchObject({ id: shift.id, item_type: 'VolunteerTime', key: 'shift' });
    const path = `/volunteer_times/${body.id}`;
    const added = await lgl.patch(path, { custom_fields: [{ key: 'tasks', values: [{ name: 'Cloakroom' }] }] });
    expect(valuesOf(added.body)).toEqual([['Morning'], ['Bar', 'Cloakroom', 'Doors']]);
    const cleared = await lgl.patch(path, {
      custom_fields: [
        { key: 'tasks', remove_previous_values: true, values: [{ name: 'Bar' }] },
        { key: 'shift', remove_previous_values: true },
      ],
    });
    expect(valuesOf(cleared.body)).toEqual([['Bar']]);
    const undefinedField = await lgl.patch(path, { custom_fields: [{ name: 'Undefined', values: [{ name: 'x' }] }] });
    expect(undefinedField).toMatchObject({ status: 200 });
    expect(valuesOf(undefinedField.body)).toEqual([['Bar']]);
    await lgl.delete(`/categories/${tasks.id}`);
    expect((await lgl.get(path)).body.custom_fields).toEqual([]);
  });

  test('a field of one value keeps the last', async () => {
    const owner = await newPerson();
    await newField({ name: 'Mood', key: 'mood', facet_type: 'single' });
    const body = { custom_fields: [{ key: 'mood', values: [{ name: 'Good' }, { name: 'Bad' }] }] };
    const created = (await lgl.post(`/constituents/${owner}/volunteer_times`, body)).body;
    expect(valuesOf(created)).toEqual([['Bad']]);
    const changed = await lgl.patch(`/volunteer_times/${created.id}`, {
      custom_fields: [{ key: 'mood', values: [{ name: 'Good' }] }],
    });
    expect(valuesOf(changed.body)).toEqual([['Good']]);
  });
});

interface Time {
  readonly id: number;
  readonly constituent_id: number;
  readonly description: string | null;
  readonly date: string;
  readonly volunteering_category_id: number | null;
}

describe('search, §4.8, against a plain filter over the same times', () => {
  let times: Time[];
  let people: number[];
  let categories: { id: number }[];
  let keyword: number;

  beforeAll(async () => {
    const old = (await lgl.get('/volunteer_times?limit=500')).body.items;
    await Promise.all(old.map((row: Time) => lgl.delete(`/volunteer_times/${row.id}`)));
    categories = (await lgl.get('/types/volunteering_categories')).body.items;
    people = [await newPerson(), await newPerson()];
    const tags = (await lgl.get('/categories')).body.items.find((row: { key: string }) => row.key === 'tags');
    keyword = tags.keywords[0].id;
    await lgl.post(`/constituents/${people[0]}/keywords`, { id: keyword });
    const words = ['Zoë’s stall', 'Ushering', null, 'Zoo'];
    for (let index = 0; index < 12; index += 1) {
      await lgl.post(`/constituents/${people[index % 2]}/volunteer_times`, {
        description: words[index % 4],
        date: `2026-01-0${1 + (index % 5)}`,
        volunteering_category_id: [categories[0]?.id, categories[1]?.id, 0][index % 3],
        hours: index,
      });
    }
    times = (await lgl.get('/volunteer_times?limit=100')).body.items;
    expect(times).toHaveLength(12);
  });

  const find = async (query: string): Promise<Time[]> => {
    const { status, body } = await lgl.get(`/volunteer_times/search?limit=100&${query}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ item_type: 'volunteer_time', total_items: body.items.length });
    return body.items;
  };
  const idsOf = (rows: readonly Time[]) => rows.map((row) => row.id).toSorted((a, b) => a - b);
  const folded = (text: string | null) => (text ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  test.each<[string, (row: Time) => boolean]>([
    ['date_from=2026-01-03', (row) => row.date >= '2026-01-03'],
    ['date_to=2026-01-03', (row) => row.date <= '2026-01-03'],
    ['date_from=2026-01-02;date_to=2026-01-03T00:00:00Z', (row) => ['2026-01-02', '2026-01-03'].includes(row.date)],
    ['description=zo', (row) => folded(row.description).includes('zo')],
    ['description=ZOË', (row) => folded(row.description).includes('zoe')],
    ['updated_from=2000-01-01T00:00:00Z', () => true],
    ['updated_to=2000-01-01T00:00:00Z', () => false],
  ])('%s', async (clause, keep) => {
    expect(idsOf(await find(`q[]=${encodeURIComponent(clause)}`))).toEqual(idsOf(times.filter(keep)));
  });

  test('by category, constituent and the constituent’s keyword', async () => {
    const [general] = categories.map((row) => row.id);
    const ofGeneral = times.filter((row) => row.volunteering_category_id === general);
    expect(idsOf(await find(`q[]=volunteering_category_id=${general}`))).toEqual(idsOf(ofGeneral));
    const ofFirst = times.filter((row) => row.constituent_id === people[0]);
    expect(idsOf(await find(`q[]=constituent_id=${people[0]}`))).toEqual(idsOf(ofFirst));
    expect(idsOf(await find(`q[]=const_keyword=${keyword}`))).toEqual(idsOf(ofFirst));
    expect(idsOf(await find(`q[]=const_keyword=${keyword}&q[]=constituent_id=${people[1]}`))).toEqual([]);
  });

  const by =
    (key: 'date' | 'constituent_id', sign: number) =>
    (a: Time, b: Time): number =>
      a[key] === b[key] ? sign * (a.id - b.id) : sign * (a[key] < b[key] ? -1 : 1);

  test.each([
    ['', by('date', -1)],
    ['sort=date', by('date', 1)],
    ['sort=date!', by('date', -1)],
    ['sort=constituent_id', by('constituent_id', 1)],
    ['sort=constituent_id!', by('constituent_id', -1)],
    ['sort=name', by('date', -1)],
  ])('order of "%s", §4.4', async (query, compare) => {
    expect((await find(query)).map((row) => row.id)).toEqual(times.toSorted(compare).map((row) => row.id));
  });

  test('a constituent’s own list is latest first; the account’s by id, §2.5', async () => {
    const own = (await lgl.get(`/constituents/${people[1]}/volunteer_times?limit=100`)).body.items;
    expect(own).toEqual(times.filter((row) => row.constituent_id === people[1]).toSorted(by('date', -1)));
    expect(times.map((row) => row.id)).toEqual(idsOf(times));
  });

  test.each(['shoe_size=1', 'name=x', 'smith', 'date_from=soon'])('%s is 400', async (clause) => {
    const { status, body } = await lgl.get(`/volunteer_times/search?q[]=${clause}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ api_version: '1.0', error: 'Parameter Error', description: expect.any(String) });
  });
});

test('422 for an unknown category and for nothing at all, §5.4; the list sorts', async () => {
  const { id } = (await lgl.post('/constituents', { last_name: 'Helper' })).body;
  const path = `/constituents/${id}/volunteer_times`;
  const unknown = 'volunteering_category is not one of the known values';
  const refused: [object, string][] = [
    [{}, 'hours is required'],
    [{ hours: 1, volunteering_category_name: 'Juggling' }, unknown],
    [{ hours: 1, volunteering_category_id: 999_999 }, unknown],
    [{ hours: 1, volunteering_category_id: 999_999, volunteering_category_name: 'Juggling' }, unknown],
  ];
  for (const [body, description] of refused) {
    const answer = await lgl.post(path, body);
    expect([answer.status, answer.body.description]).toEqual([422, description]);
  }
  expect((await lgl.get(path)).body.total_items).toBe(0);
  const made = [];
  for (const date of ['2001-02-01', '2001-01-01']) made.push((await lgl.post(path, { hours: 1, date })).body);
  const refusedChange = await lgl.patch(`/volunteer_times/${made[0].id}`, { volunteering_category_name: 'Juggling' });
  expect(refusedChange.status).toBe(422);
  const first = async (query: string) => (await lgl.get(`/volunteer_times?${query}`)).body;
  expect((await first('sort=date&limit=1')).items[0].id).toBe(made[1].id);
  expect((await first('sort=date!&limit=1')).next_link).toContain('sort=date%21');
});
