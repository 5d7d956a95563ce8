// Work that waits for others' machines, shared fairly between organizations within this process.

/** Something to be done for an organization. */
export interface Errand {
  readonly organizationId: number;
  /** What is waiting already is not added again. */
  readonly key: string;
  /** Whose machine is called: one that is slow is called from a lane of its own. */
  readonly peer: string;
  /** Returns whether it is to be done again, when the others have had their turn. */
  readonly run: () => Promise<boolean>;
}

export interface LaneOptions {
  /** Errands at a time. */
  readonly hands: number;
  /** At most so many of them for one organization; the rest is for other organizations. */
  readonly share: number;
  /** What is due in the database, for an organization of which more was told than is kept here. */
  readonly refill: (organizationId: number) => Promise<readonly Errand[]>;
  readonly onError: (error: unknown) => void;
  /** Another lane for this errand, if it does not belong here (any more). */
  readonly elsewhere?: (errand: Errand) => FairLane | undefined;
  readonly onDone?: (errand: Errand, milliseconds: number) => void;
}

/** Errands of one organization kept in memory; beyond them the database remembers. */
export const KEPT = 1_000;

/** Milliseconds before another try of what has thrown; after the last the schedule comes to it. */
const RETRY_AFTER = [1_000, 3_000, 9_000] as const;

interface Line {
  readonly waiting: Map<string, { errand: Errand; failures: number }>;
  running: number;
  /** Whether the database remembers more than is kept. */
  hasMore: boolean;
  /** Whether any errand succeeded since the database was last asked. While all of them fail, it is not asked again. */
  hasWorked: boolean;
}

export class FairLane {
  readonly #options: LaneOptions;
  /** By organization, whose turn was longest ago in front. */
  readonly #lines = new Map<number, Line>();
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  push(errand: Errand, failures = 0): void {
    if (this.#isStopped) return;
    const other = this.#options.elsewhere?.(errand);
    if (other) other.push(errand, failures);
    else this.#wait(errand, failures);
  }

  #wait(errand: Errand, failures: number): void {
    const line = this.#lineOf(errand.organizationId);
    if (line.waiting.size >= KEPT) line.hasMore = true;
    else if (!line.waiting.has(errand.key)) line.waiting.set(errand.key, { errand, failures });
    this.#go();
  }

  /** Settles when nothing runs and nothing waits for its turn. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Begins nothing more and settles when nothing runs; what waits is due in the database and left to whoever comes next. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#lines.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    await this.idle();
  }

  #lineOf(organizationId: number): Line {
    const line = this.#lines.get(organizationId) ?? {
      waiting: new Map(),
      running: 0,
      hasMore: false,
      hasWorked: false,
    };
    this.#lines.set(organizationId, line);
    return line;
  }

  /** Puts every free hand to work, organization after organization. */
  #go(): void {
    while (this.#running.size < this.#options.hands) {
      const next = this.#next();
      if (!next) return;
      const done: Promise<void> = next().finally(() => {
        this.#running.delete(done);
        this.#go();
      });
      this.#running.add(done);
    }
  }

  /** Takes an errand of the organization that has the fewest under way, and of several of the one that has waited longest. */
  #next(): (() => Promise<void>) | undefined {
    let fewest: [organizationId: number, line: Line] | undefined;
    for (const entry of this.#lines) {
      if (this.#mayGo(entry[1]) && entry[1].running < (fewest?.[1].running ?? this.#options.share)) fewest = entry;
      if (fewest?.[1].running === 0) break;
    }
    if (!fewest) return undefined;
    const [organizationId, line] = fewest;
    const [first] = line.waiting;
    line.running += 1;
    if (first) line.waiting.delete(first[0]);
    const work = first ? () => this.#do(line, first[1]) : () => this.#refill(organizationId, line);
    return () => work().finally(() => this.#leave(organizationId, line));
  }

  #mayGo({ waiting, hasMore, hasWorked }: Line): boolean {
    return waiting.size > 0 || (hasMore && hasWorked);
  }

  /** An organization that had its turn goes to the end. */
  #leave(organizationId: number, line: Line): void {
    line.running -= 1;
    if (this.#lines.get(organizationId) !== line) return;
    this.#lines.delete(organizationId);
    if (line.running > 0 || line.waiting.size > 0 || line.hasMore) this.#lines.set(organizationId, line);
  }

  async #do(line: Line, { errand, failures }: { errand: Errand; failures: number }): Promise<void> {
    // The receiver may have become slow while the errand waited.
    const other = this.#options.elsewhere?.(errand);
    if (other) return other.push(errand, failures);
    const started = performance.now();
    try {
      const again = await errand.run();
      line.hasWorked = true;
      this.#options.onDone?.(errand, performance.now() - started);
      if (again) this.push(errand);
    } catch (error) {
      this.#options.onError(error);
      this.#retry(errand, failures);
    }
  }

  #retry(errand: Errand, failures: number): void {
    const pause = RETRY_AFTER[failures];
    if (pause === undefined || this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.push(errand, failures + 1);
    }, pause);
    this.#timers.add(timer.unref());
  }

  async #refill(organizationId: number, line: Line): Promise<void> {
    line.hasWorked = false;
    line.hasMore = false;
    try {
      const errands = await this.#options.refill(organizationId);
      for (const errand of errands) this.push(errand);
      line.hasMore = errands.length >= KEPT;
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
