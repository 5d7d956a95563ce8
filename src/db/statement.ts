// SQL statements as values. What a statement does to the database is read from its text when it is declared, so that a
// write can neither pass for a query nor be sent without the change that tells of it (docs/decisions/0023).
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import { type Effect, effectOf } from './effect.ts';
import type { DB } from './schema.gen.ts';
import { tablesWithoutWork } from './work-columns.ts';

interface Text {
  readonly text: string;
  readonly values: readonly unknown[];
  /** A named statement is prepared once per connection. */
  readonly name?: string;
}

class Inspected<Row> {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
  readonly effect: Effect;
  /** The tables that it writes to, without those of which it writes only how far work is. */
  readonly tables: readonly string[];
  /** Never set: carries the row type. */
  declare readonly row?: Row;

  constructor({ text, values, name }: Text, effect: Effect, tables: readonly string[] = []) {
    this.text = text;
    this.values = values;
    this.name = name;
    this.effect = effect;
    this.tables = tables;
  }
}

/** Reads, and neither writes nor locks: anybody may send it. Made by `query`, `queryOf` and `built` alone. */
export class Query<Row> extends Inspected<Row> {
  /** Tells the two types apart, which are alike otherwise. */
  readonly sends = 'query';
}

/** Writes or locks: only a transaction may send it. Made by `write` and `writeOf` alone. */
export class Write<Row> extends Inspected<Row> {
  readonly sends = 'write';
}

export type Statement<Row> = Query<Row> | Write<Row>;

/** Declares a prepared query. The name must be unique in the program: PostgreSQL keeps the plan under it. */
export function query<Row>(name: string, text: string): (...values: unknown[]) => Query<Row> {
  const effect = requireReading(text);
  return (...values) => new Query({ name, text, values }, effect);
}

/** Declares a prepared statement that writes or locks. The name must be unique, as that of a query. */
export function write<Row>(name: string, text: string): (...values: unknown[]) => Write<Row> {
  const effect = requireWriting(text);
  const tables = tablesWithoutWork(text);
  return (...values) => new Write({ name, text, values }, effect, tables);
}

/** A query whose text depends on the request. */
export function queryOf<Row>(text: Text): Query<Row> {
  return new Query(text, requireReading(text.text));
}

/** A write whose text depends on the request. */
export function writeOf<Row>(text: Text): Write<Row> {
  return new Write(text, requireWriting(text.text), tablesWithoutWork(text.text));
}

/** Builds and types queries whose text depends on the request; it has no connection of its own. */
export const build = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A query put together with kysely: a builder, or its `sql` text. */
export function built<Row>(source: Compilable<Row> | RawBuilder<Row>): Query<Row> {
  const { sql, parameters } = 'isRawBuilder' in source ? source.compile(build) : source.compile();
  return queryOf({ text: sql, values: parameters });
}

function requireReading(text: string): Effect {
  const effect = effectOf(text);
  if (effect.reads) return effect;
  throw new Error(`A query must neither write nor lock: ${text.slice(0, 200)}`);
}

function requireWriting(text: string): Effect {
  const effect = effectOf(text);
  if (!effect.reads) return effect;
  throw new Error(`A write must write or lock: ${text.slice(0, 200)}`);
}
