// docs/contracts/lgl.md §4.2: unreadable terms are refused by name; the plain list sorts and expands (§2.1, §8.13).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  for (const last_name of ['Abel', 'Bryce', 'Carr', 'Doyle', 'Eriksen'])
    await lgl.post('/constituents', { last_name, email_addresses: [{ address: `${last_name}@example.org` }] });
});
afterAll(() => kith.stop());

test('what is no id is refused by its term, not answered with nobody', async () => {
  for (const term of ['groups', 'membership_level', 'keyword', 'lists', 'class'])
    for (const value of ['abc', '1,x', '0', '-3', '1;2', '1.5', '12 34']) {
      const { status, body } = await lgl.search(`q[]=${encodeURIComponent(`${term}=${value}`)}`);
      expect([status, body.description]).toEqual([400, `Invalid value for query parameter: ${term}`]);
    }
  for (const [path, term] of [
    ['contact_reports', 'contact_report_type_id'],
    ['contact_reports', 'constituent_id'],
    ['contact_reports', 'const_keyword'],
    ['volunteer_times', 'volunteering_category_id'],
    ['volunteer_times', 'constituent_id'],
    ['volunteer_times', 'const_keyword'],
  ]) {
    const { status, body } = await lgl.get(`/${path}/search?q[]=${term}=x`);
    expect([status, body.description]).toEqual([400, `Invalid value for query parameter: ${term}`]);
  }
});

test('a value that no database holds is refused by its term', async () => {
  for (const [term, value] of [
    ['name', '%00'],
    ['eaddr', 'a%00b'],
    ['custom_attr', 'k|ft|%00'],
    ['external_id', '%00'],
    ['updated_from', '0001-01-01T00:00:00%2B05:00'],
    ['updated_to', '0000-12-31T23:00:00Z'],
    ['updated_from', '0000-01-01'],
  ]) {
    const { status, body } = await lgl.search(`q[]=${term}=${value}`);
    expect([status, body.description]).toEqual([400, `Invalid value for query parameter: ${term}`]);
  }
  for (const path of ['/categories?item_type=%00', '/attributes?item_type=a%00', '/constituents?sort=%00']) {
    const { status, body } = await lgl.get(path);
    expect([path, status, body.description]).toEqual([
      path,
      400,
      expect.stringMatching(/parameter: (item_type|sort)$/),
    ]);
  }
});

test('the plain list honours sort and expand, and next_link keeps both', async () => {
  const query = 'sort=lgl_id!&expand=email_addresses';
  const searched = (await lgl.search(`${query}&limit=3`)).body;
  const listed = (await lgl.get(`/constituents?${query}&limit=3&q[]=name=nobody`)).body;
  expect(listed.items).toEqual(searched.items);
  const next = new URL(listed.next_link);
  expect([...next.searchParams]).toEqual([
    ['expand', 'email_addresses'],
    ['limit', '3'],
    ['offset', '3'],
    ['sort', 'lgl_id!'],
  ]);
  const ids = listed.items.map(({ id }: { id: number }) => id);
  expect(ids).toEqual(ids.toSorted((a: number, b: number) => b - a));
  const second = (await lgl.get(`/constituents${next.search}`)).body.items;
  expect(second[0].id).toBeLessThan(ids.at(-1));
  expect(Object.keys(second[0]).at(-1)).toBe('email_addresses');
});
