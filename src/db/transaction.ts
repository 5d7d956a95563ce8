import { setTimeout as sleep } from 'node:timers/promises';
import type { Compilable } from 'kysely';
import type { PoolClient, QueryConfig } from 'pg';
import { asStatement, Db } from './connect.ts';
import { isLost, isRetryable, toFailure } from './errors.ts';
import { Ids } from './ids.ts';
import { recordedIn, subjectsOf } from './recorded-tables.ts';
import type { Statement, Write } from './statement.ts';

/** Whom a transaction writes for. The database needs the organization only. */
export interface Acting {
  readonly organization: { readonly id: number };
  /** Runs before each commit: what must be true exactly if the work was done. */
  readonly beforeCommit?: ((tx: Tx) => Promise<void>) | undefined;
}

/** Whoever works on the installation and not for an organization; and work that goes on by itself: sessions, mail, jobs. */
export const NOBODY = 'nobody';

declare const insideTransaction: unique symbol;

/**
 * Reads and writes inside one transaction. Only `transaction` makes one. It notes which tables were written and of what a
 * change was recorded, and does not commit a write that nothing tells of.
 */
export class Tx extends Db {
  declare readonly [insideTransaction]: true;
  readonly actor: Acting | typeof NOBODY;
  /** Tables of the record that were written, with the statement that did. */
  readonly #written = new Map<string, string>();
  /** Types of subjects of which a change was recorded. */
  readonly #told = new Set<string>();

  constructor(client: PoolClient, db: Db, actor: Acting | typeof NOBODY) {
    const { connections, meter, memory, gathering, clock } = db;
    // Ids that a transaction takes may be used by others only after it has committed.
    super(client, { connections, meter, memory, gathering, ids: new Ids(db.ids), clock });
    this.actor = actor;
  }

  /** Every row, of a write too. */
  override async all<Row>(query: Statement<Row> | Compilable<Row>): Promise<Row[]> {
    const statement = asStatement(query);
    const { rows, rowCount } = await this.send(statement);
    const wroteNothing = statement.effect.counts && rowCount === 0;
    if (!wroteNothing) this.#note(statement);
    return rows;
  }

  override async maybe<Row>(query: Statement<Row> | Compilable<Row>): Promise<Row | undefined> {
    return (await this.all(query))[0];
  }

  override async one<Row>(query: Statement<Row> | Compilable<Row>): Promise<Row> {
    return requireRow(await this.maybe(query));
  }

  /** Runs SQL of migrations and roles, which says nothing of the record. For db/migrate.ts and db/roles.ts alone. */
  async script(text: string): Promise<void> {
    this.meter.statements += 1;
    // As long as it takes; the session's own limit has to be lifted as well.
    const config: QueryConfig & { query_timeout: number } = { text, query_timeout: FOR_EVER };
    await this.client.query(config);
  }

  /** A transaction sees what it has written itself, which nobody else may: it reads alone. */
  override together<Item, Result>(
    _key: string,
    item: Item,
    read: (items: readonly Item[]) => Promise<Result>,
  ): Promise<Result> {
    return read([item]);
  }

  /**
   * Says that a change of such a subject was recorded, or that a comparison found nothing to record. For
   * core/base/change.ts alone.
   */
  told(subjectType: string): void {
    this.#told.add(subjectType);
  }

  /** Says that of a table only columns were written that are derived from others, of which no record shows anything. */
  rederived(table: string): void {
    this.#written.delete(table);
  }

  /** Throws when a table of the record was written and no change of its subject was recorded. */
  requireTold(): void {
    for (const [table, by] of this.#written) {
      const subjects = subjectsOf(table);
      if (subjects.some((subject) => this.#told.has(subject))) continue;
      throw new Error(`"${by}" wrote to ${table}, and no change of a ${subjects.join(' or ')} was recorded`);
    }
  }

  #note({ effect, tables, name, text }: Statement<unknown>): void {
    // A statement that inserts its change itself tells of all that it writes.
    if (effect.writes.includes('changes')) return;
    for (const table of recordedIn(tables)) this.#written.set(table, name ?? text.slice(0, 80));
  }
}

/** Sends one statement that is a transaction by itself. */
class Alone extends Db {
  async write<Row>(statement: Write<Row>): Promise<Row[]> {
    return (await this.send(statement)).rows;
  }
}

function requireRow<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('A statement that always returns a row returned none');
  return row;
}

/** Milliseconds; the longest that a timer takes. */
const FOR_EVER = 2 ** 31 - 1;

/** How often work is run when deadlocks or serialization failures end it. */
const ATTEMPTS = 5;
/** Milliseconds of the longest first pause between two attempts; each further one is up to twice as long. */
const PAUSE = 20;

/**
 * Runs `work` in one transaction for `actor` and commits, or rolls back and rethrows. A deadlock or serialization failure
 * runs it again from the start, so `work` must do nothing but database work. Throws, and commits nothing, when something
 * of the record was written of which no change was recorded.
 */
export async function transaction<Result>(
  db: Db,
  actor: Acting | typeof NOBODY,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return retried(() => attemptTransaction(db, actor, work));
}

/**
 * Writes with one statement that returns a row, which PostgreSQL makes a transaction by itself. For a write that is one
 * statement from end to end, its change included: `begin` and `commit` around it cost as much as half of it. Throws, and
 * sends nothing, when it writes to the record and inserts no change.
 */
export async function inOneStatement<Row>(db: Db, statement: Write<Row>): Promise<Row> {
  return requireRow(await maybeInOneStatement(db, statement));
}

/** The same with one that may return no row. */
export async function maybeInOneStatement<Row>(db: Db, statement: Write<Row>): Promise<Row | undefined> {
  return (await allInOneStatement(db, statement))[0];
}

/** The same with one that returns any number of rows. */
async function allInOneStatement<Row>(db: Db, statement: Write<Row>): Promise<Row[]> {
  const { effect, tables } = statement;
  const [untold] = effect.writes.includes('changes') ? [] : recordedIn(tables);
  if (untold !== undefined) throw new Error(`"${statement.name}" writes to ${untold} and records no change`);
  const alone = new Alone(db.pool(), db);
  return retried(() => alone.write(statement));
}

/** Two transactions that deadlocked wait for different times, or they would deadlock again. */
async function retried<Result>(attemptOnce: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
    await sleep(Math.random() * PAUSE * 2 ** (attempt - 1));
  }
}

async function attemptTransaction<Result>(
  db: Db,
  actor: Acting | typeof NOBODY,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const client = await db.connection();
  db.meter.statements += 2;
  let broken = false;
  try {
    await client.query('begin');
    const tx = new Tx(client, db, actor);
    const result = await work(tx);
    if (typeof actor === 'object') await actor.beforeCommit?.(tx);
    tx.requireTold();
    await client.query('commit');
    tx.ids.handOver();
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
