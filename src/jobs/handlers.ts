// Every job by name. A handler may run twice for one job (the process can die after the work), so each is idempotent.
import type { Task, TaskList } from 'graphile-worker';
import { forgetIdempotentCalls } from '../core/access/idempotent-calls.ts';
import { forgetKnownDevices } from '../core/access/known-devices.ts';
import { forgetEndedLimits } from '../core/access/rate-limit.ts';
import { forgetExpiredSessions } from '../core/access/sessions.ts';
import { forgetSignOnEvents } from '../core/access/sign-on-events.ts';
import { monitorAccreditations } from '../core/accreditations/monitor.ts';
import type { JobPayloads } from '../core/base/jobs.ts';
import { watchRequests } from '../core/capture/watch-requests.ts';
import { signChanges } from '../core/changes/audit.ts';
import { auditKeyOf } from '../core/changes/audit-key.ts';
import { applyAllRetention } from '../core/erasure/retention.ts';
import { matchPeople, scanPeople } from '../core/matching/match-job.ts';
import { forgetUserSessions } from '../core/staff/user-sessions.ts';
import { dueImports, workOnImport } from '../core/transfer/work-on-import.ts';
import { isAway } from '../db/errors.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import type { Lanes } from './lanes.ts';
import type { RunningJobs } from './running-jobs.ts';

export interface JobContext extends DialectContext {
  /** The lanes do the work that waits for other machines. A job only notes it there, so that it cannot hold up other jobs. */
  readonly lanes: Lanes;
}

type Job<Payload> = (context: JobContext, payload: Payload) => unknown;

/** Jobs that other code enqueues. */
const ENQUEUED: { readonly [Name in keyof JobPayloads]: Job<JobPayloads[Name]> } = {
  run_scan: ({ lanes }, scan) => lanes.scans.push(scan),
  deliver_webhooks: ({ lanes }, queue) => lanes.webhooks.push(queue),
  resume_webhooks: ({ lanes }, { organizationId }) => lanes.webhooks.pushDue(organizationId),
  deliver_mail: ({ lanes }, mail) => lanes.mails.push(mail),
  work_on_import: ({ db }, due) => workOnImport(db, due),
  scan_people: scanPeople,
};

/** Jobs that the clock starts. */
export const SCHEDULED: Readonly<Record<string, Job<unknown>>> = {
  forget_expired_sessions: ({ db, clock }) => forgetExpiredSessions(db, clock.now()),
  forget_idempotent_calls: ({ db, clock }) => forgetIdempotentCalls(db, clock.now()),
  forget_user_sessions: ({ db, clock }) => forgetUserSessions(db, clock.now()),
  forget_sign_on_events: ({ db, clock }) => forgetSignOnEvents(db, clock.now()),
  forget_known_devices: ({ db, clock }) => forgetKnownDevices(db, clock.now()),
  forget_ended_limits: ({ db, clock }) => forgetEndedLimits(db, clock.now()),
  run_due_scans: ({ lanes }) => lanes.scans.pushDue(),
  monitor_accreditations: monitorAccreditations,
  watch_requests: watchRequests,
  match_people: matchPeople,
  resume_imports: async ({ db }) => {
    for (const due of await dueImports(db)) await workOnImport(db, due);
  },
  deliver_due_webhooks: ({ lanes }) => lanes.webhooks.pushDue(),
  deliver_due_mail: ({ lanes }) => lanes.mails.pushDue(),
  seal_changes: ({ db, secret, clock }) => signChanges(db, { key: auditKeyOf(secret), now: clock.now() }),
  apply_retention: applyAllRetention,
};

/** Minute, hour, day, month, weekday, job. */
export const CRONTAB = [
  '*/5 * * * * forget_expired_sessions',
  '*/5 * * * * forget_idempotent_calls',
  '*/5 * * * * forget_user_sessions',
  '*/5 * * * * forget_ended_limits',
  '* * * * * run_due_scans',
  '*/5 * * * * monitor_accreditations',
  '* * * * * watch_requests',
  '* * * * * match_people',
  '* * * * * resume_imports',
  '* * * * * deliver_due_webhooks',
  '* * * * * deliver_due_mail',
  '* * * * * seal_changes',
  '17 * * * * apply_retention',
  '27 * * * * forget_sign_on_events',
  '37 3 * * * forget_known_devices',
].join('\n');

/** The jobs as the library calls them: watched over, and logged when they fail. */
export function handlers(context: JobContext, running: RunningJobs): TaskList {
  const watched = (name: string, job: Job<never>): Task => {
    return async (payload) => {
      try {
        await running.watch(name, () => job(context, payload as never));
      } catch (error) {
        // `Pulse` logs once that the database is away. Jobs that fail because of it log nothing.
        if (!isAway(error)) context.log.error({ err: error, job: name }, 'job failed');
        throw error;
      }
    };
  };
  const jobs = { ...ENQUEUED, ...SCHEDULED };
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, watched(name, job as Job<never>)]));
}
