import type { Db } from '../../db/connect.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import type { Actor } from './actor.ts';

/** Carries what the work came to out of a transaction that is not to be committed. */
class TriedOut<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super('Tried out');
    this.result = result;
  }
}

/** Does the work, tells what it came to, and leaves everything as it was. Ids that it took are not taken again. */
export async function tryOut<Result>(db: Db, actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  try {
    return await transaction(db, actor, async (tx) => {
      throw new TriedOut(await work(tx));
    });
  } catch (error) {
    if (error instanceof TriedOut) return error.result as Result;
    throw error;
  }
}
