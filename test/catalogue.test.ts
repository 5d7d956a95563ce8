// Reads the rule that organization_id leads every key from the catalogue of the migrated database (docs/decisions/0002).

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Db } from '../src/db/connect.ts';
import { cloneDatabase } from './support/kith.ts';
import { sql } from './support/sql.ts';

/** Tables whose key may begin with something else, each with the reason. */
const EXEMPT: Readonly<Record<string, string>> = {
  installation: 'one row about the installation itself',
  credential_directory: 'read before the organization is known: it says which one a credential belongs to',
  job_workers: 'processes of the installation that work on jobs',
  migrations: 'which files were applied to the whole database',
};

let db: Db;
beforeAll(async () => {
  db = connect({ connectionString: await cloneDatabase() }, 2);
});
afterAll(() => db.close());

interface Key {
  readonly table: string;
  readonly name: string;
  readonly columns: string[];
  /** Of a foreign key: the columns of the other table. */
  readonly targets: string[] | null;
}

/** The keys of all our tables: `p` for primary, `f` for foreign. */
function keys(kind: 'p' | 'f'): Promise<Key[]> {
  const columns = (numbers: string, table: string) =>
    `(select array_agg(a.attname::text order by n.place) from unnest(${numbers}) with ordinality as n(number, place)
      join pg_attribute a on a.attrelid = ${table} and a.attnum = n.number)`;
  return db.all<Key>(
    sql(
      `select t.relname::text as "table", c.conname::text as name, ${columns('c.conkey', 'c.conrelid')} as columns,
             ${columns('c.confkey', 'c.confrelid')} as targets
           from pg_constraint c join pg_class t on t.oid = c.conrelid
           where c.contype = $1 and t.relnamespace = 'public'::regnamespace order by 1, 2`,
      [kind],
    ),
  );
}

const isBound = ({ table }: { table: string }) => !(table in EXEMPT);

test('every table has a primary key that begins with organization_id', async () => {
  const tables = await db.all<{ table: string }>(
    sql(
      `select relname::text as "table" from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    ),
  );
  const primary = new Map((await keys('p')).map((key) => [key.table, key.columns]));
  expect(tables.length).toBeGreaterThan(30);
  const wrong = tables.filter((table) => isBound(table) && primary.get(table.table)?.[0] !== 'organization_id');
  expect(wrong).toEqual([]);
});

test('every foreign key begins with organization_id on both sides', async () => {
  const foreign = await keys('f');
  expect(foreign.length).toBeGreaterThan(20);
  const leads = (columns: string[] | null) => columns?.[0] === 'organization_id';
  expect(foreign.filter((key) => isBound(key) && !(leads(key.columns) && leads(key.targets)))).toEqual([]);
});

test('organization_id is never null and always a bigint', async () => {
  const columns = await db.all(
    sql(`select c.table_name, c.is_nullable, c.data_type from information_schema.columns c
           join information_schema.tables t using (table_schema, table_name)
           where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'organization_id'
             and (c.is_nullable = 'YES' or c.data_type <> 'bigint')`),
  );
  expect(columns).toEqual([]);
});

test('every exemption is still needed', async () => {
  const primary = await keys('p');
  const led = primary.filter((key) => key.columns[0] !== 'organization_id').map((key) => key.table);
  expect(led.sort()).toEqual(Object.keys(EXEMPT).sort());
});

test('schema.gen.ts is up to date', { timeout: 120_000 }, async () => {
  const script = fileURLToPath(new URL('../src/db/generate-schema.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, '--verify']).then(
    () => 'up to date',
    (error: { stdout: string; stderr: string }) => `run "npm run schema": ${error.stdout}${error.stderr}`,
  );
  expect(await run).toBe('up to date');
});
