// Expectation and maximisation: what is believed says how likely each pair of a sample is one person, and those say how often
// one person's records agree. Beliefs weigh as much as a hundred pairs at least, so that fifty people keep them, and a million
// make their own.
import type { CandidateIndex } from './candidates.ts';
import { Comparer } from './compare.ts';
import type { Texts } from './dictionary.ts';
import { COMPARISON_COUNT, COMPARISON_LIST, type Comparison, LEVEL_ROOM, UNKNOWN } from './levels.ts';
import { builtInModel, type Evidence, type Model, Scorer, weightsLength } from './model.ts';
import type { People } from './people.ts';
import { Similarity } from './similarity.ts';

/** Pairs of candidates with what was found of each, `COMPARISON_COUNT` numbers a pair. */
export interface Sample {
  readonly count: number;
  readonly levels: Uint8Array;
  readonly chances: Float32Array;
  /** How many candidates each of them stands for. */
  readonly scale: number;
}

export interface Scanned {
  readonly people: People;
  readonly texts: Texts;
  readonly index: CandidateIndex;
}

const MOST_STEPS = 25;
const SETTLED = 0.0005;
const BELIEF = 100;
const BELIEF_OF_STRANGERS = 30;
/** How many pairs the belief in how many there are weighs. */
const BELIEVED_PAIRS = 10;

/**
 * @param sameAs as in `countValues`: pairs of one person are no strangers
 */
export function learn(
  { people, texts }: Scanned,
  sample: Sample,
  { before, sameAs }: { before: Model; sameAs?: Int32Array },
): Model {
  const pairs = (people.count * (people.count - 1)) / 2;
  const strangers = levelsOfStrangers(people, texts, sameAs);
  const builtIn = builtInModel(people.count);
  let model = before;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const expected = expect(sample, model);
    const next = maximise({ expected, strangers, builtIn, model, sample, pairs });
    const moved = next.same.reduce(
      (most, value, place) => Math.max(most, Math.abs(value - (model.same[place] ?? 0))),
      0,
    );
    model = next;
    if (moved < SETTLED && step > 3) break;
  }
  return model;
}

interface Random {
  readonly counts: Float64Array;
  readonly pairs: number;
}

/** How often any two records agree, of pairs taken by chance; the same ones each time. */
function levelsOfStrangers(people: People, texts: Texts, sameAs: Int32Array | undefined): Random {
  const pairs = Math.min(120_000, Math.max(20_000, people.count * 40));
  const comparer = new Comparer(people, new Similarity(texts, 18));
  const counts = new Float64Array(weightsLength);
  let seed = 12_345;
  const below = (limit: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 4_294_967_296) * limit);
  };
  for (let pair = 0; pair < pairs && people.count > 1; pair += 1) {
    const one = below(people.count);
    const step = below(people.count - 1);
    const other = step >= one ? step + 1 : step;
    const isOne = sameAs !== undefined && sameAs[one] === sameAs[other];
    if (isOne || people.isOrg[one] !== people.isOrg[other]) continue;
    comparer.compare(one, other);
    addLevels(counts, comparer.levels, 0, 1);
  }
  return { counts, pairs };
}

function addLevels(counts: Float64Array, levels: Uint8Array, from: number, weight: number): void {
  for (let comparison = 0; comparison < COMPARISON_COUNT; comparison += 1) {
    const level = levels[from + comparison] ?? UNKNOWN;
    if (level === UNKNOWN) continue;
    const place = comparison * LEVEL_ROOM + level;
    counts[place] = (counts[place] ?? 0) + weight;
  }
}

interface Expected {
  readonly same: Float64Array;
  readonly strangers: Float64Array;
  sameTotal: number;
  householdTotal: number;
}

