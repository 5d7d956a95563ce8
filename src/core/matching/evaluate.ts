// How well matching does on people of whom it is known who is who.
import { certaintyOf } from './certainty.ts';
import { Comparer } from './compare.ts';
import type { FoundDuplicates } from './find-duplicates.ts';
import { probabilityOf } from './model.ts';
import { Similarity } from './similarity.ts';

export interface Accuracy {
  /** Pairs of records that were said to be one person, and of them those that are. */
  readonly found: number;
  readonly right: number;
  /** Pairs of records of one person that there are. */
  readonly wanted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Evaluation {
  readonly people: number;
  /** Of the groups that are put before a person. */
  readonly groups: Accuracy;
  /** Of pairs from a probability on. */
  readonly thresholds: readonly (Accuracy & { readonly probability: number })[];
  /** Of pairs that may be merged unattended. */
  readonly certain: Accuracy;
  /** How many pairs the model expects; what it is wrong by is how wrong its probabilities are on the whole. */
  readonly expected: number;
}

const THRESHOLDS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/** @param truth by place of a record: whose it is */
export function evaluate(truth: readonly string[], found: FoundDuplicates): Evaluation {
  const { pairs, groups, model, people } = found;
  const isRight = (pair: number) => truth[pairs.one[pair] ?? 0] === truth[pairs.other[pair] ?? 0];
  const wanted = pairsWithin(truth);
  const all = Array.from({ length: pairs.count }, (_, pair) => pair);
  const accuracyOf = (chosen: readonly number[]) => accuracy(chosen.length, chosen.filter(isRight).length, wanted);
  const from = (probability: number) => all.filter((pair) => probabilityOf(pairs.odds[pair] ?? 0) >= probability);
  const grouped = [...groups].map(String);
  const both = grouped.map((group, place) => `${group} ${truth[place]}`);
  return {
    people: people.count,
    groups: accuracy(pairsWithin(grouped), pairsWithin(both), wanted),
    thresholds: THRESHOLDS.map((probability) => ({ probability, ...accuracyOf(from(probability)) })),
    certain: accuracyOf(certainPairs(found)),
    expected: Math.round(model.ofSame * ((people.count * (people.count - 1)) / 2)),
  };
}

function certainPairs({ pairs, people, texts, frequencies }: FoundDuplicates): number[] {
  const comparer = new Comparer(people, new Similarity(texts, 16), frequencies);
  return Array.from({ length: pairs.count }, (_, pair) => pair).filter((pair) => {
    comparer.compare(pairs.one[pair] ?? 0, pairs.other[pair] ?? 0);
    return certaintyOf(pairs.odds[pair] ?? 0, comparer) === 'certain';
  });
}

/** How many pairs have the same name. */
function pairsWithin(names: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.values()].reduce((total, count) => total + (count * (count - 1)) / 2, 0);
}

function accuracy(found: number, right: number, wanted: number): Accuracy {
  const precision = found === 0 ? 1 : right / found;
  const recall = wanted === 0 ? 1 : right / wanted;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { found, right, wanted, precision, recall, f1 };
}
