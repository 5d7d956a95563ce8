// One read for many callers: requests that come in at once and ask for the same kind of thing share a statement.
import { setImmediate } from 'node:timers/promises';

/**
 * Turns of the event loop to wait for others: some ten microseconds, when there is nothing else to do. Answers that leave
 * together bring the next requests within them; with one turn, statements were for half as many.
 */
const TURNS = 3;

export class Gathering {
  readonly #open = new Map<string, { readonly items: unknown[]; readonly result: Promise<unknown> }>();

  /**
   * Reads the items that were given under one key within a few turns of the event loop, together. The statement is sent
   * after the last of them has come, so that everyone sees what was committed before they asked.
   */
  read<Item, Result>(key: string, item: Item, read: (items: readonly Item[]) => Promise<Result>): Promise<Result> {
    const open = this.#open.get(key);
    if (open) {
      open.items.push(item);
      return open.result as Promise<Result>;
    }
    const items = [item];
    const result = this.#othersToCome().then(() => {
      this.#open.delete(key);
      return read(items);
    });
    this.#open.set(key, { items, result });
    return result;
  }

  async #othersToCome(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
  }
}
