// The jobs that run in this process, for how long they may, and how they end.
import { isAway } from '../db/errors.ts';
import { WorkTally } from './work-tally.ts';

/** Milliseconds. Everything that a job waits for has a shorter limit of its own, so a job that exceeds this one is stuck. */
const JOB_LIMIT = 10 * 60_000;

export class RunningJobs {
  readonly tally = new WorkTally();
  readonly #limit: number;
  #standing = 0;

  constructor(limit = JOB_LIMIT) {
    this.#limit = limit;
  }

  /** How many have exceeded the limit and still run. */
  get standing(): number {
    return this.#standing;
  }

  /**
   * Does the work, waits for it up to the limit, then throws: what stands still must not keep a hand from other jobs. Its end is
   * counted under the name; a database that is away is no fault of the work.
   */
  async watch<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    try {
      const result = await this.#within((async () => work())());
      this.tally.done(name);
      return result;
    } catch (error) {
      if (!isAway(error)) this.tally.failed(name);
      throw error;
    }
  }

  async #within<Result>(work: Promise<Result>): Promise<Result> {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#standing += 1;
      const ended = () => {
        this.#standing -= 1;
      };
      work.then(ended, ended);
      reject(new Error(`The job was not done after ${this.#limit / 1000} s`));
    }, this.#limit);
    timer.unref();
    try {
      return await Promise.race([work, over]);
    } finally {
      clearTimeout(timer);
    }
  }
}
