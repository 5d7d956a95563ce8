// The web server: mounts the dialects, each in a scope of its own, and nothing more.

import { randomUUID } from 'node:crypto';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { App } from '../app.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { DIALECTS } from './dialects.ts';
import { registerHealth } from './health.ts';
import { logRequests } from './request-log.ts';

/** Requests that run when the server is told to stop get this long (milliseconds). */
const DRAIN_LIMIT = 10_000;

/** Builds the server, ready to listen. */
export async function buildServer(app: App): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: app.config.bodyLimit,
    trustProxy: app.config.trustProxy,
    forceCloseConnections: 'idle',
    // What has arrived is answered, in its dialect's words, and its connection closed.
    return503OnClosing: false,
    requestTimeout: 60_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    rewriteUrl: (request) => rewrite(request.url ?? '/'),
    frameworkErrors: answerFrameworkError,
  });
  logRequests(server);
  registerHealth(server, app.db);
  server.setNotFoundHandler(answerNotFound);
  // Before the body is read: whatever is sent to a path that does not exist, the answer is that it does not.
  server.addHook('onRequest', (request, reply, done) => (request.is404 ? answerNotFound(request, reply) : done()));
  for (const dialect of DIALECTS) {
    await server.register((scope) => dialect.register(scope, app));
  }
  return server;
}

/** Stops accepting, lets running requests finish (within the limit), and closes. */
export async function drain(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), DRAIN_LIMIT);
  await server.close();
  clearTimeout(timer);
}

function rewrite(url: string): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const dialect = DIALECTS.find((candidate) => candidate.owns(path));
  return dialect?.rewrite ? dialect.rewrite(path) + url.slice(path.length) : url;
}

/** The dialect whose envelope an answer without a route gets. */
function ownerOf(request: FastifyRequest): Dialect | undefined {
  const path = request.url.split('?', 1)[0] ?? '/';
  return DIALECTS.find((dialect) => dialect.owns(path));
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const dialect = ownerOf(request);
  if (dialect) dialect.answerNotFound(request, reply);
  else reply.code(404).send({ error: 'not found' });
}

/** Errors from before routing: a malformed URL, say. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const dialect = ownerOf(request);
  if (dialect) dialect.answerError(error, request, reply);
  else reply.code(400).send({ error: 'bad request' });
}
