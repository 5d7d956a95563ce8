import { readdir, readFile } from 'node:fs/promises';
import type { Db } from './connect.ts';
import { query, write } from './statement.ts';
import { NOBODY, transaction } from './transaction.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** One lock for all processes that change the schema of one database, or who may use it ("kith" in ASCII). */
export const MIGRATION_LOCK = 0x6b697468;

/**
 * Brings the schema up to date: forward-only numbered files, all in one transaction under an advisory lock, so that two
 * starting processes apply each once and a killed one leaves nothing half done. Returns the names it applied.
 *
 * @param only as far as these: of a backup that is to be loaded
 */
export async function migrate(db: Db, only?: readonly string[]): Promise<string[]> {
  const all = await migrationFiles();
  const missing = only?.filter((name) => !all.includes(name)) ?? [];
  if (missing.length > 0) throw new Error(`This was made by a newer Kith (${missing.join(', ')}); use that version`);
  const files = only ? all.filter((name) => only.includes(name)) : all;
  // A role that may not change the schema can start on one that is up to date.
  if ((await db.one(isMigrated())).yes && pendingAmong(files, await db.all(appliedMigrations())).length === 0)
    return [];
  return transaction(db, NOBODY, async (tx) => {
    // A migration may take long at a million people, and others wait for it here.
    await tx.script('set local statement_timeout = 0');
    await tx.script(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await tx.script(
      `create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`,
    );
    const pending = pendingAmong(files, await tx.all(appliedMigrations()));
    for (const name of pending) {
      await tx.script(await readFile(new URL(name, FOLDER), 'utf8'));
      await tx.all(noteApplied(name));
    }
    return pending;
  });
}

/** Throws when the database has migrations that this version does not know. */
function pendingAmong(files: readonly string[], rows: readonly { readonly name: string }[]): string[] {
  const applied = new Set(rows.map((row) => row.name));
  const unknown = [...applied].filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new Error(`This database was migrated by a newer Kith (${unknown.join(', ')}); start that version instead`);
  }
  return files.filter((name) => !applied.has(name));
}

/** The migrations that this version has and the database has not. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const applied = new Set((await db.all(appliedMigrations())).map((row) => row.name));
  return (await migrationFiles()).filter((name) => !applied.has(name));
}

/** Whether a database has no organization, migrated or not. */
export async function hasNobody(db: Db): Promise<boolean> {
  if (!(await db.one(isMigrated())).yes) return true;
  return (await db.one(hasOrganizations())).none;
}

const hasOrganizations = query<{ none: boolean }>(
  'migrations_nobody',
  'select not exists (select from organizations) as none',
);
const isMigrated = query<{ yes: boolean }>('migrations_exist', `select to_regclass('migrations') is not null as yes`);
const noteApplied = write('migration_applied', 'insert into migrations (name) values ($1)');
const appliedMigrations = query<{ name: string }>('migrations_applied', 'select name from migrations');

async function migrationFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
}
