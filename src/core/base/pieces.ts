import { setImmediate } from 'node:timers/promises';

/** How many records are read, presented or written before others get their turn. */
export const PIECE = 200;

/** A list that is there as a whole, a piece at a time; between two pieces other requests are worked on. */
export async function* inPieces<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let start = 0; start < items.length; start += PIECE) {
    if (start > 0) await setImmediate();
    yield items.slice(start, start + PIECE);
  }
}
