// All of it: people in, pairs and groups out (docs/matching.md). Two passes: the first finds out roughly who is one person, so
// that the second counts how common each value is by people and not by records.
import { type CandidateIndex, indexCandidates } from './candidates.ts';
import { REVIEW_FROM } from './certainty.ts';
import { clustersOf, joinedAt, type ScoredPairs } from './clusters.ts';
import { Comparer } from './compare.ts';
import { Dictionary, type Texts, textsOf } from './dictionary.ts';
import type { Features } from './features.ts';
import { type Counts, countValues, type Frequencies, frequenciesOf, kindsOf } from './frequencies.ts';
import { learn, type Sample, type Scanned } from './learn.ts';
import { builtInModel, type Model, oddsOfProbability, Scorer } from './model.ts';
import type { Scoring } from './pairs.ts';
import { type People, PeopleBuilder } from './people.ts';
import { Similarity } from './similarity.ts';

/** Compares candidates, in this thread or in several. */
export interface PairWork {
  sample(frequencies: Frequencies, scale: number): Promise<Sample>;
  score(frequencies: Frequencies, scoring: Scoring): Promise<ScoredPairs>;
  end(): Promise<void>;
}

export interface Progress {
  readonly step: 'keys' | 'first pass' | 'second pass' | 'groups';
}

export interface FoundDuplicates {
  readonly people: People;
  readonly texts: Texts;
  readonly index: CandidateIndex;
  readonly model: Model;
  readonly counts: Counts;
  readonly frequencies: Frequencies;
  /** Those with odds from `KEPT_FROM`. */
  readonly pairs: ScoredPairs;
  /** For each record the lowest record of its group. */
  readonly groups: Int32Array;
}

/** Less likely pairs are not kept. */
const KEPT_FROM = -3;
/** Counts as one person for counting values. */
const SURELY_ONE = oddsOfProbability(0.9);
/** People whose candidates are the sample to learn from. */
const SAMPLED_PEOPLE = 15_000;
/** In the first pass only who shares two keys: the others are few, and it only counts values. */
const SHARED_IN_FIRST_PASS = 2;

/** Takes people, and finds who is there more than once. */
export class DuplicateFinder {
  readonly dictionary = new Dictionary();
  private readonly builder = new PeopleBuilder(this.dictionary);

  add(person: Features): void {
    this.builder.add(person);
  }

  get count(): number {
    return this.builder.count;
  }

  /**
   * @param work makes what compares candidates
   * @param areTwo pairs that are known to be two people, by their places
   */
  async find(
    work: (scanned: Scanned) => PairWork,
    { areTwo, tell }: { areTwo?: (one: number, other: number) => boolean; tell?: (progress: Progress) => void } = {},
  ): Promise<FoundDuplicates> {
    tell?.({ step: 'keys' });
    const people = this.builder.people();
    const texts = textsOf(this.dictionary);
    const kindOf = kindsOf(this.dictionary);
    const index = indexCandidates(people, texts);
    const scanned = { people, texts, index };
    const pairWork = work(scanned);
    try {
      tell?.({ step: 'first pass' });
      const first = await this.pass(scanned, pairWork, { kindOf });
      tell?.({ step: 'second pass' });
      const sameAs = joinedAt(first.pairs, people.count, SURELY_ONE);
      const second = await this.pass(scanned, pairWork, { kindOf, before: first.model, sameAs });
      tell?.({ step: 'groups' });
      return { people, texts, index, ...second, groups: groupsOf(scanned, second, areTwo) };
    } finally {
      await pairWork.end();
    }
  }

  private async pass(
    scanned: Scanned,
    work: PairWork,
    { kindOf, before, sameAs }: { kindOf: (code: number) => string; before?: Model; sameAs?: Int32Array },
  ): Promise<Pick<FoundDuplicates, 'model' | 'counts' | 'frequencies' | 'pairs'>> {
    const { people, texts } = scanned;
    const counts = countValues(people, texts.count, sameAs);
    const frequencies = frequenciesOf(counts, kindOf);
    const scale = Math.max(1, Math.round(people.count / SAMPLED_PEOPLE));
    const builtIn = builtInModel(people.count);
    // Strangers are learnt anew, by the new frequencies.
    const start = before
      ? { ...builtIn, same: before.same, ofSame: before.ofSame, ofHousehold: before.ofHousehold }
      : builtIn;
    const sample = await work.sample(frequencies, scale);
    const model = learn(scanned, sample, { before: start, ...(sameAs && { sameAs }) });
    const pairs = await work.score(frequencies, {
      model,
      from: KEPT_FROM,
      ...(!before && { shared: SHARED_IN_FIRST_PASS }),
    });
    return { model, counts, frequencies, pairs };
  }
}

function groupsOf(
  { people, texts }: Scanned,
  { model, frequencies, pairs }: Pick<FoundDuplicates, 'model' | 'frequencies' | 'pairs'>,
  areTwo: ((one: number, other: number) => boolean) | undefined,
): Int32Array {
  const comparer = new Comparer(people, new Similarity(texts, 20), frequencies);
  const from = oddsOfProbability(REVIEW_FROM);
  return clustersOf(people.count, pairs, { comparer, scorer: new Scorer(model), from, ...(areTwo && { areTwo }) });
}
