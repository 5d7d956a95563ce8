// `npm run bench [-- --quick] [--size N,N] [--only text] [--no-peer] [--json] [--plot FILE]`: what a request costs, as
// ratios taken in one run.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { growthOf } from './growth.ts';
import { CONCURRENCY } from './installation.ts';
import { describeMachine } from './machine.ts';
import { measureSize } from './measure-size.ts';
import { installPeer } from './peer.ts';
import { pgbenchVersion } from './pgbench.ts';
import { plotCosts } from './plot.ts';
import { say } from './progress.ts';
import { printGrowth, printLimits, printPeers, printScenarios } from './report.ts';
import { printSpecial } from './special.ts';

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
const measured = [];
for (const size of sizes) {
  measured.push(await measureSize(size, { quick, seconds, only, withPeer, withPgbench: pgbench !== undefined }));
}
const results = measured.flatMap((size) => size.results);
const peers = measured.flatMap((size) => size.peers);
const special = measured.map((size) => size.special);
const growth = growthOf(results);
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
  const load = measured.map(({ size, loadSeconds }) => ({ size, seconds: loadSeconds }));
  const versions = { postgres: measured[0]?.postgres, pgbench };
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
