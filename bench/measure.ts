// Measures one scenario: over HTTP against the running server, and its bare statements as the limit.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { familySeconds, processSeconds, residentMiB } from './cpu.ts';
import type { Scenario } from './scenarios.ts';
import type { RecordedStatement } from './statements.ts';

export interface Bench {
  /** Of the server under test. */
  readonly url: string;
  readonly serverPid: number;
  readonly databasePid: number;
  readonly databaseUrl: string;
  /** People there. */
  readonly size: number;
  readonly concurrency: number;
  readonly seconds: number;
}

export interface HttpResult {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly residentMiB: number;
  readonly failures: number;
}

/** Drives the server with keep-alive connections; CPU figures are milliseconds per request. */
export async function measureHttp(bench: Bench, scenario: Scenario): Promise<HttpResult> {
  const drive = driver(bench, scenario);
  await drive(1);
  const before = [processSeconds(bench.serverPid), familySeconds(bench.databasePid)] as const;
  const { result, latencies, failures } = await drive(bench.seconds);
  const after = [processSeconds(bench.serverPid), familySeconds(bench.databasePid)] as const;
  const done = latencies.length || 1;
  const percentile = (share: number) => latencies[Math.min(done - 1, Math.floor(done * share))] ?? 0;
  return {
    requestsPerSecond: result.requests.average,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    serverCpu: ((after[0] - before[0]) * 1000) / done,
    databaseCpu: ((after[1] - before[1]) * 1000) / done,
    residentMiB: residentMiB(bench.serverPid),
    failures,
  };
}

/** Runs a scenario for some seconds, each request another one than before; latencies are sorted milliseconds. */
function driver(bench: Bench, scenario: Scenario) {
  let next = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    next += 1;
    const { method, path, headers, body } = scenario.call(next, bench.size);
    return { ...request, method, path, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
  };
  return async (seconds: number) => {
    const latencies: number[] = [];
    let failures = 0;
    const options = { url: bench.url, connections: bench.concurrency, duration: seconds, requests: [{ setupRequest }] };
    const result = await new Promise<autocannon.Result>((resolve, reject) => {
      const run = autocannon(options, (error, outcome) => (error ? reject(error) : resolve(outcome)));
      run.on('response', (_client, status, _bytes, milliseconds) => {
        latencies.push(milliseconds);
        if (status !== scenario.status) failures += 1;
      });
    });
    return { result, latencies: latencies.toSorted((a, b) => a - b), failures };
  };
}

export interface LimitResult {
  readonly roundsPerSecond: number;
  /** Milliseconds of the driver and of PostgreSQL per round. */
  readonly cpu: number;
}

/** The same statements through the bare driver with the same concurrency. */
export async function measureLimit(
  bench: Bench,
  { statements, marker }: { statements: readonly RecordedStatement[]; marker: string | undefined },
): Promise<LimitResult> {
  const before = familySeconds(bench.databasePid);
  const child = spawn(process.execPath, [fileURLToPath(new URL('replay.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { databaseUrl: url, concurrency, seconds } = bench;
  child.stdin.end(JSON.stringify({ url, statements, concurrency, seconds, marker }));
  const { rounds, cpu } = JSON.parse(await text(child.stdout)) as { rounds: number; cpu: number };
  const databaseCpu = familySeconds(bench.databasePid) - before;
  return { roundsPerSecond: rounds / seconds, cpu: ((cpu + databaseCpu) * 1000) / rounds };
}
