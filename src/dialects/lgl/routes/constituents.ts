import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/base/actor.ts';
import type { ConstituentSummary } from '../../../core/constituents/record/constituent.ts';
import { constituentsInPieces } from '../../../core/constituents/record/constituent-pieces.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { createConstituentAlone } from '../../../core/constituents/record/create-constituent.ts';
import { deleteConstituent } from '../../../core/constituents/record/delete-constituent.ts';
import { updateConstituent } from '../../../core/constituents/record/update-constituent.ts';
import { searchConstituents } from '../../../core/constituents/search/search-constituents.ts';
import type { Criterion } from '../../../core/constituents/search/search-criteria.ts';
import type { ConstituentParts } from '../../../core/record/parts.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { authenticate } from '../auth.ts';
import { answerList, keptParameters, originOf, readPage, requireStorable } from '../paging.ts';
import type { WireObject } from '../wire/body.ts';
import { readExpand, toItem, toWire } from '../wire/constituent.ts';
import { fromWire, fromWireNew } from '../wire/constituent-body.ts';
import { queryValues, readCriteria, readSort } from '../wire/search-query.ts';

type Query = Readonly<Record<string, unknown>>;

/** docs/contracts/lgl.md §3.1 no. 1 */
export function constituentRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;

  api.get('/constituents', async (request, reply) => {
    const actor = await authenticate(context, request);
    return listing({ context, request, reply }, actor, { path: '/api/v1/constituents', criteria: [], clauses: [] });
  });

  api.get('/constituents/search', async (request, reply) => {
    const actor = await authenticate(context, request);
    const query = request.query as Query;
    const today = { timeZone: actor.organization.timeZone, now: context.clock.now() };
    const criteria = readCriteria(query, today);
    return listing({ context, request, reply }, actor, {
      path: '/api/v1/constituents/search',
      criteria,
      clauses: queryValues(query),
    });
  });

  // 200, not 201: §2.2.
  api.post('/constituents', async (request) => {
    const actor = await authenticate(context, request);
    const input = fromWireNew((request.body ?? {}) as WireObject);
    return toWire(await createConstituentAlone(db, actor, input));
  });

  api.get('/constituents/:id', async (request) => {
    const actor = await authenticate(context, request);
    return toWire(await getConstituent(db, actor, { id: readId(request) }));
  });

  api.route({
    method: ['PATCH', 'PUT'],
    url: '/constituents/:id',
    handler: async (request) => {
      const actor = await authenticate(context, request);
      const update = { id: readId(request), input: fromWire((request.body ?? {}) as WireObject) };
      return toWire(await transaction(db, actor, (tx) => updateConstituent(tx, actor, update)));
    },
  });

  api.delete('/constituents/:id', async (request) => {
    const actor = await authenticate(context, request);
    await transaction(db, actor, (tx) => deleteConstituent(tx, actor, readId(request)));
    return { api_version: '1.0', result: 'success' };
  });
}

/** The id in the path. A text that is no id becomes 0, which no constituent has. */
function readId(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

interface Exchange {
  readonly context: DialectContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface ListRequest {
  readonly path: string;
  readonly criteria: readonly Criterion[];
  /** The `q` that `next_link` repeats: the plain list ignores them (§2.1). */
  readonly clauses: readonly string[];
}

async function listing({ context, request, reply }: Exchange, actor: Actor, { path, criteria, clauses }: ListRequest) {
  const query = request.query as Query;
  requireStorable(query);
  const page = readPage(query);
  const sort = readSort(query.sort);
  const parts = readExpand(query.expand);
  const found = await searchConstituents(context.db, actor, {
    criteria,
    ...page,
    system: 'lgl',
    ...(sort ? { sort } : {}),
  });
  const shown = {
    itemType: 'constituent',
    count: found.ids.length,
    total: found.total,
    page,
    origin: originOf(context.publicUrl, request),
    path,
    parameters: [...keptParameters(query, ['expand', 'sort']), ...clauses.map((value) => ['q[]', value] as const)],
  };
  return answerList(reply, shown, itemsOf(constituentsInPieces(context.db, actor, { ids: found.ids, parts })));
}

type Items = (ConstituentSummary & Partial<ConstituentParts>)[];

async function* itemsOf(pieces: AsyncIterable<Items>): AsyncGenerator<Record<string, unknown>[]> {
  for await (const piece of pieces) yield piece.map(toItem);
}
