// Everything in the schema that refers to a person is moved by a merge, or says why it stays.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf, LEFT, MERGED_TABLES, ownersOf } from '../src/core/merging/merged-tables.ts';
import { connect, type Db } from '../src/db/connect.ts';
import { cloneDatabase } from './support/kith.ts';
import { sql } from './support/sql.ts';

let db: Db;
beforeAll(async () => {
  db = connect({ connectionString: await cloneDatabase() }, 2);
});
afterAll(() => db.close());

/** Columns that refer to constituents by a foreign key, and those that are called as if they did: `table.column`. */
async function referring(): Promise<string[]> {
  const rows = await db.all<{ name: string }>(
    sql(`select t.relname || '.' || a.attname as name from pg_constraint c
           join pg_class t on t.oid = c.conrelid
           cross join unnest(c.conkey) k (number) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
         where c.contype = 'f' and c.confrelid = 'constituents'::regclass and a.attname <> 'organization_id'
         union
         select table_name || '.' || column_name from information_schema.columns
         where table_schema = 'public' and column_name ~ '(constituent_id|subject_id|person_id)$' order by 1`),
  );
  return rows.map(({ name }) => name);
}

const described = () => [
  ...MERGED_TABLES.flatMap((merged) => ownersOf(merged).map((owner) => `${merged.table}.${owner}`)),
  ...Object.keys(LEFT),
];

const forgotten = async () => (await referring()).filter((name) => !described().includes(name));

test('a merge knows every column that refers to a person', async () => {
  expect(await forgotten()).toEqual([]);
  const found = await referring();
  expect(described().filter((name) => !found.includes(name))).toEqual([]);
});

test('a new table that refers to people is forgotten until it is described', async () => {
  await db.all(
    sql(`create table pledge_reminders (organization_id bigint, id bigint, donor bigint, primary key (organization_id, id),
           foreign key (organization_id, donor) references constituents)`),
  );
  expect(await forgotten()).toEqual(['pledge_reminders.donor']);
  await db.all(sql('drop table pledge_reminders'));
  await db.all(sql('create table mentions (organization_id bigint, mentioned_person_id bigint)'));
  expect(await forgotten()).toEqual(['mentions.mentioned_person_id']);
  await db.all(sql('drop table mentions'));
});

test('each is described by the primary key that it has, and is stamped if it can be', async () => {
  for (const merged of MERGED_TABLES) {
    const { columns, stamped } = await db.one<{ columns: string[]; stamped: boolean }>(
      sql(
        `select (select array_agg(a.attname::text order by k.place) from pg_constraint c
             cross join unnest(c.conkey) with ordinality k (number, place)
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
             where c.conrelid = $1::regclass and c.contype = 'p') as columns,
           exists (select from pg_attribute where attrelid = $1::regclass and attname = 'updated_at') as stamped`,
        [merged.table],
      ),
    );
    expect({ table: merged.table, columns, stamped }).toEqual({
      table: merged.table,
      columns: ['organization_id', ...keyOf(merged)],
      stamped: merged.stamped === true,
    });
  }
});
