import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { constituentAsOf } from '../../../core/changes/as-of.ts';
import { facetsOf } from '../../../core/constituents/filter/facets.ts';
import { knownFields } from '../../../core/constituents/filter/filter-conditions.ts';
import { readFilterContext } from '../../../core/constituents/filter/filter-context.ts';
import { sentenceOf } from '../../../core/constituents/filter/filter-sentence.ts';
import { currentIds, formerIds } from '../../../core/constituents/record/aliases.ts';
import { constituentsInPieces } from '../../../core/constituents/record/constituent-pieces.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { createConstituent, createConstituentAlone } from '../../../core/constituents/record/create-constituent.ts';
import { deleteConstituent, restoreConstituent } from '../../../core/constituents/record/delete-constituent.ts';
import { versionOf } from '../../../core/constituents/record/record-version.ts';
import { holdExternalId } from '../../../core/constituents/record/unique-external-id.ts';
import { updateConstituent } from '../../../core/constituents/record/update-constituent.ts';
import { pageAfter } from '../../../core/constituents/search/page-after.ts';
import { quickSearch } from '../../../core/constituents/search/quick-search.ts';
import { searchConstituents } from '../../../core/constituents/search/search-constituents.ts';
import type { Criterion } from '../../../core/constituents/search/search-criteria.ts';
import { givingOf } from '../../../core/giving/giving-totals.ts';
import type { Db } from '../../../db/connect.ts';
import { type Tx, transaction } from '../../../db/transaction.ts';
import {
  constituentBody,
  constituentFromWire,
  constituentSchema,
  constituentSummary,
  constituentToWire,
  summaryToWire,
} from '../wire/constituent.ts';
import { filterCriteria, filterFields, filterParameter, queryBody, queryResult } from '../wire/filter.ts';
import { givingToWire } from '../wire/giving.ts';
import { cursorOf, type ListQuery, listQuery, orderOf, pageOf, placeOf } from '../wire/listing.ts';
import { type Call, type Operation, operation } from '../wire/operation.ts';
import { asOf, byExternalId, byId } from '../wire/parameters.ts';

const list = operation({
  id: 'listConstituents',
  method: 'GET',
  path: '/constituents',
  summary: 'Lists or searches people and organizations, page by page.',
  scope: 'people:read',
  query: listQuery,
  result: pageOf(constituentSummary),
  run: async ({ context: { db }, actor, query }) =>
    listed(db, actor, { ...query, criteria: [...quickSearch(query.q), ...filterParameter(query.filter)] }),
});

type Listing = ListQuery & { readonly criteria: readonly Criterion[] };

/** A page of those who meet the criteria. */
async function listed(db: Db, actor: Actor, { criteria, ...query }: Omit<Listing, 'filter'>) {
  const order = orderOf(query);
  const page = { criteria, ...order, after: placeOf(order, query.cursor), limit: query.limit };
  const { ids, next } = await pageAfter(db, actor, page);
  const data = [];
  for await (const piece of constituentsInPieces(db, actor, { ids, parts: [] })) data.push(...piece.map(summaryToWire));
  const counted = { criteria, system: 'native', limit: 0, offset: 0 };
  const total = query.total === 'exact' ? (await searchConstituents(db, actor, counted)).total : null;
  return { data, next_cursor: next ? cursorOf(order, next) : null, total };
}

const query = operation({
  id: 'queryConstituents',
  method: 'POST',
  path: '/constituents/query',
  summary: 'Lists whom a filter finds, with facets, and says the filter as a sentence.',
  scope: 'people:read',
  body: queryBody,
  result: queryResult,
  run: async ({ context: { db }, actor, body: { filter, facets, ...page } }) => {
    const own = filterCriteria(filter, '/filter');
    const criteria = [...quickSearch(page.q), ...own];
    const answer = await listed(db, actor, { ...page, criteria });
    const filters = own.flatMap((criterion) => (criterion.term === 'filter' ? [criterion.filter] : []));
    const context = await readFilterContext(db, actor, filters);
    const explained = filters.map((one) => sentenceOf(one, context)).join(' and ') || 'everybody';
    return { ...answer, facets: await facetsOf(db, actor, { criteria, facets }), explained };
  },
});

const fields = operation({
  id: 'listFilterFields',
  method: 'GET',
  path: '/filter_fields',
  summary: 'Lists what filters can ask about, and how.',
  scope: 'people:read',
  result: filterFields,
  run: async ({ context: { db }, actor }) => ({ fields: knownFields(await readFilterContext(db, actor, [])) }),
});

type Any = Pick<Call<unknown, unknown, unknown>, 'context' | 'actor' | 'reply'>;

/** The record as it is now, with its version in the ETag. */
async function show({ context: { db }, actor, reply }: Any, given: number) {
  // An id that was merged away shows the survivor.
  const [id = given] = await currentIds(db, actor, [given]);
  // The version first: an older one than the record's refuses a write, a newer one would let it undo what came between.
  const version = await versionOf(db, actor, id);
  const record = await getConstituent(db, actor, { id, presence: 'deleted-too' });
  const mergedFrom = await formerIds(db, actor, record.id);
  reply.header('etag', `"${version}"`);
  const giving = givingToWire(await givingOf(db, actor, record.id));
  return { ...constituentToWire(record, version), giving, ...(mergedFrom.length > 0 && { merged_from: mergedFrom }) };
}

