// A client of Kith's own API, for browsers and for Node 20 and later. It needs nothing but `fetch`.
import { errorOf, KithError } from './error.ts';
import { type FedChange, OPERATIONS, type Operations } from './operations.gen.ts';
import { pause, pauseBefore } from './retry.ts';

export interface KithOptions {
  /** `https://kith.example.org`; by default the server that the page came from. */
  readonly url?: string;
  /** A key that begins with `kith_`; without it the session of the browser counts. */
  readonly key?: string;
  /** How often a call is tried again when the server is away or busy; 4 by default. */
  readonly retries?: number;
  readonly fetch?: typeof globalThis.fetch;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The version of the record that a change was decided on: somebody else's change since then is answered by 412. */
  readonly ifMatch?: number;
  /** By default each call has one of its own, and repeats it with each try: nothing is done twice. */
  readonly idempotencyKey?: string;
}

/** Whether a call can be made without an argument. */
type Arguments<Input> =
  Partial<Input> extends Input
    ? [input?: Input & { body?: never }, options?: CallOptions]
    : [input: Input, options?: CallOptions];

/** A function by each operation. Every one throws `KithError` for what the server refuses. */
type Calls = {
  readonly [Id in keyof Operations]: (
    ...given: Arguments<Operations[Id]['input']>
  ) => Promise<Operations[Id]['result']>;
};

export type Kith = Calls & {
  /** Every change, in its order, from the first or behind `after`; waits for new ones until the signal ends. */
  readonly changesSince: (after?: string, options?: { readonly signal?: AbortSignal }) => AsyncGenerator<FedChange>;
};

/** Makes a client. */
export function kith(options: KithOptions = {}): Kith {
  const calls = Object.fromEntries(
    Object.entries(OPERATIONS).map(([id, described]) => [
      id,
      (input: Input = {}, more: CallOptions = {}) => call(options, described, { ...more, input }),
    ]),
  ) as unknown as Calls;
  return { ...calls, changesSince: (after, { signal } = {}) => changesSince(calls, after, signal) };
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** Every item of a list, page by page: `for await (const person of every(kith.listConstituents, { q: 'Rivera' }))`. */
export async function* every<Item, Given extends object>(
  list: (input: Given & { cursor?: string }, options?: CallOptions) => Promise<Page<Item>>,
  input: Given,
  options: CallOptions = {},
): AsyncGenerator<Item> {
  let page = await list(input, options);
  yield* page.data;
  while (page.next_cursor !== null) {
    page = await list({ ...input, cursor: page.next_cursor }, options);
    yield* page.data;
  }
}

/** Seconds for which one call waits for something new. */
const WAIT = 25;

async function* changesSince(calls: Calls, first: string | undefined, signal: AbortSignal | undefined) {
  let after = first;
  while (!signal?.aborted) {
    const given = after === undefined ? { wait: WAIT } : { after, wait: WAIT };
    const page = await calls.listChanges(given, signal ? { signal } : {});
    yield* page.data;
    after = page.next_cursor ?? after;
  }
}

type Input = Readonly<Record<string, unknown>>;
type Described = readonly [method: string, path: string, query: string, file?: 'file'];

interface Call extends CallOptions {
  readonly input: Input;
}

async function call(options: KithOptions, described: Described, given: Call): Promise<unknown> {
  const [method, , , file] = described;
  const request = requestOf(options, described, given);
  const response = await send(options, request, given.signal);
  if (!response.ok) throw await errorOf(response);
  if (file) return response;
  return response.status === 204 || method === 'HEAD' ? undefined : response.json();
}

function requestOf({ url = '', key }: KithOptions, [method, path, query]: Described, given: Call) {
  const { input, ifMatch, idempotencyKey } = given;
  const { body } = input;
  const isFile = typeof body === 'string' || body instanceof Blob || body instanceof FormData;
  const headers = new Headers();
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  if (body !== undefined && !isFile) headers.set('content-type', 'application/json');
  if (body instanceof Blob || typeof body === 'string') headers.set('content-type', 'application/octet-stream');
  if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`);
  if (method === 'POST' || method === 'PATCH') headers.set('idempotency-key', idempotencyKey ?? randomKey());
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const search = new URLSearchParams();
  for (const name of query.split(' '))
    if (input[name] !== undefined && name !== '') search.set(name, String(input[name]));
  const text = search.size > 0 ? `?${search}` : '';
  const sent = body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) };
  return { address: `${url}/v1${filled}${text}`, init: { method, headers, ...sent } as RequestInit };
}

/** `crypto.randomUUID` is missing in pages that came over plain http. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}

async function send(
  { retries = 4, fetch = globalThis.fetch }: KithOptions,
  { address, init }: ReturnType<typeof requestOf>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    let response: Response | undefined;
    let cause: unknown;
    try {
      response = await fetch(address, signal ? { ...init, signal } : init);
      if (response.ok) return response;
    } catch (error) {
      if (signal?.aborted) throw error;
      cause = error;
    }
    const milliseconds = attempt > retries ? undefined : pauseBefore(attempt, response);
    if (milliseconds === undefined) {
      if (response) return response;
      throw new KithError(0, { code: 'unreachable', title: 'The server cannot be reached' }, { cause });
    }
    await pause(milliseconds, signal);
  }
}
