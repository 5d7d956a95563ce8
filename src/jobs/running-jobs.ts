// The jobs that run in this process, and for how long they may.

/** Milliseconds. Everything that a job waits for has a shorter limit of its own: what exceeds this one stands still. */
const JOB_LIMIT = 10 * 60_000;

export class RunningJobs {
  readonly #limit: number;
  #standing = 0;

  constructor(limit = JOB_LIMIT) {
    this.#limit = limit;
  }

  /** How many have exceeded the limit and still run. */
  get standing(): number {
    return this.#standing;
  }

  /** Waits for the work, up to the limit, then throws: what stands still must not keep a hand from other jobs. */
  async watch<Result>(work: Promise<Result>): Promise<Result> {
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
