/** An address that is told of events. */

export type WebhookStatus = 'active' | 'disabled' | 'auto_disabled';

export interface Webhook {
  readonly id: number;
  readonly url: string;
  /** The name of the contract's format that it is told in. */
  readonly format: string;
  /** `*` stands for every event. */
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: WebhookStatus;
  readonly consecutiveFailures: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Every event by the core's own name, with what it tells; a format may call it otherwise. */
export const EVENTS: Readonly<Record<string, string>> = {
  'scan.completed': 'a check that was asked for has its result',
  'scan.failed': 'a check was given up on because the register could not be reached',
  'accreditation.updated': 'what a register says about somebody changed',
  'accreditation.expired': 'a clearance has expired',
  'accreditation.expiring': 'a clearance expires soon',
  'accreditation.revoked': 'a clearance was suspended, cancelled or barred',
  'accreditation.status_changed': 'the normalised status changed',
  'constituent.status_changed': 'a person became active or inactive',
  'constituent.merged': 'several records turned out to be one person, and are one record now',
  'constituent.unmerged': 'records that had been merged are separate ones again',
  'information_request.sent': 'an information request went out',
  'information_request.viewed': 'the person opened an information request',
  'information_request.submitted': 'the person sent in their answers',
  'information_request.completed': 'everything an information request asked for is there',
  'information_request.cancelled': 'an information request was cancelled',
  'information_request.expired': 'an information request expired unanswered',
};

export const EVERY_EVENT = '*';

/** The synthetic event of a ping. */
export const PING = 'webhook.test';

/** The columns of `Webhook`, of `webhooks w`. */
export const WEBHOOK_COLUMNS = `w.id, w.url, w.format, w.events, w.description, w.status,
  w.consecutive_failures as "consecutiveFailures", w.created_at as "createdAt", w.updated_at as "updatedAt"`;

export type DeliveryStatus = 'queued' | 'delivered' | 'failed' | 'cancelled';

/** One event for one webhook. */
export interface Delivery {
  /** Stays the same on every attempt. */
  readonly id: string;
  readonly sequence: number;
  readonly webhookId: number;
  readonly changeId: number | null;
  readonly event: string;
  readonly subject: string | null;
  /** The exact bytes; null before the first attempt. */
  readonly payload: string | null;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastResponse: number | null;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
}

/** The columns of `Delivery`, of `webhook_deliveries d`. */
export const DELIVERY_COLUMNS = `d.id, d.sequence, d.webhook_id as "webhookId", d.change_id as "changeId", d.event, d.subject,
  d.payload, d.status, d.attempts, d.next_attempt_at as "nextAttemptAt", d.last_response as "lastResponse",
  d.last_error as "lastError", d.created_at as "createdAt", d.delivered_at as "deliveredAt"`;
