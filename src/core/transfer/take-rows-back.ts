// Takes back what rows have written, but for what was changed later, which the row then says.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { revertRecord } from '../changes/revert.ts';
import type { Import } from './import.ts';
import { advance, CHUNK } from './save-rows.ts';

const written = query<{ row: number; constituentId: number }>(
  'import_rows_written',
  `select row, constituent_id as "constituentId" from import_rows where organization_id = $1 and import_id = $2 and is_applied
   order by row limit ${CHUNK}`,
);
const takenBack = write(
  'import_rows_taken_back',
  `update import_rows set is_applied = false, problems = problems || $4::jsonb
   where organization_id = $1 and import_id = $2 and row = $3`,
);

/** The next rows that are written. Returns whether there were any. */
export async function takeRowsBack(db: Db, actor: Actor, own: Import): Promise<boolean> {
  const { id: organizationId } = actor.organization;
  const rows = await db.all(written(organizationId, own.id));
  const undoing: Actor = { ...actor, requestId: `${actor.requestId} taken back` };
  for (const { row, constituentId } of rows) {
    const { kept } = await revertRecord(db, undoing, { requestId: own.requestId, constituentId, isDryRun: false });
    const told = kept.map(({ field, because }) => ({
      column: null,
      code: 'kept',
      detail: field ? `${field}: ${because}` : because,
    }));
    await transaction(db, actor, async (tx) => {
      await tx.all(takenBack(organizationId, own.id, row, JSON.stringify(told)));
      await tx.all(advance(organizationId, own.id, 1));
    });
  }
  return rows.length > 0;
}
