import { NONE } from './dictionary.ts';
import type { Frequencies } from './frequencies.ts';
import { PLACE, UNKNOWN } from './levels.ts';
import type { People } from './people.ts';
import { CLOSE, DIFFERENT, SAME, SIMILAR, type Similarity } from './similarity.ts';

/** What the comparison of two people finds. */
export interface Found {
  /** By place of the comparison; `UNKNOWN` where one side has no value. */
  readonly levels: Uint8Array;
  /** The chance that a stranger has the very value that both have; 0: as the level says. */
  readonly chances: Float64Array;
}

/** Levels of given names. */
export const GIVEN = {
  same: 0,
  otherForm: 1,
  close: 2,
  similar: 3,
  anotherName: 4,
  different: 5,
  initial: 6,
  otherInitial: 7,
};
export const FAMILY = { same: 0, half: 1, close: 2, similar: 3, different: 4 };

/** Roughly what levels say, to find out whether names fit better when they are exchanged. */
const GIVEN_WORTH = [3, 2.6, 2, 0.5, -0.5, -3, 1, -3];
const FAMILY_WORTH = [3, 2.5, 2, 0.5, -3];
const CROSSED_WORTH = [3, 2, 0.5, -3];
/** The levels of exchanged names by their similarity. */
const CROSSED_GIVEN = [GIVEN.same, GIVEN.close, GIVEN.similar, GIVEN.different];
const CROSSED_FAMILY = [FAMILY.same, FAMILY.close, FAMILY.similar, FAMILY.different];

const at = (numbers: Int32Array, place: number): number => numbers[place] ?? NONE;
const chance = (chances: Float64Array, code: number): number => chances[code] ?? 0;

interface Given {
  readonly level: number;
  /** The name that both have. */
  readonly shared: number;
}

interface Family {
  readonly level: number;
  /** The half that both have, and the full name of the one who has no other half. */
  readonly half: number;
  readonly fullName: number;
}

export class NameComparer {
  private readonly people: People;
  private readonly similarity: Similarity;
  private readonly frequencies: Frequencies | undefined;

  constructor(people: People, similarity: Similarity, frequencies: Frequencies | undefined) {
    this.people = people;
    this.similarity = similarity;
    this.frequencies = frequencies;
  }

  compare(one: number, other: number, found: Found): void {
    const given = this.given(one, other);
    const family = this.family(one, other);
    const crossed = this.crossed({ one, other, given: given.level, family: family.level });
    const { levels } = found;
    levels[PLACE.given] = crossed?.given ?? given.level;
    levels[PLACE.family] = crossed?.family ?? family.level;
    const isKnown = levels[PLACE.given] !== UNKNOWN || levels[PLACE.family] !== UNKNOWN;
    if (isKnown) levels[PLACE.order] = crossed ? 1 : 0;
    if (this.frequencies) this.addChances(one, { found, given, family, isCrossed: crossed !== undefined });
    levels[PLACE.middle] = this.middle(one, other);
    this.compareGenerations(one, other, found);
  }

  /** Given against family name, where they fit better so. */
  private crossed({ one, other, given, family }: { one: number; other: number; given: number; family: number }) {
    if (given === GIVEN.same && family === FAMILY.same) return undefined;
    const { people, similarity } = this;
    const alike = (a: number, b: number) => (a < 0 || b < 0 ? undefined : similarity.of(a, b));
    const first = alike(at(people.given, one), at(people.family, other));
    const second = alike(at(people.family, one), at(people.given, other));
    if (first === undefined && second === undefined) return undefined;
    const worth = crossedWorth(first) + crossedWorth(second) - 1;
    const written = worthOf(GIVEN_WORTH, given) + worthOf(FAMILY_WORTH, family);
    if (worth <= 0 || worth <= written) return undefined;
    return {
      given: first === undefined ? UNKNOWN : (CROSSED_GIVEN[first] ?? UNKNOWN),
      family: second === undefined ? UNKNOWN : (CROSSED_FAMILY[second] ?? UNKNOWN),
    };
  }

