// People who share much and have rows of every kind, made by SQL from a seed; and what all tables hold.
import type { Db } from '../../src/db/connect.ts';
import type { TestKith } from './kith.ts';
import { sql } from './sql.ts';

/** Numbers from a seed (mulberry32), so that a case that failed can be run again. */
export function randomOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const some = <Item>(items: readonly Item[], count: number): Item[] => {
    const left = [...items];
    return Array.from({ length: Math.min(count, items.length) }, () => left.splice(below(left.length), 1)).flat();
  };
  return { next, below, some };
}

export type Random = ReturnType<typeof randomOf>;

/** Tables that say how work stands or what happened, or are the merge's own. */
const ASIDE = [
  'changes',
  'merges',
  'merge_rows',
  'constituent_counts',
  'migrations',
  'job_workers',
  'rate_limits',
  'installation',
  'records_before',
];

/** Every row of every table, as text in the order of the text; moments of update aside. */
export async function contentOf(db: Db): Promise<Record<string, string[]>> {
  const tables = await db.all<{ name: string }>(
    sql(
      `select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and relname <> all($1::text[]) order by 1`,
      [ASIDE],
    ),
  );
  const content: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await db.all<{ row: string }>(
      sql(
        `select (to_jsonb(t) - 'updated_at')::text as row from ${name} t order by (to_jsonb(t) - 'updated_at')::text collate "C"`,
      ),
    );
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}

/** The rows that only one of two contents has. */
export function differing(before: Record<string, string[]>, after: Record<string, string[]>): string[] {
  return Object.keys(before).flatMap((table) => {
    const [had, has] = [new Set(before[table]), new Set(after[table])];
    const lost = [...had].filter((row) => !has.has(row)).map((row) => `- ${table} ${row}`);
    const found = [...has].filter((row) => !had.has(row)).map((row) => `+ ${table} ${row}`);
    const doubled = before[table]?.length === after[table]?.length ? [] : [`${table}: another number of rows`];
    return [...lost, ...found, ...doubled];
  });
}

const PEOPLE = 8;

/** Rows of a table, `count` of them: SQL of each column, where `n` is the number of the row and `pick(k)` one of k numbers. */
type Columns = Readonly<Record<string, string>>;

const person = `(select id from constituents where organization_id = $1 order by id offset (n * 7 + n / 8) % ${PEOPLE} limit 1)`;
const one = (table: string, where = 'true', among = 3) =>
  `(select id from ${table} where organization_id = $1 and ${where} order by id offset n % ${among} limit 1)`;
const owned = { constituent_id: person };

const ROWS: readonly { table: string; count: number; columns: Columns }[] = [
  {
    table: 'email_addresses',
    count: 20,
    columns: {
      ...owned,
      address: `'p' || n % 6 || '@example.org'`,
      normalized_address: `'p' || n % 6 || '@example.org'`,
      search_address: `'p' || n % 6 || '@example.org'`,
      type_id: '1 + n % 2',
      is_preferred: 'n < 8',
      not_current: 'n % 5 = 4',
    },
  },
  {
    table: 'phone_numbers',
    count: 18,
    columns: {
      ...owned,
      number: `'512555010' || n % 4`,
      digits: `'512555010' || n % 4`,
      search_number: `'512555010' || n % 4`,
      type_id: '1 + n % 2',
      is_preferred: 'n < 8',
    },
  },
  {
    table: 'street_addresses',
    count: 12,
    columns: {
      ...owned,
      street: `'Sample St ' || n % 3`,
      search_street: `'sample st ' || n % 3`,
      is_preferred: 'n < 5',
      lat: 'n / 7.0',
    },
  },
  {
    table: 'web_addresses',
    count: 10,
    columns: { ...owned, url: `'https://example.org/' || n % 3`, is_preferred: 'n % 2 = 0' },
  },
  {
    table: 'class_affiliations',
    count: 10,
    columns: { ...owned, class_affiliation_type_id: 'n % 2', year: '2000 + n % 3' },
  },
  {
    table: 'external_ids',
    count: 12,
    columns: { ...owned, system: `(array['oho', 'lgl', 'other'])[1 + n / 8 % 3]`, value: `'E' || n % 9` },
  },
  {
    table: 'constituent_keywords',
    count: 30,
    columns: { ...owned, keyword_id: one('keywords', `name like 'Keyword%'`, 9) },
  },
  {
    table: 'group_memberships',
    count: 14,
    columns: { ...owned, group_id: one('groups'), is_current: 'n % 3 <> 0', date_start: `date '2020-01-01' + n % 2` },
  },
  {
    table: 'memberships',
    count: 12,
    columns: {
      ...owned,
      membership_level_id: one('membership_levels'),
      date_start: `date '2024-01-01' + n % 2`,
      finish_date: `date '2025-01-01' + n % 3`,
    },
  },
  {
    table: 'custom_field_values',
    count: 20,
    columns: {
      ...owned,
      definition_id: one('custom_field_definitions'),
      value_text: `(array['', 'x', 'y'])[1 + n % 3]`,
      search_text: `''`,
    },
  },
  {
    table: 'constituent_interests',
    count: 16,
    columns: { ...owned, interest_id: one('interests'), for_email: 'n % 2 = 0' },
  },
  { table: 'constituent_centers', count: 16, columns: { ...owned, center_id: one('centers'), opted_in: 'n % 2 = 0' } },
  { table: 'interactions', count: 10, columns: { ...owned, subject: `'Call ' || n` } },
  {
    table: 'notes',
    count: 10,
    columns: { ...owned, text: `'Note ' || n`, original_date: `date '2024-05-05'`, external_id: `'N' || n % 4` },
  },
  {
    table: 'contact_reports',
    count: 6,
    columns: {
      ...owned,
      name: `'Visit'`,
      text: `'Text'`,
      original_date: `date '2024-05-05'`,
      search_name: `'visit'`,
      search_text: `'text'`,
    },
  },
  {
    table: 'volunteer_times',
    count: 6,
    columns: { ...owned, hours: '1.50', date: `date '2024-05-05'`, search_description: `''` },
  },
  {
    table: 'gifts',
    count: 16,
    columns: {
      ...owned,
      is_anon: 'false',
      gift_type_id: '1',
      received_amount: '10.00 + n',
      deductible_amount: '0',
      deposited_amount: '10.50',
      external_id: `'G' || n % 5`,
    },
  },
  {
    table: 'accreditations',
    count: 12,
    columns: {
      ...owned,
      type: `(array['wwcc', 'ndis'])[1 + n % 2]`,
      identifier: `'W' || n % 2`,
      normalized_identifier: `'W' || n % 2`,
      correlation_id: `'c' || n`,
      inputs: `'{"surname": "Rivera"}'`,
    },
  },
  {
    table: 'information_requests',
    count: 6,
    columns: {
      ...owned,
      screening_package_code: `'STAFF'`,
      items: `'[]'`,
      token_sealed: `'s'`,
      token_hash: `'h' || n`,
      expiry_days: '5',
      expires_at: 'now()',
    },
  },
  {
    table: 'mails',
    count: 8,
    columns: { ...owned, recipient: `'p@example.org'`, subject: `'Hello'`, body_text: `'Text'` },
  },
  {
    table: 'sessions',
    count: 6,
    columns: { ...owned, session_hash: `'s' || n`, expires_at: 'now()', ends_at: 'now()' },
  },
  {
    table: 'sign_on_tokens',
    count: 6,
    columns: { ...owned, token_hash: `'t' || n`, kind: `'sign_on'`, expires_at: 'now()' },
  },
];

