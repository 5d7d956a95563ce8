import type { PoolClient } from 'pg';
import { Db, type Statement } from './connect.ts';
import { isLost, isRetryable, toFailure } from './errors.ts';
import { Ids } from './ids.ts';

declare const insideTransaction: unique symbol;

/** Reads and writes inside one transaction. Only `transaction` makes one. */
export class Tx extends Db {
  declare readonly [insideTransaction]: true;

  /** A transaction sees what it has written itself, which nobody else may: it reads alone. */
  override together<Item, Result>(
    _key: string,
    item: Item,
    read: (items: readonly Item[]) => Promise<Result>,
  ): Promise<Result> {
    return read([item]);
  }
}

const ATTEMPTS = 3;

/**
 * Runs `work` in one transaction and commits, or rolls back and rethrows. A deadlock or serialization failure runs it
 * again from the start, so `work` must do nothing but database work.
 */
export async function transaction<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(db, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/**
 * Writes with one statement that returns a row, which PostgreSQL makes a transaction by itself. For a write that is one statement from end to
 * end, its change included: `begin` and `commit` around it cost as much as half of it.
 */
export async function inOneStatement<Row>(db: Db, statement: Statement<Row>): Promise<Row> {
  const row = await maybeInOneStatement(db, statement);
  if (row === undefined) throw new Error('A statement that always returns a row returned none');
  return row;
}

/** The same with one that may return no row. */
export async function maybeInOneStatement<Row>(db: Db, statement: Statement<Row>): Promise<Row | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.maybe(statement);
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

async function attemptTransaction<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await db.connection();
  db.meter.statements += 2;
  let broken = false;
  try {
    await client.query('begin');
    const ids = new Ids(db.ids);
    const { connections, meter, memory, gathering } = db;
    const result = await work(new Tx(client, { connections, meter, memory, gathering, ids }));
    await client.query('commit');
    ids.handOver();
    return result;
  } catch (error) {
    const failure = toFailure(error);
    // A connection that is lost, or cannot roll back, is dead: the pool must not hand it out again.
    broken = isLost(failure) || !(await rollBack(client));
    throw failure;
  } finally {
    client.release(broken);
  }
}

/** Whether that was possible. */
function rollBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}
