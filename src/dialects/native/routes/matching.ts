import { Readable } from 'node:stream';
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { tryOut } from '../../../core/base/try-out.ts';
import { ownChangeSetId } from '../../../core/changes/change-log.ts';
import { dismissDuplicate, restoreDuplicate } from '../../../core/matching/dismiss.ts';
import type { Duplicate } from '../../../core/matching/duplicate.ts';
import {
  allPairs,
  countDuplicates,
  getDuplicate,
  listDuplicates,
  pairsWithin,
} from '../../../core/matching/duplicate-queries.ts';
import { behindBy, follow } from '../../../core/matching/follow.ts';
import { matchPerson } from '../../../core/matching/match-person.ts';
import { oddsOfProbability } from '../../../core/matching/model.ts';
import { beginScan, getScan, latestScan } from '../../../core/matching/scan.ts';
import { mergeConstituents } from '../../../core/merging/merge-constituents.ts';
import type { Db } from '../../../db/connect.ts';
import { transaction } from '../../../db/transaction.ts';
import { dryRun } from '../wire/change.ts';
import { pageOf } from '../wire/listing.ts';
import {
  dismissBody,
  duplicateCursor,
  duplicatePlace,
  duplicateSchema,
  duplicatesQuery,
  duplicateToWire,
  matchBody,
  matchesSchema,
  matchingSchema,
  matchToWire,
  mergeDuplicatesBody,
  mergedDuplicates,
  pairsQuery,
  pairToWire,
  personFromWire,
  scanSchema,
  scanToWire,
} from '../wire/matching.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';

/** People who are read again before groups are shown: more are left to the job. */
const CAUGHT_UP = 200;

const match = operation({
  id: 'matchConstituent',
  method: 'POST',
  path: '/constituents/match',
  summary: 'Who on record somebody may be, the likeliest first, with the reasons.',
  scope: 'people:read',
  body: matchBody,
  result: matchesSchema,
  run: async ({ context: { db }, actor, body: { constituent, constituent_id: id = 0, limit } }) => {
    const person = constituent ? personFromWire(constituent) : { id };
    const { matches, behind } = await matchPerson(db, actor, { person, limit });
    return { data: matches.map(matchToWire), behind };
  },
});

const state = operation({
  id: 'getMatching',
  method: 'GET',
  path: '/matching',
  summary: 'How far matching follows the record, its latest scan, and how many groups wait for a decision.',
  scope: 'people:read',
  result: matchingSchema,
  run: async ({ context: { db }, actor }) => {
    const scan = await latestScan(db, actor);
    return {
      behind: await behindBy(db, actor.organization.id),
      latest_scan: scan ? scanToWire(scan) : null,
      open: await countDuplicates(db, actor, { status: 'open' }),
      certain: await countDuplicates(db, actor, { status: 'open', certainty: 'certain' }),
    };
  },
});

const scan = operation({
  id: 'scanMatching',
  method: 'POST',
  path: '/matching/scan',
  summary: 'Compares everybody anew and learns from them, in the background; one at a time.',
  scope: 'people:write',
  result: scanSchema,
  status: 202,
  run: async ({ context: { db }, actor }) => scanToWire(await transaction(db, actor, (tx) => beginScan(tx, actor))),
});

const scanById = operation({
  id: 'getMatchingScan',
  method: 'GET',
  path: '/matching/scans/{id}',
  summary: 'One scan.',
  scope: 'people:read',
  params: byId,
  result: scanSchema,
  run: async ({ context: { db }, actor, params }) => scanToWire(await getScan(db, actor, params.id)),
});

const pairs = operation({
  id: 'listMatchingPairs',
  method: 'GET',
  path: '/matching/pairs',
  summary: 'All pairs from a probability on as JSON lines, for audits and for measuring accuracy.',
  scope: 'people:read',
  query: pairsQuery,
  fileTypes: ['application/jsonl'],
  run: async ({ context: { db }, actor, query, reply }) => {
    reply.type('application/jsonl; charset=utf-8');
    return Readable.from(lines(db, actor, oddsOfProbability(Math.min(query.min_probability, 0.999_999_9))));
  },
});

