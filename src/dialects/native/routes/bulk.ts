// One change of many people, told beforehand and taken back as a whole.
import { tryOut } from '../../../core/base/try-out.ts';
import { ownChangeSetId } from '../../../core/changes/change-log.ts';
import { changeMany, MOST_AT_ONCE } from '../../../core/constituents/record/change-many.ts';
import { searchConstituents } from '../../../core/constituents/search/search-constituents.ts';
import type { Criterion } from '../../../core/constituents/search/search-criteria.ts';
import { type Tx, transaction } from '../../../db/transaction.ts';
import { bulkBody, bulkInput, bulkResult, samplesToWire } from '../wire/bulk.ts';
import { dryRun } from '../wire/change.ts';
import { filterCriteria } from '../wire/filter.ts';
import { type Operation, operation } from '../wire/operation.ts';

const change = operation({
  id: 'changeConstituents',
  method: 'POST',
  path: '/constituents/bulk',
  summary:
    'Changes everybody whom a filter finds, or the given people, alike: all of them or nobody, a thousand at most.',
  scope: 'people:write',
  query: dryRun,
  body: bulkBody,
  result: bulkResult,
  run: async ({ context: { db }, actor, body, query }) => {
    const isDryRun = query.dry_run === 'true';
    const criteria: Criterion[] = body.ids
      ? [{ term: 'ids', anyOf: [...new Set(body.ids)] }]
      : filterCriteria(body.filter, '/filter');
    const work = async (tx: Tx) => {
      const { ids } = await searchConstituents(tx, actor, { ...WHOLE, criteria });
      return changeMany(tx, actor, { ids, change: (existing) => bulkInput(body, existing) });
    };
    const done = await (isDryRun ? tryOut(db, actor, work) : transaction(db, actor, work));
    return {
      status: isDryRun ? 'dry_run' : 'done',
      changed: done.changed,
      unchanged: done.unchanged,
      samples: samplesToWire(done.samples),
      change_set_id: isDryRun ? null : await ownChangeSetId(db, actor),
    };
  },
});

/** One more than can be changed together, so that it shows when there are more. */
const WHOLE = { system: 'native', sort: { key: 'id', descending: false }, limit: MOST_AT_ONCE + 1, offset: 0 } as const;

export const BULK: readonly Operation[] = [change];
