import type { FastifyInstance } from 'fastify';
import { type Db, statement } from '../db/connect.ts';

const ping = statement<{ ok: number }>('health', 'select 1 as ok');

/** `GET /health`: 200 while the database answers, 503 otherwise. */
export function registerHealth(server: FastifyInstance, db: Db): void {
  server.get('/health', async (_request, reply) => {
    try {
      await db.one(ping());
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
}
