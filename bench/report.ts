import type { Measured } from './run.ts';

/** The results as a table for people. */
export function printTable(results: readonly Measured[]): void {
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

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
