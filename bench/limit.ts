// The limit of a scenario: its bare statements, through the driver that Kith uses and, where it is installed, pgbench.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Bench, WARM_UP_SECONDS } from './measure.ts';
import type { ReplayJob, ReplayResult } from './replay.ts';
import type { RecordedStatement } from './statements.ts';

export interface LimitResult {
  readonly roundsPerSecond: number;
  /** Milliseconds of the driver and of PostgreSQL per round. */
  readonly cpu: number;
}

export interface Recorded {
  readonly statements: readonly RecordedStatement[];
  /** What was made once when recorded carries this text. */
  readonly marker: string | undefined;
}

/** The same statements through the bare driver with the same concurrency. Throws when one of them fails. */
export async function measureLimit(bench: Bench, recorded: Recorded): Promise<LimitResult> {
  const { databaseUrl: url, databasePid, concurrency, seconds } = bench;
  const job: ReplayJob = { url, databasePid, concurrency, seconds, warmUpSeconds: WARM_UP_SECONDS / 2, ...recorded };
  const child = spawn(process.execPath, [fileURLToPath(new URL('replay.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(job));
  const printed = await text(child.stdout);
  if (!printed) throw new Error('the recorded statements cannot be repeated: see above');
  const result = JSON.parse(printed) as ReplayResult;
  return {
    roundsPerSecond: result.rounds / result.seconds,
    cpu: ((result.driverCpu + result.databaseCpu) * 1000) / result.rounds,
  };
}
