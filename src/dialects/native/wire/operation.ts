// Operations as data: one list mounts the routes, writes the OpenAPI document, and is what generic tests walk over.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { DialectContext } from '../../dialect.ts';
import { spelled } from './names.ts';

/** What an operation is given. */
export interface Call<Params, Query, Body> {
  readonly context: DialectContext;
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Ends when the server stops, or the caller is gone: whoever waits for something stops waiting. */
  readonly stop: AbortSignal;
}

interface Described<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  /** Unique; clients name their functions by it. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /v1, with parameters in braces: `/constituents/{id}`. */
  readonly path: string;
  /** One sentence. */
  readonly summary: string;
  /** The scope that is needed; `own`: a user acts on their own access, and no key may. */
  readonly scope:
    | 'people:read'
    | 'people:write'
    | 'people:erase'
    | 'people:export'
    | 'settings:read'
    | 'settings:write'
    | 'users:write'
    | 'own';
  /** Strangers may call it: `run` is given no actor. */
  readonly open?: true;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** What a body is sent as besides application/json. */
  readonly bodyType?: string;
  /** The body is a file, which `run` reads from `request` as it arrives. */
  readonly upload?: true;
  /** Absent: no content. */
  readonly result?: z.ZodType;
  /** The answer is a file, of one of these types. */
  readonly fileTypes?: readonly string[];
  /** Of success: 200, or 204 without a result, where nothing is said. */
  readonly status?: 201 | 202;
  readonly run: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<unknown>;
}

export type Schema = z.ZodType;

type Any = Described<z.ZodType, z.ZodType, z.ZodType>;

/** An operation whose types of input are its own matter; only one that is `open` runs without an actor. */
export type Operation = Omit<Any, 'run'> & {
  readonly run: (
    call: Omit<Parameters<Any['run']>[0], 'actor'> & { readonly actor: Actor | undefined },
  ) => Promise<unknown>;
};

/** An operation that strangers may call, and that is given no actor. */
export function openOperation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  described: Omit<Described<Params, Query, Body>, 'scope' | 'open' | 'run'> & {
    readonly run: (call: Omit<Call<z.output<Params>, z.output<Query>, z.output<Body>>, 'actor'>) => Promise<unknown>;
  },
): Operation {
  return { ...described, open: true, scope: 'own' } as unknown as Operation;
}

export function operation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  described: Described<Params, Query, Body>,
): Operation {
  return described as unknown as Operation;
}

/** The parts of a request, read by an operation's schemas. Throws `invalid` (`validation`) with a pointer to each fault. */
export function readCall({ params, query, body }: Operation, request: FastifyRequest) {
  return {
    params: read(params, request.params, ''),
    query: read(query, request.query, '?'),
    body: read(body, request.body, ''),
  };
}

function read(schema: z.ZodType | undefined, value: unknown, place: '' | '?'): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => faultsOf(issue, place));
  throw new Failure('invalid', 'validation', { issues });
}

/** A fault by its pointer: `/email_addresses/0/address` in a body, `?limit` in a query. */
function faultsOf(issue: z.core.$ZodIssue, place: '' | '?') {
  const code = issue.code === 'unrecognized_keys' ? 'unknown_field' : issue.code;
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => ({ field: place === '?' ? `/?${path.join('.')}` : `/${path.join('/')}`, code }));
}

/** What a schema shows of a row of the core, and nothing else of it. */
export function presenter(shown: z.ZodType): (row: unknown) => unknown {
  return (row) => shown.parse(spelled(row));
}
