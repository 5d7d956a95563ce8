// At 100,000 people, no search reads the table of constituents from end to end: asserted on the plans of the very
// statements that the server sends.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../src/core/access/system-actor.ts';
import type { Actor } from '../src/core/base/actor.ts';
import { searchConstituents } from '../src/core/constituents/search/search-constituents.ts';
import type { Criterion, SortKey } from '../src/core/constituents/search/search-criteria.ts';
import type { Db } from '../src/db/connect.ts';
import { ExplainingDb, sequentialScans } from './support/explaining-db.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { sql } from './support/sql.ts';

const PEOPLE = 100_000;
let kith: TestKith;
let actor: Actor;

beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'test', 'test');
  await populate(kith.app.db, kith.organization.id);
  // What autovacuum does to a table that has grown.
  await kith.asOwner('vacuum analyze');
}, 180_000);
afterAll(() => kith.stop());

/** Names, addresses and values that spread like real ones: thousands of distinct names, a few of them common. */
async function populate(db: Db, organizationId: number): Promise<void> {
  const run = (text: string) =>
    db.all(sql(text.replaceAll('$org', String(organizationId)).replaceAll('$n', String(PEOPLE))));
  await run(`insert into constituents (organization_id, first_name, last_name, sort_name, search_name, search_sort_name, date_added, updated_at, created_at,
      latest_membership_id, latest_membership_level_id, latest_membership_end_date)
    select $org, f, l, l || ', ' || f, f || E'\\n' || l || E'\\n' || l || ', ' || f, l || ', ' || f, '2026-01-01',
      now() - i * interval '1 minute', now() - i * interval '2 minutes',
      case when i % 3 = 0 then i end, case when i % 3 = 0 then i % 4 end, case when i % 3 = 0 then date '2020-01-01' + i % 3000 end
    from (select i, substr(md5('f' || i % 3000), 1, 7) as f, substr(md5('l' || i % 20000), 1, 8) as l from generate_series(1, $n) i) names`);
  const each = (columns: string, values: string, table: string) =>
    run(`insert into ${table} (organization_id, constituent_id, ${columns})
      select $org, id, ${values} from (select id, row_number() over (order by id) as i from constituents where organization_id = $org) c`);
  await each(
    'address, normalized_address, search_address, is_preferred',
    `'p' || i || '@x.example', 'p' || i || '@x.example', 'p' || i || '@x.example', true`,
    'email_addresses',
  );
  await each(
    'number, digits, search_number, is_preferred',
    `'206' || i + 1000000, '206' || i + 1000000, '206' || i + 1000000, true`,
    'phone_numbers',
  );
  await each(
    'street, search_street, search_city, search_postal_code',
    `i || ' ' || md5('s' || i % 5000), i || ' ' || md5('s' || i % 5000), md5('c' || i % 500), (10000 + i % 80000)::text`,
    'street_addresses',
  );
  await run(`insert into external_ids (organization_id, constituent_id, system, value)
    select organization_id, id, 'lgl', 'ext-' || id from constituents where organization_id = $org and id % 2 = 0`);
  await run(`with d as (insert into custom_field_definitions (organization_id, key, name, data_type) values ($org, 'visits', 'Visits', 'integer') returning id)
    insert into custom_field_values (organization_id, constituent_id, definition_id, value_text, value_number, search_text)
    select $org, c.id, d.id, (c.id % 10000)::text, c.id % 10000, (c.id % 10000)::text from constituents c, d where c.organization_id = $org`);
}

async function plansOf(search: {
  criteria: Criterion[];
  sort?: { key: SortKey; descending: boolean };
  offset?: number;
}) {
  const db = new ExplainingDb(kith.app.db.pool(), kith.app.db);
  const { ids, total } = await searchConstituents(db, actor, { limit: 25, offset: 0, system: 'lgl', ...search });
  return { ids, total, scanned: db.plans.flatMap(sequentialScans) };
}

const LARGE = [
  'constituents',
  'email_addresses',
  'phone_numbers',
  'street_addresses',
  'external_ids',
  'custom_field_values',
];

test.each<[string, Criterion, number]>([
  ['name', { term: 'name', words: 'a1b2' }, 1],
  ['two names', { term: 'name', words: 'f4a 9c3' }, 0],
  ['e-mail', { term: 'email', contains: 'p777@x' }, 1],
  ['phone', { term: 'phone', contains: '1077777' }, 1],
  ['street', { term: 'street', contains: '4242 ' }, 1],
  ['postal code', { term: 'postalCode', startsWith: '1234' }, 1],
  ['external id', { term: 'externalId', system: 'lgl', equals: 'ext-1001002' }, 1],
  ['custom number range', { term: 'customNumber', key: 'visits', operator: 'between', value: 42, upper: 45 }, 1],
  ['updated', { term: 'updated', from: new Date(Date.now() - 3_600_000).toISOString() }, 1],
])('%s', async (_name, criterion, atLeast) => {
  const { scanned, total } = await plansOf({ criteria: [criterion] });
  expect(total).toBeGreaterThanOrEqual(atLeast);
  expect(scanned.filter((table) => LARGE.includes(table))).toEqual([]);
});

const KEYS: SortKey[] = ['name', 'id', 'createdAt', 'updatedAt', 'externalId', 'membershipLevel', 'membershipEndDate'];
test.each(KEYS.flatMap((key) => [false, true].map((descending) => ({ key, descending }))))(
  'sort by $key, descending $descending',
  async (sort) => {
    const { ids, total, scanned } = await plansOf({ criteria: [], sort, offset: 100 });
    expect([ids.length, total]).toEqual([25, PEOPLE]);
    expect(scanned.filter((table) => LARGE.includes(table))).toEqual([]);
  },
);
