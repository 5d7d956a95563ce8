import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../core/base/failure.ts';
import { isLost } from './errors.ts';

/** Milliseconds between two tries, and after which the last failure stands. */
const PAUSE = 500;
const LIMIT = 5 * 60_000;

/**
 * Repeats database work until the database is there to do it; throws its last failure after five minutes. For writing down
 * what has happened outside already: a mail that is sent would otherwise be sent again. Whether work that lost its connection
 * was done is unknown, so it must be such as may be done twice.
 */
export async function outlast<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + LIMIT;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure && error.kind === 'unavailable') || performance.now() > end) throw error;
    }
    await sleep(PAUSE, undefined, { ref: false });
  }
}

/**
 * Takes a claim. One whose answer is lost may have been taken: it is given back as soon as the database is there, or it would
 * keep everybody away until it runs out.
 */
export async function claiming<Claimed>(
  take: () => Promise<Claimed>,
  giveBack: () => Promise<unknown>,
): Promise<Claimed> {
  try {
    return await take();
  } catch (error) {
    if (isLost(error)) await outlast(giveBack);
    throw error;
  }
}
