// The SQL behind a request, as the server sends it: recorded by serving the request in this process once.
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Call } from './scenarios.ts';

export interface RecordedStatement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** The id of the constituent that the statement made; later statements may have been given it. */
  madeId?: number;
}

const MAKES_ID = /\binsert\s+into\s+constituents\b/i;

/**
 * Whether the JSON among the values holds the ids of new rows, which must be other ones each time the statement is sent:
 * the server takes ids of contact points before it inserts them.
 */
export function insertsRows({ text }: RecordedStatement): boolean {
  return /\binsert\s+into\b/i.test(text) && !/\bupdate\s+\w+\s+(as\s+)?(\w+\s+)?set\b/i.test(text);
}

/** An id in JSON. */
export const ID_IN_JSON = /"id":(\d+)/g;

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

interface Sending {
  readonly client: pg.Client;
  readonly given: readonly unknown[];
  readonly statement: RecordedStatement;
}

/** Serves one request and returns its status and every statement it took, transaction control included. */
export async function recordStatements(
  server: FastifyInstance,
  call: Call,
): Promise<{ status: number; statements: RecordedStatement[] }> {
  const statements: RecordedStatement[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const statement = toStatement(given);
    // Not what a new connection is prepared with, nor what is sent beside the pool to see whether the database answers.
    if ('release' in this) statements.push(statement);
    return send(original, { client: this, given, statement });
  };
  try {
    const response = await server.inject({
      method: call.method,
      url: call.path,
      headers: call.headers,
      ...(call.body === undefined ? {} : { payload: call.body }),
    });
    return { status: response.statusCode, statements };
  } finally {
    prototype.query = original;
  }
}

function toStatement([config, values]: readonly unknown[]): RecordedStatement {
  if (typeof config === 'string') return { text: config, values: Array.isArray(values) ? values : [] };
  const { name, text, values: given = [] } = config as Partial<RecordedStatement> & { text: string };
  return { ...(name === undefined ? {} : { name }), text, values: given };
}

/** Sends the statement on, and notes the id that it makes. */
function send(original: Query, { client, given, statement }: Sending): unknown {
  const note = (result?: { rows?: Record<string, unknown>[] }) => {
    const id = Number(result?.rows?.[0]?.id);
    if (MAKES_ID.test(statement.text) && Number.isSafeInteger(id)) statement.madeId = id;
  };
  const callback = given.at(-1);
  if (typeof callback !== 'function') {
    const returned = original.apply(client, [...given]);
    if (returned instanceof Promise) returned.then(note, () => undefined);
    return returned;
  }
  const noting = (error: unknown, result: Parameters<typeof note>[0]) => {
    note(result);
    callback(error, result);
  };
  return original.apply(client, [...given.slice(0, -1), noting]);
}
