// Round trips of several kinds in turns, so that other work on the machine disturbs all of them alike.

/** Many round trips: milliseconds, and how many ended per second. */
export interface RoundTrips {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  readonly count: number;
}

/** Collects round trips. */
export class Sample {
  readonly #latencies: number[] = [];
  #seconds = 0;

  /** Runs `roundTrip` in `concurrency` loops for some seconds. */
  async take(roundTrip: () => Promise<void>, { concurrency, seconds }: { concurrency: number; seconds: number }) {
    const start = performance.now();
    const until = start + seconds * 1000;
    const loop = async () => {
      while (performance.now() < until) {
        const sent = performance.now();
        await roundTrip();
        this.#latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, loop));
    this.#seconds += (performance.now() - start) / 1000;
  }

  summary(): RoundTrips {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const { length: count } = sorted;
    return { p50: percentile(0.5), p95: percentile(0.95), perSecond: count / this.#seconds, count };
  }
}
