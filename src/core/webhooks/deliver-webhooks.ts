// Delivers what waits for a webhook, one person's events in order: one try and five retries each
// (docs/contracts/oho.md §5.2).
import type { Db } from '../../db/connect.ts';
import { claiming, outlast } from '../../db/outlast.ts';
import { type Query, query, write } from '../../db/statement.ts';
import { maybeInOneStatement, type Tx, transaction } from '../../db/transaction.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { instant } from '../base/columns.ts';
import type { Due } from '../base/due.ts';
import { type DeliveryQueue, enqueue } from '../base/jobs.ts';
import { newRequestId } from '../base/request-id.ts';
import {
  type Attempted,
  attemptDelivery,
  type DeliveryContext,
  payloadOf,
  type Target,
  type ToldChange,
} from './attempt-delivery.ts';
import { tellAdministrators } from './tell-administrators.ts';
import { DELIVERY_COLUMNS, type Delivery } from './webhook.ts';

/** The waits before the retries, in seconds. */
const RETRY_SECONDS = [30, 120, 600, 3_600, 21_600] as const;

/** Each wait is up to this much shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.2;

/** Deliveries that were given up on in a row, after which a webhook is disabled. */
const DISABLE_AFTER = 50;

/** Longer than an attempt can take; then another worker may try (milliseconds). */
const CLAIM_MILLISECONDS = 30_000;

/** `is not distinct from` would look through everything that waits for the webhook: the index knows subjects and nulls. */
function ofQueue({ subject }: DeliveryQueue): { name: string; condition: string } {
  return subject === null
    ? { name: 'no_subject', condition: '$3::text is null and q.subject is null' }
    : { name: 'subject', condition: 'q.subject = $3' };
}

/** SQL: at the moment `now`, delivery `d` is due and no worker has claimed it. */
function mayGo(now: string): string {
  return `(d.next_attempt_at is null or d.next_attempt_at <= ${now}) and (d.claimed_until is null or d.claimed_until <= ${now})`;
}

function valuesOf({ organizationId, webhookId, subject }: DeliveryQueue): [number, number, string | null] {
  return [organizationId, webhookId, subject];
}

interface Head extends Delivery, Target, OrganizationRow {
  readonly change: ToldChange | null;
}

/** The first delivery of the queue, if it is due. While it waits for its retry, the others wait too. */
function headOf(queue: DeliveryQueue, now: Date): Query<Head> {
  const { name, condition } = ofQueue(queue);
  const text = `select ${DELIVERY_COLUMNS}, w.url, w.format, w.secret_sealed as "secretSealed",
     w.previous_secret_sealed as "previousSecretSealed", w.previous_secret_until as "previousSecretUntil",
     (select json_build_object('at', ${instant('c.at')}, 'before', c.before, 'after', c.after) from changes c
      where c.organization_id = d.organization_id and c.id = d.change_id) as change, ${ORGANIZATION_COLUMNS}
   from webhook_deliveries d
   join webhooks w on w.organization_id = d.organization_id and w.id = d.webhook_id and w.status = 'active'
   join organizations o on o.organization_id = d.organization_id
   where d.organization_id = $1 and d.id = (select q.id from webhook_deliveries q
       where q.organization_id = $1 and q.webhook_id = $2 and ${condition} and q.status = 'queued' order by q.sequence limit 1)
     and ${mayGo('$4')}`;
  return query<Head>(`webhook_queue_head_${name}`, text)(...valuesOf(queue), now);
}

// Claiming counts the attempt: of several workers that saw the same delivery, one succeeds.
const claim = write<{ attempts: number; payload: string }>(
  'webhook_delivery_claim',
  `update webhook_deliveries d set attempts = d.attempts + 1, claimed_until = $5, payload = coalesce(d.payload, $6)
   where d.organization_id = $1 and d.id = $2 and d.attempts = $3 and d.status = 'queued' and ${mayGo('$4')}
   returning d.attempts, d.payload`,
);

