import type { FastifyInstance } from 'fastify';
import type { App } from '../app.ts';
import { DISK_FULL_BYTES, freeBytes } from '../db/free-space.ts';
import { queryOf } from '../db/statement.ts';
import { type JobsState, jobsState, problemOf } from '../jobs/job-workers.ts';

const ping = queryOf<{ ok: number }>({ text: 'select 1 as ok', values: [] });

/** `ok`, or what is wrong with a part. */
type Parts = Record<string, string>;

/**
 * `GET /health`: 200 while the database answers, 503 otherwise. `GET /health/ready` says which part does not work: `database`,
 * `jobs` (whichever process works on them) or, where Kith runs its own database, `disk`. Both ask over a connection of their
 * own: a crowd of requests is no illness.
 */
export function registerHealth(server: FastifyInstance, app: App): void {
  server.get('/health', async (_request, reply) => {
    try {
      await app.pulse.one(ping);
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
  server.get('/health/ready', async (_request, reply) => {
    const parts = { ...(await lookAtDatabase(app)), ...(await lookAtDisk(app)) };
    const isReady = Object.values(parts).every((state) => state === 'ok');
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'unavailable', parts });
  });
}

async function lookAtDatabase({ pulse }: App): Promise<Parts> {
  try {
    const state = await pulse.one<JobsState>(jobsState());
    return { database: 'ok', jobs: problemOf(state) ?? 'ok' };
  } catch {
    return { database: 'does not answer', jobs: 'unknown' };
  }
}

async function lookAtDisk({ config }: App): Promise<Parts> {
  if (config.databaseUrl !== undefined) return {};
  return { disk: (await freeBytes(config.dataDir)) < DISK_FULL_BYTES ? 'full' : 'ok' };
}
