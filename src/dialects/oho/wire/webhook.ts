import { z } from 'zod';
import type { Redrive } from '../../../core/webhooks/redeliver.ts';
import { type Delivery, EVERY_EVENT, type Webhook } from '../../../core/webhooks/webhook.ts';
import type { AttemptRow, DeliveryFilter } from '../../../core/webhooks/webhook-queries.ts';
import type { WebhookInput } from '../../../core/webhooks/write-webhook.ts';
import { eventFromWire, eventToWire } from './event-name.ts';
import { objectBody, optionalText, parse, requireFields, storableText, toSeconds, toSecondsOrNull } from './fields.ts';

const event = storableText.transform(eventFromWire);
const events = z.array(event).min(1).max(100);

const creation = z.object({
  url: storableText.max(2000),
  events: events.optional(),
  description: optionalText,
  active: z.boolean().optional(),
  secret: storableText.min(8).max(255).nullable().optional(),
});

const change = creation.partial().omit({ secret: true });

export function webhookFromWire(body: unknown): Omit<WebhookInput, 'format'> {
  const given = objectBody(body);
  requireFields(given, ['url']);
  const parsed = parse(creation, given);
  return {
    url: parsed.url,
    events: parsed.events ?? [EVERY_EVENT],
    description: parsed.description ?? null,
    active: parsed.active ?? true,
    ...(parsed.secret ? { secret: parsed.secret } : {}),
  };
}

export function webhookChangeFromWire(body: unknown): Partial<WebhookInput> {
  return parse(change, objectBody(body));
}

export function webhookToWire(webhook: Webhook) {
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events.map(eventToWire),
    description: webhook.description,
    active: webhook.status === 'active',
    status: webhook.status,
    consecutive_failures: webhook.consecutiveFailures,
    created_at: toSeconds(webhook.createdAt),
    updated_at: toSeconds(webhook.updatedAt),
  };
}

export function deliveryToWire(delivery: Delivery) {
  return {
    id: delivery.id,
    webhook_id: delivery.webhookId,
    event: eventToWire(delivery.event),
    status: delivery.status,
    attempts: delivery.attempts,
    last_response: delivery.lastResponse,
    last_error: delivery.lastError,
    next_attempt_at: toSecondsOrNull(delivery.nextAttemptAt),
    created_at: toSeconds(delivery.createdAt),
    delivered_at: toSecondsOrNull(delivery.deliveredAt),
  };
}

export function deliveryWithLogToWire({ delivery, attempts }: { delivery: Delivery; attempts: readonly AttemptRow[] }) {
  const log = attempts.map((row) => ({ ...row, at: toSeconds(row.at) }));
  return { ...deliveryToWire(delivery), payload: delivery.payload, log };
}

const moment = z.iso.datetime({ offset: true }).or(z.iso.date());
const statuses = ['queued', 'delivered', 'failed', 'cancelled'] as const;

const historyQuery = z.object({
  status: z.enum(statuses).optional(),
  event: event.optional(),
  from: moment.optional(),
  to: moment.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export function historyFromWire(parameters: unknown): Omit<DeliveryFilter, 'webhookId'> {
  return parse(historyQuery, parameters);
}

const range = z.object({ from: moment, to: moment, statuses: z.array(z.enum(statuses)).min(1).optional() });

/** A time range and outcomes; by default the deliveries that were given up on. */
export function redriveFromWire(body: unknown): Omit<Redrive, 'webhookId'> {
  const given = objectBody(body);
  requireFields(given, ['from', 'to']);
  const parsed = parse(range, given);
  return { from: parsed.from, to: parsed.to, statuses: parsed.statuses ?? ['failed', 'cancelled'] };
}
