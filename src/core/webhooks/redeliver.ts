// Sending again what was sent or given up on, with the same id and the same bytes; and a ping.
import { randomUUID } from 'node:crypto';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement, NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import { enqueue } from '../base/jobs.ts';
import { type Attempted, attemptDelivery, type DeliveryContext, payloadOf, type Target } from './attempt-delivery.ts';
import { DELIVERY_COLUMNS, type Delivery, PING } from './webhook.ts';

const again = write<Delivery>(
  'webhook_delivery_again',
  `update webhook_deliveries d set status = 'queued', attempts = 0, next_attempt_at = null, claimed_until = null, delivered_at = null
   where d.organization_id = $1 and d.id = $2 and d.status <> 'queued'
     and exists (select from webhooks w where w.organization_id = $1 and w.id = d.webhook_id and w.deleted_at is null)
   returning ${DELIVERY_COLUMNS}`,
);

/** Sends one delivery again. Throws `not-found`, also while it is still waiting for its turn. */
export async function redeliver(tx: Tx, actor: Actor, id: string): Promise<Delivery> {
  allow(actor, 'settings:write');
  const delivery = await tx.maybe(again(actor.organization.id, id));
  if (!delivery) throw new Failure('not-found', 'delivery', { subject: id });
  const { webhookId, subject } = delivery;
  await enqueue(tx, 'deliver_webhooks', { organizationId: actor.organization.id, webhookId, subject });
  const after = { deliveryId: id };
  await recordChange(tx, actor, { kind: 'webhook.redelivered', subjectId: delivery.webhookId, before: null, after });
  return delivery;
}

const drive = write<{ count: number }>(
  'webhook_redrive',
  `with driven as (update webhook_deliveries d set status = 'queued', attempts = 0, next_attempt_at = null, claimed_until = null, delivered_at = null
   where d.organization_id = $1 and d.webhook_id = $2 and d.status = any($3::text[])
     and d.created_at >= $4 and d.created_at <= $5
     and exists (select from webhooks w where w.organization_id = $1 and w.id = $2 and w.deleted_at is null)
   returning 1) select count(*) from driven`,
);

export interface Redrive {
  readonly webhookId: number;
  /** ISO moments, inclusive. */
  readonly from: string;
  readonly to: string;
  readonly statuses: readonly string[];
}

/** Sends again everything of a time range with one of the outcomes; returns how many. */
export async function redrive(tx: Tx, actor: Actor, range: Redrive): Promise<number> {
  allow(actor, 'settings:write');
  const { webhookId, from, to, statuses } = range;
  const { count } = await tx.one(drive(actor.organization.id, webhookId, statuses, from, to));
  if (count > 0) await enqueue(tx, 'resume_webhooks', { organizationId: actor.organization.id });
  const after = { ...range, count };
  await recordChange(tx, actor, { kind: 'webhook.redriven', subjectId: webhookId, before: null, after });
  return count;
}

const insertPing = write<Delivery>(
  'webhook_ping_insert',
  `insert into webhook_deliveries as d (organization_id, id, webhook_id, event, subject, status, attempts)
   select $1, $2, w.id, '${PING}', null, 'cancelled', 1 from webhooks w
   where w.organization_id = $1 and w.id = $3 and w.deleted_at is null returning ${DELIVERY_COLUMNS}`,
);
const target = query<Target>(
  'webhook_target',
  `select url, format, secret_sealed as "secretSealed", previous_secret_sealed as "previousSecretSealed",
     previous_secret_until as "previousSecretUntil" from webhooks where organization_id = $1 and id = $2`,
);
const settlePing = write(
  'webhook_ping_settle',
  `update webhook_deliveries set status = $3, last_response = $4, last_error = $5, delivered_at = $6, payload = $7
   where organization_id = $1 and id = $2`,
);

/** One attempt, now, whatever the webhook subscribes to and whether or not it is active. Throws `not-found`. */
export async function pingWebhook(
  context: DeliveryContext,
  actor: Actor,
  webhookId: number,
): Promise<Attempted & { deliveryId: string }> {
  allow(actor, 'settings:write');
  const { organization } = actor;
  const id = randomUUID();
  const ping = await maybeInOneStatement(context.db, insertPing(organization.id, id, webhookId));
  if (!ping) throw new Failure('not-found', 'webhook', { subject: webhookId });
  const where = await context.db.one(target(organization.id, webhookId));
  const payload = await payloadOf(context, actor, { delivery: ping, format: where.format, change: null });
  const delivery = { ...ping, payload };
  const attempted = await attemptDelivery(context, organization, { delivery, target: where });
  const { response, error } = attempted;
  const isDelivered = response !== null && response >= 200 && response < 300;
  const outcome = [
    isDelivered ? 'delivered' : 'failed',
    response,
    error,
    isDelivered ? context.clock.now() : null,
    payload,
  ];
  await transaction(context.db, NOBODY, (tx) => tx.all(settlePing(organization.id, id, ...outcome)));
  return { ...attempted, deliveryId: id };
}
