// What became of some rows is written with how far the import is.
import { write } from '../../db/statement.ts';
import { NOBODY, type Tx } from '../../db/transaction.ts';
import { Failure } from '../base/failure.ts';
import type { Import } from './import.ts';
import type { PlannedRow } from './plan-rows.ts';
import type { ReadingRules } from './read-row.ts';

/** Rows that are worked on together. */
export const CHUNK = 200;

const save = write(
  'import_rows_save',
  `update import_rows r set outcome = p.outcome, constituent_id = p."constituentId", matched_by = p."matchedBy",
     changes = p.changes, problems = p.problems, version = p.version, identity = p.identity,
     is_applied = r.is_applied or p."isApplied"
   from jsonb_to_recordset($3::jsonb) p (row bigint, outcome text, "constituentId" bigint, "matchedBy" text, changes jsonb,
     problems jsonb, version bigint, identity text, "isApplied" boolean)
   where r.organization_id = $1 and r.import_id = $2 and r.row = p.row`,
);
/** Says that more rows are done. */
export const advance = write(
  'import_advance',
  `update imports set done = done + $3, beat_at = now() where organization_id = $1 and id = $2`,
);

export interface Chunk {
  readonly own: Import;
  readonly rules: ReadingRules;
}

export async function saveRows(tx: Tx, own: Import, rows: readonly object[]): Promise<void> {
  const organizationId = tx.actor === NOBODY ? 0 : tx.actor.organization.id;
  const text = JSON.stringify(rows).replaceAll('\\u0000', '');
  await tx.all(save(organizationId, own.id, text));
  await tx.all(advance(organizationId, own.id, rows.length));
}

/** How a row is written that the record refuses. */
export function refusalOf(problems: PlannedRow['problems'], { code, issues, subject }: Failure) {
  const told =
    issues.length > 0 ? issues.map(({ field, code: own }) => ({ column: null, code: own, detail: field })) : [];
  const one = { column: null, code, detail: subject === undefined ? null : String(subject) };
  return { outcome: 'error', identity: null, problems: [...problems, ...(told.length > 0 ? told : [one])] };
}

/** What the record refuses, and no fault of the database. */
export const isRefusal = (error: unknown): error is Failure => error instanceof Failure && error.kind !== 'unavailable';
