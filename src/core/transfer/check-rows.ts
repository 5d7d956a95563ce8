// Finds out what rows come to by doing it, and taking it back.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { tryOut } from '../base/try-out.ts';
import { type AppliedRow, applyRow } from './apply-row.ts';
import { type Import, type ImportRow, ROW_COLUMNS } from './import.ts';
import { type PlannedRow, planRows } from './plan-rows.ts';
import { CHUNK, type Chunk, isRefusal, refusalOf, saveRows } from './save-rows.ts';

const unchecked = query<ImportRow>(
  'import_rows_unchecked',
  `select ${ROW_COLUMNS} from import_rows r where r.organization_id = $1 and r.import_id = $2 and r.outcome is null
   order by r.row limit ${CHUNK}`,
);
/** The next rows that were not checked. Returns whether there were any. */
export async function checkRows(db: Db, actor: Actor, { own, rules }: Chunk): Promise<boolean> {
  const rows = await db.all(unchecked(actor.organization.id, own.id));
  if (rows.length === 0) return false;
  const planned = await planRows(db, actor, { own, rows, rules });
  const tried = await tryRows(db, actor, { own, planned });
  const saved = planned.map(({ person: _person, ...row }) => {
    const applied = tried.get(row.row);
    return { ...row, isApplied: false, ...(applied && settled(row, applied)) };
  });
  await transaction(db, actor, (tx) => saveRows(tx, own, saved));
  return true;
}

/** The row as it came out; of a creation that was only tried out nobody has the id. */
function settled(row: Pick<PlannedRow, 'constituentId' | 'problems'>, applied: AppliedRow | Failure) {
  if (applied instanceof Failure) return refusalOf(row.problems, applied);
  return { outcome: applied.outcome, changes: applied.changes };
}

type Tried = Map<number, AppliedRow | Failure>;

/** All in one transaction; if one row is refused, each in its own. */
async function tryRows(
  db: Db,
  actor: Actor,
  { own, planned }: { own: Import; planned: readonly PlannedRow[] },
): Promise<Tried> {
  const wanted = planned.filter(({ outcome }) => outcome === 'create' || outcome === 'update');
  const applyAll = async (tx: Tx, some: readonly PlannedRow[]) => {
    const applied: Tried = new Map();
    for (const row of some) applied.set(row.row, await applyRow(tx, actor, { planned: row, options: own.options }));
    return applied;
  };
  try {
    return await tryOut(db, actor, (tx) => applyAll(tx, wanted));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const tried: Tried = new Map();
  for (const row of wanted) {
    try {
      for (const [number, applied] of await tryOut(db, actor, (tx) => applyAll(tx, [row]))) tried.set(number, applied);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      tried.set(row.row, error);
    }
  }
  return tried;
}