const unclaim = write(
  'webhook_delivery_unclaim',
  `update webhook_deliveries set attempts = $3, claimed_until = null
   where organization_id = $1 and id = $2 and attempts = $3::integer + 1 and claimed_until = $4 and status = 'queued'`,
);

/**
 * Delivers the first of a queue if it may go; any number of workers may be told to. Returns whether to look again: what came
 * meanwhile found its turn taken, and nobody else will be told of it.
 */
export async function deliverNext(context: DeliveryContext, queue: DeliveryQueue): Promise<boolean> {
  const now = context.clock.now();
  const head = await context.db.maybe(headOf(queue, now));
  if (!head) return false;
  const organization = toOrganization(head);
  const actor = systemActor(organization, 'job', `webhook ${queue.webhookId} ${newRequestId()}`);
  const payload = await payloadOf(context, actor, { delivery: head, format: head.format, change: head.change });
  const until = new Date(now.getTime() + CLAIM_MILLISECONDS);
  const own = [organization.id, head.id, head.attempts];
  const claimed = await claiming(
    () => maybeInOneStatement(context.db, claim(...own, now, until, payload)),
    () => maybeInOneStatement(context.db, unclaim(...own, until)),
  );
  if (!claimed) return false;
  const delivery = { ...head, ...claimed };
  const attempted = await attemptDelivery(context, organization, { target: head, delivery });
  const result = { delivery, attempted, now: context.clock.now() };
  // The receiver has it: a database that is away at this moment must not have it sent again.
  return outlast(() => settle(context.db, actor, result));
}

/** Writes down what came of an attempt; returns whether the queue may go on. */
async function settle(db: Db, actor: Actor, result: Result): Promise<boolean> {
  const { delivery, attempted, now } = result;
  if (!isDelivered(attempted)) return transaction(db, actor, (tx) => settleFailure(tx, actor, result));
  const { response, milliseconds } = attempted;
  const attempt = [actor.organization.id, delivery.id, delivery.attempts];
  await maybeInOneStatement(db, succeed(...attempt, now, response, milliseconds));
  return true;
}

function isDelivered({ response }: Attempted): boolean {
  return response !== null && response >= 200 && response < 300;
}

/** SQL: the attempt is not written down yet. Where the answer to that was lost, it is done again. */
const UNKNOWN = `not exists (select from webhook_attempts where organization_id = $1 and delivery_id = $2::uuid
     and attempt = $3::integer and at = $4::timestamptz)`;

const logAttempt = write(
  'webhook_attempt_insert',
  `insert into webhook_attempts (organization_id, delivery_id, attempt, at, response, error, milliseconds)
   select $1, $2, $3, $4, $5, $6, $7 where ${UNKNOWN}`,
);
const finish = write<{ webhook_id: number }>(
  'webhook_delivery_finish',
  `update webhook_deliveries set status = 'failed', last_response = $4, last_error = $5, claimed_until = null, next_attempt_at = null
   where organization_id = $1 and id = $2 and status = 'queued' and attempts = $3 returning webhook_id`,
);
const retry = write<{ webhook_id: number }>(
  'webhook_delivery_retry',
  `update webhook_deliveries set last_response = $4, last_error = $5, claimed_until = null, next_attempt_at = $6
   where organization_id = $1 and id = $2 and status = 'queued' and attempts = $3 returning webhook_id`,
);

