// What became of the work of this process, by name: so that a handler that throws every time is seen from outside.
import { systemClock } from '../core/base/clock.ts';

/** How one kind of work goes. Instants are ISO 8601 in UTC. */
export interface Tally {
  readonly name: string;
  /** Ends that were errors, since the last that was none. */
  readonly failures: number;
  readonly failingSince: string | null;
  readonly failedAt: string | null;
  /** When the work began, while it has neither succeeded nor failed. */
  readonly doneAt: string;
}

export class WorkTally {
  readonly #tallies = new Map<string, Tally>();

  /** The work of this name has begun, or an errand of it was done. */
  done(name: string): void {
    const doneAt = systemClock.now().toISOString();
    this.#tallies.set(name, { name, failures: 0, failingSince: null, failedAt: null, doneAt });
  }

  failed(name: string): void {
    const failedAt = systemClock.now().toISOString();
    const before = this.#tallies.get(name) ?? { failures: 0, failingSince: null, doneAt: failedAt };
    const { failures, failingSince, doneAt } = before;
    this.#tallies.set(name, {
      name,
      failures: failures + 1,
      failingSince: failingSince ?? failedAt,
      failedAt,
      doneAt,
    });
  }

  all(): Tally[] {
    return [...this.#tallies.values()];
  }
}
