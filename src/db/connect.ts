import type { Compilable } from 'kysely';
import pg from 'pg';
import { type Clock, systemClock } from '../core/base/clock.ts';
import { Connections } from './connections.ts';
import { toFailure } from './errors.ts';
import { Gathering } from './gathering.ts';
import { Ids, takeIds } from './ids.ts';
import { Memory } from './memory.ts';
import { built, type Query, type Statement } from './statement.ts';

interface Sent<Row> {
  readonly rows: Row[];
  /** As PostgreSQL counts: of an insert, update or delete those written, else those returned. */
  readonly rowCount: number;
}

interface Meter {
  /** Statements sent since the start, transaction control included. */
  statements: number;
}

/** What a `Db` shares with its transactions. */
interface Shared {
  readonly connections: Connections;
  readonly meter: Meter;
  readonly memory: Memory;
  readonly gathering: Gathering;
  readonly ids: Ids;
  /** What a write takes for now where its input does not say it. */
  readonly clock: Clock;
}

/** Rows of a long list that are read at once: with fewer it waits more often, with more it takes more memory. */
const PIECE = 1_000;

/** The statement for at most `limit` rows with ids above `afterId`, in the order of ids. */
type PieceAfter<Row> = (afterId: number, limit: number) => Readable<Row>;

/** What a reader may send: a declared query, or one put together with kysely. */
export type Readable<Row> = Query<Row> | Compilable<Row>;

/** Sends queries. What writes or locks needs a `Tx` (transaction.ts). */
export class Db {
  protected readonly client: pg.Pool | pg.PoolClient;
  readonly connections: Connections;
  readonly meter: Meter;
  readonly memory: Memory;
  readonly gathering: Gathering;
  readonly ids: Ids;
  readonly clock: Clock;

  constructor(client: pg.Pool | pg.PoolClient, { connections, meter, memory, gathering, ids, clock }: Shared) {
    this.client = client;
    this.connections = connections;
    this.meter = meter;
    this.memory = memory;
    this.gathering = gathering;
    this.ids = ids;
    this.clock = clock;
  }

  /** Every row. Throws a `Failure` where db/errors.ts knows the cause. */
  async all<Row>(query: Readable<Row>): Promise<Row[]> {
    return (await this.send(asStatement(query))).rows;
  }

  /** The first row, or undefined. */
  async maybe<Row>(query: Readable<Row>): Promise<Row | undefined> {
    return (await this.all(query))[0];
  }

  /** The first row of a statement that always has one. */
  async one<Row>(query: Readable<Row>): Promise<Row> {
    const row = await this.maybe(query);
    if (row === undefined) throw new Error('A statement that always returns a row returned none');
    return row;
  }

  /** Reads together with others who ask under the same key at the same time: `Gathering.read`. */
  together<Item, Result>(key: string, item: Item, read: (items: readonly Item[]) => Promise<Result>): Promise<Result> {
    return this.gathering.read(key, item, read);
  }

  /** Like `maybe`, together with those who send the same statement with the same values at the same time. */
  maybeTogether<Row>(query: Query<Row>): Promise<Row | undefined> {
    const key = JSON.stringify([query.name ?? query.text, ...query.values]);
    return this.together(key, undefined, () => this.maybe(query));
  }

  /** Ids of new rows, ascending, that nobody else has or gets. */
  takeIds(sequence: string, count: number): Promise<number[]> {
    return this.ids.take(sequence, count, async (from, wanted) => (await this.send(takeIds(from, wanted))).rows);
  }

  /** Sends any statement; transaction.ts says who may send what. */
  protected async send<Row>(statement: Statement<Row>): Promise<Sent<Row>> {
    this.meter.statements += 1;
    if (this.connections.away) throw toFailure(this.connections.away);
    try {
      const { rows, rowCount } = await this.client.query(toQueryConfig(statement));
      return { rows, rowCount: rowCount ?? 0 };
    } catch (error) {
      throw toFailure(error);
    }
  }

  /**
   * A long list in the order of ids, a piece at a time, in constant memory: `most` rows with ids above `start`. Each piece
   * is a statement of its own: a reader who reads slowly, or not at all, holds no connection, or a few of them would hold
   * all that there are.
   */
  async *inPieces<Row extends { readonly id: number }>(
    pieceAfter: PieceAfter<Row>,
    { start = 0, most = Number.POSITIVE_INFINITY }: { start?: number; most?: number | undefined } = {},
  ): AsyncGenerator<Row[]> {
    let left = most;
    const read = (afterId: number) => this.all(pieceAfter(afterId, Math.min(left, PIECE)));
    let next = read(start);
    for (let rows = await next; rows.length > 0; rows = await next) {
      left -= rows.length;
      const isLast = rows.length < PIECE || left <= 0;
      next = isLast ? Promise.resolve([]) : read(rows.at(-1)?.id ?? 0);
      // PostgreSQL reads the next piece while the reader uses this one. It is awaited above, unless the reader has stopped.
      next.catch(() => undefined);
      yield rows;
    }
  }

  /** A connection for one user alone, who releases it. Throws a `Failure` where there is none to be had. */
  async connection(): Promise<pg.PoolClient> {
    if (this.connections.away) throw toFailure(this.connections.away);
    try {
      return await this.pool().connect();
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** The pool behind a `Db`; a transaction has none. */
  pool(): pg.Pool {
    if (this.client instanceof pg.Pool) return this.client;
    throw new Error('A transaction cannot open another connection');
  }

  /** Lets statements in progress finish, for a while. */
  async close(): Promise<void> {
    await this.connections.close();
  }
}

export function asStatement<Row>(query: Statement<Row> | Compilable<Row>): Statement<Row> {
  return 'compile' in query ? built(query) : query;
}

function toQueryConfig({ text, values, name }: Statement<unknown>): pg.QueryConfig {
  return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
}

/** Opens a pool: bigint as number, dates and moments as ISO text. */
export function connect(connection: pg.PoolConfig, poolSize: number, clock: Clock = systemClock): Db {
  const connections = new Connections(connection, poolSize);
  const ids = new Ids();
  // A database that comes back from a crash may not remember what it gave last.
  connections.onLost(() => ids.forget());
  const shared = {
    connections,
    meter: { statements: 0 },
    memory: new Memory(),
    gathering: new Gathering(),
    ids,
    clock,
  };
  return new Db(connections.pool, shared);
}
