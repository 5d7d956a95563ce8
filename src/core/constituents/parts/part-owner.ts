// What the writers of nested parts have in common: whose parts they write, and how a plan of rows is executed.
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import type { PartTable } from '../../record/part.ts';
import type { ConstituentParts } from '../../record/parts.ts';
import type { Vocabulary } from '../record/vocabulary.ts';
import { type RowPlan, writeRows } from './part-rows.ts';

/** Whose parts, as they are now. */
export interface PartOwner {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly vocabulary: Vocabulary;
  readonly constituentId: number;
  readonly existing: ConstituentParts;
}

/** Executes one plan for the owner; returns whether it held any row. */
export async function writePlan(owner: PartOwner, table: PartTable, plan: RowPlan): Promise<boolean> {
  const { tx, actor, constituentId } = owner;
  await writeRows(tx, table, { organizationId: actor.organization.id, constituentId, plan });
  return plan.remove.length + plan.update.length + plan.insert.length > 0;
}
