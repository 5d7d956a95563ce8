// The connections of one process: how long anything may take on them, and what is known when they are lost (docs/decisions/0013).
import pg from 'pg';
import { rowTypes } from './row-types.ts';

/** Milliseconds to wait for a connection, be it a new one or one that others use; then the database counts as unreachable. */
const CONNECT_LIMIT = 8_000;
/** Milliseconds for a statement. One that runs this long is a bug; it would hold its connection for ever. */
const STATEMENT_LIMIT = 60_000;
/** By then the database has ended the statement: where no word of that comes, the connection is dead. */
const ANSWER_LIMIT = STATEMENT_LIMIT + 10_000;
/** Milliseconds that statements in progress get when a pool is closed. */
const CLOSE_LIMIT = 5_000;

/**
 * Set by a statement, not as start-up parameters, which poolers refuse or drop. The keep-alives and the limit for idle
 * transactions let the database notice that this process is gone: a lost connection would keep its locks for hours.
 */
const SESSION = Object.entries({
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  jit: 'off',
  statement_timeout: STATEMENT_LIMIT,
  idle_in_transaction_session_timeout: 20_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
})
  .map(([name, value]) => `set ${name} to '${value}'`)
  .join('; ');

export class Connections {
  readonly pool: pg.Pool;
  /** Why the database is known to be unreachable. Requests then fail at once instead of waiting for a connection. */
  away: Error | undefined;
  readonly #options: pg.PoolConfig;
  readonly #used = new Set<pg.PoolClient>();
  readonly #listeners: ((reason: Error) => void)[] = [];

  constructor(connection: pg.PoolConfig, poolSize: number) {
    this.#options = {
      ...connection,
      types: rowTypes,
      application_name: 'kith',
      query_timeout: ANSWER_LIMIT,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    };
    this.pool = new pg.Pool({
      ...this.#options,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_LIMIT,
      // A new connection has to plan its statements again, which takes as long as a hundred requests.
      idleTimeoutMillis: 300_000,
      onConnect: (client) => prepare(client, CONNECT_LIMIT),
    });
    // An idle connection that dies (database restart) must not end the process; the next query opens a new one.
    this.pool.on('error', (error) => this.#tell(error));
    // Nor may one that dies while checked out: its statement fails, which is reported where it was sent.
    this.pool.on('connect', (client) => client.on('error', (error) => this.#tell(error)));
    this.pool.on('acquire', (client) => this.#used.add(client));
    this.pool.on('release', (_error, client) => this.#used.delete(client));
  }

  /** A connection beside the pool, for one user alone. Throws when there is none within so many milliseconds. */
  async open(limit: number): Promise<pg.Client> {
    const beside = { application_name: 'kith pulse', connectionTimeoutMillis: limit };
    const client = new pg.Client({ ...this.#options, ...beside });
    client.on('error', (error) => this.#tell(error));
    try {
      await client.connect();
      await prepare(client, limit);
      return client;
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
  }

  /** Calls back with the reason each time a connection is lost that was not given up here. */
  onLost(listener: (reason: Error) => void): void {
    this.#listeners.push(listener);
  }

  /** Gives up all connections: what is in progress on them fails at once. */
  abandon(): void {
    // Without a farewell, to which a database that does not answer would not answer either.
    for (const client of this.#used) (client as unknown as { connection: Socket }).connection.stream.destroy();
    for (let idle = this.pool.idleCount; idle > 0; idle -= 1) {
      this.pool.connect().then(
        (client) => client.release(true),
        () => undefined,
      );
    }
  }

  /** Closes the pool; what is still in progress after a while fails. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.abandon(), CLOSE_LIMIT);
    await this.pool.end();
    clearTimeout(timer);
  }

  #tell(reason: Error): void {
    for (const listener of this.#listeners) listener(reason);
  }
}

/** What `pg` does not declare, but its own pool uses. */
interface Socket {
  readonly stream: { destroy(): void };
}

async function prepare(client: pg.ClientBase, limit: number): Promise<void> {
  await client.query({ text: SESSION, query_timeout: limit } as pg.QueryConfig);
}
