// Calls that carry a key: what such a call did is not done again by its repetitions, and they get its answer (docs/api.md, Retries).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement, type Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { type Sealer, seal, unseal } from './seal.ts';
import { secretDigest } from './secret.ts';
import { after } from './sessions.ts';

const KEPT_SECONDS = 24 * 3600;

/** A call that has not ended after this long has died with its process. Longer than a request may take. */
const LONGEST_SECONDS = 120;

export interface IdempotentCall {
  readonly key: string;
  /** Method, path and body. */
  readonly request: string;
  readonly now: Date;
}

/** What a call is known by, once it was claimed. */
export interface Claim {
  readonly organizationId: number;
  readonly keyHash: string;
}

// A claim whose process died before anything was committed is taken over by the next repetition.
const claim = write<{ keyHash: string }>(
  'idempotent_call_claim',
  `insert into idempotent_calls as i (organization_id, key_hash, request_hash, started_at, expires_at) values ($1, $2, $3, $4, $5)
   on conflict (organization_id, key_hash) do update
     set request_hash = excluded.request_hash, started_at = excluded.started_at, expires_at = excluded.expires_at,
       is_done = false, answer_sealed = null
     where i.expires_at <= $4 or (not i.is_done and i.started_at < $4::timestamptz - interval '${LONGEST_SECONDS} seconds')
   returning key_hash as "keyHash"`,
);
const find = query<{ requestHash: string; isDone: boolean; startedAt: string; answerSealed: string | null }>(
  'idempotent_call_find',
  `select i.request_hash as "requestHash", i.is_done as "isDone", i.started_at as "startedAt", i.answer_sealed as "answerSealed"
   from idempotent_calls i where i.organization_id = $1 and i.key_hash = $2`,
);

/**
 * Claims a call, or returns the answer of the one that came first. Throws `conflict`: `idempotency_running` while that runs,
 * `idempotency_answer_lost` where it was done and its process died before it answered; `invalid` (`idempotency_key_reused`) for the
 * key of another call.
 */
export async function claimCall(
  db: Db,
  actor: Actor,
  { key, request, now, sealer }: IdempotentCall & { readonly sealer: Sealer },
): Promise<{ claim: Claim } | { answer: string }> {
  const organizationId = actor.organization.id;
  const keyHash = secretDigest(`${actor.type} ${actor.id} ${key}`);
  const requestHash = secretDigest(request);
  const values = [organizationId, keyHash, requestHash, now, after(now, KEPT_SECONDS)];
  if (await maybeInOneStatement(db, claim(...values))) return { claim: { organizationId, keyHash } };
  const first = await db.maybe(find(organizationId, keyHash));
  // It was given up between the two statements: whoever asks again claims it.
  if (!first) throw new Failure('conflict', 'idempotency_running');
  if (first.requestHash !== requestHash) throw new Failure('invalid', 'idempotency_key_reused');
  if (first.answerSealed !== null) return { answer: unseal(sealer, first.answerSealed) };
  // It was committed a moment ago, and is about to answer, unless its process has died.
  const isLost = first.isDone && now.getTime() - Date.parse(first.startedAt) > LONGEST_SECONDS * 1000;
  throw new Failure('conflict', isLost ? 'idempotency_answer_lost' : 'idempotency_running');
}

const done = write(
  'idempotent_call_done',
  'update idempotent_calls set is_done = true where organization_id = $1 and key_hash = $2',
);

/** Notes in the transaction of the work that it was done. */
export async function noteDone(tx: Tx, { organizationId, keyHash }: Claim): Promise<void> {
  await tx.all(done(organizationId, keyHash));
}

const keep = write(
  'idempotent_call_keep',
  'update idempotent_calls set is_done = true, answer_sealed = $3 where organization_id = $1 and key_hash = $2',
);

/** Keeps the answer for the repetitions. */
export async function keepAnswer(
  db: Db,
  { organizationId, keyHash }: Claim,
  { answer, sealer }: { answer: string; sealer: Sealer },
): Promise<void> {
  await maybeInOneStatement(db, keep(organizationId, keyHash, seal(sealer, answer)));
}

const release = write(
  'idempotent_call_release',
  'delete from idempotent_calls where organization_id = $1 and key_hash = $2 and not is_done',
);

/** Gives a call up that was refused: the same key may try again, corrected or not. What was committed stays done. */
export async function releaseCall(db: Db, { organizationId, keyHash }: Claim): Promise<void> {
  await maybeInOneStatement(db, release(organizationId, keyHash));
}

const forget = write('idempotent_calls_forget', 'delete from idempotent_calls where expires_at < $1');

/** Removes what is older than a day, of every organization: housekeeping, not a request. */
export async function forgetIdempotentCalls(db: Db, now: Date): Promise<void> {
  await maybeInOneStatement(db, forget(now));
}
