import type { Certainty } from './certainty.ts';
import type { Reason } from './reasons.ts';

/** Records that are one person, as far as matching knows. */
export interface Duplicate {
  readonly id: number;
  /** In their order. */
  readonly constituentIds: readonly number[];
  /** Natural logarithm of the odds of its weakest member. */
  readonly odds: number;
  readonly certainty: Exclude<Certainty, 'none'>;
  readonly status: 'open' | 'dismissed' | 'merged';
  readonly foundAt: string;
  readonly decidedAt: string | null;
}

export interface DuplicatePair {
  readonly oneId: number;
  readonly otherId: number;
  readonly odds: number;
  readonly certainty: Certainty;
  readonly reasons: readonly Reason[];
}

/** A group that is to be kept. */
export type NewDuplicate = Pick<Duplicate, 'constituentIds' | 'odds' | 'certainty'>;

/**
 * How sure a group is: as its weakest member, who is as sure as the best pair that ties them to the others. It is certain
 * if each member is tied so.
 */
export function groupOf(members: readonly number[], pairs: readonly DuplicatePair[]): NewDuplicate {
  const within = pairs.filter(({ oneId, otherId }) => members.includes(oneId) && members.includes(otherId));
  const best = members.map((member) =>
    within
      .filter(({ oneId, otherId }) => oneId === member || otherId === member)
      .reduce<DuplicatePair | undefined>((most, pair) => (most && most.odds >= pair.odds ? most : pair), undefined),
  );
  const odds = Math.min(...best.map((pair) => pair?.odds ?? 0));
  const isCertain = best.every((pair) => pair?.certainty === 'certain');
  return { constituentIds: members.toSorted((a, b) => a - b), odds, certainty: isCertain ? 'certain' : 'review' };
}
