// Keeps a number of serving processes running (docs/decisions/0011). Those are `kith serve` again, in which node:cluster
// makes listening mean: share the port. What differs between them is told by their environment.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';

/** Told to a serving process when it is to finish its requests and end. */
export const STOP = 'stop';

/** Milliseconds. Within them a process that works as it should has finished requests and jobs, and closed. */
const STOP_LIMIT = 40_000;

const DEATHS_WITHIN = 60_000;
/** More deaths than this for each process within that time are no accident that another start would mend. */
const MOST_DEATHS = 3;

interface End {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
  readonly isReady: boolean;
}

/** One process for each environment, and another one for each that ends. */
export class ServingProcesses {
  /** The address, once all of them listen. */
  readonly ready: Promise<string>;
  /** Rejects when it is no use to go on starting processes. */
  readonly failed: Promise<never>;
  readonly #fail: (error: Error) => void;
  readonly #log: Logger;
  readonly #number: number;
  readonly #running = new Map<Worker, Promise<unknown>>();
  #deaths: readonly number[] = [];
  #isStopping = false;

  constructor(environments: readonly Record<string, string>[], log: Logger) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    this.#log = log;
    this.#number = environments.length;
    cluster.setupPrimary({ args: ['serve'] });
    this.ready = Promise.all(environments.map((one) => this.#start(one))).then(([url = '']) => url);
  }

  /** Lets all of them finish what they do; settled when none is left. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    // With a function for the error: one that has just died cannot be told any more.
    for (const worker of this.#running.keys()) worker.process.send?.(STOP, () => undefined);
    const timer = setTimeout(() => this.#killAll(), STOP_LIMIT);
    await Promise.allSettled(this.#running.values());
    clearTimeout(timer);
  }

  #killAll(): void {
    const processes = this.#running.size;
    this.#log.warn({ processes, limit: STOP_LIMIT }, 'serving processes did not end in time; they are killed');
    for (const worker of this.#running.keys()) worker.process.kill('SIGKILL');
  }

  #start(environment: Record<string, string>): Promise<string> {
    const { promise: ready, resolve } = Promise.withResolvers<string>();
    const worker = cluster.fork(environment);
    let isReady = false;
    worker.once('message', (url: string) => {
      isReady = true;
      resolve(url);
    });
    worker.once('error', this.#fail);
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.#running.delete(worker);
      const end = { pid: worker.process.pid, code, signal };
      if (!this.#isStopping) this.#replace(environment, { ...end, isReady });
    });
    this.#running.set(worker, once(worker, 'exit'));
    return ready;
  }

  #replace(environment: Record<string, string>, { isReady, ...end }: End): void {
    const how = end.signal ?? `exit code ${end.code}`;
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((at) => at > now - DEATHS_WITHIN), now];
    const number = this.#deaths.length;
    if (!isReady) {
      this.#fail(new Error(`A serving process ended before it was ready (${how}).`));
    } else if (number > MOST_DEATHS * this.#number) {
      this.#fail(new Error(`Serving processes end again and again: ${number} in a minute, the last with ${how}.`));
    } else {
      this.#log.warn(end, 'a serving process ended; another one is started');
      this.#start(environment);
    }
  }
}
