import type { FastifyInstance } from 'fastify';

/**
 * One line per request: method, route pattern, status, milliseconds. Never the URL itself, which can carry keys,
 * passwords and names, nor a body.
 */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
