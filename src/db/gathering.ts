// One read for many callers: requests that come in at once and ask for the same kind of thing share a statement.
import { setImmediate } from 'node:timers/promises';

export class Gathering {
  readonly #open = new Map<string, { readonly items: unknown[]; readonly result: Promise<unknown> }>();

  /**
   * Reads the items that were given under one key in one turn of the event loop, together. The statement is sent after
   * the last of them has come, so that everyone sees what was committed before they asked.
   */
  read<Item, Result>(key: string, item: Item, read: (items: readonly Item[]) => Promise<Result>): Promise<Result> {
    const open = this.#open.get(key);
    if (open) {
      open.items.push(item);
      return open.result as Promise<Result>;
    }
    const items = [item];
    const result = setImmediate().then(() => {
      this.#open.delete(key);
      return read(items);
    });
    this.#open.set(key, { items, result });
    return result;
  }
}
