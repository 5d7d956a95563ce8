// docs/contracts/lgl.md §3.11, §4.7: contact reports and their search.
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
  'id constituent_id name contact_report_type_id contact_report_type_name original_date text team_member team_member_email created_at updated_at'.split(
    ' ',
  );
const newPerson = async (last_name = 'Rivera'): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name })).body.id;

test('create: keys in order, default name and date, team member by name', async () => {
  const owner = await newPerson();
  const created = await lgl.post(`/constituents/${owner}/contact_reports`, {
    text: 'Had coffee',
    contact_report_type_name: 'meeting',
    team_member: 'priya nand',
    date: '2020-01-01',
    contact_report_type: 'x',
    contact_type: 'x',
    contact_date: 'x',
    subject: 'x',
    summary: 'x',
    hours: 'x',
  });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(['api_version', ...KEYS]);
  expect(created.body).toMatchObject({
    constituent_id: owner,
    name: "Contact report for 'Rivera, Ada'",
    contact_report_type_name: 'Meeting',
    original_date: '2026-03-01',
    text: 'Had coffee',
    team_member: 'Priya Nand',
    team_member_email: 'admin@riverbend.example',
  });
  expect((await lgl.get(`/contact_reports/${created.body.id}`)).body).toEqual(created.body);
});

test('a team member by id or e-mail; blank and strangers are nobody, §5.4', async () => {
  const owner = await newPerson();
  const { id } = (await lgl.get('/team_members')).body.items[0];
  const post = async (team_member: unknown) =>
    (await lgl.post(`/constituents/${owner}/contact_reports`, { text: 'x', team_member })).body.team_member;
  expect(await post(String(id))).toBe('Priya Nand');
  expect(await post(id)).toBe('Priya Nand');
  expect(await post('ADMIN@riverbend.example')).toBe('Priya Nand');
  for (const nobody of ['', null, 'No Such', 0, 999_999, { id }]) expect(await post(nobody)).toBeNull();
});

test('PATCH and PUT are partial; constituent_id moves; delete', async () => {
  const [owner, other] = [await newPerson(), await newPerson('Okafor')];
  const created = (
    await lgl.post(`/constituents/${owner}/contact_reports`, {
      name: 'First call',
      text: 'One',
      team_member: 'Priya Nand',
    })
  ).body;
  const path = `/contact_reports/${created.id}`;
  const { updated_at: _, ...rest } = created;
  expect((await lgl.patch(path, { text: 'Two' })).body).toMatchObject({ ...rest, text: 'Two' });
  expect((await lgl.put(path, { team_member: '', name: '' })).body).toMatchObject({
    name: 'First call',
    team_member: null,
  });
  expect((await lgl.patch(path, { contact_report_type_name: 'Call' })).body.contact_report_type_name).toBe('Call');
  expect((await lgl.patch(path, { constituent_id: other })).body).toMatchObject({
    constituent_id: other,
    name: 'First call',
  });
  expect((await lgl.patch(path, { text: ' ' })).status).toBe(422);
  expect((await lgl.patch(path, { constituent_id: 999_999_999 })).status).toBe(422);
  expect((await lgl.delete(path)).body).toEqual({ api_version: '1.0', result: 'success' });
  expect((await lgl.delete(path)).status).toBe(404);
});

test('422 without text, 404 for unknown constituents', async () => {
  const owner = await newPerson();
  for (const body of [{}, { text: '' }, { name: 'x' }]) {
    expect((await lgl.post(`/constituents/${owner}/contact_reports`, body)).status).toBe(422);
  }
  expect((await lgl.post('/constituents/999999999/contact_reports', { text: 'x' })).status).toBe(404);
  expect((await lgl.get('/constituents/999999999/contact_reports')).status).toBe(404);
});

interface Report {
  readonly id: number;
  readonly constituent_id: number;
  readonly name: string;
  readonly text: string;
  readonly original_date: string;
  readonly contact_report_type_id: number | null;
  readonly updated_at: string;
}

