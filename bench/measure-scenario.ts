// Everything that is measured of a request, at all sizes by turns.
import { type Growth, growthOf } from './growth.ts';
import type { Installation } from './installation.ts';
import { type LimitResult, measureLimit } from './limit.ts';
import { type HttpResult, measureByTurns } from './measure.ts';
import { measurePgbench, type PgbenchResult } from './pgbench.ts';
import { say } from './progress.ts';
import { type Scenario, scenarioNamed } from './scenarios.ts';
import { recordStatements } from './statements.ts';

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

/** Measures the scenario with a name; the installations are in ascending size. */
export async function measureScenario(
  installations: readonly Installation[],
  name: string,
  { withPgbench }: { withPgbench: boolean },
): Promise<MeasuredScenario> {
  const sides = installations.map((installation) => ({
    installation,
    bench: installation.bench,
    scenario: scenarioNamed(installation.scenarios, name),
  }));
  const turns = await measureByTurns(sides);
  const measured: Measured[] = [];
  for (const [index, { installation, scenario }] of sides.entries()) {
    const http = turns[index]?.result;
    if (http) measured.push({ ...(await measureBare(installation, scenario, withPgbench)), http });
  }
  for (const { size, http, limit } of measured) {
    const ratio = (http.serverCpu + http.databaseCpu) / limit.cpu;
    say(`${name}, ${size}: ${http.requestsPerSecond.toFixed(0)}/s, ${ratio.toFixed(2)} × the CPU of its bare SQL`);
  }
  const sized = sides.flatMap(({ bench }, index) => {
    const ofSize = turns[index];
    return ofSize ? [{ size: bench.size, turns: ofSize }] : [];
  });
  return { measured, growth: growthOf(name, sized) };
}

/** The statements of one request, and what they cost without Kith. */
async function measureBare(
  { bench, recorder }: Installation,
  scenario: Scenario,
  withPgbench: boolean,
): Promise<Omit<Measured, 'http'>> {
  // The first requests after a start may do more than the others.
  for (const n of [1, 2]) await recordStatements(recorder, scenario.call(n, bench.size));
  const call = scenario.call(3, bench.size);
  const { status, statements } = await recordStatements(recorder, call);
  if (status !== scenario.status) throw new Error(`${scenario.name}: answered ${status}`);
  // What is made once only carries the time in milliseconds.
  const limit = await measureLimit(bench, { statements, marker: call.body?.match(/\d{13}/)?.[0] });
  const bare = { scenario: scenario.name, size: bench.size, statements: statements.length, limit };
  if (!withPgbench || !IN_PGBENCH.includes(scenario.name)) return bare;
  return { ...bare, pgbench: await measurePgbench(bench, statements) };
}
