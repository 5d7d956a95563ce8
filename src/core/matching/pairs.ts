// Comparing candidates: a sample of them to learn from, or all. The same for one thread and for a share of several.
import { eachCandidate, type Share } from './candidates.ts';
import type { ScoredPairs } from './clusters.ts';
import { Comparer } from './compare.ts';
import type { Frequencies } from './frequencies.ts';
import type { Sample, Scanned } from './learn.ts';
import { COMPARISON_COUNT } from './levels.ts';
import { type Evidence, type Model, Scorer } from './model.ts';
import type { Similarity } from './similarity.ts';

interface Comparing extends Scanned {
  readonly similarity: Similarity;
  readonly frequencies: Frequencies;
}

/** The candidates of some people, every `scale`th of whom is in the share. */
export function samplePairs(comparing: Comparing, share: Share, scale: number): Sample {
  const comparer = new Comparer(comparing.people, comparing.similarity, comparing.frequencies);
  const levels = new GrowingBytes();
  const chances = new GrowingFloats();
  let count = 0;
  const { isOrg } = comparing.people;
  eachCandidate(comparing.index, share, (one, other) => {
    if (isOrg[one] !== isOrg[other]) return;
    comparer.compare(one, other);
    levels.add(comparer.levels);
    chances.add(comparer.chances);
    count += 1;
  });
  return { count, levels: levels.taken(), chances: chances.taken(), scale };
}

export interface Scoring {
  readonly model: Model;
  /** Only candidates who share so many keys; by default one. */
  readonly shared?: number;
  /** Pairs with lower odds are left out. */
  readonly from: number;
}

export function scorePairs(
  comparing: Comparing,
  share: Share,
  { model, shared: least = 1, from }: Scoring,
): ScoredPairs {
  const comparer = new Comparer(comparing.people, comparing.similarity, comparing.frequencies);
  const scorer = new Scorer(model);
  const total: Evidence = { same: 0, strangers: 0, household: 0 };
  const found: { one: number[]; other: number[]; odds: number[] } = { one: [], other: [], odds: [] };
  const { isOrg } = comparing.people;
  eachCandidate(comparing.index, share, (one, other, shared) => {
    if (shared < least || isOrg[one] !== isOrg[other]) return;
    comparer.compare(one, other);
    const odds = scorer.odds(comparer, total);
    if (odds < from) return;
    found.one.push(one);
    found.other.push(other);
    found.odds.push(odds);
  });
  return {
    count: found.odds.length,
    one: Int32Array.from(found.one),
    other: Int32Array.from(found.other),
    odds: Float32Array.from(found.odds),
  };
}

export function joinPairs(parts: readonly ScoredPairs[]): ScoredPairs {
  const count = parts.reduce((total, part) => total + part.count, 0);
  const all = { count, one: new Int32Array(count), other: new Int32Array(count), odds: new Float32Array(count) };
  let end = 0;
  for (const part of parts) {
    all.one.set(part.one, end);
    all.other.set(part.other, end);
    all.odds.set(part.odds, end);
    end += part.count;
  }
  return all;
}

export function joinSamples(parts: readonly Sample[]): Sample {
  const count = parts.reduce((total, part) => total + part.count, 0);
  const levels = new Uint8Array(count * COMPARISON_COUNT);
  const chances = new Float32Array(count * COMPARISON_COUNT);
  let end = 0;
  for (const part of parts) {
    levels.set(part.levels, end);
    chances.set(part.chances, end);
    end += part.count * COMPARISON_COUNT;
  }
  return { count, levels, chances, scale: parts[0]?.scale ?? 1 };
}

class GrowingBytes {
  private bytes = new Uint8Array(COMPARISON_COUNT * 1024);
  private length = 0;

  add(more: Uint8Array): void {
    if (this.length + more.length > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(more, this.length);
    this.length += more.length;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

class GrowingFloats {
  private numbers = new Float32Array(COMPARISON_COUNT * 1024);
  private length = 0;

  add(more: Float64Array): void {
    if (this.length + more.length > this.numbers.length) {
      const larger = new Float32Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers.set(more, this.length);
    this.length += more.length;
  }

  taken(): Float32Array {
    return this.numbers.slice(0, this.length);
  }
}
