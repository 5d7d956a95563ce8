// POST and PATCH with an Idempotency-Key: done once, and answered alike for a day (docs/api.md, Retries).
import type { FastifyReply, FastifyRequest } from 'fastify';
import { claimCall, keepAnswer, noteDone, releaseCall } from '../../../core/access/idempotent-calls.ts';
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Operation } from '../wire/operation.ts';

interface Calling {
  readonly context: DialectContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly operation: Operation;
  /** Undefined: a stranger. */
  readonly caller: Actor | undefined;
}

/** Headers of an answer that a repetition gets as well. */
const KEPT_HEADERS = ['location', 'etag'] as const;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Kept = Answer & { readonly headers: Readonly<Record<string, string>> };

/** Runs the work, unless a call with the same key did. A file that is sent up is read once and cannot be compared. */
export async function onceForEachKey(
  { context, request, reply, operation, caller }: Calling,
  work: (actor: Actor | undefined) => Promise<Answer>,
): Promise<Answer> {
  const key = keyOf(request, operation);
  if (key === undefined || caller === undefined) return work(caller);
  const { db, clock, sealer } = context;
  const asked = JSON.stringify([request.method, request.url, request.body ?? null]);
  const found = await claimCall(db, caller, { key, request: asked, now: clock.now(), sealer });
  if ('answer' in found) return repeated(reply, JSON.parse(found.answer) as Kept);
  const { claim } = found;
  try {
    const answer = await work({ ...caller, beforeCommit: (tx) => noteDone(tx, claim) });
    // Kept before it leaves: who does not get it asks again.
    await keepAnswer(db, claim, { answer: JSON.stringify({ ...answer, headers: sentHeaders(reply) }), sealer });
    return answer;
  } catch (error) {
    await releaseCall(db, claim);
    throw error;
  }
}

function sentHeaders(reply: FastifyReply): Kept['headers'] {
  const sent = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(sent.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

function repeated(reply: FastifyReply, { headers, ...answer }: Kept): Answer {
  reply.headers({ ...headers, 'idempotency-replayed': 'true' });
  return answer;
}

/** The key of a call that can have one. Throws `invalid` for what is no key. */
function keyOf({ method, headers }: FastifyRequest, { upload, fileTypes }: Operation): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || upload || fileTypes || (method !== 'POST' && method !== 'PATCH')) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Failure('invalid', 'idempotency_key');
}
