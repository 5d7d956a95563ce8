// Whether the database answers: asked all the time over a connection of its own, so that no crowd of requests is in the way.
import type pg from 'pg';
import type { Db } from './connect.ts';
import { isLost, toFailure } from './errors.ts';
import { type Query, queryOf } from './statement.ts';

/** Milliseconds that the database has to answer before it counts as away. */
const DEADLINE = 3_000;
/** Milliseconds between two looks, while it answers and while it does not. */
const INTERVAL = { up: 1_000, down: 250 } as const;

export interface PulseLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const PING = queryOf<{ ok: number }>({ text: 'select 1 as ok', values: [] });

/**
 * Says once when the database is lost, with the reason, and once when it is back. A database that neither answers nor
 * refuses would let everybody wait: then it gives up all connections, and what waits on them fails at once.
 */
export class Pulse {
  readonly #db: Db;
  readonly #log: PulseLog;
  readonly #listeners: (() => void)[] = [];
  readonly #asking = new Map<string, Promise<unknown>>();
  #client: Promise<pg.Client> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lostAt: number | undefined;
  #isStopped = false;

  constructor(db: Db, log: PulseLog) {
    this.#db = db;
    this.#log = log;
    db.connections.onLost((reason) => this.#lose(reason));
    this.#schedule();
  }

  /** Calls back each time the database is back. */
  onBack(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Asks the database. Calls that come meanwhile get the same answer. Throws a `Failure` when there is none in time. */
  one<Row>(statement: Query<Row>): Promise<Row> {
    const { text } = statement;
    const asking = this.#asking.get(text) ?? this.#ask(statement).finally(() => this.#asking.delete(text));
    this.#asking.set(text, asking);
    return asking as Promise<Row>;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#asking.values());
    const client = await this.#client?.catch(() => undefined);
    // The end of a connection that is dead already may never be told.
    await Promise.race([client?.end(), new Promise((resolve) => setTimeout(resolve, DEADLINE).unref())]);
  }

  async #ask<Row>({ text, values }: Query<Row>): Promise<Row> {
    this.#client ??= this.#db.connections.open(DEADLINE);
    const opening = this.#client;
    try {
      const client = await opening;
      const { rows } = await client.query({ text, values: [...values], query_timeout: DEADLINE } as pg.QueryConfig);
      return rows[0] as Row;
    } catch (error) {
      if (this.#client === opening) this.#client = undefined;
      const close = async () => (await opening).end();
      close().catch(() => undefined);
      throw toFailure(error);
    }
  }

  async #beat(): Promise<void> {
    const asked = performance.now();
    try {
      await this.one(PING);
      this.#find();
    } catch (error) {
      this.#lose(error);
      // A database without a free connection for the pulse may still answer over the other connections.
      if (isLost(error)) this.#db.connections.away = error;
      // A database that refuses connections answers at once. Only a silent one makes callers wait.
      if (performance.now() - asked >= DEADLINE) this.#db.connections.abandon();
    }
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const pause = this.#lostAt === undefined ? INTERVAL.up : INTERVAL.down;
    this.#timer = setTimeout(() => this.#beat(), pause).unref();
  }

  #lose(reason: unknown): void {
    if (this.#isStopped || this.#lostAt !== undefined) return;
    this.#lostAt = performance.now();
    this.#log.error(wordsOf(reason), 'the database was lost');
    this.#schedule();
  }

  #find(): void {
    if (this.#lostAt === undefined) return;
    const ms = Math.round(performance.now() - this.#lostAt);
    this.#lostAt = undefined;
    this.#db.connections.away = undefined;
    this.#log.info({ ms }, 'the database is back');
    for (const listener of this.#listeners) listener();
  }
}

function wordsOf(error: unknown): { reason: string; code?: string } {
  if (!(error instanceof Error)) return { reason: String(error) };
  // Of a failure, what the database or the system said.
  if (error.cause instanceof Error) return wordsOf(error.cause);
  return 'code' in error ? { reason: error.message, code: String(error.code) } : { reason: error.message };
}
