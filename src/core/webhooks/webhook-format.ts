// How a contract tells of events. Dialects make formats; this folder knows subscriptions, the queue, secrets and delivery.
import { Failure } from '../base/failure.ts';
import type { StoredSettings } from '../base/settings.ts';
import type { Person } from '../constituents/people/list-people.ts';

/** An event as a payload is made from it. */
export interface OutgoingEvent {
  /** The delivery's id. */
  readonly id: string;
  /** In the core's words, one of `EVENTS` or `PING`. */
  readonly event: string;
  readonly createdAt: string;
  readonly organizationId: number;
  readonly before: unknown;
  readonly after: unknown;
  /** Whom it is about, as they are now. */
  readonly constituent: Person | null;
}

/** One attempt at a delivery, with what signs it. */
export interface OutgoingAttempt {
  /** The delivery's id. */
  readonly id: string;
  /** In the core's words. */
  readonly event: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly secret: string;
  /** Valid beside it for a while after a rotation. */
  readonly previousSecret: string | null;
  /** The exact bytes sent. */
  readonly body: string;
  readonly now: Date;
  /** Of the organization: a format reads its own contract's. */
  readonly storedSettings: StoredSettings;
}

export interface WebhookFormat {
  /** What a webhook's row says; never renamed. */
  readonly name: string;
  /** The headers of an attempt that are the contract's own, the signatures among them. */
  headers(attempt: OutgoingAttempt): Record<string, string>;
  /** What is sent as JSON. */
  payload(event: OutgoingEvent): unknown;
}

/** By name. */
export type WebhookFormats = ReadonlyMap<string, WebhookFormat>;

/** Throws `unavailable` (`webhook_format`) for the format of a contract that this installation does not speak. */
export function formatNamed(formats: WebhookFormats, name: string): WebhookFormat {
  const format = formats.get(name);
  if (!format) throw new Failure('unavailable', 'webhook_format', { subject: name });
  return format;
}
