// Who works on jobs, over all processes: each worker says every few seconds that it is there.
import { randomUUID } from 'node:crypto';
import type { Db } from '../db/connect.ts';
import { query, write } from '../db/statement.ts';
import { maybeInOneStatement } from '../db/transaction.ts';

/** Milliseconds between two signs of life. */
const INTERVAL = 5_000;

// Others that have been silent for long are those of killed processes.
const sign = write(
  'job_worker_sign',
  `with gone as (delete from job_workers where seen_at < now() - interval '1 hour')
   insert into job_workers (id, standing) values ($1, $2)
   on conflict (id) do update set seen_at = now(), standing = excluded.standing`,
);
const signOff = write('job_worker_sign_off', 'delete from job_workers where id = $1');
// A worker that starts takes the place of those that were killed.
const replace = write('job_worker_replace', `delete from job_workers where seen_at < now() - interval '15 seconds'`);

export interface SignOfLife {
  /** Settles when it is known that nobody works any more. */
  stop(): Promise<void>;
}

/**
 * Lets all processes know of a worker until stopped: `standing` says how many of its jobs stand still, undefined that it does
 * not work.
 */
export async function startSignOfLife(db: Db, standing: () => number | undefined): Promise<SignOfLife> {
  const id = randomUUID();
  const give = async () => {
    const number = standing();
    if (number !== undefined) await maybeInOneStatement(db, sign(id, number));
  };
  await maybeInOneStatement(db, replace());
  await give();
  // Without the database nobody can be told, and whoever asks finds that out.
  const timer = setInterval(() => give().catch(() => undefined), INTERVAL).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await maybeInOneStatement(db, signOff(id)).catch(() => undefined);
    },
  };
}

export interface JobsState {
  /** Workers that gave a sign of life of late. */
  readonly working: number;
  /** Workers that did not, and have not said that they end. */
  readonly silent: number;
  /** Jobs that run beyond their limit. */
  readonly standing: number;
  /** Jobs that were due ten seconds ago and that nobody has taken. */
  readonly overdue: number;
}

export const jobsState = query<JobsState>(
  'jobs_state',
  `select (select count(*) from job_workers where seen_at > now() - interval '15 seconds') as working,
     (select count(*) from job_workers where seen_at <= now() - interval '15 seconds') as silent,
     (select coalesce(sum(standing), 0) from job_workers where seen_at > now() - interval '15 seconds') as standing,
     (select count(*) from graphile_worker.jobs
      where attempts < max_attempts and locked_at is null and run_at < now() - interval '10 seconds') as overdue`,
);

/** What is wrong with background work, or undefined. Jobs may wait for a worker that is to be started, but not for long. */
export function problemOf({ working, silent, standing, overdue }: JobsState): string | undefined {
  if (standing > 0) return `jobs that stand still: ${standing}`;
  if (working > 0) return undefined;
  if (silent > 0) return 'the process that works on jobs gives no sign of life';
  return overdue > 0 ? `no process works on jobs; waiting: ${overdue}` : undefined;
}