async function* lines(db: Db, actor: Actor, odds: number) {
  for await (const piece of allPairs(db, actor, odds)) {
    yield piece.map((pair) => `${JSON.stringify(pairToWire(pair))}\n`).join('');
  }
}

const list = operation({
  id: 'listDuplicates',
  method: 'GET',
  path: '/duplicates',
  summary: 'Records that are one person, the likeliest first, with the reasons.',
  scope: 'people:read',
  query: duplicatesQuery,
  result: pageOf(duplicateSchema),
  run: async ({ context: { db }, actor, query: { status, certainty, cursor, limit } }) => {
    if (cursor === undefined) await follow(db, actor, CAUGHT_UP);
    const wanted = { status, certainty, after: duplicatePlace(cursor), limit: limit + 1 };
    const found = await listDuplicates(db, actor, wanted);
    const shown = found.slice(0, limit);
    const within = await pairsWithin(db, actor, shown);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const total = await countDuplicates(db, actor, { status, certainty });
    return {
      data: shown.map((duplicate) => duplicateToWire(duplicate, within)),
      next_cursor: last ? duplicateCursor(last) : null,
      total,
    };
  },
});

async function shown(db: Db, actor: Actor, id: number) {
  const duplicate = await getDuplicate(db, actor, id);
  return duplicateToWire(duplicate, await pairsWithin(db, actor, [duplicate]));
}

const get = operation({
  id: 'getDuplicate',
  method: 'GET',
  path: '/duplicates/{id}',
  summary: 'One group.',
  scope: 'people:read',
  params: byId,
  result: duplicateSchema,
  run: ({ context: { db }, actor, params }) => shown(db, actor, params.id),
});

const dismiss = operation({
  id: 'dismissDuplicate',
  method: 'POST',
  path: '/duplicates/{id}/dismiss',
  summary: 'Decides that they are different people: not proposed again unless what is compared of them changes.',
  scope: 'people:write',
  params: byId,
  body: dismissBody,
  run: ({ context: { db }, actor, params, body }) =>
    transaction(db, actor, (tx) => dismissDuplicate(tx, actor, { id: params.id, ...body })),
});

const restore = operation({
  id: 'restoreDuplicate',
  method: 'POST',
  path: '/duplicates/{id}/restore',
  summary: 'Takes a dismissal back.',
  scope: 'people:write',
  params: byId,
  run: ({ context: { db }, actor, params }) => transaction(db, actor, (tx) => restoreDuplicate(tx, actor, params.id)),
});

/** Each in a transaction of its own: one that cannot be merged holds up no other. */
async function mergeOne(db: Db, actor: Actor, { id, isDryRun }: { id: number; isDryRun: boolean }) {
  try {
    const duplicate: Duplicate = await getDuplicate(db, actor, id);
    if (duplicate.status !== 'open') throw new Failure('conflict', 'duplicate_decided', { subject: id });
    const [survivorId = 0, ...otherIds] = duplicate.constituentIds;
    const work = isDryRun ? tryOut : transaction;
    const { merge } = await work(db, actor, (tx) => mergeConstituents(tx, actor, { survivorId, otherIds }));
    return { id, merge_id: isDryRun ? null : merge.id, survivor_id: survivorId, problem: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { id, merge_id: null, survivor_id: null, problem: error.code };
  }
}

const mergeMany = operation({
  id: 'mergeDuplicates',
  method: 'POST',
  path: '/duplicates/merge',
  summary: 'Merges several groups, each into the record that is there longest; each merge can be undone.',
  scope: 'people:write',
  query: dryRun,
  body: mergeDuplicatesBody,
  result: mergedDuplicates,
  run: async ({ context: { db }, actor, query, body }) => {
    const isDryRun = query.dry_run === 'true';
    const data = [];
    for (const id of new Set(body.ids)) data.push(await mergeOne(db, actor, { id, isDryRun }));
    await follow(db, actor, CAUGHT_UP);
    return { data, change_set_id: await ownChangeSetId(db, actor) };
  },
});

export const MATCHING: readonly Operation[] = [
  match,
  state,
  scan,
  scanById,
  pairs,
  list,
  mergeMany,
  get,
  dismiss,
  restore,
];