  private addChances(
    one: number,
    { found, given, family, isCrossed }: { found: Found; given: Given; family: Family; isCrossed: boolean },
  ): void {
    const { people, frequencies } = this;
    if (!frequencies) return;
    const { levels, chances } = found;
    const isGivenSame = levels[PLACE.given] === GIVEN.same;
    const isFamilySame = levels[PLACE.family] === FAMILY.same;
    const ownGiven = isCrossed ? at(people.given, one) : given.shared;
    const ownFamily = at(people.family, one);
    const chanceOf = (code: number, first: Float64Array, second: Float64Array) =>
      isCrossed ? Math.max(chance(first, code), chance(second, code)) : chance(first, code);
    if (isGivenSame) chances[PLACE.given] = chanceOf(ownGiven, frequencies.given, frequencies.family);
    if (isFamilySame) chances[PLACE.family] = chanceOf(ownFamily, frequencies.family, frequencies.given);
    const ofGiven = chances[PLACE.given] ?? 0;
    // Names go together by culture and fashion: a full name is at least as common as it is seen to be.
    const together = (code: number) => (code < 0 || ofGiven === 0 ? 0 : chance(frequencies.value, code) / ofGiven);
    if (isGivenSame && isFamilySame) {
      chances[PLACE.family] = Math.min(1, (chances[PLACE.family] ?? 0) + together(at(people.fullName, one)));
    } else if (!isCrossed && levels[PLACE.family] === FAMILY.half && family.half >= 0) {
      const ofHalf = chance(frequencies.family, family.half);
      chances[PLACE.family] = ofHalf === 0 ? 0 : Math.min(1, ofHalf + (isGivenSame ? together(family.fullName) : 0));
    }
  }

  private given(one: number, other: number): Given {
    const { people, similarity } = this;
    const a = at(people.given, one);
    const b = at(people.given, other);
    if (a < 0 || b < 0) return { level: UNKNOWN, shared: NONE };
    if (similarity.lengthOf(a) === 1 || similarity.lengthOf(b) === 1) {
      const fits = similarity.firstOf(a) === similarity.firstOf(b);
      return { level: fits ? GIVEN.initial : GIVEN.otherInitial, shared: NONE };
    }
    const allOfOne = at(people.givens, one);
    const allOfOther = at(people.givens, other);
    if (allOfOne === allOfOther) return { level: GIVEN.same, shared: allOfOne };
    const hasSeveral = allOfOne !== a || allOfOther !== b;
    const several = hasSeveral ? this.several(one, other) : undefined;
    return { level: several ?? this.single(one, other), shared: a };
  }

  /** Of which one has two names or more; undefined: only the first of them counts. */
  private several(one: number, other: number): number | undefined {
    const { people, similarity } = this;
    const a = at(people.given, one);
    const b = at(people.given, other);
    if (similarity.of(at(people.givens, one), at(people.givens, other)) === CLOSE) return GIVEN.close;
    if (a === b) {
      // María and María José may be one person; María José and María Luisa are two.
      const second = this.secondGiven(one);
      const otherSecond = this.secondGiven(other);
      if (second < 0 || otherSecond < 0) return GIVEN.same;
      const isInitial = similarity.lengthOf(second) === 1 || similarity.lengthOf(otherSecond) === 1;
      if (isInitial) return similarity.firstOf(second) === similarity.firstOf(otherSecond) ? GIVEN.same : GIVEN.similar;
      return similarity.of(second, otherSecond) <= CLOSE ? GIVEN.close : GIVEN.anotherName;
    }
    return this.shareGiven(one, other) ? GIVEN.otherForm : undefined;
  }

  private secondGiven(person: number): number {
    const { starts, values } = this.people.givenWords;
    return at(starts, person + 1) - at(starts, person) > 1 ? at(values, at(starts, person) + 1) : NONE;
  }

  private shareGiven(one: number, other: number): boolean {
    const { starts, values } = this.people.givenWords;
    for (let p = at(starts, one); p < at(starts, one + 1); p += 1) {
      const word = at(values, p);
      if (this.similarity.lengthOf(word) <= 2) continue;
      for (let q = at(starts, other); q < at(starts, other + 1); q += 1) if (at(values, q) === word) return true;
    }
    return false;
  }

  private single(one: number, other: number): number {
    const { people, similarity } = this;
    const a = at(people.given, one);
    const b = at(people.given, other);
    if (a === b) return GIVEN.same;
    const likeness = similarity.of(a, b);
    if (similarity.isOtherForm(a, b)) return GIVEN.otherForm;
    const areNames = this.isName(a) && this.isName(b) && !this.isOtherSpelling(a, b);
    if (likeness === CLOSE) return areNames ? GIVEN.anotherName : GIVEN.close;
    if (this.hasMiddle(one, b) || this.hasMiddle(other, a)) return GIVEN.otherForm;
    if (likeness === SIMILAR) return areNames ? GIVEN.anotherName : GIVEN.similar;
    return GIVEN.different;
  }

  /** In its own right, and no slip in writing another. */
  private isName(code: number): boolean {
    return this.similarity.texts.isName[code] === 1 || this.frequencies?.isName[code] === 1;
  }

  /** Margaret and Margret begin and sound alike; Anna and Hannah are two names. */
  private isOtherSpelling(a: number, b: number): boolean {
    const { texts } = this.similarity;
    return texts.sounds[a] === texts.sounds[b] && this.similarity.firstOf(a) === this.similarity.firstOf(b);
  }

