// Which records are one person: pairs are joined from the most certain down, and two groups only if all their members
// together say so. A mailbox that a family shares makes no chain of them.
import type { Comparer } from './compare.ts';
import { COMPARISON_COUNT } from './levels.ts';
import { type Evidence, oddsOf, type Scorer } from './model.ts';

export interface ScoredPairs {
  readonly count: number;
  readonly one: Int32Array;
  readonly other: Int32Array;
  /** Natural logarithms of odds. */
  readonly odds: Float32Array;
}

/** Groups are joined up to these odds against it: e⁻³, one in twenty. */
const JOINED_FROM = -3;
/** Of two large groups some members stand for all. */
const LOOKED_AT = 12;

interface Joining {
  readonly comparer: Comparer;
  readonly scorer: Scorer;
  /** Pairs that are two people, whatever they have in common: no group has both. */
  readonly areTwo?: (one: number, other: number) => boolean;
}

/** For each record the lowest record of its group. */
export function clustersOf(
  people: number,
  pairs: ScoredPairs,
  { from, ...joining }: Joining & { from: number },
): Int32Array {
  const groupOf = new Int32Array(people).map((_, person) => person);
  const members = new Map<number, readonly number[]>();
  const membersOf = (group: number) => members.get(group) ?? [group];
  for (const pair of fromTheMostCertain(pairs, from)) {
    const one = groupOf[pairs.one[pair] ?? 0] ?? 0;
    const other = groupOf[pairs.other[pair] ?? 0] ?? 0;
    if (one === other) continue;
    const [mine, theirs] = [membersOf(one), membersOf(other)];
    if (!areOne(mine, theirs, joining)) continue;
    const [kept, left] = [Math.min(one, other), Math.max(one, other)];
    members.set(kept, [...mine, ...theirs]);
    members.delete(left);
    for (const person of left === other ? theirs : mine) groupOf[person] = kept;
  }
  return groupOf;
}

function fromTheMostCertain({ count, one, other, odds }: ScoredPairs, from: number): Int32Array {
  const certain: number[] = [];
  for (let pair = 0; pair < count; pair += 1) if ((odds[pair] ?? 0) >= from) certain.push(pair);
  const byPeople = (a: number, b: number) => (one[a] ?? 0) - (one[b] ?? 0) || (other[a] ?? 0) - (other[b] ?? 0);
  return Int32Array.from(certain).sort((a, b) => (odds[b] ?? 0) - (odds[a] ?? 0) || byPeople(a, b));
}

function areOne(mine: readonly number[], theirs: readonly number[], joining: Joining): boolean {
  const [some, others] = [sampleOf(mine), sampleOf(theirs)];
  const { areTwo } = joining;
  if (areTwo && mine.some((one) => theirs.some((other) => areTwo(one, other)))) return false;
  return mine.length * theirs.length === 1 || oddsOf(averageEvidence(some, others, joining)) >= JOINED_FROM;
}

function sampleOf(members: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil(members.length / LOOKED_AT));
  return members.filter((_, place) => place % step === 0);
}

/** Of each comparison the average of what the pairs of two groups say. */
function averageEvidence(mine: readonly number[], theirs: readonly number[], { comparer, scorer }: Joining): Evidence {
  const sums = Array.from({ length: COMPARISON_COUNT }, () => ({ same: 0, strangers: 0, household: 0, count: 0 }));
  const evidence = { same: 0, strangers: 0, household: 0 };
  for (const one of mine) {
    for (const other of theirs) {
      comparer.compare(one, other);
      sums.forEach((sum, comparison) => {
        if (!scorer.weigh(comparison, comparer, evidence)) return;
        sum.same += evidence.same;
        sum.strangers += evidence.strangers;
        sum.household += evidence.household;
        sum.count += 1;
      });
    }
  }
  const total = { same: 0, strangers: 0, household: 0 };
  scorer.before(total);
  for (const { same, strangers, household, count } of sums.filter((sum) => sum.count > 0)) {
    total.same += same / count;
    total.strangers += strangers / count;
    total.household += household / count;
  }
  return total;
}

/** Groups by what is certain alone: for counting each person once. */
export function joinedAt({ count, one, other, odds }: ScoredPairs, people: number, from: number): Int32Array {
  const parent = new Int32Array(people).map((_, person) => person);
  const rootOf = (person: number): number => {
    let root = person;
    while ((parent[root] ?? root) !== root) {
      parent[root] = parent[parent[root] ?? root] ?? root;
      root = parent[root] ?? root;
    }
    return root;
  };
  for (let pair = 0; pair < count; pair += 1) {
    if ((odds[pair] ?? 0) < from) continue;
    const [a, b] = [rootOf(one[pair] ?? 0), rootOf(other[pair] ?? 0)];
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
  return parent.map((_, person) => rootOf(person));
}
