// Writes the rows of a nested list: at most one delete, one update and one insert, however many rows.
import { writeOf } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { PartChange, PartTable } from '../../record/part.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The element of a list as it shall be: `existing` is absent for a new one. */
export interface Target<Item, Wanted> {
  readonly existing: Item | undefined;
  readonly wanted: Wanted;
}

export interface RowPlan {
  readonly remove: readonly number[];
  readonly update: readonly Row[];
  readonly insert: readonly Row[];
}

/** Applies a change to a list: which elements remain (changed or not), which are new, which go. */
export function applyChange<Item extends { readonly id: number }, Input, Wanted>(
  existing: readonly Item[],
  change: PartChange<Input>,
  merge: (item: Item | undefined, input: (Input & { id?: number | null }) | undefined) => Wanted,
): { targets: Target<Item, Wanted>[]; remove: number[] } {
  const items = change.items ?? [];
  const inputOf = new Map(items.filter((item) => item.id).map((item) => [item.id, item]));
  const removed = new Set(change.remove);
  const goes = (item: Item) => removed.has(item.id) || (change.clear === true && !inputOf.has(item.id));
  const kept = existing.filter((item) => !goes(item));
  const ids = new Set(kept.map((item) => item.id));
  const added = items.filter((item) => !item.id || !ids.has(item.id));
  return {
    targets: [
      ...kept.map((item) => ({ existing: item, wanted: merge(item, inputOf.get(item.id)) })),
      ...added.map((item) => ({ existing: undefined, wanted: merge(undefined, item) })),
    ],
    remove: existing.filter(goes).map((item) => item.id),
  };
}

/** The rows to write for targets: new ones, and existing ones whose row differs. */
export function planRows<Item extends { readonly id: number }, Wanted>(
  { targets, remove }: { targets: readonly Target<Item, Wanted>[]; remove: readonly number[] },
  toRow: (wanted: Wanted) => Row,
  current: (item: Item) => Wanted,
): RowPlan {
  const insert = targets.filter((target) => !target.existing).map((target) => toRow(target.wanted));
  const update = targets.flatMap(({ existing, wanted }) => {
    if (!existing) return [];
    const row = toRow(wanted);
    const unchanged = JSON.stringify(row) === JSON.stringify(toRow(current(existing)));
    return unchanged ? [] : [{ id: existing.id, ...row }];
  });
  return { remove, update, insert };
}

/** Executes a plan; returns the ids of the inserted rows, in their order. */
export async function writeRows(
  tx: Tx,
  table: PartTable,
  owner: { organizationId: number; constituentId: number; plan: RowPlan },
): Promise<number[]> {
  const { organizationId, constituentId, plan } = owner;
  const own = [organizationId, constituentId];
  if (plan.remove.length > 0) {
    await tx.all(writeOf({ ...removeRows(table), values: [...own, plan.remove] }));
  }
  if (plan.update.length > 0) {
    await tx.all(writeOf({ ...updateRows(table), values: [...own, JSON.stringify(plan.update)] }));
  }
  if (plan.insert.length === 0) return [];
  const rows = await tx.all(
    writeOf<{ id: number }>({ ...insertRows(table), values: [...own, JSON.stringify(plan.insert)] }),
  );
  return rows.map((row) => row.id);
}

function removeRows(table: PartTable) {
  const text = `delete from ${table.name} where organization_id = $1 and constituent_id = $2 and id = any($3::bigint[])`;
  return { name: `${table.name}_remove`, text };
}

function updateRows(table: PartTable) {
  const columns = Object.keys(table.columns);
  const assignments = columns.map((column) => `${column} = r.${column}`);
  if (table.stamped) assignments.push('updated_at = now()');
  const text = `update ${table.name} t set ${assignments.join(', ')}
    from jsonb_to_recordset($3::jsonb) as r(id bigint, ${recordColumns(table)})
    where t.organization_id = $1 and t.constituent_id = $2 and t.id = r.id`;
  return { name: `${table.name}_update`, text };
}

function insertRows(table: PartTable) {
  const columns = Object.keys(table.columns).join(', ');
  const text = `insert into ${table.name} (organization_id, constituent_id, ${columns})
    select $1, $2, ${columns} from rows from (jsonb_to_recordset($3::jsonb) as (${recordColumns(table)})) with ordinality
    order by ordinality returning id`;
  return { name: `${table.name}_insert`, text };
}

/** The written columns with their types, as `jsonb_to_recordset` wants them. */
export function recordColumns(table: PartTable): string {
  return Object.entries(table.columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ');
}