  private hasMiddle(person: number, name: number): boolean {
    const { starts, values } = this.people.middleWords;
    for (let place = at(starts, person); place < at(starts, person + 1); place += 1)
      if (values[place] === name) return true;
    return false;
  }

  private middle(one: number, other: number): number {
    const { starts, values } = this.people.middleWords;
    let level = UNKNOWN;
    for (let p = at(starts, one); p < at(starts, one + 1); p += 1) {
      for (let q = at(starts, other); q < at(starts, other + 1); q += 1) {
        level = Math.min(level, this.middleWord(at(values, p), at(values, q)));
      }
    }
    return level;
  }

  private middleWord(a: number, b: number): number {
    const { similarity } = this;
    const isInitial = similarity.lengthOf(a) === 1 || similarity.lengthOf(b) === 1;
    if (isInitial) return similarity.firstOf(a) === similarity.firstOf(b) ? 1 : 2;
    return similarity.of(a, b) <= CLOSE || similarity.isOtherForm(a, b) ? 0 : 2;
  }

  private family(one: number, other: number): Family {
    const { people, similarity } = this;
    const a = at(people.family, one);
    const b = at(people.family, other);
    const nothing = { half: NONE, fullName: NONE };
    if (a < 0 || b < 0) return { level: UNKNOWN, ...nothing };
    if (a === b) return { level: FAMILY.same, ...nothing };
    const words = this.wordsAlike(one, other);
    if (words !== undefined) return { level: words, ...nothing };
    const likeness = similarity.of(a, b);
    if (likeness === CLOSE) return { level: FAMILY.close, ...nothing };
    const half = this.halfOf(one, other);
    if (half) return half;
    if (this.wasCalled(one, b) || this.wasCalled(other, a)) return { level: FAMILY.half, ...nothing };
    return { level: likeness === SIMILAR ? FAMILY.similar : FAMILY.different, ...nothing };
  }

  private familyWordCount(person: number): number {
    const { starts } = this.people.familyWords;
    return at(starts, person + 1) - at(starts, person);
  }

  /** Of two names of as many words, more than one: as alike as the least alike of them. */
  private wordsAlike(one: number, other: number): number | undefined {
    const count = this.familyWordCount(one);
    if (count < 2 || this.familyWordCount(other) !== count) return undefined;
    const { starts, values } = this.people.familyWords;
    let worst = SAME;
    for (let word = 0; word < count; word += 1) {
      const likeness = this.similarity.of(at(values, at(starts, one) + word), at(values, at(starts, other) + word));
      if (likeness > worst) worst = likeness;
    }
    if (worst <= CLOSE) return FAMILY.close;
    return worst === SIMILAR ? FAMILY.similar : FAMILY.different;
  }

  /** A double name against one of its halves. Two double names that share a half are two families. */
  private halfOf(one: number, other: number): Family | undefined {
    const isDouble = this.familyWordCount(one) > 1;
    if (isDouble === this.familyWordCount(other) > 1) return undefined;
    const [double, single] = isDouble ? [one, other] : [other, one];
    const { starts, values } = this.people.familyWords;
    const name = at(values, at(starts, single));
    if (this.similarity.lengthOf(name) <= 2) return undefined;
    for (let place = at(starts, double); place < at(starts, double + 1); place += 1) {
      const half = at(values, place);
      if (this.similarity.of(half, name) > CLOSE) continue;
      return { level: FAMILY.half, half, fullName: at(this.people.fullName, single) };
    }
    return undefined;
  }

  private wasCalled(person: number, name: number): boolean {
    const { starts, values } = this.people.formerWords;
    for (let place = at(starts, person); place < at(starts, person + 1); place += 1) {
      if (this.similarity.of(at(values, place), name) <= CLOSE) return true;
    }
    return false;
  }

  private compareGenerations(one: number, other: number, { levels }: Found): void {
    const { generation, gender } = this.people;
    const a = at(generation, one);
    const b = at(generation, other);
    if (a > 0 && b > 0) levels[PLACE.generation] = a === b ? 0 : 1;
    else if (a > 0 || b > 0) levels[PLACE.generation] = 2;
    const known = at(gender, one) > 0 && at(gender, other) > 0;
    if (known) levels[PLACE.gender] = at(gender, one) === at(gender, other) ? 0 : 1;
  }
}

function worthOf(worth: readonly number[], level: number): number {
  return level === UNKNOWN ? 0 : (worth[level] ?? 0);
}

function crossedWorth(likeness: number | undefined): number {
  return likeness === undefined ? 0 : (CROSSED_WORTH[likeness] ?? CROSSED_WORTH[DIFFERENT] ?? 0);
}
