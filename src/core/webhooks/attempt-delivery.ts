// One attempt at one delivery: the payload fixed, signed and sent; nothing of it inside a transaction.
import type { Db } from '../../db/connect.ts';
import { type Sealer, unseal, unsealOrNull } from '../access/seal.ts';
import type { Actor, Organization } from '../base/actor.ts';
import type { Clock } from '../base/clock.ts';
import { RequestError, sendRequest } from '../base/send-request.ts';
import { findShownPerson } from '../constituents/people/list-people.ts';
import type { Delivery } from './webhook.ts';
import { formatNamed, type WebhookFormats } from './webhook-format.ts';

export interface DeliveryContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly allowPrivateTargets: boolean;
  readonly webhookFormats: WebhookFormats;
}

/** Milliseconds that a receiver has to answer (docs/contracts/oho.md §5.1). */
const TIMEOUT = 10_000;

export interface Target {
  readonly url: string;
  /** The name of the webhook's format. */
  readonly format: string;
  readonly secretSealed: string;
  readonly previousSecretSealed: string | null;
  readonly previousSecretUntil: string | null;
}

export interface Attempted {
  /** Status of the answer; null: there was none. */
  readonly response: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

/** Sends a delivery, whose payload is fixed, once; failures are results, not exceptions. */
export async function attemptDelivery(
  context: DeliveryContext,
  organization: Organization,
  { delivery, target }: { delivery: Delivery & { payload: string }; target: Target },
): Promise<Attempted> {
  const body = delivery.payload;
  const now = context.clock.now();
  const isOverlap = target.previousSecretUntil !== null && Date.parse(target.previousSecretUntil) > now.getTime();
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Kith-webhook/1.0',
    ...formatNamed(context.webhookFormats, target.format).headers({
      id: delivery.id,
      event: delivery.event,
      attempt: delivery.attempts,
      secret: unseal(context.sealer, target.secretSealed),
      previousSecret: isOverlap ? unsealOrNull(context.sealer, target.previousSecretSealed) : null,
      body,
      now,
      storedSettings: organization.storedSettings,
    }),
  };
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  const { allowPrivateTargets } = context;
  try {
    const answer = await sendRequest({ url: target.url, headers, body, timeout: TIMEOUT, allowPrivateTargets });
    return { response: answer.status, error: null, milliseconds: took() };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { response: null, error: error.message, milliseconds: took() };
  }
}

/** The change that an event reports; a ping reports none. */
export interface ToldChange {
  readonly at: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The payload, the same bytes at every attempt: made at the first one, from the person as they are at that time. */
export async function payloadOf(
  { db, webhookFormats }: Pick<DeliveryContext, 'db' | 'webhookFormats'>,
  actor: Actor,
  { delivery, format, change }: { delivery: Delivery; format: string; change: ToldChange | null },
): Promise<string> {
  if (delivery.payload !== null) return delivery.payload;
  const constituentId = Number(delivery.subject?.match(/^constituent (\d+)$/)?.[1] ?? 0);
  const constituent = constituentId === 0 ? undefined : await findShownPerson(db, actor, constituentId);
  const payload = formatNamed(webhookFormats, format).payload({
    id: delivery.id,
    event: delivery.event,
    createdAt: change?.at ?? delivery.createdAt,
    organizationId: actor.organization.id,
    before: change?.before ?? null,
    after: change?.after ?? null,
    constituent: constituent ?? null,
  });
  return JSON.stringify(payload);
}
