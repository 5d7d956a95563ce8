// Ids taken from a sequence before the rows are written, so that one statement can write rows that name each other.
import type { Db, Statement } from './connect.ts';

/** Taken at a time. Those that are left when the process ends are never used. */
const TAKEN = 32;

export class Ids {
  readonly #left = new Map<string, number[]>();

  /** Ascending ids of a sequence, higher than any this process has taken from it before. */
  async take(db: Db, sequence: string, count: number): Promise<number[]> {
    const left = this.#left.get(sequence) ?? [];
    if (left.length >= count) return left.splice(0, count);
    // Two who find too few both fetch: what is fetched last is higher, and is put last.
    const fetched = await db.all(fetchIds(sequence, Math.max(TAKEN, count)));
    const ids = [...(this.#left.get(sequence) ?? []), ...fetched.map((row) => row.id)].sort((a, b) => a - b);
    this.#left.set(sequence, ids);
    return ids.splice(0, count);
  }
}

function fetchIds(sequence: string, count: number): Statement<{ id: number }> {
  const text = 'select nextval($1::regclass) as id from generate_series(1, $2)';
  return { name: 'ids_take', text, values: [sequence, count] };
}
