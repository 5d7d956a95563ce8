import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accreditationsOf } from '../../../core/accreditations/accreditation-queries.ts';
import type { Actor } from '../../../core/base/actor.ts';
import { ensureConstituent } from '../../../core/constituents/people/ensure-constituent.ts';
import { pageOfPeople, showPerson, streamPeople } from '../../../core/constituents/people/list-people.ts';
import { createPerson, updatePerson } from '../../../core/constituents/people/person.ts';
import { findIdByEmail, findIdsByExternalId } from '../../../core/constituents/record/constituent-queries.ts';
import type { Db } from '../../../db/connect.ts';
import { transaction } from '../../../db/transaction.ts';
import { type DialectContext, failureOf } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { errorToWire } from '../errors.ts';
import { announcePage, baseUrlOf } from '../paging.ts';
import {
  bulkFromWire,
  changeFromWire,
  constituentToWire,
  constituentWithChecksToWire,
  creationFromWire,
  existenceFromWire,
  listedToWire,
  listFromWire,
  type PeoplePage,
  SYSTEM,
} from '../wire/constituent.ts';
import { idFromWire } from '../wire/fields.ts';
import { jsonArray } from '../wire/json-array.ts';

type ById = { Params: { id: string } };

/** The constituent endpoints (docs/contracts/oho.md §2). */
export function registerConstituents(scope: FastifyInstance, context: DialectContext, auth: Authentication): void {
  registerReads(scope, context, auth);
  registerWrites(scope, context, auth);
}

function registerReads(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const { db } = context;

  scope.post('/constituents/check_exists', async (request) => {
    const id = await findExisting(context, actorOf(request), existenceFromWire(request.body));
    return { exists: id !== undefined, constituent_id: id ?? null };
  });

  scope.get('/constituents', async (request, reply) => {
    const { filter, page } = listFromWire(request.query);
    const actor = actorOf(request);
    if (page) return listPage({ context, request, reply }, actor, { ...filter, ...page });
    // Everyone in one bare array, whatever the number: documented clients iterate over it (docs/contracts/oho.md §2.7).
    const rows = jsonArray(streamPeople(db, actor, filter), listedToWire);
    return reply.type('application/json; charset=utf-8').send(Readable.from(rows));
  });

  scope.get<ById>('/constituents/:id', async (request) => {
    const actor = actorOf(request);
    const constituent = await showPerson(db, actor, idFromWire(request.params.id, 'constituent'));
    return constituentWithChecksToWire(constituent, await accreditationsOf(db, actor, constituent.id));
  });
}

function registerWrites(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const { db, clock } = context;

  scope.post('/constituents/ensure_exists', async (request, reply) => {
    const wanted = creationFromWire(request.body);
    const ensured = await transaction(db, actorOf(request), (tx) => ensureConstituent(tx, actorOf(request), wanted));
    return reply.code(ensured.created ? 201 : 200).send(constituentToWire(ensured.constituent));
  });

  // An extra: ensure_exists for many, each on its own (docs/contracts/oho.md §8 no. 19).
  scope.post('/constituents/bulk_ensure', async (request) => {
    const results: unknown[] = [];
    for (const body of bulkFromWire(request.body)) results.push(await ensureOne(db, actorOf(request), body));
    return { results };
  });

  scope.post('/constituents', async (request, reply) => {
    const person = { ...creationFromWire(request.body), now: clock.now() };
    const created = await transaction(db, actorOf(request), (tx) => createPerson(tx, actorOf(request), person));
    return reply.code(201).send(constituentToWire(created));
  });

  scope.patch<ById>('/constituents/:id', async (request) => {
    const update = { id: idFromWire(request.params.id, 'constituent'), ...changeFromWire(request.body) };
    return constituentToWire(
      await transaction(db, actorOf(request), (tx) => updatePerson(tx, actorOf(request), update)),
    );
  });

  // Keeps the record and its checks for audit (docs/contracts/oho.md §2.10).
  scope.delete<ById>('/constituents/:id', async (request, reply) => {
    const update = { id: idFromWire(request.params.id, 'constituent'), inputFor: () => ({ active: false }) };
    const left = await transaction(db, actorOf(request), (tx) => updatePerson(tx, actorOf(request), update));
    if (/\breturn=minimal\b/.test(String(request.headers.prefer))) return reply.code(204).send();
    return constituentToWire(left);
  });
}

/** One item of a bulk call: the answer that a call of its own would have got. */
async function ensureOne(db: Db, actor: Actor, body: unknown): Promise<unknown> {
  try {
    const wanted = creationFromWire(body);
    const { created, constituent } = await transaction(db, actor, (tx) => ensureConstituent(tx, actor, wanted));
    return { status: created ? 201 : 200, constituent: constituentToWire(constituent) };
  } catch (error) {
    if (!failureOf(error)) throw error;
    return errorToWire(error);
  }
}

interface Exchange {
  readonly context: DialectContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function listPage({ context, request, reply }: Exchange, actor: Actor, page: PeoplePage) {
  // One more than asked for tells whether there is a next page.
  const { people, total } = await pageOfPeople(context.db, actor, { ...page, limit: page.limit + 1 });
  const shown = people.slice(0, page.limit);
  const lastId = people.length > page.limit ? shown.at(-1)?.id : undefined;
  announcePage(request, reply, { baseUrl: baseUrlOf(request, context.publicUrl), lastId, total });
  return shown.map(listedToWire);
}

async function findExisting(
  { db }: DialectContext,
  actor: Actor,
  wanted: { email: string } | { externalId: string },
): Promise<number | undefined> {
  if ('email' in wanted) return findIdByEmail(db, actor, { email: wanted.email, presence: 'deleted-too' });
  return (await findIdsByExternalId(db, actor, { system: SYSTEM, value: wanted.externalId }))[0];
}
