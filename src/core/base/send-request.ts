// One outgoing request to an address that a user chose.
import { lookup as lookUp } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { answerText } from './answer-text.ts';
import { withDeadline } from './deadline.ts';
import { isPublicAddress } from './public-address.ts';
import { type ResolveName, resolveByDns } from './resolve-name.ts';

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: string;
  /** Milliseconds for everything together: name, connection, answer. */
  readonly timeout: number;
  readonly allowPrivateTargets: boolean;
  /** How names are looked up; where private addresses are allowed in the system's way, otherwise by the DNS, unless told. */
  readonly resolve?: ResolveName;
}

export interface Answer {
  readonly status: number;
  /** The beginning of it as text, up to `ANSWER_LIMIT` bytes. */
  readonly body: string;
}

/** A receiver cannot make this process keep more. */
const ANSWER_LIMIT = 65_536;

/** A request that may not be sent, or got no answer; the message holds no more than what went wrong. */
export class RequestError extends Error {}

/** Throws `RequestError` for an address that may not be called as written. What its name stands for is checked on sending. */
export function checkTarget(address: string, allowPrivateTargets: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new RequestError('not an http(s) address');
  if (url.username || url.password) throw new RequestError('credentials in the address');
  if (allowPrivateTargets) return url;
  if (url.protocol !== 'https:') throw new RequestError('not https');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const isLiteral = /^[\d.]+$/.test(host) || host.includes(':');
  if (isLiteral && !isPublicAddress(host)) throw new RequestError('a private address');
  if (/(^|\.)(localhost|local|internal|home\.arpa)$/i.test(host)) throw new RequestError('a private name');
  return url;
}

// A connection that nobody uses is closed after half a minute, which is longer than a request may take, or when the other side
// has said that it will close it.
const KEPT = { keepAlive: true, timeout: 30_000 };

/**
 * Connections are kept for the next request to the same host: opening one, with TLS, takes longer than a request. Addresses
 * are checked when one is opened, so those that may be private ones are kept apart.
 */
const AGENTS = {
  public: { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) },
  any: { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) },
};

/**
 * Sends a POST and returns its answer, whatever its status; redirects are answers too. Throws `RequestError` for a target
 * that may not be reached, a broken connection, an answer that is none, or when it takes longer than its time as a whole,
 * whatever the other side does. Sends again when a kept connection turns out to be closed: the other side may get a request
 * twice.
 */
export async function sendRequest(outgoing: OutgoingRequest): Promise<Answer> {
  const url = checkTarget(outgoing.url, outgoing.allowPrivateTargets);
  const agents = AGENTS[outgoing.allowPrivateTargets ? 'any' : 'public'];
  const agent = agents[url.protocol === 'https:' ? 'https' : 'http'];
  return withDeadline(outgoing.timeout, new RequestError('timeout'), (signal) =>
    attempt(outgoing, { url, signal, agent }).catch((error: unknown) => {
      if (!(error instanceof KeptTooLong)) throw error;
      return attempt(outgoing, { url, signal, agent: false });
    }),
  );
}

class KeptTooLong extends RequestError {}

interface Connection {
  readonly url: URL;
  readonly signal: AbortSignal;
  /** False: a new connection, closed afterwards. */
  readonly agent: HttpAgent | false;
}

function attempt(outgoing: OutgoingRequest, { url, signal, agent }: Connection): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, {
      method: 'POST',
      headers: { ...outgoing.headers, 'content-length': Buffer.byteLength(outgoing.body) },
      // The address that was checked is the one connected to: a name cannot mean one thing now and another then.
      lookup: lookupFor(outgoing),
      agent,
      signal,
    });
    const fail = (error: Error) => {
      reject(error instanceof RequestError ? error : toRequestError(error, request.reusedSocket));
    };
    request.on('error', fail);
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      // A 101 that names no protocol comes as an answer, and its connection would be kept.
      if ((response.statusCode ?? 0) < 200) request.destroy(new RequestError(SWITCHES));
      else collect(request, response, { resolve, fail });
    });
    refuseOtherProtocols(request, fail);
    // Whatever else ends it: a request that is over has an outcome. An answer may end with its connection, and later.
    request.on('close', () => answered || fail(new RequestError('closed without an answer')));
    request.end(outgoing.body);
  });
}

const SWITCHES = 'switches to another protocol';

/** More of these before an answer are no answer. */
const INTERIM_LIMIT = 20;

/** A request was sent, not an offer to speak something else on the connection, and what comes before an answer has an end. */
function refuseOtherProtocols(request: ClientRequest, fail: (error: Error) => void): void {
  let interim = 0;
  request.on('information', () => {
    interim += 1;
    if (interim > INTERIM_LIMIT) request.destroy(new RequestError('too many interim answers'));
  });
  // Without a listener Node drops the connection, and the request never settles.
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    fail(new RequestError(SWITCHES));
  });
}

function toRequestError(error: Error, wasKept: boolean): RequestError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  const isClosed = code === 'ECONNRESET' || code === 'EPIPE';
  return wasKept && isClosed ? new KeptTooLong(code, { cause: error }) : new RequestError(code, { cause: error });
}

interface Outcome {
  readonly resolve: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

function collect(request: ClientRequest, response: IncomingMessage, { resolve, fail }: Outcome): void {
  const pieces: Buffer[] = [];
  let length = 0;
  const finish = () => {
    const bytes = Buffer.concat(pieces).subarray(0, ANSWER_LIMIT);
    const body = answerText(bytes, response.headers['content-encoding']).slice(0, ANSWER_LIMIT);
    resolve({ status: response.statusCode ?? 0, body });
  };
  response.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length < ANSWER_LIMIT) return;
    finish();
    request.destroy();
  });
  response.on('end', finish);
  response.on('error', fail);
  response.on('close', () => fail(new RequestError('closed within the answer')));
}

const byDns = resolveByDns();

function lookupFor({ resolve, allowPrivateTargets }: OutgoingRequest): LookupFunction {
  const addressesOf = resolve ?? (allowPrivateTargets ? lookUp : byDns);
  return (host, options, done) => {
    addressesOf(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, [], 0);
      // One private address among several would be a way in.
      const isPublic = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address));
      if (!isPublic && !allowPrivateTargets) return done(new RequestError('a private address'), [], 0);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      done(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
