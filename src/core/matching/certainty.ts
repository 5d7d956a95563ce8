// What a probability is good for: merging unattended, being shown to a person, or nothing.
import type { Found } from './compare-names.ts';
import { PLACE } from './levels.ts';
import { oddsOfProbability } from './model.ts';

export type Certainty = 'certain' | 'review' | 'none';

/** Records are put before a person from even odds. */
export const REVIEW_FROM = 0.5;
const CERTAIN_FROM = 0.99;

/** Agreements that are more than a name. Their first level is "same". */
const PERSONAL = [PLACE.birth, PLACE.identifier, PLACE.email, PLACE.phone, PLACE.address];
const OTHER_GENERATION = 1;

const CERTAIN_ODDS = oddsOfProbability(CERTAIN_FROM);
const REVIEW_ODDS = oddsOfProbability(REVIEW_FROM);

/**
 * `certain` takes something besides names that both have, and no contradiction: on names alone, or against a different
 * generation, a person decides.
 */
export function certaintyOf(odds: number, { levels }: Pick<Found, 'levels'>): Certainty {
  if (odds < REVIEW_ODDS) return 'none';
  const agrees = PERSONAL.some((place) => levels[place] === 0);
  return odds >= CERTAIN_ODDS && agrees && levels[PLACE.generation] !== OTHER_GENERATION ? 'certain' : 'review';
}