const VOCABULARY: readonly { table: string; columns: Columns }[] = [
  { table: 'interests', columns: { name: `'Interest ' || n` } },
  { table: 'centers', columns: { name: `'Center ' || n` } },
  { table: 'custom_field_definitions', columns: { key: `'field_' || n`, name: `'Field ' || n` } },
  {
    table: 'categories',
    columns: {
      name: `'Region ' || n`,
      key: `'region_' || n`,
      facet_type: `case when n = 0 then 'list' else 'single' end`,
    },
  },
  { table: 'keywords', columns: { category_id: one('categories', `key like 'region%'`), name: `'Keyword ' || n` } },
];

function insertText(table: string, count: number, columns: Columns): string {
  return `insert into ${table} (organization_id, ${Object.keys(columns).join(', ')})
    select $1, ${Object.values(columns).join(', ')} from generate_series(0, ${count - 1}) n on conflict do nothing`;
}

/** Eight people of the organization with rows of every kind, many of them alike; returns their ids. */
export async function peopled(kith: TestKith, random: Random): Promise<number[]> {
  const organizationId = kith.organization.id;
  const insert = (text: string) => kith.asOwner(text, organizationId);
  for (const { table, columns } of VOCABULARY) await insert(insertText(table, 9, columns));
  for (let n = 0; n < PEOPLE; n += 1) await insert(constituentText(n, random));
  for (const { table, count, columns } of ROWS) await insert(insertText(table, count, columns));
  await insert(RELATIONSHIPS);
  await insert(`update relationships r set reciprocal_relationship_id = o.id from relationships o where r.organization_id = $1
    and o.organization_id = $1 and o.constituent_id = r.related_constituent_id and o.related_constituent_id = r.constituent_id`);
  await insert(LATEST_MEMBERSHIPS);
  const ids = await kith.app.db.all<{ id: number }>(
    sql('select id from constituents where organization_id = $1 order by id', [organizationId]),
  );
  return ids.map(({ id }) => id);
}

const LATEST_MEMBERSHIPS = `update constituents c set (latest_membership_id, latest_membership_level_id, latest_membership_end_date) =
  (select m.id, m.membership_level_id, m.finish_date from memberships m
   where m.organization_id = c.organization_id and m.constituent_id = c.id
   order by m.finish_date desc nulls first, m.date_start desc nulls last, m.id desc limit 1) where c.organization_id = $1`;

const RELATIONSHIPS = `insert into relationships (organization_id, constituent_id, related_constituent_id, relationship_type_id, name)
  select $1, a.id, b.id, 1 + (a.id + b.id) % 2, 'Sibling' from constituents a join constituents b on b.organization_id = $1
  where a.organization_id = $1 and a.id <> b.id and (a.id * b.id) % 3 = 0`;

function constituentText(n: number, random: Random): string {
  const maybe = (text: string) => (random.below(2) === 0 ? 'null' : `'${text}'`);
  const values = {
    first_name: maybe(['Robin', 'Zoë', 'Kim'][n % 3] ?? 'Kim'),
    last_name: `'Rivera'`,
    birth_date: maybe(`199${n}-02-03`),
    gender: maybe('Female'),
    job_title: maybe(`Job ${n}`),
    user_name: maybe(`user${n}`),
    password_hash: `'hash ${n}'`,
    accepts_email: random.below(2) === 0 ? 'null' : 'true',
    active: String(n % 3 === 0),
    enrolled_at: n % 3 === 0 ? `'2024-01-0${n + 1}'` : 'null',
    extras: `'{"luminate": {"origin": ${n}, "a${n % 2}": "x"}}'`,
    date_added: `'2023-01-0${n + 1}'`,
    search_name: `'rivera'`,
  };
  return `insert into constituents (organization_id, ${Object.keys(values).join(', ')}) values ($1, ${Object.values(values).join(', ')})`;
}
