// Every job by name. A handler may run twice for one job (the process can die after the work), so each is idempotent.
import type { Task, TaskList } from 'graphile-worker';
import { forgetEndedLimits } from '../core/access/rate-limit.ts';
import { forgetExpiredSessions } from '../core/access/sessions.ts';
import { monitorAccreditations } from '../core/accreditations/monitor.ts';
import { runDueScans, runScan, type ScanContext } from '../core/accreditations/run-scan.ts';
import type { DeliveryQueue } from '../core/base/change.ts';
import { watchRequests } from '../core/capture/watch-requests.ts';
import { deliverDueMail, deliverMail } from '../core/mail/deliver-mail.ts';
import type { DeliveryContext } from '../core/webhooks/attempt-delivery.ts';
import { deliverDueWebhooks, deliverWebhooks, forgetOldDeliveries } from '../core/webhooks/deliver-webhooks.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { eventToPayload } from '../dialects/oho/wire/webhook-event.ts';

type Job<Payload> = (context: DialectContext, payload: Payload) => Promise<unknown>;

/** Webhooks speak Oho's contract: its wire format makes their payloads. */
function delivering(context: DialectContext): DeliveryContext {
  return { ...context, toPayload: eventToPayload };
}

function scanning(context: DialectContext): ScanContext {
  return { ...context, deliver: (queue) => deliverWebhooks(delivering(context), queue) };
}

/** Jobs that other code enqueues, with what it tells them. */
export interface JobPayloads {
  run_scan: { organizationId: number; correlationId: string };
  deliver_webhooks: DeliveryQueue;
  deliver_mail: { organizationId: number; mailId: number };
}

const ENQUEUED: { readonly [Name in keyof JobPayloads]: Job<JobPayloads[Name]> } = {
  run_scan: (context, scan) => runScan(scanning(context), scan),
  deliver_webhooks: (context, queue) => deliverWebhooks(delivering(context), queue),
  deliver_mail: deliverMail,
};

/** Jobs that the clock starts. */
export const SCHEDULED: Readonly<Record<string, Job<unknown>>> = {
  forget_expired_sessions: ({ db, clock }) => forgetExpiredSessions(db, clock.now()),
  forget_ended_limits: ({ db, clock }) => forgetEndedLimits(db, clock.now()),
  run_due_scans: (context) => runDueScans(scanning(context)),
  monitor_accreditations: monitorAccreditations,
  watch_requests: watchRequests,
  deliver_due_webhooks: (context) => deliverDueWebhooks(delivering(context)),
  deliver_due_mail: deliverDueMail,
  forget_old_deliveries: ({ db, clock }) => forgetOldDeliveries({ db, now: clock.now() }),
};

/** Scheduled jobs that a worker also runs when it starts. */
export const AT_START = ['run_due_scans', 'deliver_due_webhooks', 'deliver_due_mail'] as const;

/** Minute, hour, day, month, weekday, job. */
export const CRONTAB = [
  '*/5 * * * * forget_expired_sessions',
  '*/5 * * * * forget_ended_limits',
  '* * * * * run_due_scans',
  '*/5 * * * * monitor_accreditations',
  '* * * * * watch_requests',
  '* * * * * deliver_due_webhooks',
  '* * * * * deliver_due_mail',
  '17 3 * * * forget_old_deliveries',
].join('\n');

export function handlers(context: DialectContext): TaskList {
  const logged = (name: string, job: Job<never>): Task => {
    return async (payload) => {
      try {
        await job(context, payload as never);
      } catch (error) {
        context.log.error({ err: error, job: name }, 'job failed');
        throw error;
      }
    };
  };
  const jobs = { ...ENQUEUED, ...SCHEDULED };
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, logged(name, job as Job<never>)]));
}
