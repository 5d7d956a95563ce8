// Runs a job over many items of all organizations; an item that fails does not hold up the others.
import { isAway } from '../../db/errors.ts';

export interface Walk<Item> {
  readonly items: readonly Item[];
  /** Items at a time; one by default. */
  readonly atOnce?: number;
  readonly log: { error(fields: object, message: string): void };
  /** What the log calls an item: ids, nothing personal. */
  readonly name: (item: Item) => object;
}

/** Milliseconds after which no more is begun: a job that never ends looks like one that stands still. */
const TURN = 4 * 60_000;

/**
 * Works on every item. What fails is logged and passed over, to be tried again when the job runs next, as is what the turn is
 * too short for. Throws only when the database cannot work, which the other items would find as well.
 */
export async function each<Item>(walk: Walk<Item>, work: (item: Item) => Promise<unknown>): Promise<void> {
  const { items, atOnce = 1 } = walk;
  const end = performance.now() + TURN;
  for (let start = 0; start < items.length && performance.now() < end; start += atOnce) {
    await Promise.all(items.slice(start, start + atOnce).map((item) => fenced(walk, item, work)));
  }
}

async function fenced<Item>({ log, name }: Walk<Item>, item: Item, work: (item: Item) => Promise<unknown>) {
  try {
    await work(item);
  } catch (error) {
    if (isAway(error)) throw error;
    log.error({ err: error, ...name(item) }, 'passed over');
  }
}
