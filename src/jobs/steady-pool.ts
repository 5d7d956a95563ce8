// The pool that the job library gets. It takes a failed statement badly: its runner ends, or a promise that nobody awaits
// rejects and ends the process. So its statements do not fail; they wait for the database and are sent again.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isLost, toFailure } from '../db/errors.ts';

export interface SteadyLog {
  error(fields: object, message: string): void;
}

type Settle = (result: unknown) => void;

/** The result of a statement whose caller has stopped waiting. */
const NOTHING = { rows: [], rowCount: 0, fields: [], command: '', oid: 0 };
/** Milliseconds before a statement is sent again. */
const PAUSE = { first: 100, most: 2_000 } as const;

/**
 * Sending again is safe here: the library's statements find a job that is gone, or no longer theirs, and do nothing. A job that
 * was taken without the answer getting through is looked for again by the jobs of the clock, like one of a killed process.
 */
export class SteadyPool {
  readonly #pool: pg.Pool;
  readonly #log: SteadyLog;
  readonly #open = new Set<Settle>();
  #isClosed = false;
  #told: string | undefined;

  constructor(pool: pg.Pool, log: SteadyLog) {
    this.#pool = pool;
    this.#log = log;
  }

  /** The pool as the library's types know it. */
  asPool(): pg.Pool {
    const query = (...statement: unknown[]) => this.#query(statement as Parameters<pg.Pool['query']>);
    const client = { query, release: () => undefined };
    // With a callback it wants a connection to listen on, whose end it can take.
    const connect = (callback?: () => void) => (callback ? this.#pool.connect(callback) : Promise.resolve(client));
    return Object.assign(Object.create(this.#pool), { query, connect }) as pg.Pool;
  }

  /** From now on every statement gives nothing at once, also those that are waiting. */
  close(): void {
    this.#isClosed = true;
    for (const settle of this.#open) settle(NOTHING);
  }

  #query(statement: Parameters<pg.Pool['query']>): Promise<unknown> {
    return new Promise((resolve) => {
      const settle: Settle = (result) => {
        this.#open.delete(settle);
        resolve(result);
      };
      this.#open.add(settle);
      this.#persist(statement).then(settle);
    });
  }

  async #persist(statement: Parameters<pg.Pool['query']>): Promise<unknown> {
    for (let pause: number = PAUSE.first; !this.#isClosed; pause = Math.min(pause * 2, PAUSE.most)) {
      try {
        const result: unknown = await this.#pool.query(...statement);
        this.#told = undefined;
        return result;
      } catch (error) {
        this.#tell(error);
      }
      await sleep(pause, undefined, { ref: false });
    }
    return NOTHING;
  }

  /** Logged once for each reason. `Pulse` logs that the database is away. */
  #tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#isClosed || this.#told === reason || isLost(toFailure(error))) return;
    this.#told = reason;
    this.#log.error({ reason }, 'background work waits for the database');
  }
}
