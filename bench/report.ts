import type { Growth } from './growth.ts';
import type { Measured } from './measure-scenario.ts';
import type { PeerResult } from './peer-contests.ts';

/** The results as a table for people. */
export function printScenarios(results: readonly Measured[]): void {
  console.table(
    results.map(({ scenario, size, statements, http, limit }) => ({
      scenario,
      people: size,
      'requests/s': Math.round(http.requestsPerSecond),
      'p50 ms': round(http.p50),
      'p95 ms': round(http.p95),
      'p99 ms': round(http.p99),
      'CPU ms server': round(http.serverCpu),
      'CPU ms database': round(http.databaseCpu),
      'CPU ÷ bare SQL': round((http.serverCpu + http.databaseCpu) / limit.cpu),
      'SQL statements': statements,
      'RSS MiB': Math.round(http.residentMiB),
      failures: http.failures,
    })),
  );
}

/** What the bare statements cost, through Kith's driver and through pgbench. */
export function printLimits(results: readonly Measured[]): void {
  console.log('The same statements without Kith, CPU of client and database together:');
  console.table(
    results.map(({ scenario, size, limit, pgbench }) => ({
      scenario,
      people: size,
      'bare driver/s': Math.round(limit.roundsPerSecond),
      'bare driver CPU ms': round(limit.cpu),
      'pgbench/s': pgbench ? Math.round(pgbench.transactionsPerSecond) : '',
      'pgbench CPU ms': pgbench ? round(pgbench.cpu) : '',
    })),
  );
}

export function printPeers(peers: readonly PeerResult[]): void {
  if (peers.length === 0) return;
  console.log('Against Parse Server, by turns in the same run (bench/peers/README.md says what is the same):');
  console.table(
    peers.map(({ task, size, kith, peer, throughputRatio, cpuRatio }) => ({
      task,
      people: size,
      'Kith requests/s': Math.round(kith.requestsPerSecond),
      'Parse requests/s': Math.round(peer.requestsPerSecond),
      'Kith p50 / p95 / p99': [kith.p50, kith.p95, kith.p99].map(round).join(' / '),
      'Parse p50 / p95 / p99': [peer.p50, peer.p95, peer.p99].map(round).join(' / '),
      'Kith CPU ms server + database': [kith.serverCpu, kith.databaseCpu].map(round).join(' + '),
      'Parse CPU ms server + database': [peer.serverCpu, peer.databaseCpu].map(round).join(' + '),
      'requests/s ÷ Parse': round(throughputRatio),
      'Parse CPU ÷ Kith': round(cpuRatio),
      failures: kith.failures + peer.failures,
    })),
  );
}

export function printGrowth(growth: readonly Growth[]): void {
  if (growth.length === 0) return;
  console.log('Growth from the smallest to the largest size:');
  console.table(
    growth.map(({ scenario, from, to, p50, p95, cpu }) => ({
      scenario,
      people: `${from} → ${to}`,
      'p50 ×': round(p50),
      'p95 ×': round(p95),
      'CPU ×': round(cpu),
    })),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
