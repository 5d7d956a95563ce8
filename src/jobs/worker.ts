// Background work: graphile-worker over the same database, so that a job is enqueued in the transaction it belongs to.
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, runMigrations } from 'graphile-worker';
import type { Db } from '../db/connect.ts';
import type { Pulse } from '../db/pulse.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { CRONTAB, handlers, type JobContext } from './handlers.ts';
import { startSignOfLife } from './job-workers.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { RunningJobs } from './running-jobs.ts';
import { SteadyPool } from './steady-pool.ts';

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
      // Finished jobs are removed together. A job that a dying process had finished runs again, as every job may.
      completeJobBatchDelay: 50,
    },
  },
} as const;

/** Brings the worker's own schema (`graphile_worker`) up to date. */
export async function migrateJobs(db: Db): Promise<void> {
  await runMigrations({ ...QUIET, pgPool: db.pool() });
}

/** Milliseconds that running jobs get to end when a worker stops. */
const STOP_LIMIT = 10_000;
/** Milliseconds before a runner that ended is replaced; doubled while they end soon. */
const PAUSE = { first: 250, most: 30_000 } as const;
/** A runner that worked for so long (milliseconds) did not end for the reason of the one before. */
const STEADY = 60_000;

/** What jobs need, and who knows when the database is back. */
export interface WorkContext extends DialectContext {
  readonly pulse: Pulse;
}

export interface Worker {
  /** Waits for running jobs, within a limit. */
  stop(): Promise<void>;
}

/**
 * Works on jobs until stopped, whatever happens to the database or to the library's runner: one that ends is replaced, and its
 * end is logged with the reason.
 */
export async function startWorker(context: WorkContext): Promise<Worker> {
  const { db, log, pulse } = context;
  const running = new RunningJobs();
  const lanes = openLanes(context, running);
  const stopping = new AbortController();
  const begin = () => startTurn({ ...context, lanes }, running);
  let turn: Turn | undefined = await begin();
  const life = await startSignOfLife(db, () => (turn ? running : undefined));
  const looks = new Looks(lanes);
  looks.begin();
  pulse.onBack(() => {
    if (!stopping.signal.aborted) looks.begin();
  });

  async function supervise(): Promise<void> {
    let pause: number = PAUSE.first;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const reason = turn ? await turn.ended : 'it could not be started';
      if (stopping.signal.aborted) return;
      turn = undefined;
      pause = performance.now() - startedAt > STEADY ? PAUSE.first : Math.min(pause * 2, PAUSE.most);
      log.error({ reason, pause }, 'background work ended by itself; it is started again');
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      turn = await begin().catch(() => undefined);
    }
  }

  const supervised = supervise();
  return {
    stop: async () => {
      stopping.abort();
      looks.end();
      await within(STOP_LIMIT, log, async () => {
        await turn?.stop();
        await lanes.stop();
      });
      turn?.abandon();
      await supervised;
      await life.stop();
    },
  };
}

/** Does not wait for ever: what a peer or a fault keeps from ending must not keep the process from it. */
async function within(limit: number, log: WorkContext['log'], work: () => Promise<void>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    log.warn({ limit }, 'running jobs did not end in time; they are begun again at the next start');
    resolve();
  }, limit);
  await Promise.race([work(), over]);
  clearTimeout(timer);
}

/** A runner of the library, from its start to its end. */
interface Turn {
  /** Settles with the reason when the runner has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Takes up no more jobs, and waits for those that run. */
  stop(): Promise<void>;
  /** Waits for nothing. */
  abandon(): void;
}

async function startTurn(context: JobContext, running: RunningJobs): Promise<Turn> {
  const pool = new SteadyPool(context.db.pool(), context.log);
  const runner = await run({
    ...WORKER,
    pgPool: pool.asPool(),
    taskList: handlers(context, running),
    crontab: CRONTAB,
  });
  const { promise: abandoned, resolve: abandon } = Promise.withResolvers<string>();
  const ran = runner.promise.then(() => 'its runner ended', String);
  return {
    ended: Promise.race([ran, abandoned]).finally(() => pool.close()),
    // `stop` throws for a runner that has ended by itself.
    stop: () => runner.stop().catch(() => undefined),
    abandon: () => abandon('it was abandoned'),
  };
}

/** Seconds from now by which the claims of lost workers, one after another, have run out. */
const LOOKS = [0, 5, 10, 15, 20, 25, 30, 35];

/**
 * What was left behind need not wait for its minute, be it by a process that was killed or by a database that was away: what
 * nobody had begun goes on now, what somebody was in the middle of when its claim has run out.
 */
class Looks {
  readonly #lanes: Lanes;
  #timers: NodeJS.Timeout[] = [];

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  begin(): void {
    this.end();
    this.#timers = LOOKS.map((seconds) => setTimeout(() => this.#look(), seconds * 1000).unref());
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #look(): void {
    const { scans, webhooks, mails } = this.#lanes;
    // If the database is lost again, its next return calls this function again.
    for (const lane of [scans, webhooks, mails]) lane.pushDue().catch(() => undefined);
  }
}
