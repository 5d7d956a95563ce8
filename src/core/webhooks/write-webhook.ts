// Creating, changing, rotating and removing webhooks.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Sealer, seal } from '../access/seal.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { enqueue } from '../base/jobs.ts';
import { checkTarget } from '../base/send-request.ts';
import { newSigningSecret } from './signature.ts';
import { EVENTS, EVERY_EVENT, WEBHOOK_COLUMNS, type Webhook } from './webhook.ts';

/** What webhooks need of the installation. */
export interface WebhookAccess {
  readonly sealer: Sealer;
  readonly allowPrivateTargets: boolean;
}

export interface WebhookInput {
  readonly url: string;
  /** The name of a `WebhookFormat`; stays. */
  readonly format: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly active: boolean;
  /** Made up where it is absent. */
  readonly secret?: string;
}

/** Throws `invalid` for an address that may not be called or an event that does not exist. */
function check(input: Partial<WebhookInput>, { allowPrivateTargets }: WebhookAccess): void {
  const unknown = input.events?.some((event) => event !== EVERY_EVENT && !Object.hasOwn(EVENTS, event));
  if (unknown || input.events?.length === 0) throw invalidField('events', 'unknown_event');
  if (input.url === undefined) return;
  try {
    checkTarget(input.url, allowPrivateTargets);
  } catch {
    throw invalidField('url', 'target');
  }
}

const insert = write<Webhook>(
  'webhook_insert',
  `insert into webhooks as w (organization_id, url, format, events, description, status, secret_sealed)
   values ($1, $2, $3, $4, $5, $6, $7) returning ${WEBHOOK_COLUMNS}`,
);

/** Makes a webhook. Its secret is in the answer and, readable, nowhere else. */
export async function createWebhook(
  tx: Tx,
  actor: Actor,
  { access, input }: { access: WebhookAccess; input: WebhookInput },
): Promise<{ webhook: Webhook; secret: string }> {
  allow(actor, 'settings:write');
  check(input, access);
  const secret = input.secret ?? newSigningSecret();
  const status = input.active ? 'active' : 'disabled';
  const values = [input.url, input.format, input.events, input.description, status, seal(access.sealer, secret)];
  const webhook = await tx.one(insert(actor.organization.id, ...values));
  await recordChange(tx, actor, { kind: 'webhook.created', subjectId: webhook.id, before: null, after: webhook });
  return { webhook, secret };
}

const update = write<Webhook>(
  'webhook_update',
  `update webhooks w set url = coalesce($3, w.url), events = coalesce($4, w.events),
     description = case when $5 then $6 else w.description end, status = coalesce($7, w.status),
     consecutive_failures = case when $7 = 'active' then 0 else w.consecutive_failures end, updated_at = now()
   where w.organization_id = $1 and w.id = $2 and w.deleted_at is null returning ${WEBHOOK_COLUMNS}`,
);
/** Changes what is given. What waited while it was disabled goes out when it is active again. Throws `not-found`. */
export async function updateWebhook(
  tx: Tx,
  actor: Actor,
  { id, access, input }: { id: number; access: WebhookAccess; input: Partial<Omit<WebhookInput, 'format' | 'secret'>> },
): Promise<Webhook> {
  allow(actor, 'settings:write');
  check(input, access);
  const status = input.active === undefined ? null : input.active ? 'active' : 'disabled';
  const description = [input.description !== undefined, input.description ?? null];
  const values = [input.url ?? null, input.events ?? null, ...description, status];
  const webhook = await tx.maybe(update(actor.organization.id, id, ...values));
  if (!webhook) throw new Failure('not-found', 'webhook', { subject: id });
  if (status === 'active') await enqueue(tx, 'resume_webhooks', { organizationId: actor.organization.id });
  await recordChange(tx, actor, { kind: 'webhook.updated', subjectId: id, before: null, after: webhook });
  return webhook;
}

const rotate = write<Webhook>(
  'webhook_rotate',
  `update webhooks w set previous_secret_sealed = w.secret_sealed, previous_secret_until = $4, secret_sealed = $3, updated_at = now()
   where w.organization_id = $1 and w.id = $2 and w.deleted_at is null returning ${WEBHOOK_COLUMNS}`,
);

/** Both secrets sign for a day, so that a receiver can change over without missing anything. */
const OVERLAP_MILLISECONDS = 86_400_000;

/** Replaces the secret; the new one is in the answer and, readable, nowhere else. Throws `not-found`. */
export async function rotateWebhookSecret(
  tx: Tx,
  actor: Actor,
  { id, access, now }: { id: number; access: WebhookAccess; now: Date },
): Promise<{ webhook: Webhook; secret: string; previousUntil: Date }> {
  allow(actor, 'settings:write');
  const secret = newSigningSecret();
  const previousUntil = new Date(now.getTime() + OVERLAP_MILLISECONDS);
  const webhook = await tx.maybe(rotate(actor.organization.id, id, seal(access.sealer, secret), previousUntil));
  if (!webhook) throw new Failure('not-found', 'webhook', { subject: id });
  const after = { previousUntil };
  await recordChange(tx, actor, { kind: 'webhook.secret_rotated', subjectId: id, before: null, after });
  return { webhook, secret, previousUntil };
}

const remove = write<{ id: number }>(
  'webhook_delete',
  `update webhooks set deleted_at = now(), status = 'disabled', updated_at = now()
   where organization_id = $1 and id = $2 and deleted_at is null returning id`,
);
const cancelQueued = write(
  'webhook_cancel_queued',
  `update webhook_deliveries set status = 'cancelled' where organization_id = $1 and webhook_id = $2 and status = 'queued'`,
);

/** Removes a webhook; what waited for it is cancelled. Throws `not-found`. */
export async function deleteWebhook(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'settings:write');
  if (!(await tx.maybe(remove(actor.organization.id, id)))) throw new Failure('not-found', 'webhook', { subject: id });
  await tx.all(cancelQueued(actor.organization.id, id));
  await recordChange(tx, actor, { kind: 'webhook.deleted', subjectId: id, before: null, after: null });
}
