import { tryOut } from '../../../core/base/try-out.ts';
import { ownChangeSetId } from '../../../core/changes/change-log.ts';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import { versionOf } from '../../../core/constituents/record/record-version.ts';
import type { Merge } from '../../../core/merging/merge.ts';
import { mergeConstituents } from '../../../core/merging/merge-constituents.ts';
import { getMerge, listMerges } from '../../../core/merging/merge-queries.ts';
import { unmerge } from '../../../core/merging/unmerge.ts';
import { type Tx, transaction } from '../../../db/transaction.ts';
import { dryRun } from '../wire/change.ts';
import { constituentToWire } from '../wire/constituent.ts';
import { logQuery, pageAt, pagedToWire, pageOf } from '../wire/listing.ts';
import { mergeBody, mergeDone, mergeSchema, mergeToWire } from '../wire/merge.ts';
import { type Call, type Operation, operation } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';

type Any = Pick<Call<unknown, unknown, unknown>, 'context' | 'actor'>;

interface Done {
  readonly merge: Merge;
  readonly survivor: Constituent;
}

/** Does it, or finds out what it would come to and writes nothing. */
async function answer({ context: { db }, actor }: Any, isDryRun: boolean, work: (tx: Tx) => Promise<Done>) {
  const { merge, survivor } = await (isDryRun ? tryOut(db, actor, work) : transaction(db, actor, work));
  const version = await versionOf(db, actor, survivor.id);
  return {
    ...mergeToWire(merge),
    survivor: constituentToWire(survivor, version),
    change_set_id: await ownChangeSetId(db, actor),
  };
}

const list = operation({
  id: 'listMerges',
  method: 'GET',
  path: '/merges',
  summary: 'The merges, latest first, those that were undone too.',
  scope: 'people:read',
  query: logQuery,
  result: pageOf(mergeSchema),
  run: async ({ context, actor, query }) => {
    const page = pageAt(query);
    return pagedToWire(await listMerges(context.db, actor, page), page, mergeToWire);
  },
});

const get = operation({
  id: 'getMerge',
  method: 'GET',
  path: '/merges/{id}',
  summary: 'One merge.',
  scope: 'people:read',
  params: byId,
  result: mergeSchema,
  run: async ({ context, actor, params }) => mergeToWire(await getMerge(context.db, actor, params.id)),
});

const create = operation({
  id: 'createMerge',
  method: 'POST',
  path: '/merges',
  summary: 'Makes several records of one person one; the other ids mean the survivor from then on, in every contract.',
  scope: 'people:write',
  query: dryRun,
  body: mergeBody,
  result: mergeDone,
  status: 201,
  run: (call) => {
    const { survivor_id: survivorId, other_ids: otherIds, choose } = call.body;
    return answer(call, call.query.dry_run === 'true', (tx) =>
      mergeConstituents(tx, call.actor, { survivorId, otherIds, choose }),
    );
  },
});

const undo = operation({
  id: 'undoMerge',
  method: 'POST',
  path: '/merges/{id}/undo',
  summary:
    'Makes the records of a merge separate ones again, at any time; what was written since stays with the survivor.',
  scope: 'people:write',
  params: byId,
  query: dryRun,
  result: mergeDone,
  run: (call) => answer(call, call.query.dry_run === 'true', (tx) => unmerge(tx, call.actor, call.params.id)),
});

export const MERGES: readonly Operation[] = [list, get, create, undo];
