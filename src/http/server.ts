// The web server: mounts the dialects, each in a scope of its own, and nothing more.

import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { App } from '../app.ts';
import { Failure } from '../core/base/failure.ts';
import { newRequestId } from '../core/base/request-id.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { registerConsole } from './console.ts';
import { DIALECTS } from './dialects.ts';
import { registerHealth } from './health.ts';
import { OpenRequests } from './open-requests.ts';
import { logRequests } from './request-log.ts';
import { trustProxy } from './trusted-proxies.ts';
import { drainUnreadBody } from './unread-body.ts';

/** Requests that run when the server is told to stop get this long (milliseconds). */
const DRAIN_LIMIT = 10_000;

/** What one client may hold, and how long. Times in milliseconds. */
export interface ServerLimits {
  /** To send the headers of a request. */
  readonly headersTime: number;
  /** To send a whole request. */
  readonly requestTime: number;
  /** Without a byte in either direction: a client that stopped reading its answer. */
  readonly stalledTime: number;
  /** Requests of this process that are not answered to the last byte. */
  readonly openRequests: number;
  readonly openRequestsPerAddress: number;
}

const LIMITS: ServerLimits = {
  headersTime: 15_000,
  requestTime: 60_000,
  stalledTime: 120_000,
  openRequests: 1_000,
  openRequestsPerAddress: 250,
};

/** Builds the server, ready to listen. */
export async function buildServer(app: App, given: Partial<ServerLimits> = {}): Promise<FastifyInstance> {
  const limits = { ...LIMITS, ...given };
  const server = Fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newRequestId(),
    bodyLimit: app.config.bodyLimit,
    trustProxy: trustProxy(app.config.trustProxy),
    forceCloseConnections: 'idle',
    // While the server stops, requests that have arrived are answered in their dialect's words, and their connections closed.
    return503OnClosing: false,
    requestTimeout: limits.requestTime,
    connectionTimeout: limits.stalledTime,
    // Node looks for late requests every half minute otherwise.
    http: { headersTimeout: limits.headersTime, connectionsCheckingInterval: Math.min(5_000, limits.headersTime) },
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    rewriteUrl: ({ url = '/', headers }) => rewrite(url, headers),
    frameworkErrors: answerError,
  });
  guardRequests(server, new OpenRequests({ total: limits.openRequests, perAddress: limits.openRequestsPerAddress }));
  logRequests(server);
  registerHealth(server, app);
  server.setNotFoundHandler(answerNotFound);
  // Before the body is read: whatever is sent to a path that does not exist, the answer is that it does not.
  server.addHook('onRequest', (request, reply, done) => (request.is404 ? answerNotFound(request, reply) : done()));
  await server.register(registerConsole);
  for (const dialect of DIALECTS) {
    await server.register((scope) => dialect.register(scope, app));
  }
  return server;
}

/** What holds for every request and answer, whatever the path. */
function guardRequests(server: FastifyInstance, open: OpenRequests): void {
  server.addHook('onRequest', (request, reply, done) => {
    // Answers hold personal data. A route that knows better says so.
    reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (request.url !== '/health' && !open.admit(request, reply))
      return answerError(new Failure('unavailable', 'too_many_open'), request, reply);
    if (!isHost(request.host)) return answerError(new Failure('invalid', 'malformed_request'), request, reply);
    done();
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    drainUnreadBody(request, reply);
    done();
  });
}

/** Links in answers are made of it. A client of HTTP/1.0 sends none. */
function isHost(host: string): boolean {
  return (
    host === '' ||
    (/^(?:[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`))
  );
}

/** Stops accepting, lets running requests finish (within the limit), and closes. */
export async function drain(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), DRAIN_LIMIT);
  await server.close();
  clearTimeout(timer);
}

function rewrite(url: string, headers: FastifyRequest['headers']): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const dialect = DIALECTS.find((candidate) => candidate.owns(path, headers));
  return dialect?.rewrite ? dialect.rewrite(path) + url.slice(path.length) : url;
}

/** The dialect whose envelope an answer without a route gets. */
function ownerOf(request: FastifyRequest): Dialect | undefined {
  const path = request.url.split('?', 1)[0] ?? '/';
  return DIALECTS.find((dialect) => dialect.owns(path, request.headers));
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const dialect = ownerOf(request);
  if (dialect) dialect.answerNotFound(request, reply);
  else reply.code(404).send({ error: 'not found' });
}

/** Errors from before routing, a malformed URL say, in the words of the dialect that owns the path. */
function answerError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const dialect = ownerOf(request);
  const isBusy = error instanceof Failure && error.kind === 'unavailable';
  if (dialect) dialect.answerError(error, request, reply);
  else reply.code(isBusy ? 503 : 400).send({ error: isBusy ? 'too many requests at once' : 'bad request' });
}
