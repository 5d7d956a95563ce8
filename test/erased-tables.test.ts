// Everything in the schema that refers to what is about a person is erased with them, or says why it stays.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APART, ERASED_TABLES } from '../src/core/erasure/erased-tables.ts';
import { connect, type Db } from '../src/db/connect.ts';
import { cloneDatabase } from './support/kith.ts';
import { sql } from './support/sql.ts';

let db: Db;
beforeAll(async () => {
  db = connect({ connectionString: await cloneDatabase() }, 2);
});
afterAll(() => db.close());

/** Tables that refer, by a foreign key or by what a column is called, to tables whose rows are about people. */
async function referring(): Promise<string[]> {
  const erased = [...new Set(ERASED_TABLES.map(({ table }) => table))];
  const rows = await db.all<{ name: string }>(
    sql(
      `select distinct t.relname as name from pg_constraint c join pg_class t on t.oid = c.conrelid
         join pg_class r on r.oid = c.confrelid where c.contype = 'f' and (r.relname = any ($1) or r.relname = 'constituents')
       union select table_name from information_schema.columns
       where table_schema = 'public' and column_name ~ '(constituent_id|person_id)$' order by 1`,
      [erased],
    ),
  );
  return rows.map(({ name }) => name);
}

const forgotten = async () => {
  const described = [...ERASED_TABLES.map(({ table }) => table as string), ...Object.keys(APART)];
  return (await referring()).filter((name) => !described.includes(name));
};

test('an erasure knows every table that is about people', async () => {
  expect(await forgotten()).toEqual([]);
  const found = await referring();
  expect(Object.keys(APART).filter((name) => !found.includes(name))).toEqual([]);
});

test('a new table is forgotten until it is described', async () => {
  await db.all(
    sql(`create table gift_letters (organization_id bigint, id bigint, gift_id bigint, text text,
           foreign key (organization_id, gift_id) references gifts)`),
  );
  expect(await forgotten()).toEqual(['gift_letters']);
  await db.all(sql('drop table gift_letters'));
});
