// What people ask of an import: another mapping, a check, a run, an end, the way back.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { enqueue } from '../base/jobs.ts';
import type { MappedColumn } from './guess-mapping.ts';
import type { Import, ImportStatus } from './import.ts';
import { getImport } from './import-queries.ts';
import { type ImportOptions, isMatch } from './options.ts';
import { targetOf } from './targets.ts';

const lock = write('import_lock', 'select id from imports where organization_id = $1 and id = $2 for update');
const setStatus = write(
  'import_set_status',
  `update imports set status = $3, done = 0, problem = null, beat_at = null,
     finished_at = case when $3 = 'cancelled' then now() end where organization_id = $1 and id = $2`,
);
const forgetOutcomes = write(
  'import_rows_forget',
  `update import_rows set outcome = null, constituent_id = null, matched_by = null, changes = null, problems = '[]',
     version = null, identity = null
   where organization_id = $1 and import_id = $2 and outcome is not null`,
);
const change = write(
  'import_change',
  `update imports set mapping = $3, options = $4, status = 'ready', counts = '{}', done = 0 where organization_id = $1 and id = $2`,
);
const remove = write('import_delete', 'delete from imports where organization_id = $1 and id = $2');

/** Locks it, and refuses what its state does not allow (`conflict`). */
async function take(
  tx: Tx,
  actor: Actor,
  { id, from }: { id: number; from: readonly ImportStatus[] },
): Promise<Import> {
  allow(actor, 'constituents:write');
  await tx.all(lock(actor.organization.id, id));
  const found = await getImport(tx, actor, id);
  if (!from.includes(found.status)) throw new Failure('conflict', 'import_status', { subject: found.status });
  return found;
}

export interface ImportChange {
  readonly id: number;
  /** Targets and types by column; those that are not named stay. */
  readonly columns?: readonly {
    readonly index: number;
    readonly target?: string | undefined;
    readonly type?: string | null | undefined;
  }[];
  readonly options?: Partial<ImportOptions>;
}

/** What was checked is to be checked again. Throws `invalid` for a column, target or way to match that there is not. */
export async function changeImport(
  tx: Tx,
  actor: Actor,
  { id, columns = [], options = {} }: ImportChange,
): Promise<Import> {
  const found = await take(tx, actor, { id, from: ['ready', 'checked'] });
  const mapping = [...found.mapping];
  for (const [place, { index, target, type }] of columns.entries()) {
    const column = mapping[index];
    if (!column) throw invalidField(`/mapping/columns/${place}/index`, 'unknown_column');
    if (target !== undefined && !targetOf(target)) {
      throw invalidField(`/mapping/columns/${place}/target`, 'unknown_target');
    }
    const said: MappedColumn = {
      ...column,
      target: target ?? column.target,
      type: type === undefined ? column.type : type,
    };
    mapping[index] = { ...said, confidence: 1, because: 'person' };
  }
  requireMatches(options.match ?? []);
  await tx.all(forgetOutcomes(actor.organization.id, id));
  const values = [JSON.stringify(mapping), JSON.stringify({ ...found.options, ...options })];
  await tx.all(change(actor.organization.id, id, ...values));
  return getImport(tx, actor, id);
}

function requireMatches(match: readonly string[]): void {
  const place = match.findIndex((by) => !isMatch(by));
  if (place >= 0) throw invalidField(`/options/match/${place}`, 'unknown_match');
}

type Work = 'check' | 'run' | 'revert';

const BEGUN = { check: 'checking', run: 'running', revert: 'reverting' } as const;
const FROM: Readonly<Record<Work, readonly ImportStatus[]>> = {
  check: ['ready', 'checked'],
  run: ['ready', 'checked'],
  revert: ['done', 'failed', 'cancelled'],
};

const refused = query<{ rows: number }>(
  'import_rows_refused',
  `select count(*) as rows from import_rows where organization_id = $1 and import_id = $2 and outcome = 'error'`,
);

/** Has it done in the background. Throws `conflict` where its state does not allow it. */
export async function askImport(tx: Tx, actor: Actor, { id, work }: { id: number; work: Work }): Promise<Import> {
  const found = await take(tx, actor, { id, from: FROM[work] });
  const { id: organizationId } = actor.organization;
  if (work === 'check') await tx.all(forgetOutcomes(organizationId, id));
  if (work === 'run' && found.options.transaction === 'all_or_nothing') {
    const { rows } = await tx.one(refused(organizationId, id));
    if (rows > 0) throw new Failure('conflict', 'rows_refused', { subject: rows });
  }
  await tx.all(setStatus(organizationId, id, BEGUN[work]));
  await enqueue(tx, 'work_on_import', { organizationId, importId: id });
  return getImport(tx, actor, id);
}

/** Ends the work that is under way: what was written stays, and can be taken back. */
export async function cancelImport(tx: Tx, actor: Actor, id: number): Promise<Import> {
  await take(tx, actor, { id, from: ['checking', 'running'] });
  await tx.all(setStatus(actor.organization.id, id, 'cancelled'));
  return getImport(tx, actor, id);
}

/** Forgets a file and its rows; the people that it made stay, and so does their history. */
export async function deleteImport(tx: Tx, actor: Actor, id: number): Promise<void> {
  await take(tx, actor, { id, from: ['ready', 'checked', 'done', 'failed', 'cancelled', 'reverted'] });
  await tx.all(remove(actor.organization.id, id));
}

const correct = write<{ row: number }>(
  'import_row_correct',
  `update import_rows set cells = $4, outcome = null, constituent_id = null, matched_by = null, changes = null, problems = '[]',
     version = null, identity = null
   where organization_id = $1 and import_id = $2 and row = $3 and not is_applied returning row`,
);
const cellsOf = query<{ cells: string[] }>(
  'import_row_cells',
  'select cells from import_rows where organization_id = $1 and import_id = $2 and row = $3',
);

/** Corrects cells of a row that was not written yet, by column; it is checked again by the next check or run. */
export async function correctRow(
  tx: Tx,
  actor: Actor,
  { id, row, values }: { id: number; row: number; values: Readonly<Record<string, string>> },
): Promise<void> {
  const found = await take(tx, actor, { id, from: ['ready', 'checked'] });
  const own = await tx.maybe(cellsOf(actor.organization.id, id, row));
  if (!own) throw new Failure('not-found', 'row', { subject: row });
  const cells = [...own.cells];
  for (const [column, value] of Object.entries(values)) {
    if (!found.mapping[Number(column)]) throw invalidField(`/values/${column}`, 'unknown_column');
    cells[Number(column)] = value;
  }
  const filled = Array.from(cells, (cell) => cell ?? '');
  const [done] = await tx.all(correct(actor.organization.id, id, row, JSON.stringify(filled)));
  if (!done) throw new Failure('conflict', 'row_written', { subject: row });
}
