// How much more a request costs among more people.
import { cpuOf, type HttpResult, ratioOf, type Turns } from './measure.ts';

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

/** From the first size to the last, where there are several. */
export function growthOf(
  scenario: string,
  sizes: readonly { readonly size: number; readonly turns: Turns }[],
): Growth[] {
  const [first, last] = [sizes.at(0), sizes.at(-1)];
  if (!first || !last || first === last) return [];
  const ratio = (of: (result: HttpResult) => number) => ratioOf(of, last.turns, first.turns);
  return [
    {
      scenario,
      from: first.size,
      to: last.size,
      p50: ratio(({ p50 }) => p50),
      p95: ratio(({ p95 }) => p95),
      cpu: ratio(cpuOf),
    },
  ];
}
