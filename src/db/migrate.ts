import { readdir, readFile } from 'node:fs/promises';
import { type Db, statement } from './connect.ts';
import { transaction } from './transaction.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** One lock for all processes that migrate one database ("kith" in ASCII). */
const LOCK = 0x6b697468;

/**
 * Brings the schema up to date: forward-only numbered files, all in one transaction under an advisory lock, so that two
 * starting processes apply each once and a killed one leaves nothing half done. Returns the names it applied.
 */
export async function migrate(db: Db): Promise<string[]> {
  const files = await migrationFiles();
  return transaction(db, async (tx) => {
    // A migration may take long at a million people, and others wait for it here.
    await tx.all({ text: 'set local statement_timeout = 0', values: [] });
    await tx.all({ text: `select pg_advisory_xact_lock(${LOCK})`, values: [] });
    await tx.all({
      text: `create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`,
      values: [],
    });
    const applied = new Set((await tx.all(appliedMigrations())).map((row) => row.name));
    const unknown = [...applied].filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new Error(`This database was migrated by a newer Kith (${unknown.join(', ')}); start that version instead`);
    }
    const pending = files.filter((name) => !applied.has(name));
    for (const name of pending) {
      await tx.all({ text: await readFile(new URL(name, FOLDER), 'utf8'), values: [] });
      await tx.all({ text: 'insert into migrations (name) values ($1)', values: [name] });
    }
    return pending;
  });
}

/** The migrations that this version has and the database has not. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const applied = new Set((await db.all(appliedMigrations())).map((row) => row.name));
  return (await migrationFiles()).filter((name) => !applied.has(name));
}

const appliedMigrations = statement<{ name: string }>('migrations_applied', 'select name from migrations');

async function migrationFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
}
