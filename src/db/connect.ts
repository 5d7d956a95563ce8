import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import pg from 'pg';
import { Connections } from './connections.ts';
import { toFailure } from './errors.ts';
import { Gathering } from './gathering.ts';
import { Ids } from './ids.ts';
import { Memory } from './memory.ts';
import type { DB } from './schema.gen.ts';

/** One SQL statement with its values. A named one is prepared once per connection. */
export interface Statement<Row> {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string;
  /** Takes as long as it takes, such as a migration; the session's own limit has to be lifted as well. */
  readonly unlimited?: boolean;
  /** Never set: carries the row type. */
  readonly row?: Row;
}

/** Declares a prepared statement. The name must be unique in the program: PostgreSQL keeps the plan under it. */
export function statement<Row>(name: string, text: string): (...values: unknown[]) => Statement<Row> {
  return (...values) => ({ name, text, values });
}

/** Builds and types statements whose text depends on the request; it has no connection of its own. */
export const build = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A statement written as kysely's `sql` text. */
export function compiled<Row>(raw: RawBuilder<Row>): Statement<Row> {
  const query = raw.compile(build);
  return { text: query.sql, values: query.parameters };
}

type Query<Row> = Statement<Row> | Compilable<Row>;

interface Meter {
  /** Statements sent since the start, transaction control included. */
  statements: number;
}

/** What the transactions of a `Db` have in common with it. */
interface Shared {
  readonly connections: Connections;
  readonly meter: Meter;
  readonly memory: Memory;
  readonly gathering: Gathering;
  readonly ids: Ids;
}

/** Rows of a long list that are read at once: with fewer it waits more often, with more it takes more memory. */
const PIECE = 1_000;

/** The statement for at most `limit` rows with ids above `afterId`, in the order of ids. */
type PieceAfter<Row> = (afterId: number, limit: number) => Query<Row>;

/** Reads. A write needs a `Tx` (transaction.ts). */
export class Db {
  protected readonly client: pg.Pool | pg.PoolClient;
  readonly connections: Connections;
  readonly meter: Meter;
  readonly memory: Memory;
  readonly gathering: Gathering;
  readonly ids: Ids;

  constructor(client: pg.Pool | pg.PoolClient, { connections, meter, memory, gathering, ids }: Shared) {
    this.client = client;
    this.connections = connections;
    this.meter = meter;
    this.memory = memory;
    this.gathering = gathering;
    this.ids = ids;
  }

  /** Every row. Throws a `Failure` where db/errors.ts knows the cause. */
  async all<Row>(query: Query<Row>): Promise<Row[]> {
    this.meter.statements += 1;
    if (this.connections.away) throw toFailure(this.connections.away);
    try {
      const result = await this.client.query(toQueryConfig(query));
      return result.rows as Row[];
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** The first row, or undefined. */
  async maybe<Row>(query: Query<Row>): Promise<Row | undefined> {
    return (await this.all(query))[0];
  }

  /** The first row of a statement that always has one. */
  async one<Row>(query: Query<Row>): Promise<Row> {
    const row = await this.maybe(query);
    if (row === undefined) throw new Error('A statement that always returns a row returned none');
    return row;
  }

  /** Reads together with others who ask under the same key at the same time: `Gathering.read`. */
  together<Item, Result>(key: string, item: Item, read: (items: readonly Item[]) => Promise<Result>): Promise<Result> {
    return this.gathering.read(key, item, read);
  }

  /** Like `maybe`, together with those who send the same statement with the same values at the same time. */
  maybeTogether<Row>(query: Statement<Row>): Promise<Row | undefined> {
    const key = JSON.stringify([query.name ?? query.text, ...query.values]);
    return this.together(key, undefined, () => this.maybe(query));
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
      // PostgreSQL works on it while these are used. It is awaited above, unless nobody wants more.
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

/** Milliseconds; the longest that a timer takes. */
const FOR_EVER = 2 ** 31 - 1;

function toQueryConfig<Row>(query: Query<Row>): { text: string; values: unknown[]; name?: string } {
  if ('compile' in query) {
    const compiled = query.compile();
    return { text: compiled.sql, values: [...compiled.parameters] };
  }
  const config = { text: query.text, values: [...query.values] };
  if (query.unlimited) return Object.assign(config, { query_timeout: FOR_EVER });
  return query.name === undefined ? config : { name: query.name, ...config };
}

/** Opens a pool: bigint as number, dates and moments as ISO text. */
export function connect(connection: pg.PoolConfig, poolSize: number): Db {
  const connections = new Connections(connection, poolSize);
  const ids = new Ids();
  // A database that comes back from a crash may not remember what it gave last.
  connections.onLost(() => ids.forget());
  const shared = { connections, meter: { statements: 0 }, memory: new Memory(), gathering: new Gathering(), ids };
  return new Db(connections.pool, shared);
}
