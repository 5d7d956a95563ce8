// Measures one scenario over HTTP against a running server.
import autocannon from 'autocannon';
import { familySeconds, residentMiB } from './cpu.ts';
import type { Scenario } from './scenarios.ts';

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
  /** Milliseconds per request. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly residentMiB: number;
  readonly failures: number;
}

/** Brings caches, prepared statements and compiled code to where a running server has them. */
export const WARM_UP_SECONDS = 1;

/** Drives the server with keep-alive connections. */
export async function measureHttp(bench: Bench, scenario: Scenario): Promise<HttpResult> {
  const drive = driver(bench, scenario);
  await drive(WARM_UP_SECONDS);
  return drive(bench.seconds);
}

/** Brings a server that has just started to where one is that has served for a while. */
export async function warmUp(bench: Bench, scenarios: readonly Scenario[]): Promise<void> {
  for (const scenario of scenarios) await driver(bench, scenario)(WARM_UP_SECONDS);
}

/** A scenario of a server. */
export interface Side {
  readonly bench: Bench;
  readonly scenario: Scenario;
}

/** What one of several servers did in its turns. */
export interface Turns {
  /** Medians of the slices. */
  readonly result: HttpResult;
  /** One by one, as those of the others beside them. */
  readonly slices: readonly HttpResult[];
}

/** Measures servers that do the same by turns in slices of about a second: what else the machine does meanwhile hits all. */
export async function measureByTurns<OneSide extends Side>(
  sides: readonly OneSide[],
): Promise<{ side: OneSide; turns: Turns }[]> {
  const driven = sides.map((side) => ({ side, drive: driver(side.bench, side.scenario), slices: [] as HttpResult[] }));
  for (const { drive } of driven) await drive(WARM_UP_SECONDS);
  const seconds = sides[0]?.bench.seconds ?? 0;
  const count = Math.max(3, Math.round(seconds));
  for (let slice = 0; slice < count; slice += 1) {
    for (const { drive, slices } of driven) slices.push(await drive(seconds / count));
  }
  return driven.map(({ side, slices }) => ({ side, turns: { result: medians(slices), slices } }));
}

/** The median of the ratios of slices side by side. */
export function ratioOf(of: (result: HttpResult) => number, over: Turns, under: Turns): number {
  return median(
    over.slices.flatMap((slice, index) => {
      const beside = under.slices[index];
      return beside ? [of(slice) / of(beside)] : [];
    }),
  );
}

/** Processor time per request, PostgreSQL's included. */
export const cpuOf = ({ serverCpu, databaseCpu }: HttpResult) => serverCpu + databaseCpu;

type Drive = (seconds: number) => Promise<HttpResult>;

/** Runs a scenario for some seconds, each request another one than before, also than those of an earlier run. */
function driver(bench: Bench, scenario: Scenario): Drive {
  let next = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    next += 1;
    const { method, path, headers, body } = scenario.call(next, bench.size);
    return { ...request, method, path, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
  };
  const usage = () => [familySeconds(bench.serverPid), familySeconds(bench.databasePid)] as const;
  return async (seconds) => {
    const before = usage();
    const started = performance.now();
    const { latencies, failures } = await run({ bench, scenario, seconds, setupRequest });
    const elapsed = (performance.now() - started) / 1000;
    const after = usage();
    const done = latencies.length || 1;
    const percentile = (share: number) => latencies[Math.min(done - 1, Math.floor(done * share))] ?? 0;
    return {
      requestsPerSecond: latencies.length / elapsed,
      p50: percentile(0.5),
      p95: percentile(0.95),
      p99: percentile(0.99),
      serverCpu: ((after[0] - before[0]) * 1000) / done,
      databaseCpu: ((after[1] - before[1]) * 1000) / done,
      residentMiB: residentMiB(bench.serverPid),
      failures,
    };
  };
}

interface Run extends Side {
  readonly seconds: number;
  readonly setupRequest: (request: autocannon.Request) => autocannon.Request;
}

/** Latencies are sorted milliseconds. */
async function run({
  bench,
  scenario,
  seconds,
  setupRequest,
}: Run): Promise<{ latencies: number[]; failures: number }> {
  const latencies: number[] = [];
  let failures = 0;
  const options = {
    url: bench.url,
    connections: bench.concurrency,
    duration: seconds,
    // It stops at the end of a sample: short ones let parts of a second be measured.
    sampleInt: 100,
    requests: [{ setupRequest }],
  };
  await new Promise<void>((resolve, reject) => {
    const cannon = autocannon(options, (error, outcome) => {
      // Requests that got no answer have no latency.
      failures += outcome?.errors ?? 0;
      if (error) reject(error);
      else resolve();
    });
    cannon.on('response', (_client, status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      if (status !== scenario.status) failures += 1;
    });
  });
  return { latencies: latencies.sort((a, b) => a - b), failures };
}

function medians(results: readonly HttpResult[]): HttpResult {
  const of = (key: keyof HttpResult) => median(results.map((result) => result[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    serverCpu: of('serverCpu'),
    databaseCpu: of('databaseCpu'),
    residentMiB: of('residentMiB'),
    failures: results.reduce((sum, { failures }) => sum + failures, 0),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
