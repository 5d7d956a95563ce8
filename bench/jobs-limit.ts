// The limit of everything that goes through a job: graphile-worker alone, from the enqueuing statement to the run.
import { type Runner, run } from 'graphile-worker';
import pg from 'pg';
import { WORKER } from '../src/jobs/worker.ts';
import type { Bench } from './measure.ts';

const TASK = 'bench_job';
const DATABASE = 'bench_jobs';
const ENQUEUE = `select graphile_worker.add_job('${TASK}', json_build_object('number', $1::bigint))`;

export interface BareJobs extends AsyncDisposable {
  /** Enqueues a job and settles when it runs. */
  roundTrip(): Promise<void>;
}

/**
 * A worker with nothing to do but these, on the same PostgreSQL server, in a database of its own: notices of new jobs go
 * to everyone who listens in a database, and a running Kith would look for these in vain.
 */
export async function startBareJobs({ databaseUrl }: Pick<Bench, 'databaseUrl'>): Promise<BareJobs> {
  const maintenance = new pg.Client({ connectionString: databaseUrl });
  await maintenance.connect();
  await maintenance.query(`drop database if exists ${DATABASE}`);
  await maintenance.query(`create database ${DATABASE}`);
  // Not a `URL`: the address of a socket has no host.
  const connectionString = databaseUrl.replace(/\/\w*(?=\?|$)/, `/${DATABASE}`);
  const pool = new pg.Pool({ connectionString, max: 20, options: '-c timezone=UTC -c jit=off' });
  // The worker asks for it, and a connection that ends while idle is none of its concern.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const waiting = new Map<number, () => void>();
  const runner = await startRunner(pool, (number) => waiting.get(number)?.());
  let number = 0;
  return {
    roundTrip: async () => {
      number += 1;
      const mine = number;
      const ran = new Promise<void>((resolve) => waiting.set(mine, resolve));
      await pool.query({ name: 'bench_enqueue', text: ENQUEUE, values: [mine] });
      await ran;
      waiting.delete(mine);
    },
    [Symbol.asyncDispose]: async () => {
      await runner.stop();
      await pool.end();
      await maintenance.query(`drop database ${DATABASE}`);
      await maintenance.end();
    },
  };
}

/** Looks for jobs as Kith does. */
function startRunner(pool: pg.Pool, ran: (number: number) => void): Promise<Runner> {
  return run({
    ...WORKER,
    pgPool: pool,
    taskList: { [TASK]: (payload) => ran((payload as { number: number }).number) },
  });
}
