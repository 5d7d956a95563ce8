// Writes what the check has found out.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { applyRow } from './apply-row.ts';
import { type ImportRow, ROW_COLUMNS } from './import.ts';
import { versionsOf } from './plan-rows.ts';
import { readRow } from './read-row.ts';
import { CHUNK, type Chunk, isRefusal, refusalOf, saveRows } from './save-rows.ts';

const unwritten = query<ImportRow>(
  'import_rows_unwritten',
  `select ${ROW_COLUMNS} from import_rows r where r.organization_id = $1 and r.import_id = $2 and not r.is_applied
     and r.outcome in ('create', 'update') order by r.row limit ${CHUNK}`,
);

/**
 * The next rows that were not written; one that the record refuses by now is refused, and the others are written. Returns whether
 * there were any.
 */
export async function writeRows(db: Db, actor: Actor, { own, rules }: Chunk): Promise<boolean> {
  const rows = await db.all(unwritten(actor.organization.id, own.id));
  if (rows.length === 0) return false;
  try {
    await transaction(db, actor, (tx) => writeTogether(tx, actor, { own, rules, rows }));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const row of rows) await writeAlone(db, actor, { own, rules, rows: [row] });
  }
  return true;
}

interface Writing extends Chunk {
  readonly rows: readonly ImportRow[];
}

/** Somebody who was changed since the check is left as they are. */
async function writeTogether(tx: Tx, actor: Actor, { own, rules, rows }: Writing): Promise<void> {
  const versions = await versionsOf(
    tx,
    actor,
    rows.flatMap(({ constituentId }) => constituentId ?? []),
  );
  const saved = [];
  for (const row of rows) {
    const { row: number, constituentId, matchedBy, version, problems } = row;
    const kept = { row: number, constituentId, matchedBy, version, identity: null };
    if (constituentId !== null && versions.get(constituentId) !== version) {
      const changed = { column: null, code: 'changed_since_check', detail: null };
      saved.push({
        ...kept,
        outcome: 'error',
        changes: row.changes,
        problems: [...problems, changed],
        isApplied: false,
      });
      continue;
    }
    const planned = { person: readRow(row.cells, rules), constituentId };
    const applied = await applyRow(tx, actor, { planned, options: own.options });
    saved.push({ ...kept, ...applied, problems, isApplied: true });
  }
  await saveRows(tx, own, saved);
}

async function writeAlone(db: Db, actor: Actor, writing: Writing): Promise<void> {
  try {
    await transaction(db, actor, (tx) => writeTogether(tx, actor, writing));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const saved = writing.rows.map(({ row, constituentId, matchedBy, version, changes, problems }) => {
      return { row, constituentId, matchedBy, version, changes, isApplied: false, ...refusalOf(problems, error) };
    });
    await transaction(db, actor, (tx) => saveRows(tx, writing.own, saved));
  }
}
