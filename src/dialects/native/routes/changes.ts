import {
  changesOf,
  getChangeSet,
  historyOf,
  listChangeSets,
  ownChangeSetId,
} from '../../../core/changes/change-log.ts';
import { revertChangeSet } from '../../../core/changes/revert.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import {
  changeSchema,
  changeSetSchema,
  changeSetToWire,
  changeToWire,
  dryRun,
  keptToWire,
  revertSchema,
} from '../wire/change.ts';
import { idCursor, logQuery, pageOf } from '../wire/listing.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';

/** One more than a page was read, to see whether anything follows. */
function page<Row extends { readonly id: number }>(rows: readonly Row[], limit: number, present: (row: Row) => object) {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { data: shown.map(present), next_cursor: last ? String(last.id) : null, total: null };
}

const history = operation({
  id: 'listConstituentHistory',
  method: 'GET',
  path: '/constituents/{id}/history',
  summary: 'What happened to a person and to what belongs to them, newest first: what changed, by whom, through what.',
  scope: 'people:read',
  params: byId,
  query: logQuery,
  result: pageOf(changeSchema),
  run: async ({ context: { db }, actor, params, query }) => {
    const { id } = await getConstituent(db, actor, { id: params.id, presence: 'deleted-too' });
    const wanted = { constituentId: id, before: idCursor(query.cursor), limit: query.limit + 1 };
    return page(await historyOf(db, actor, wanted), query.limit, changeToWire);
  },
});

const sets = operation({
  id: 'listChangeSets',
  method: 'GET',
  path: '/change_sets',
  summary: 'Everything that was changed together, newest first: by one request, or by one run of a job.',
  scope: 'settings:read',
  query: logQuery,
  result: pageOf(changeSetSchema),
  run: async ({ context: { db }, actor, query }) => {
    const wanted = { before: idCursor(query.cursor), limit: query.limit + 1 };
    return page(await listChangeSets(db, actor, wanted), query.limit, changeSetToWire);
  },
});

const set = operation({
  id: 'getChangeSet',
  method: 'GET',
  path: '/change_sets/{id}',
  summary: 'One change set.',
  scope: 'settings:read',
  params: byId,
  result: changeSetSchema,
  run: async ({ context: { db }, actor, params }) => changeSetToWire(await getChangeSet(db, actor, params.id)),
});

const changes = operation({
  id: 'listChangesOfSet',
  method: 'GET',
  path: '/change_sets/{id}/changes',
  summary: 'The changes of a change set, in their order.',
  scope: 'settings:read',
  params: byId,
  query: logQuery,
  result: pageOf(changeSchema),
  run: async ({ context: { db }, actor, params, query }) => {
    const { requestId } = await getChangeSet(db, actor, params.id);
    const wanted = { requestId, after: idCursor(query.cursor), limit: query.limit + 1 };
    return page(await changesOf(db, actor, wanted), query.limit, changeToWire);
  },
});

const revert = operation({
  id: 'revertChangeSet',
  method: 'POST',
  path: '/change_sets/{id}/revert',
  summary:
    'Takes back what a change set made of people’s records, but for what was changed later; itself a change set.',
  scope: 'settings:write',
  params: byId,
  query: dryRun,
  result: revertSchema,
  run: async ({ context: { db }, actor, params, query }) => {
    const { requestId } = await getChangeSet(db, actor, params.id);
    const isDryRun = query.dry_run === 'true';
    const { reverted, kept } = await revertChangeSet(db, actor, { requestId, isDryRun });
    const status = isDryRun ? 'dry_run' : 'done';
    return {
      id: params.id,
      status,
      reverted,
      kept: kept.map(keptToWire),
      change_set_id: await ownChangeSetId(db, actor),
    };
  },
});

export const CHANGES: readonly Operation[] = [history, sets, set, changes, revert];
