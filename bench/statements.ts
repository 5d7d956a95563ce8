// The SQL behind a request, as the server sends it: recorded by serving the request in this process once.
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Call } from './scenarios.ts';

export interface RecordedStatement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

/** Serves one request and returns its status and every statement it took, transaction control included. */
export async function recordStatements(
  server: FastifyInstance,
  call: Call,
): Promise<{ status: number; statements: RecordedStatement[] }> {
  const statements: RecordedStatement[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const [config, values] = given;
    if (typeof config === 'string') statements.push({ text: config, values: (values as unknown[]) ?? [] });
    else statements.push(config as RecordedStatement);
    return original.apply(this, given);
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
