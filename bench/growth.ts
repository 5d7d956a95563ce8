// How much more a request costs among more people.
import type { Measured } from './measure-size.ts';

export interface Growth {
  readonly scenario: string;
  /** People. */
  readonly from: number;
  readonly to: number;
  /** Of the largest size over the smallest. */
  readonly p50: number;
  readonly p95: number;
  readonly cpu: number;
}

/** From the smallest to the largest size of each scenario; none where there is one size only. */
export function growthOf(results: readonly Measured[]): Growth[] {
  const bySize = results.toSorted((a, b) => a.size - b.size);
  return [...Map.groupBy(bySize, ({ scenario }) => scenario)].flatMap(([scenario, measured]) => {
    const [first, last] = [measured.at(0), measured.at(-1)];
    if (!first || !last || first.size === last.size) return [];
    const ratio = (of: (result: Measured) => number) => of(last) / of(first);
    return [
      {
        scenario,
        from: first.size,
        to: last.size,
        p50: ratio(({ http }) => http.p50),
        p95: ratio(({ http }) => http.p95),
        cpu: ratio(({ http }) => http.serverCpu + http.databaseCpu),
      },
    ];
  });
}
