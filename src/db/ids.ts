// Ids taken from a sequence before the rows are written, so that one statement can write rows that name each other.
import { write } from './statement.ts';

/** Taken at a time. Those that are left when the process ends are never used. */
const TAKEN = 32;

/**
 * PostgreSQL writes down what a sequence gives some values ahead and makes it durable with the next commit that wrote something.
 * What was only taken it would give again after a crash, to others: hence a message to the log, which nobody reads, and a
 * commit that waits for the disk.
 */
export const takeIds = write<{ id: number }>(
  'ids_take',
  `with written as materialized (
    select pg_logical_emit_message(true, 'kith', '') as position, set_config('synchronous_commit', 'on', true) as setting
  )
  select nextval($1::regclass) as id from written, generate_series(1, $2)`,
);

/** Sends `takeIds`. */
type Send = (sequence: string, count: number) => Promise<readonly { readonly id: number }[]>;

export class Ids {
  readonly #left = new Map<string, number[]>();
  readonly #shared: Ids | undefined;

  /** With others to take from first: a transaction keeps what it fetches to itself until it has committed. */
  constructor(shared?: Ids) {
    this.#shared = shared;
  }

  /** Ascending ids of a sequence that nobody else has or gets, also after a crash of the database. */
  async take(sequence: string, count: number, send: Send): Promise<number[]> {
    const left =
      this.#takeLeft(sequence, count) ?? (this.#shared ? this.#shared.#takeLeft(sequence, count) : undefined);
    if (left) return left;
    const fetched = await send(sequence, Math.max(TAKEN, count));
    const ids = fetched.map((row) => row.id).sort((a, b) => a - b);
    const taken = ids.splice(0, count);
    this.#keep(sequence, ids);
    return taken;
  }

  /** Hands the remaining ids to the `Ids` of the pool when the transaction that fetched them has committed. */
  handOver(): void {
    const shared = this.#shared;
    if (shared) for (const [sequence, ids] of this.#left) shared.#keep(sequence, ids);
    this.#left.clear();
  }

  /** The remaining ids are dropped. */
  forget(): void {
    this.#left.clear();
  }

  #takeLeft(sequence: string, count: number): number[] | undefined {
    const left = this.#left.get(sequence) ?? [];
    return left.length >= count ? left.splice(0, count) : undefined;
  }

  #keep(sequence: string, ids: readonly number[]): void {
    const left = [...(this.#left.get(sequence) ?? []), ...ids];
    this.#left.set(
      sequence,
      left.sort((a, b) => a - b),
    );
  }
}
