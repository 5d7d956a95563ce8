// Keeps a number of serving processes running (docs/decisions/0011). Those are `kith serve` again, in which node:cluster
// makes listening mean: share the port. What differs between them is told by their environment.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';

/** Told to a serving process when it is to finish its requests and end. */
export const STOP = 'stop';

export interface ServingProcesses {
  /** The address, once all of them listen. */
  readonly ready: Promise<string>;
  /** Rejects when it is no use to go on starting processes. */
  readonly failed: Promise<never>;
  /** Lets all of them finish what they do; settled when none is left. */
  stop(): Promise<void>;
}

/** Milliseconds. Within them a process that works as it should has finished requests and jobs, and closed. */
const STOP_LIMIT = 40_000;

const DEATHS_WITHIN = 60_000;
/** More deaths than this for each process within that time are no accident that another start would mend. */
const MOST_DEATHS = 3;

/** Starts one process for each environment, and another one for each that ends. */
export function startProcesses(environments: readonly Record<string, string>[], log: Logger): ServingProcesses {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const running = new Map<Worker, Promise<unknown>>();
  let deaths: readonly number[] = [];
  let stopping = false;

  function start(environment: Record<string, string>): Promise<string> {
    const { promise: ready, resolve } = Promise.withResolvers<string>();
    const worker = cluster.fork(environment);
    let isReady = false;
    worker.once('message', (url: string) => {
      isReady = true;
      resolve(url);
    });
    worker.once('error', fail);
    worker.once('exit', (code: number | null, signal: string | null) => {
      running.delete(worker);
      const end = { pid: worker.process.pid, code, signal };
      if (!stopping) replace(environment, { ...end, isReady });
    });
    running.set(worker, once(worker, 'exit'));
    return ready;
  }

  function replace(environment: Record<string, string>, { isReady, ...end }: End): void {
    const how = end.signal ?? `exit code ${end.code}`;
    deaths = [...deaths.filter((at) => at > performance.now() - DEATHS_WITHIN), performance.now()];
    if (!isReady) {
      fail(new Error(`A serving process ended before it was ready (${how}).`));
    } else if (deaths.length > MOST_DEATHS * environments.length) {
      fail(new Error(`Serving processes end again and again: ${deaths.length} in a minute, the last with ${how}.`));
    } else {
      log.warn(end, 'a serving process ended; another one is started');
      start(environment);
    }
  }

  cluster.setupPrimary({ args: ['serve'] });
  const ready = Promise.all(environments.map(start)).then(([url = '']) => url);
  return {
    ready,
    failed,
    stop: async () => {
      stopping = true;
      // With a function for the error: one that has just died cannot be told any more.
      for (const worker of running.keys()) worker.process.send?.(STOP, () => undefined);
      const timer = setTimeout(() => {
        log.warn(
          { processes: running.size, limit: STOP_LIMIT },
          'serving processes did not end in time; they are killed',
        );
        for (const worker of running.keys()) worker.process.kill('SIGKILL');
      }, STOP_LIMIT);
      await Promise.allSettled(running.values());
      clearTimeout(timer);
    },
  };
}

interface End {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
  readonly isReady: boolean;
}
