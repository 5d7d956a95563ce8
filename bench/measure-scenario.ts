// Everything that is measured of a request, at all sizes by turns.
import { type Growth, growthOf } from './growth.ts';
import type { Installation } from './installation.ts';
import { type LimitResult, measureLimit } from './limit.ts';
import { cpuOf, type HttpResult, measureByTurns, type Side, type Turns } from './measure.ts';
import { measurePgbench, type PgbenchResult } from './pgbench.ts';
import { say } from './progress.ts';
import { scenarioNamed } from './scenarios.ts';
import { type RecordedStatement, recordStatements } from './statements.ts';

export interface Measured {
  readonly scenario: string;
  readonly size: number;
  /** SQL statements per request, transaction control included. */
  readonly statements: number;
  readonly http: HttpResult;
  readonly limit: LimitResult;
  readonly pgbench?: PgbenchResult;
}

/** At each size, and from the smallest to the largest. */
export interface MeasuredScenario {
  readonly measured: readonly Measured[];
  readonly growth: readonly Growth[];
}

const IN_PGBENCH = ['lgl create', 'lgl show', 'lgl list page 1'];

interface SizedSide extends Side {
  /** Of one request. */
  readonly statements: readonly RecordedStatement[];
  readonly body: string | undefined;
}

/** Measures the scenario with a name; the installations are in ascending size. */
export async function measureScenario(
  installations: readonly Installation[],
  name: string,
  { withPgbench }: { withPgbench: boolean },
): Promise<MeasuredScenario> {
  const sides: SizedSide[] = [];
  // Before anything else: a request that has been made once may take fewer statements when it is made again.
  for (const installation of installations) sides.push(await record(installation, name));
  const results: { size: number; turns: Turns }[] = [];
  const measured: Measured[] = [];
  for (const { side, turns } of await measureByTurns(sides)) {
    const http = turns.result;
    const bare = await measureBare(side, withPgbench);
    const ratio = cpuOf(http) / bare.limit.cpu;
    const { size } = side.bench;
    say(`${name}, ${size}: ${http.requestsPerSecond.toFixed(0)}/s, ${ratio.toFixed(2)} × the CPU of its bare SQL`);
    results.push({ size, turns });
    measured.push({ scenario: name, size, statements: side.statements.length, http, ...bare });
  }
  return { measured, growth: growthOf(name, results) };
}

async function record({ bench, recorder, scenarios }: Installation, name: string): Promise<SizedSide> {
  const scenario = scenarioNamed(scenarios, name);
  // The first requests after a start may do more than the others.
  for (const n of [1, 2]) await recordStatements(recorder, scenario.call(n, bench.size));
  const call = scenario.call(3, bench.size);
  const { status, statements } = await recordStatements(recorder, call);
  if (status !== scenario.status) throw new Error(`${name}: answered ${status}`);
  return { bench, scenario, statements, body: call.body };
}

/** What the statements cost without Kith. */
async function measureBare(
  { bench, scenario, statements, body }: SizedSide,
  withPgbench: boolean,
): Promise<Pick<Measured, 'limit' | 'pgbench'>> {
  // What is made once only carries the time in milliseconds.
  const limit = await measureLimit(bench, { statements, marker: body?.match(/\d{13}/)?.[0] });
  if (!withPgbench || !IN_PGBENCH.includes(scenario.name)) return { limit };
  return { limit, pgbench: await measurePgbench(bench, statements) };
}
