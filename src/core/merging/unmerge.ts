import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { difference, recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { relatedToAny } from '../constituents/parts/shown-parts.ts';
import { currentIds } from '../constituents/record/aliases.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { loadConstituents, reloadConstituent } from '../constituents/record/constituent-queries.ts';
import { PART_NAMES } from '../record/parts.ts';
import { joinRecords } from './join-records.ts';
import { lockPeople, takeMergingTurn } from './lock-people.ts';
import type { Merge } from './merge.ts';
import { getMerge, mergesBuiltOn } from './merge-queries.ts';
import { recordOwners } from './moved-things.ts';
import { type Edits, partRecords } from './part-records.ts';

export interface Unmerged {
  readonly merge: Merge;
  /** The record that the others were part of, by the id that it has now. */
  readonly survivor: Constituent;
  readonly others: readonly Constituent[];
}

// What a merge kept of a person was erased with them.
const isErased = query<{ yes: boolean }>(
  'merge_is_erased',
  `select exists (select from merges m join erasures e on e.organization_id = m.organization_id and e.at >= m.made_at
     and e.erased_ids && (m.other_ids || m.survivor_id)
   where m.organization_id = $1 and m.id = any ($2::bigint[])) as yes`,
);
const forget = write('merge_forget_rows', 'delete from merge_rows where organization_id = $1 and merge_id = $2');
const end = write('merge_end', 'update merges set undone_at = now() where organization_id = $1 and id = $2');

/**
 * Makes the records of a merge separate ones again, each as it was. What was written later stays with the record that it was
 * written to. Merges that were made later of the same people are taken apart first and made again without those who leave.
 * Throws `not-found`, `conflict` (`merge_undone`, `merge_erased`).
 */
export async function unmerge(tx: Tx, actor: Actor, id: number): Promise<Unmerged> {
  allow(actor, 'constituents:write');
  await takeMergingTurn(tx, actor);
  const merge = await getMerge(tx, actor, id);
  if (merge.undoneAt !== null) throw new Failure('conflict', 'merge_undone', { subject: id });
  const later = await mergesBuiltOn(tx, actor, merge);
  const all = [merge, ...later];
  const { yes } = await tx.one(
    isErased(
      actor.organization.id,
      all.map((each) => each.id),
    ),
  );
  if (yes) throw new Failure('conflict', 'merge_erased', { subject: id });
  const named = all.flatMap(({ survivorId, otherIds }) => [survivorId, ...otherIds]);
  const people = [...new Set(await currentIds(tx, actor, named))];
  await lockPeople(tx, actor, people);
  const [currentId = merge.survivorId] = await currentIds(tx, actor, [merge.survivorId]);
  const before = await reloadConstituent(tx, actor, currentId);
  await recordingIndirectly(tx, actor, [relatedToAny(people)], () => takeApart(tx, actor, { merge, later }));
  await recordOwners(tx, actor, { mergeId: id, survivorId: currentId, isMerge: false });
  await tx.all(forget(actor.organization.id, id));
  await tx.all(end(actor.organization.id, id));
  const survivor = await reloadConstituent(tx, actor, currentId);
  const others = await loadConstituents(tx, actor, { ids: merge.otherIds, parts: PART_NAMES });
  await recordUnmerge(tx, actor, { merge, before, survivor, others });
  return { merge: await getMerge(tx, actor, id), survivor, others };
}

/** From the last to the first, and then those that stay again in their order. */
async function takeApart(
  tx: Tx,
  actor: Actor,
  { merge, later }: { merge: Merge; later: readonly Merge[] },
): Promise<void> {
  const edits = new Map<number, Edits>();
  for (const each of later.toReversed()) {
    edits.set(each.id, await partRecords(tx, actor, each));
    await tx.all(forget(actor.organization.id, each.id));
  }
  await partRecords(tx, actor, merge);
  for (const each of later) await joinRecords(tx, actor, { ...each, keeping: edits.get(each.id) ?? {} });
}

async function recordUnmerge(
  tx: Tx,
  actor: Actor,
  told: { merge: Merge; before: Constituent; survivor: Constituent; others: readonly Constituent[] },
): Promise<void> {
  const kind = 'constituent.unmerged';
  const { merge, before, survivor, others } = told;
  const changed = difference({ ...before }, { ...survivor }) ?? { before: {}, after: {} };
  const after = { ...changed.after, mergeId: merge.id };
  await recordChange(tx, actor, { kind, subjectId: survivor.id, before: changed.before, after, events: [kind] });
  for (const other of others) {
    const mergedInto = { mergeId: merge.id, mergedInto: survivor.id };
    await recordChange(tx, actor, { kind, subjectId: other.id, before: mergedInto, after: other });
  }
}
