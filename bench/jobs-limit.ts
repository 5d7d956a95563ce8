// The limit of everything that goes through a job: graphile-worker alone, from the enqueuing statement to the run.
import { Logger, type Runner, run } from 'graphile-worker';
import pg from 'pg';
import type { Bench } from './measure.ts';

/** Many round trips: milliseconds, and how many ended per second. */
export interface RoundTrips {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  readonly count: number;
}

/** The bare job round trip: one after the other, and `concurrency` at a time. */
export interface JobsLimit {
  readonly one: RoundTrips;
  readonly many: RoundTrips;
}

const TASK = 'bench_job';
const DATABASE = 'bench_jobs';
const ENQUEUE = `select graphile_worker.add_job('${TASK}', json_build_object('number', $1::bigint))`;

/**
 * Measures enqueue → run on the same PostgreSQL server, in a database of its own: notices of new jobs go to everyone who
 * listens in a database, and a running Kith would look for these in vain. Half of `seconds` goes to each concurrency.
 */
export async function measureJobsLimit(bench: Bench): Promise<JobsLimit> {
  const maintenance = new pg.Client({ connectionString: bench.databaseUrl });
  await maintenance.connect();
  await maintenance.query(`drop database if exists ${DATABASE}`);
  await maintenance.query(`create database ${DATABASE}`);
  // Not a `URL`: the address of a socket has no host.
  const connectionString = bench.databaseUrl.replace(/\/\w*(?=\?|$)/, `/${DATABASE}`);
  const pool = new pg.Pool({ connectionString, max: 20, options: '-c timezone=UTC -c jit=off' });
  // The worker asks for it, and a connection that ends while idle is none of its concern.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    return await measureOn(pool, bench);
  } finally {
    await pool.end();
    await maintenance.query(`drop database ${DATABASE}`);
    await maintenance.end();
  }
}

async function measureOn(pool: pg.Pool, { concurrency, seconds }: Bench): Promise<JobsLimit> {
  const started = new Map<number, () => void>();
  const runner = await startRunner(pool, (number) => started.get(number)?.());
  let number = 0;
  const roundTrip = async () => {
    number += 1;
    const mine = number;
    const ran = new Promise<void>((resolve) => started.set(mine, resolve));
    await pool.query({ name: 'bench_enqueue', text: ENQUEUE, values: [mine] });
    await ran;
    started.delete(mine);
  };
  // Plans and connections.
  await repeat(roundTrip, { concurrency, seconds: 0.5 });
  const one = await repeat(roundTrip, { concurrency: 1, seconds: seconds / 2 });
  const many = await repeat(roundTrip, { concurrency, seconds: seconds / 2 });
  await runner.stop();
  return { one, many };
}

/** With the options of src/jobs/worker.ts. */
function startRunner(pool: pg.Pool, ran: (number: number) => void): Promise<Runner> {
  return run({
    noPreparedStatements: false,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    pgPool: pool,
    concurrency: 10,
    pollInterval: 2_000,
    taskList: { [TASK]: (payload) => ran((payload as { number: number }).number) },
  });
}

/** Runs `roundTrip` in `concurrency` loops for some seconds. */
export async function repeat(
  roundTrip: () => Promise<void>,
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<RoundTrips> {
  const latencies: number[] = [];
  const start = performance.now();
  const until = start + seconds * 1000;
  const loop = async () => {
    while (performance.now() < until) {
      const sent = performance.now();
      await roundTrip();
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  const took = (performance.now() - start) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: percentile(0.5), p95: percentile(0.95), perSecond: sorted.length / took, count: sorted.length };
}
