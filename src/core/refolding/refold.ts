// Makes what is stored in a folded form anew when the folding rules have changed (docs/decisions/0020).
import type { Db } from '../../db/connect.ts';
import { type Query, query, queryOf, write, writeOf } from '../../db/statement.ts';
import { NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import { FOLD_VERSION, normalizeEmail } from '../base/fold.ts';
import { FOLDED_TABLES, type FoldedTable, KEYED_TABLES, type KeyedTable, type StoredRow } from './folded-tables.ts';

/** Rows of one transaction: a process that dies loses the work of one. */
const BATCH = 2_000;

/** How far a version's rules have been applied: up to this row of this table, tables before it as a whole. */
interface Progress {
  readonly version: number;
  readonly table: number;
  /** The key of the last row; null: none yet. */
  readonly after: readonly unknown[] | null;
}

const TABLES = [...FOLDED_TABLES, ...KEYED_TABLES];

// The lock makes processes that start at once take turns, batch by batch.
const lockState = write<{ version: number; progress: Progress | null }>(
  'refolding_lock',
  'select fold_version as version, fold_progress as progress from installation for update',
);
const readState = query<{ version: number }>('refolding_read', 'select fold_version as version from installation');
const saveState = write(
  'refolding_save',
  'update installation set fold_version = coalesce($1, fold_version), fold_progress = $2',
);

/** Folds what was stored under other rules anew, each batch for good. Returns how many rows differed; 0 on every usual start. */
export async function refold(db: Db): Promise<number> {
  let changed = 0;
  for (let state = await db.maybe(readState()); state && state.version !== FOLD_VERSION; ) {
    const batch = await transaction(db, NOBODY, refoldBatch);
    changed += batch.changed;
    state = { version: batch.version };
  }
  return changed;
}

/** Folds the next rows. Returns the version that now holds, and how many rows of the batch differed. */
export async function refoldBatch(tx: Tx): Promise<{ version: number; changed: number }> {
  const { version, progress } = await tx.one(lockState());
  if (version === FOLD_VERSION) return { version, changed: 0 };
  const start: Progress = { version: FOLD_VERSION, table: 0, after: null };
  const current = progress?.version === FOLD_VERSION ? progress : start;
  const table = TABLES[current.table];
  if (!table) {
    const moved = await moveAddresses(tx);
    await tx.all(saveState(FOLD_VERSION, null));
    return { version: FOLD_VERSION, changed: moved };
  }
  const rows = await tx.all<StoredRow>(nextRows(table, current.after));
  const changed = 'made' in table ? await writeMade(tx, table, rows) : await writeKeys(tx, table, rows);
  const last = rows.length === BATCH ? rows.at(-1) : undefined;
  const next = last
    ? { ...current, after: keyColumns(table).map((column) => last[column]) }
    : { ...current, table: current.table + 1, after: null };
  await tx.all(saveState(null, JSON.stringify(next)));
  return { version, changed };
}

function keyTypes(table: FoldedTable | KeyedTable): Readonly<Record<string, string>> {
  return { organization_id: 'bigint', ...('made' in table ? table.key : { id: 'bigint' }) };
}

function keyColumns(table: FoldedTable | KeyedTable): string[] {
  return Object.keys(keyTypes(table));
}

function nextRows(table: FoldedTable | KeyedTable, after: readonly unknown[] | null): Query<StoredRow> {
  const key = keyColumns(table).map((column) => `t.${column}`);
  const shown = 'made' in table ? [...table.of, ...table.made.map((column) => `t.${column}`)] : keyedColumns(table);
  const types = Object.values(keyTypes(table));
  const from = after ? `where (${key.join(', ')}) > (${types.map((type, index) => `$${index + 1}::${type}`)})` : '';
  const text = `select ${[...key, ...shown].join(', ')}, o.country, t.xmin::text as written_by
    from ${table.name} t join organizations o using (organization_id) ${from} order by ${key.join(', ')} limit ${BATCH}`;
  return queryOf({ text, values: after ?? [] });
}

function keyedColumns({ of, key }: KeyedTable): string[] {
  return [`t.${of} as name`, `coalesce(t.${key}, lower(t.${of})) as key`];
}

/** Writes what differs, but to a row that was written meanwhile: whoever wrote it made it by the new rules. */
async function writeMade(tx: Tx, table: FoldedTable, rows: readonly StoredRow[]): Promise<number> {
  const wanted = rows.map((row) => {
    const made = table.make(row);
    return { row, made: table.made.map((column) => [column, made[column] ?? null] as const) };
  });
  const differing = wanted.filter(({ row, made }) => made.some(([column, value]) => (row[column] ?? null) !== value));
  if (differing.length === 0) return 0;
  const key = keyColumns(table);
  const values = differing.map(({ row, made }) => ({
    written_by: row.written_by,
    ...Object.fromEntries(key.map((column) => [column, row[column]])),
    ...Object.fromEntries(made.map(([column, value]) => [`new_${column}`, value])),
  }));
  const types = [
    'written_by text',
    ...Object.entries(keyTypes(table)).map(([column, type]) => `${column} ${type}`),
    ...table.made.map((column) => `new_${column} text`),
  ];
  const text = `update ${table.name} t set ${table.made.map((column) => `${column} = r.new_${column}`).join(', ')}
    from jsonb_to_recordset($1::jsonb) as r(${types.join(', ')})
    where ${key.map((column) => `t.${column} = r.${column}`).join(' and ')} and t.xmin::text = r.written_by`;
  await tx.all(writeOf({ text, values: [JSON.stringify(values)] }));
  tx.rederived(table.name);
  return differing.length;
}

/** Writes keys that differ, one by one: they are few, and each looks whether another row has it. */
async function writeKeys(tx: Tx, table: KeyedTable, rows: readonly StoredRow[]): Promise<number> {
  const { name, key, of, within } = table;
  const taken = `select from ${name} o where o.organization_id = t.organization_id and o.id <> t.id and ${within}
    and coalesce(o.${key}, lower(o.${of})) = $3`;
  const text = `update ${name} t set ${key} = $3 || case when exists (${taken}) then E'\\n' || t.id else '' end
    where organization_id = $1 and id = $2`;
  const wanted = rows.map((row) => ({ ...row, wanted: row.name === null ? null : table.make(String(row.name)) }));
  const differing = wanted.filter((row: StoredRow) => row.wanted !== null && row.key !== row.wanted);
  for (const row of differing as readonly StoredRow[]) {
    await tx.all(writeOf({ text, values: [row.organization_id, row.id, row.wanted] }));
  }
  tx.rederived(name);
  return differing.length;
}

const addresses = query<{ lookup: string; email: string | null }>(
  'refolding_user_addresses',
  `select d.lookup, u.email from credential_directory d
   join users u on u.organization_id = d.organization_id and u.id = d.subject_id where d.kind = 'user_email'`,
);
const moveAddress = write(
  'refolding_move_user_address',
  `update credential_directory d set lookup = $2 where d.kind = 'user_email' and d.lookup = $1
     and not exists (select from credential_directory o where o.kind = 'user_email' and o.lookup = $2)`,
);

/** By what users are looked up who sign in with their address; one whose new key another has keeps the old one. */
async function moveAddresses(tx: Tx): Promise<number> {
  const users = await tx.all(addresses());
  const differing = users.filter(({ lookup, email }) => email !== null && normalizeEmail(email) !== lookup);
  for (const { lookup, email } of differing) await tx.all(moveAddress(lookup, normalizeEmail(email ?? '')));
  tx.rederived('credential_directory');
  return differing.length;
}
