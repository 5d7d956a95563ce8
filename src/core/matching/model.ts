// How much each level of likeness says, and how it is learnt from the people themselves, without anybody saying who is who.
import type { Comparer } from './compare.ts';
import { COMPARISON_COUNT, COMPARISON_LIST, LEVEL_ROOM, UNKNOWN } from './levels.ts';

/** Probabilities by `comparison * LEVEL_ROOM + level`, and of how likely any two people are one, or of one household. */
export interface Model {
  readonly same: Float64Array;
  readonly strangers: Float64Array;
  readonly household: Float64Array;
  readonly ofSame: number;
  readonly ofHousehold: number;
}

export const weightsLength = COMPARISON_COUNT * LEVEL_ROOM;

/** What is believed of `people` people before anything is learnt. */
export function builtInModel(people: number): Model {
  const weights = () => new Float64Array(weightsLength);
  const model = { same: weights(), strangers: weights(), household: weights() };
  COMPARISON_LIST.forEach(({ levels }, comparison) => {
    levels.forEach(({ same, strangers, household }, level) => {
      model.same[comparison * LEVEL_ROOM + level] = same;
      model.strangers[comparison * LEVEL_ROOM + level] = strangers;
      model.household[comparison * LEVEL_ROOM + level] = household;
    });
  });
  const count = Math.max(2, people);
  return { ...model, ofSame: 0.2 / count, ofHousehold: 0.3 / count };
}

const SURELY_NOT = -50;
const logarithm = (probability: number) => (probability > 0 ? Math.log(probability) : SURELY_NOT);

/** Evidence of one comparison for each of the three: natural logarithms. */
export interface Evidence {
  same: number;
  strangers: number;
  household: number;
}

/** How likely two people are one, by what a `Comparer` has found. */
export class Scorer {
  private readonly model: Model;
  private readonly same: Float64Array;
  private readonly strangers: Float64Array;
  private readonly household: Float64Array;
  private readonly evidence: Evidence = { same: 0, strangers: 0, household: 0 };

  constructor(model: Model) {
    this.model = model;
    this.same = model.same.map(logarithm);
    this.strangers = model.strangers.map(logarithm);
    this.household = model.household.map(logarithm);
  }

  /** What one comparison says; false where a value is missing. */
  weigh(comparison: number, found: Pick<Comparer, 'levels' | 'chances'>, evidence: Evidence): boolean {
    const level = found.levels[comparison] ?? UNKNOWN;
    if (level === UNKNOWN) return false;
    const place = comparison * LEVEL_ROOM + level;
    const chance = found.chances[comparison] ?? 0;
    evidence.same = this.same[place] ?? 0;
    evidence.strangers = chance > 0 ? Math.log(Math.min(1, chance)) : (this.strangers[place] ?? 0);
    evidence.household = this.household[place] ?? 0;
    const shares = chance > 0 ? COMPARISON_LIST[comparison]?.household : undefined;
    const own = this.model.household[place] ?? 0;
    if (shares === 'adds') evidence.household = Math.log(Math.min(1, own + chance));
    if (shares === 'greater') evidence.household = Math.log(Math.max(own, Math.min(1, chance)));
    return true;
  }

  /** Evidence before anything is compared. */
  before(total: Evidence): void {
    total.same = Math.log(this.model.ofSame);
    total.strangers = Math.log(1 - this.model.ofSame - this.model.ofHousehold);
    total.household = Math.log(this.model.ofHousehold);
  }

  /** Natural logarithm of the odds that the two are one person; `total` takes the evidence in all. */
  odds(found: Pick<Comparer, 'levels' | 'chances'>, total: Evidence): number {
    this.before(total);
    const { evidence } = this;
    for (let comparison = 0; comparison < COMPARISON_COUNT; comparison += 1) {
      if (!this.weigh(comparison, found, evidence)) continue;
      total.same += evidence.same;
      total.strangers += evidence.strangers;
      total.household += evidence.household;
    }
    return oddsOf(total);
  }
}

/** Of all that was found: the odds of one person against strangers and members of a household. */
export function oddsOf({ same, strangers, household }: Evidence): number {
  const greater = Math.max(strangers, household);
  return same - (greater + Math.log(Math.exp(strangers - greater) + Math.exp(household - greater)));
}

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds));
export const oddsOfProbability = (probability: number): number => Math.log(probability / (1 - probability));
