// Why two records are, or are not, taken for one person.
import { type Certainty, certaintyOf } from './certainty.ts';
import type { Comparer } from './compare.ts';
import { COMPARISON_COUNT, COMPARISON_LIST, COMPARISON_NAMES, type ComparisonName, UNKNOWN } from './levels.ts';
import type { Evidence, Scorer } from './model.ts';

/** Of one comparison: what it found, and what that weighs in bits, against strangers or a household, whichever is likelier. */
export type Reason = readonly [comparison: ComparisonName, says: string, weight: number];

export interface Judgement {
  /** Natural logarithm. */
  readonly odds: number;
  readonly certainty: Certainty;
  readonly reasons: readonly Reason[];
}

/** Of the two people whom the comparer has compared last. */
export function judge(comparer: Comparer, scorer: Scorer): Judgement {
  const total: Evidence = { same: 0, strangers: 0, household: 0 };
  const odds = scorer.odds(comparer, total);
  const rival = total.household > total.strangers ? 'household' : 'strangers';
  const reasons: Reason[] = [];
  const evidence: Evidence = { same: 0, strangers: 0, household: 0 };
  for (let place = 0; place < COMPARISON_COUNT; place += 1) {
    if (!scorer.weigh(place, comparer, evidence)) continue;
    const name = COMPARISON_NAMES[place];
    const says = COMPARISON_LIST[place]?.levels[comparer.levels[place] ?? UNKNOWN]?.says;
    const weight = (evidence.same - evidence[rival]) / Math.LN2;
    if (name && says) reasons.push([name, says, Math.round(weight * 10) / 10]);
  }
  return { odds, certainty: certaintyOf(odds, comparer), reasons };
}