// A delivery that got through: the attempt, its end and the end of a row of failures in one statement.
const succeed = write(
  'webhook_delivery_succeed',
  `with attempt as (
     insert into webhook_attempts (organization_id, delivery_id, attempt, at, response, milliseconds)
     select $1, $2, $3, $4, $5, $6 where ${UNKNOWN}
   ), done as (
     update webhook_deliveries set status = 'delivered', last_response = $5, last_error = null, claimed_until = null,
       next_attempt_at = null, delivered_at = $4
     where organization_id = $1 and id = $2 and status = 'queued' and attempts = $3 returning webhook_id
   )
   update webhooks w set consecutive_failures = 0 from done
   where w.organization_id = $1 and w.id = done.webhook_id and w.consecutive_failures > 0`,
);
const countFailure = write<{ failures: number }>(
  'webhook_count_failure',
  `update webhooks set consecutive_failures = consecutive_failures + 1 where organization_id = $1 and id = $2
   returning consecutive_failures as failures`,
);
const disable = write<{ id: number }>(
  'webhook_disable',
  `update webhooks set status = 'auto_disabled', updated_at = now()
   where organization_id = $1 and id = $2 and status = 'active' returning id`,
);

interface Result {
  readonly delivery: Delivery;
  readonly attempted: Attempted;
  readonly now: Date;
}

/** Writes down an attempt that failed; returns whether the queue may go on. */
async function settleFailure(tx: Tx, actor: Actor, { delivery, attempted, now }: Result): Promise<boolean> {
  const organizationId = actor.organization.id;
  const { response, error, milliseconds } = attempted;
  const own = [organizationId, delivery.id, delivery.attempts];
  await tx.all(logAttempt(...own, now, response, error, milliseconds));
  const wait = response === 410 ? undefined : RETRY_SECONDS[delivery.attempts - 1];
  if (wait !== undefined) {
    const seconds = wait * (1 - JITTER + Math.random() * 2 * JITTER);
    await tx.all(retry(...own, response, error, new Date(now.getTime() + seconds * 1000)));
    const { webhookId, subject } = delivery;
    await enqueue(tx, 'deliver_webhooks', { organizationId, webhookId, subject, seconds });
    return false;
  }
  if (!(await tx.maybe(finish(...own, response, error)))) return false;
  return !(await giveUp(tx, actor, { delivery, isGone: response === 410 }));
}

/** A delivery was given up on: true when that disabled the webhook. */
async function giveUp(
  tx: Tx,
  actor: Actor,
  { delivery, isGone }: { delivery: Delivery; isGone: boolean },
): Promise<boolean> {
  const { webhookId } = delivery;
  const { failures } = await tx.one(countFailure(actor.organization.id, webhookId));
  if (!isGone && failures < DISABLE_AFTER) return false;
  if (!(await tx.maybe(disable(actor.organization.id, webhookId)))) return true;
  const reason = isGone ? 'gone' : 'failures';
  await tellAdministrators(tx, actor, { webhookId, reason });
  const after = { status: 'auto_disabled', reason };
  await recordChange(tx, actor, {
    kind: 'webhook.disabled',
    subjectId: webhookId,
    before: { status: 'active' },
    after,
  });
  return true;
}

// Of each organization its share: a long queue must leave room for the others.
const due = query<DeliveryQueue>(
  'webhook_queues_due',
  `select o.organization_id as "organizationId", d.webhook_id as "webhookId", d.subject
   from organizations o cross join lateral (
     select q.webhook_id, q.subject from (select distinct on (q.webhook_id, q.subject) q.* from webhook_deliveries q
       where q.organization_id = o.organization_id and q.status = 'queued' order by q.webhook_id, q.subject, q.sequence) q
     join webhooks w on w.organization_id = o.organization_id and w.id = q.webhook_id and w.status = 'active'
     where (q.next_attempt_at is null or q.next_attempt_at <= $1) and (q.claimed_until is null or q.claimed_until <= $1)
     limit $2
   ) d where $3::bigint is null or o.organization_id = $3`,
);

/** Queues of which something is due, at most `limit` of each organization (or of the one): after a crash, and for retries. */
export function dueQueues(db: Db, { now, limit, organizationId }: Due): Promise<DeliveryQueue[]> {
  return db.all(due(now, limit, organizationId ?? null));
}
