// A database as an older version left it, for tests of what a migration does with what was stored.
import { readdir, readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { connect } from '../../src/db/connect.ts';
import { NOBODY, transaction } from '../../src/db/transaction.ts';
import { databaseUrl } from './database-url.ts';
import { sql } from './sql.ts';

const FOLDER = new URL('../../src/db/migrations/', import.meta.url);

type Db = ReturnType<typeof connect>;

/** Makes a database with all migrations before the one with the number, and closes it when the test is done with it. */
export async function withDatabaseBefore(number: string, test: (db: Db) => Promise<void>): Promise<void> {
  const host = inject('databaseHost');
  const maintenance = connect({ connectionString: databaseUrl(host, 'kith') }, 1);
  const name = `kith_before_${number}_${process.pid}`;
  await maintenance.all(sql(`create database ${name}`));
  await maintenance.close();
  const db = connect({ connectionString: databaseUrl(host, name) }, 2);
  try {
    await migrateTo(db, number);
    await test(db);
  } finally {
    await db.close();
  }
}

async function migrateTo(db: Db, number: string): Promise<void> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql') && file < number).sort();
  await transaction(db, NOBODY, async (tx) => {
    await tx.script('create table migrations (name text primary key, applied_at timestamptz not null default now())');
    for (const file of files) {
      await tx.script(await readFile(new URL(file, FOLDER), 'utf8'));
      await tx.all(sql('insert into migrations (name) values ($1)', [file]));
    }
  });
}
