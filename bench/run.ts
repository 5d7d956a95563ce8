// `npm run bench [-- --quick] [--size N,N] [--only text] [--no-peer] [--json] [--plot FILE]`: what a request costs, as
// ratios taken in one run.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONCURRENCY, disposeWhenInterrupted, type Installation, openInstallation } from './installation.ts';
import { describeMachine } from './machine.ts';
import { type MeasuredScenario, measureScenario } from './measure-scenario.ts';
import { installPeer } from './peer.ts';
import { measurePeer, type PeerResult } from './peer-contests.ts';
import { pgbenchVersion } from './pgbench.ts';
import { plotCosts } from './plot.ts';
import { say } from './progress.ts';
import { printGrowth, printLimits, printPeers, printScenarios } from './report.ts';
import { measureSpecial, printSpecial, type Special } from './special.ts';

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string' },
    only: { type: 'string', default: '' },
    peer: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
    plot: { type: 'string' },
  },
});
const sizes = (options.size ?? (options.quick ? '10000' : '10000,100000')).split(',').map(Number);
if (sizes.some((size) => !Number.isSafeInteger(size) || size < 100)) {
  throw new Error('--size takes whole numbers from 100 up, separated by commas');
}
const { quick, only } = options;
const seconds = quick ? 1.5 : 8;

const machine = describeMachine();
const pgbench = await pgbenchVersion();
const withPeer = options.peer && (await installPeer());
await using stack = new AsyncDisposableStack();
disposeWhenInterrupted(stack);
const installations: Installation[] = [];
const special: Special[] = [];
for (const size of sizes.toSorted((a, b) => a - b)) {
  const installation = await openInstallation(stack, { size, seconds });
  special.push(await measureSpecial(installation, only));
  installations.push(installation);
}
const measured: MeasuredScenario[] = [];
const names = installations[0]?.scenarios.map(({ name }) => name) ?? [];
for (const name of names.filter((each) => each.includes(only))) {
  measured.push(await measureScenario(installations, name, { withPgbench: pgbench !== undefined }));
}
const peers: PeerResult[] = [];
for (const installation of withPeer ? installations : []) {
  peers.push(...(await measurePeer(installation, { only, quick })));
}
const results = measured.flatMap((ofScenario) => ofScenario.measured);
const growth = measured.flatMap((ofScenario) => ofScenario.growth);
const failures = results.reduce((sum, { http }) => sum + http.failures, 0);
if (failures > 0) {
  say(`${failures} requests did not succeed`);
  process.exitCode = 1;
}
if (options.plot && results.length > 0) {
  writeFileSync(options.plot, plotCosts(results));
  say(`${options.plot} written`);
}
if (options.json) {
  const load = installations.map(({ bench, loadSeconds }) => ({ size: bench.size, seconds: loadSeconds }));
  const versions = { postgres: installations[0]?.postgres, pgbench };
  const how = { machine: { ...machine, ...versions }, concurrency: CONCURRENCY, seconds, load };
  console.log(JSON.stringify({ ...how, results, growth, special, peers }, null, 2));
} else {
  printScenarios(results);
  printLimits(results);
  printPeers(peers);
  printGrowth(growth);
  for (const ofSize of special) printSpecial(ofSize);
  console.log(
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}, load ${machine.loadBefore}`,
  );
}