describe('search, §4.7, against a plain filter over the same reports', () => {
  let reports: Report[];
  let types: { id: number }[];
  let people: number[];
  let keyword: number;

  beforeAll(async () => {
    await Promise.all(
      (await lgl.get('/contact_reports?limit=500')).body.items.map((row: Report) =>
        lgl.delete(`/contact_reports/${row.id}`),
      ),
    );
    types = (await lgl.get('/types/contact_report_types')).body.items;
    people = [await newPerson('One'), await newPerson('Two'), await newPerson('Three')];
    const tags = (await lgl.get('/categories')).body.items.find((row: { key: string }) => row.key === 'tags').id;
    keyword = (await lgl.post(`/categories/${tags}/keywords`, { name: 'Major donor' })).body.id;
    await lgl.post(`/constituents/${people[1]}/keywords`, { id: keyword });
    const words = ['Café visit', 'Phone call', '100% yes', 'under_score', 'Cafeteria', 'plain'];
    for (let index = 0; index < 18; index += 1) {
      await lgl.post(`/constituents/${people[index % 3]}/contact_reports`, {
        name: `${words[index % 6]} ${index}`,
        text: `Text of ${words[(index + 2) % 6]}`,
        original_date: `2026-01-${String(1 + (index % 7)).padStart(2, '0')}`,
        contact_report_type_id: index % 5 === 0 ? null : types[index % 4]?.id,
      });
    }
    reports = (await lgl.get('/contact_reports?limit=100')).body.items;
    expect(reports).toHaveLength(18);
  });

  const find = async (query: string): Promise<Report[]> => {
    const { status, body } = await lgl.get(`/contact_reports/search?limit=100&${query}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ item_type: 'contact_report', total_items: body.items.length });
    return body.items;
  };
  const idsOf = (rows: readonly Report[]) => rows.map((row) => row.id).toSorted((a, b) => a - b);
  const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  test.each<[string, (row: Report) => boolean]>([
    ['original_date_from=2026-01-04', (row) => row.original_date >= '2026-01-04'],
    ['original_date_to=2026-01-04', (row) => row.original_date <= '2026-01-04'],
    ['original_date_from=2026-01-04T10:00:00Z', (row) => row.original_date >= '2026-01-04'],
    ['original_date_from=2026-01-03;original_date_to=01/03/2026', (row) => row.original_date === '2026-01-03'],
    ['name=cafe', (row) => folded(row.name).includes('cafe')],
    ['name=CALL 1', (row) => folded(row.name).includes('call 1')],
    ['name=0%', (row) => row.name.includes('0%')],
    ['name=under_', (row) => row.name.includes('under_')],
    ['text=café', (row) => folded(row.text).includes('cafe')],
    ['text=nothing', () => false],
    ['updated_from=2000-01-01', () => true],
    ['updated_to=2000-01-01', () => false],
    ['name=', () => true],
  ])('%s', async (clause, keep) => {
    const found = await find(`q[]=${encodeURIComponent(clause)}`);
    expect(idsOf(found)).toEqual(idsOf(reports.filter(keep)));
  });

  test('by type, constituent and the constituent’s keyword; several clauses all hold', async () => {
    const [first, second] = types.map((type) => type.id);
    const byType = await find(`q[]=contact_report_type_id=${first},${second}`);
    const isOf = (row: Report) => row.contact_report_type_id === first || row.contact_report_type_id === second;
    expect(idsOf(byType)).toEqual(idsOf(reports.filter(isOf)));
    const byPerson = await find(`q=constituent_id%3D${people[0]},${people[2]}`);
    expect(idsOf(byPerson)).toEqual(idsOf(reports.filter((row) => row.constituent_id !== people[1])));
    const byKeyword = await find(`q%5B%5D=const_keyword%3D${keyword}`);
    expect(idsOf(byKeyword)).toEqual(idsOf(reports.filter((row) => row.constituent_id === people[1])));
    const both = await find(`q[]=constituent_id=${people[0]}&q[]=original_date_from=2026-01-04;name=cafe`);
    const keep = (row: Report) =>
      row.constituent_id === people[0] && row.original_date >= '2026-01-04' && folded(row.name).includes('cafe');
    expect(idsOf(both)).toEqual(idsOf(reports.filter(keep)));
  });

  const by =
    (key: 'name' | 'original_date' | 'constituent_id', sign: number) =>
    (a: Report, b: Report): number => {
      const [x, y] = key === 'name' ? [folded(a.name), folded(b.name)] : [a[key], b[key]];
      return x === y ? sign * (a.id - b.id) : sign * (x < y ? -1 : 1);
    };

  test.each([
    ['', by('original_date', -1)],
    ['sort=date', by('original_date', 1)],
    ['sort=date!', by('original_date', -1)],
    ['sort=date%21', by('original_date', -1)],
    ['sort=name', by('name', 1)],
    ['sort=name!', by('name', -1)],
    ['sort=constituent_id', by('constituent_id', 1)],
    ['sort=constituent_id!', by('constituent_id', -1)],
    ['sort=shoe_size', by('original_date', -1)],
  ])('order of "%s", §4.4', async (query, compare) => {
    const found = await find(query);
    expect(found.map((row) => row.id)).toEqual(reports.toSorted(compare).map((row) => row.id));
  });

  test('a constituent’s own list is latest first; the account’s by id, §2.5', async () => {
    const own = (await lgl.get(`/constituents/${people[0]}/contact_reports?limit=100`)).body.items;
    const expected = reports.filter((row) => row.constituent_id === people[0]).toSorted(by('original_date', -1));
    expect(own).toEqual(expected);
    expect(reports.map((row) => row.id)).toEqual(idsOf(reports));
  });

  test('next_link repeats clauses and sort, §2.1', async () => {
    const { body } = await lgl.get('/contact_reports/search?q[]=updated_from=2000-01-01&sort=date!&limit=10');
    const link = `${kith.url}/api/v1/contact_reports/search?limit=10&offset=10&q%5B%5D=updated_from%3D2000-01-01&sort=date%21`;
    expect(body.next_link).toBe(link);
    const rest = await lgl.get(link.slice(`${kith.url}/api/v1`.length));
    expect(rest.body).toMatchObject({ items_count: 8, total_items: 18 });
  });

  test.each([
    ['q[]=shoe_size=1', 'Unknown query parameter: shoe_size'],
    ['q=smith', 'Unknown query parameter: smith'],
    ['q[]=eaddr=a', 'Unknown query parameter: eaddr'],
    ['q[]=toString=1', 'Unknown query parameter: toString'],
    ['q[]=updated_from=soon', 'Invalid value for query parameter: updated_from'],
    ['q[]=original_date_from=soon', 'Invalid value for query parameter: original_date_from'],
  ])('%s is 400', async (query, description) => {
    const { status, body } = await lgl.get(`/contact_reports/search?${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({ api_version: '1.0', error: 'Parameter Error', description });
  });

  test('reports of a deleted constituent are found no more', async () => {
    await lgl.delete(`/constituents/${people[2]}`);
    expect(idsOf(await find(''))).toEqual(idsOf(reports.filter((row) => row.constituent_id !== people[2])));
  });
});