const get = operation({
  id: 'getConstituent',
  method: 'GET',
  path: '/constituents/{id}',
  summary: 'Shows a record with all that belongs to it, a deleted one too.',
  scope: 'people:read',
  params: byId,
  query: asOf,
  result: constituentSchema,
  run: async (call) => {
    const { context, actor, params, query } = call;
    if (query.as_of === undefined) return show(call, params.id);
    const moment = new Date(query.as_of).toISOString();
    const record = await constituentAsOf(context.db, actor, { id: params.id, moment });
    return constituentToWire(record, await versionOf(context.db, actor, record.id, moment));
  },
});

const create = operation({
  id: 'createConstituent',
  method: 'POST',
  path: '/constituents',
  summary: 'Creates a person or an organization.',
  scope: 'people:write',
  body: constituentBody,
  result: constituentSchema,
  status: 201,
  run: async (call) => {
    const { id } = await createConstituentAlone(call.context.db, call.actor, constituentFromWire(call.body));
    call.reply.header('location', `/v1/constituents/${id}`);
    return show(call, id);
  },
});

/** The digits of the version that a caller has read; undefined when they do not say. What is no version is never the record's. */
function expectedVersion(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header)?.[1] ?? '';
}

interface Changing {
  readonly id: number;
  readonly body: object;
  /** Undefined: whatever the version is. */
  readonly expected?: string | undefined;
}

/** Throws `conflict` (`stale`) for a record that has another version. */
function change(tx: Tx, actor: Actor, { id, body, expected }: Changing) {
  return updateConstituent(tx, actor, {
    id,
    input: async (existing) => {
      // The record is locked by now: nobody writes it between this look and the write.
      if (expected !== undefined && expected !== String(await versionOf(tx, actor, existing.id)))
        throw new Failure('conflict', 'stale');
      return constituentFromWire(body as Readonly<Record<string, unknown>>, existing);
    },
  });
}

const update = operation({
  id: 'updateConstituent',
  method: 'PATCH',
  path: '/constituents/{id}',
  summary: 'Changes what is given (JSON merge patch) and nothing else.',
  scope: 'people:write',
  params: byId,
  body: constituentBody,
  bodyType: 'application/merge-patch+json',
  result: constituentSchema,
  run: async (call) => {
    const { context, actor, params, body, request } = call;
    const wanted = { id: params.id, body, expected: expectedVersion(request.headers['if-match']) };
    await transaction(context.db, actor, (tx) => change(tx, actor, wanted)).catch(async (error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'stale') throw error;
      // Who decides again decides on what is there now.
      throw new Failure('conflict', 'stale', { shown: { current: await show(call, params.id) } });
    });
    return show(call, params.id);
  },
});

const put = operation({
  id: 'putConstituent',
  method: 'PUT',
  path: '/constituents/by/{system}/{value}',
  summary: 'Changes whoever has this id in another system, or creates them with it.',
  scope: 'people:write',
  params: byExternalId,
  body: constituentBody,
  result: constituentSchema,
  run: async (call) => {
    const { context, actor, body, params } = call;
    const { system, value } = params;
    const { id, isNew } = await transaction(context.db, actor, async (tx) => {
      const [holder, another] = await holdExternalId(tx, actor, params);
      if (another !== undefined) throw new Failure('conflict', 'several_have_the_id');
      if (holder !== undefined) return { id: (await change(tx, actor, { id: holder, body })).id, isNew: false };
      const given = { ...body, external_ids: { ...body.external_ids, [system]: value } };
      return { id: (await createConstituent(tx, actor, constituentFromWire(given))).id, isNew: true };
    });
    if (isNew) call.reply.header('location', `/v1/constituents/${id}`);
    return show(call, id);
  },
});

const remove = operation({
  id: 'deleteConstituent',
  method: 'DELETE',
  path: '/constituents/{id}',
  summary: 'Takes a record out of lists and searches; it can be restored.',
  scope: 'people:write',
  params: byId,
  run: async ({ context, actor, params }) =>
    transaction(context.db, actor, (tx) => deleteConstituent(tx, actor, params.id)),
});

const restore = operation({
  id: 'restoreConstituent',
  method: 'POST',
  path: '/constituents/{id}/restore',
  summary: 'Brings a deleted record back with all that belongs to it.',
  scope: 'people:write',
  params: byId,
  result: constituentSchema,
  run: async (call) => {
    const { context, actor, params } = call;
    await transaction(context.db, actor, (tx) => restoreConstituent(tx, actor, params.id));
    return show(call, params.id);
  },
});

export const CONSTITUENTS: readonly Operation[] = [list, query, fields, create, get, update, put, remove, restore];
