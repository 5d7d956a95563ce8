// `kith serve --workers N`: the first process opens the database, then keeps N others answering on one port.
import { openApp } from '../../app.ts';
import type { Config } from '../../config.ts';
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { UsageError } from '../explain-error.ts';
import { logToStderr } from '../open-for-command.ts';
import { freePort } from './free-port.ts';
import { ServingProcesses } from './serving-processes.ts';
import { aborted } from './stop-signal.ts';

/** Serves in so many processes until stopped. Throws when they cannot be kept running. */
export async function serveInProcesses(config: Config, count: number, stop: AbortSignal): Promise<void> {
  // This process answers no requests: its two connections are for opening the database.
  const app = await openApp({ ...config, poolSize: 2 }, { log: logToStderr(config.logLevel) });
  try {
    const poolSize = await poolSizeOfEach(app.db, { poolSize: config.poolSize, count });
    // Chosen here, so that a process that replaces another one comes back to the same.
    const port = await freePort(config);
    const common = { KITH_PORT: String(port), KITH_POOL_SIZE: String(poolSize) };
    const environments = Array.from({ length: count }, (_, index) => {
      return { ...common, KITH_JOBS: String(config.jobs && index === 0) };
    });
    if (stop.aborted) return;
    app.log.info({ processes: count, poolSize }, 'starting the serving processes');
    const processes = new ServingProcesses(environments, app.log);
    processes.ready.then((url) => console.log(`listening on ${url}`));
    try {
      await Promise.race([aborted(stop), processes.failed]);
    } finally {
      app.log.info('stopping');
      await processes.stop();
    }
  } finally {
    await app.close();
  }
}

const limit = query<{ connections: number }>(
  'connection_limit',
  `select current_setting('max_connections')::integer as connections`,
);

/** Commands, `kith worker` and whoever else uses the database get the rest. */
const SHARE = 0.75;
const FEWEST = 2;
/** A long download holds a connection to its end: a few of them must not keep a process from answering others. */
const ENOUGH = 5;

/**
 * Shares the connections of one process out to all of them: PostgreSQL gets slower with many more connections than cores. Throws
 * when the database has too few for that many processes.
 */
async function poolSizeOfEach(db: Db, { poolSize, count }: { poolSize: number; count: number }): Promise<number> {
  const { connections } = await db.one(limit());
  const most = Math.floor((connections * SHARE) / count);
  if (most >= FEWEST) return Math.min(most, Math.max(Math.ceil(poolSize / count), Math.min(poolSize, ENOUGH)));
  const possible = Math.floor((connections * SHARE) / FEWEST);
  throw new UsageError(
    `The database takes ${connections} connections: enough for ${possible} processes, not for ${count}. Choose fewer with --workers, or raise its max_connections.`,
  );
}
