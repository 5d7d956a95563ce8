// Makes the records that a merge joined separate ones again. No later merge builds on it: unmerge.ts sees to that.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { refreshLatestMemberships } from '../constituents/parts/write-affiliations.ts';
import { constituentRows, writeColumns } from './join-records.ts';
import type { Merge } from './merge.ts';
import { type ConstituentRow, isSame, searchColumns } from './merged-fields.ts';
import { MERGED_TABLES, type MergedTable, ownersOf } from './merged-tables.ts';
import { clearRows, copyEditedRows, putBackRows, sendHomeRows } from './row-statements.ts';

type Image = Readonly<Record<string, unknown>>;

const survivorImages = query<{ before: Image; after: Image }>(
  'merge_survivor_images',
  `select m.before, m.after from merge_rows m
   where m.organization_id = $1 and m.merge_id = $2 and m.table_name = 'constituents' and m.after is not null`,
);
// A user name that somebody else has taken meanwhile stays theirs.
const putBackOthers = write(
  'merge_put_back_constituents',
  `insert into constituents select r.* from merge_rows m
   cross join lateral jsonb_populate_record(null::constituents, m.before || jsonb_build_object('updated_at', now()) || case when exists (
     select from constituents c where c.organization_id = $1 and lower(c.user_name) = lower(m.before ->> 'user_name'))
     then '{"user_name": null}'::jsonb else '{}' end) r
   where m.organization_id = $1 and m.merge_id = $2 and m.table_name = 'constituents' and m.after is null order by m.id`,
);
const removeAliases = write(
  'merge_remove_aliases',
  'delete from constituent_aliases where organization_id = $1 and merge_id = $2',
);
// Ids that were merged into one of the others mean that one again.
const returnAliases = write(
  'merge_return_aliases',
  `with recursive upwards as (
     select a.old_id, m.survivor_id as at from constituent_aliases a
     join merges m on m.organization_id = a.organization_id and m.id = a.merge_id
     where a.organization_id = $1 and a.current_id = $2
     union all
     select u.old_id, m.survivor_id from upwards u
     join constituent_aliases a on a.organization_id = $1 and a.old_id = u.at
     join merges m on m.organization_id = a.organization_id and m.id = a.merge_id)
   update constituent_aliases a set current_id = u.at from upwards u
   where a.organization_id = $1 and a.old_id = u.old_id and a.current_id <> u.at
     and not exists (select from constituent_aliases n where n.organization_id = $1 and n.old_id = u.at)`,
);

/** What was written to the survivor's fields since the merge, by column. */
export type Edits = Readonly<Record<string, unknown>>;

/** The records are as they were. What was written to the survivor since stays with the survivor. */
export async function partRecords(tx: Tx, actor: Actor, merge: Merge): Promise<Edits> {
  const { id: organizationId } = actor.organization;
  const { id: mergeId, survivorId, otherIds } = merge;
  const edits = await partFields(tx, actor, merge);
  await tx.all(putBackOthers(organizationId, mergeId));
  for (const merged of MERGED_TABLES) await partRows(tx, merged, { organizationId, mergeId });
  await tx.all(removeAliases(organizationId, mergeId));
  await tx.all(returnAliases(organizationId, survivorId));
  await tx.all(refreshLatestMemberships(organizationId, [survivorId, ...otherIds]));
  return edits;
}

async function partFields(tx: Tx, actor: Actor, merge: Merge): Promise<Edits> {
  const { before, after } = await tx.one(survivorImages(actor.organization.id, merge.id));
  const [current] = await constituentRows(tx, actor, [merge.survivorId]);
  if (!current) throw new Error(`Constituent ${merge.survivorId} of merge ${merge.id} is not there`);
  const edits = editsOf(current, after);
  const own = Object.keys(after).filter((column) => !(column in edits) && !isSame(before[column], after[column]));
  const restored = Object.fromEntries(own.map((column) => [column, before[column] ?? null]));
  const derived = Object.keys(edits).length > 0 ? searchColumns({ ...current, ...restored }) : {};
  await writeColumns(tx, actor, { id: merge.survivorId, columns: { ...restored, ...derived } });
  return edits;
}

/** Columns that follow from others or from rows, and say nothing of their own. */
const DERIVED = /^(?:updated_at|search_.*|latest_membership_.*)$/;

function editsOf(current: ConstituentRow, after: Image): Edits {
  const columns = Object.keys(after).filter(
    (column) => !DERIVED.test(column) && !isSame(current[column], after[column]),
  );
  return Object.fromEntries(columns.map((column) => [column, current[column]]));
}

async function partRows(
  tx: Tx,
  merged: MergedTable,
  merge: { organizationId: number; mergeId: number },
): Promise<void> {
  // A thing of its own goes home as it is now, and what has two owners too; what was taken away comes back.
  const goesHome = merged.subject !== undefined || merged.table === 'mails';
  if (goesHome || ownersOf(merged).length > 1) await tx.all(sendHomeRows(merged, merge));
  if (goesHome) return;
  if (ownersOf(merged).length === 1) {
    const copy = copyEditedRows(merged, merge);
    if (copy) await tx.all(copy);
    await tx.all(clearRows(merged, merge));
  }
  await tx.all(putBackRows(merged, merge));
}
