// Who works on jobs, over all processes: each worker says every few seconds that it is there.
import { randomUUID } from 'node:crypto';
import type { Db } from '../db/connect.ts';
import { query, write } from '../db/statement.ts';
import { maybeInOneStatement } from '../db/transaction.ts';
import { OVERDUE_JSON, type Overdue } from './overdue-work.ts';
import type { RunningJobs } from './running-jobs.ts';
import type { Tally } from './work-tally.ts';

/** Milliseconds between two signs of life. */
const INTERVAL = 5_000;

// Workers that have been silent for longer than this belonged to killed processes.
const sign = write(
  'job_worker_sign',
  `with gone as (delete from job_workers where seen_at < now() - interval '1 hour')
   insert into job_workers (id, standing, work) values ($1, $2, $3::jsonb)
   on conflict (id) do update set seen_at = now(), standing = excluded.standing, work = excluded.work`,
);
const signOff = write('job_worker_sign_off', 'delete from job_workers where id = $1');
// A worker that starts takes the place of those that were killed.
const replace = write('job_worker_replace', `delete from job_workers where seen_at < now() - interval '15 seconds'`);

export interface SignOfLife {
  /** Settles when the database knows that this worker has ended. */
  stop(): Promise<void>;
}

/** Lets all processes know of a worker until stopped: `running` gives its jobs, undefined while it does not work. */
export async function startSignOfLife(db: Db, running: () => RunningJobs | undefined): Promise<SignOfLife> {
  const id = randomUUID();
  const give = async () => {
    const jobs = running();
    if (jobs) await maybeInOneStatement(db, sign(id, jobs.standing, JSON.stringify(jobs.tally.all())));
  };
  await maybeInOneStatement(db, replace());
  await give();
  // Without the database no sign of life can be written, and no reader can be misled by that.
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
  /** How the work of those that gave a sign of life goes. */
  readonly work: readonly Tally[];
  /** What was due long ago and is not finished. */
  readonly late: readonly Overdue[];
  /** The database's clock, ISO 8601. */
  readonly now: string;
}

const ALIVE = `seen_at > now() - interval '15 seconds'`;

export const jobsState = query<JobsState>(
  'jobs_state',
  `select (select count(*) from job_workers where ${ALIVE}) as working,
     (select count(*) from job_workers where not ${ALIVE}) as silent,
     (select coalesce(sum(standing), 0) from job_workers where ${ALIVE}) as standing,
     (select count(*) from graphile_worker.jobs
      where attempts < max_attempts and locked_at is null and run_at < now() - interval '10 seconds') as overdue,
     (select coalesce(json_agg(t.tally), '[]') from job_workers cross join lateral jsonb_array_elements(work) t(tally)
      where ${ALIVE}) as work,
     ${OVERDUE_JSON} as late, now() as now`,
);

/** Failures in a row, after which work counts as broken: a single one is tried four times within seconds. */
const BROKEN_AFTER = 5;
/** Milliseconds. What failed last longer ago is not tried any more. */
const FORGOTTEN_AFTER = 15 * 60_000;
/** Milliseconds in which nothing of a kind was finished: then what is late is no long queue, but stands still. */
const STILL_AFTER = 5 * 60_000;

/**
 * What is wrong with background work, or undefined. Jobs may wait for a worker that is to be started, but not for long. A queue
 * that is long but moves is no reason to take no requests.
 */
export function problemOf(state: JobsState): string | undefined {
  const { working, silent, standing, overdue } = state;
  if (standing > 0) return `jobs that stand still: ${standing}`;
  if (working > 0) return failingWork(state) ?? lateWork(state, (name) => !isMoving(state, name));
  if (silent > 0) return 'the process that works on jobs gives no sign of life';
  return overdue > 0 ? `no process works on jobs; waiting: ${overdue}` : undefined;
}

function failingWork({ work, now }: JobsState): string | undefined {
  const isFailing = ({ failures, failedAt }: Tally) =>
    failures >= BROKEN_AFTER && Date.parse(now) - Date.parse(failedAt ?? '') < FORGOTTEN_AFTER;
  return joined(
    work
      .filter(isFailing)
      .map(({ name, failures, failingSince }) => `${name}: ${failures} failures in a row since ${failingSince}`),
  );
}

function isMoving({ work, now }: JobsState, kind: string): boolean {
  return work.some(({ name, doneAt }) => name === kind && Date.parse(now) - Date.parse(doneAt) < STILL_AFTER);
}

/** What was due long ago, of the kinds that somebody works on (without an SMTP server, mails wait as they should). */
export function lateWork({ work, late }: JobsState, isMeant = (_kind: string) => true): string | undefined {
  const isWorkedOn = (kind: string) => work.some(({ name }) => name === kind);
  return joined(
    late
      .filter(({ name }) => isWorkedOn(name) && isMeant(name))
      .map(({ name, number, since }) => `${name}: ${number} due and not finished, the oldest since ${since}`),
  );
}

function joined(problems: readonly string[]): string | undefined {
  return problems.length > 0 ? problems.join('; ') : undefined;
}
