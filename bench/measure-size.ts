// Everything that is measured at one size.
import { type Installation, openInstallation } from './installation.ts';
import { type LimitResult, measureLimit } from './limit.ts';
import { type HttpResult, measureHttp } from './measure.ts';
import { startPeer } from './peer.ts';
import { WITH_ARRAYS, WITH_OBJECTS } from './peer-classes.ts';
import { comparePeer, type PeerResult, peerTasks } from './peer-contests.ts';
import { measurePgbench, type PgbenchResult } from './pgbench.ts';
import { say } from './progress.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { measureSpecial, type Special } from './special.ts';
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

interface SizeResult {
  readonly size: number;
  readonly loadSeconds: number;
  readonly postgres: string;
  readonly results: readonly Measured[];
  readonly special: Special;
  readonly peers: readonly PeerResult[];
}

interface Wanted {
  readonly quick: boolean;
  readonly seconds: number;
  /** Only scenarios whose name contains this. */
  readonly only: string;
  readonly withPeer: boolean;
  readonly withPgbench: boolean;
}

const IN_PGBENCH = ['lgl create', 'lgl show', 'lgl list page 1'];

export async function measureSize(size: number, wanted: Wanted): Promise<SizeResult> {
  await using installation = await openInstallation(size, wanted.seconds);
  const all = scenarios(installation.credentials, installation.ohoToken);
  const special = await measureSpecial(installation, wanted.only);
  const results: Measured[] = [];
  for (const scenario of all.filter(({ name }) => name.includes(wanted.only))) {
    results.push(await measureScenario(installation, scenario, wanted));
  }
  const peers = wanted.withPeer ? await withPeer(installation, all, wanted) : [];
  const { loadSeconds, postgres } = installation;
  return { size, loadSeconds, postgres, results, special, peers };
}

async function measureScenario(
  { bench, recorder }: Installation,
  scenario: Scenario,
  { withPgbench }: Wanted,
): Promise<Measured> {
  // The first requests after a start may do more than the others.
  for (const n of [1, 2]) await recordStatements(recorder, scenario.call(n, bench.size));
  const call = scenario.call(3, bench.size);
  const { status, statements } = await recordStatements(recorder, call);
  if (status !== scenario.status) throw new Error(`${scenario.name}: answered ${status}`);
  const http = await measureHttp(bench, scenario);
  // What is made once only carries the time in milliseconds.
  const limit = await measureLimit(bench, { statements, marker: call.body?.match(/\d{13}/)?.[0] });
  const pgbench =
    withPgbench && IN_PGBENCH.includes(scenario.name) ? await measurePgbench(bench, statements) : undefined;
  const ratio = (http.serverCpu + http.databaseCpu) / limit.cpu;
  say(`${scenario.name}: ${http.requestsPerSecond.toFixed(0)}/s, ${ratio.toFixed(2)} × the CPU of its bare SQL`);
  const measured = { scenario: scenario.name, size: bench.size, statements: statements.length, http, limit };
  return pgbench ? { ...measured, pgbench } : measured;
}

async function withPeer(
  { bench, address }: Installation,
  kithScenarios: readonly Scenario[],
  { only, quick }: Wanted,
): Promise<PeerResult[]> {
  const tasks = peerTasks(kithScenarios, { only, withObjects: !quick });
  if (tasks.length === 0) return [];
  say(`loading ${bench.size} people into Parse Server`);
  const classes = quick ? WITH_ARRAYS : [...WITH_ARRAYS, ...WITH_OBJECTS];
  await using peer = await startPeer(address, { classes, size: bench.size });
  return await comparePeer(bench, peer, tasks);
}
