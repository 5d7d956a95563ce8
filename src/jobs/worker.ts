// Background work: graphile-worker over the same database, so that a job is enqueued in the transaction it belongs to.
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
import type { Db } from '../db/connect.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { AT_START, CRONTAB, handlers } from './handlers.ts';
import { openLanes } from './lanes.ts';

// The worker's own log lines would drown ours; failures of jobs are logged by the handlers' wrapper.
const QUIET = {
  noPreparedStatements: false,
  noHandleSignals: true,
  logger: new Logger(() => () => undefined),
} as const;

/** How a worker looks for jobs. */
export const WORKER = {
  ...QUIET,
  // Most jobs wait for a network; few of them hold a connection at a time.
  concurrency: 10,
  pollInterval: 2_000,
  preset: {
    worker: {
      // One statement looks for as many jobs as there are hands for, not each for its own; what they cannot take at once
      // goes back for another process.
      localQueue: { size: 10, ttl: 2_000 },
      // Jobs that are done are removed together. One that a dying process had done runs again, as every job may.
      completeJobBatchDelay: 50,
    },
  },
} as const;

/** Brings the worker's own schema (`graphile_worker`) up to date. */
export async function migrateJobs(db: Db): Promise<void> {
  await runMigrations({ ...QUIET, pgPool: db.pool() });
}

/** By then no claim of a dead worker holds any more (milliseconds). */
const CLAIMS_END = 32_000;

/** Starts working on jobs; stop it with `stop()`, which waits for running ones. */
export async function startWorker(context: DialectContext): Promise<Pick<Runner, 'stop'>> {
  const lanes = openLanes(context);
  const runner = await run({
    ...WORKER,
    pgPool: context.db.pool(),
    taskList: handlers({ ...context, lanes }),
    crontab: CRONTAB,
  });
  // What a process left behind that was killed need not wait for its minute: what nobody had begun goes on now, what it
  // was in the middle of when its claim has run out.
  for (const name of AT_START) {
    await runner.addJob(name, {}, { jobKey: name });
    await runner.addJob(name, {}, { jobKey: `${name} again`, runAt: new Date(Date.now() + CLAIMS_END) });
  }
  return {
    stop: async () => {
      await runner.stop();
      await lanes.stop();
    },
  };
}
