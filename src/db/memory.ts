// Rows that a process keeps between requests, each with the version it was read in: whoever asks says which version counts.
export interface Versioned {
  readonly version: number;
}

/** With more rows than this, the one that was asked for longest ago is forgotten. */
const LIMIT = 1_000;

export class Memory {
  readonly #rows = new Map<string, Versioned>();

  /**
   * The row kept under `key` if it is of the wanted version; else it is read, and kept. A version must never stand for two
   * contents: what a transaction reads and then rolls back stays here, where nobody will ever ask for it.
   */
  async row<Row extends Versioned>(key: string, version: number, read: () => Promise<Row>): Promise<Row> {
    const kept = this.#rows.get(key);
    const row = kept?.version === version ? (kept as Row) : await read();
    this.#rows.delete(key);
    this.#rows.set(key, row);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > LIMIT && oldest !== undefined) this.#rows.delete(oldest);
    return row;
  }
}
