import type { Db } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { revertRecord } from '../changes/revert.ts';
import { allImportRows, getImport } from './import-queries.ts';

export interface RevertPreview {
  /** People of whom something would go back. */
  readonly reverted: number;
  readonly kept: readonly { readonly constituentId: number; readonly field: string | null; readonly because: string }[];
}

/** What taking an import back would come to; nothing is written. Throws `conflict` for one that has written nothing. */
export async function previewRevert(db: Db, actor: Actor, id: number): Promise<RevertPreview> {
  allow(actor, 'constituents:write');
  const { status, requestId } = await getImport(db, actor, id);
  if (!['done', 'failed', 'cancelled'].includes(status))
    throw new Failure('conflict', 'import_status', { subject: status });
  let reverted = 0;
  const kept: { constituentId: number; field: string | null; because: string }[] = [];
  for await (const rows of allImportRows(db, actor, { importId: id })) {
    for (const { constituentId } of rows) {
      if (constituentId === null) continue;
      const outcome = await revertRecord(db, actor, { requestId, constituentId, isDryRun: true });
      if (outcome.hasChanged) reverted += 1;
      kept.push(...outcome.kept.map(({ field, because }) => ({ constituentId, field, because })));
    }
  }
  return { reverted, kept };
}