function expect(sample: Sample, model: Model): Expected {
  const scorer = new Scorer(model);
  const expected = {
    same: new Float64Array(weightsLength),
    strangers: new Float64Array(weightsLength),
    sameTotal: 0,
    householdTotal: 0,
  };
  const total: Evidence = { same: 0, strangers: 0, household: 0 };
  const found = { levels: new Uint8Array(COMPARISON_COUNT), chances: new Float64Array(COMPARISON_COUNT) };
  for (let pair = 0; pair < sample.count; pair += 1) {
    const from = pair * COMPARISON_COUNT;
    found.levels.set(sample.levels.subarray(from, from + COMPARISON_COUNT));
    found.chances.set(sample.chances.subarray(from, from + COMPARISON_COUNT));
    scorer.odds(found, total);
    const greatest = Math.max(total.same, total.strangers, total.household);
    const parts = [total.same, total.strangers, total.household].map((part) => Math.exp(part - greatest));
    const [same = 0, strangers = 0, household = 0] = parts;
    const all = same + strangers + household;
    expected.sameTotal += same / all;
    expected.householdTotal += household / all;
    addLevels(expected.same, found.levels, 0, same / all);
    addLevels(expected.strangers, found.levels, 0, strangers / all);
  }
  return expected;
}

interface Maximising {
  readonly expected: Expected;
  readonly strangers: Random;
  readonly builtIn: Model;
  readonly model: Model;
  readonly sample: Sample;
  readonly pairs: number;
}

function maximise(state: Maximising): Model {
  const { expected, model, sample, pairs } = state;
  const next = { same: model.same.slice(), strangers: model.strangers.slice(), household: model.household };
  COMPARISON_LIST.forEach((comparison, place) => {
    if (comparison.fixed) return;
    const regimes = new Set(comparison.levels.map(({ regime }) => regime));
    for (const regime of regimes) {
      const places = comparison.levels.flatMap((level, at) =>
        level.regime === regime ? [place * LEVEL_ROOM + at] : [],
      );
      maximiseRegime(state, next, places);
      limit(next.same, comparison, { first: place * LEVEL_ROOM, places });
    }
  });
  const share = (total: number, believed: number) => {
    const weight = Math.min(BELIEVED_PAIRS, believed * pairs);
    const counted = total * sample.scale + weight;
    return Math.min(0.4, counted / Math.max(1, pairs + weight / believed));
  };
  return {
    ...next,
    ofSame: share(expected.sameTotal, state.builtIn.ofSame),
    ofHousehold: share(expected.householdTotal, state.builtIn.ofHousehold),
  };
}

/** A level that has come to more than its most gives the rest to the others of its regime, each by its share. */
function limit(
  same: Float64Array,
  { levels }: Comparison,
  { first, places }: { first: number; places: readonly number[] },
): void {
  for (const place of places) {
    const most = levels[place - first]?.atMost;
    const value = same[place] ?? 0;
    if (most === undefined || value <= most) continue;
    for (const other of places) same[other] = other === place ? most : ((same[other] ?? 0) * (1 - most)) / (1 - value);
  }
}

function maximiseRegime(
  { expected, strangers, builtIn, sample, pairs }: Maximising,
  next: { same: Float64Array; strangers: Float64Array },
  places: readonly number[],
): void {
  const sum = (counts: Float64Array) => places.reduce((total, place) => total + (counts[place] ?? 0), 0);
  const sameTotal = sum(expected.same);
  const strangersTotal = sum(strangers.counts);
  const belief = Math.max(BELIEF, sameTotal);
  for (const place of places) {
    next.same[place] = ((expected.same[place] ?? 0) + belief * (builtIn.same[place] ?? 0)) / (sameTotal + belief);
    const seen = strangers.counts[place] ?? 0;
    const byChance =
      (seen + BELIEF_OF_STRANGERS * (builtIn.strangers[place] ?? 0)) / (strangersTotal + BELIEF_OF_STRANGERS);
    // Chance meets too few who are alike: among candidates all of them are.
    const known = (pairs * strangersTotal) / strangers.pairs;
    const ofCandidates = known > 0 ? ((expected.strangers[place] ?? 0) * sample.scale) / known : 0;
    next.strangers[place] = Math.max(byChance, Math.min(ofCandidates, 0.5));
  }
}
