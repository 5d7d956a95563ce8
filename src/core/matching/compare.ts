// Compares two people, feature by feature.
import { AddressComparer } from './compare-addresses.ts';
import { ContactComparer } from './compare-contacts.ts';
import { type Found, NameComparer } from './compare-names.ts';
import { NONE } from './dictionary.ts';
import type { Frequencies } from './frequencies.ts';
import { COMPARISON_COUNT, PLACE, UNKNOWN } from './levels.ts';
import type { People } from './people.ts';
import { CLOSE, SAME, type Similarity } from './similarity.ts';

const ORGANIZATION = { same: 0, sameWords: 1, close: 2, half: 3, different: 4 };

export class Comparer implements Found {
  readonly levels = new Uint8Array(COMPARISON_COUNT);
  readonly chances = new Float64Array(COMPARISON_COUNT);
  private readonly people: People;
  private readonly similarity: Similarity;
  private readonly frequencies: Frequencies | undefined;
  private readonly names: NameComparer;
  private readonly contacts: ContactComparer;
  private readonly addresses: AddressComparer;

  /** Without frequencies every value is as common as its level says. */
  constructor(people: People, similarity: Similarity, frequencies?: Frequencies) {
    this.people = people;
    this.similarity = similarity;
    this.frequencies = frequencies;
    this.names = new NameComparer(people, similarity, frequencies);
    this.contacts = new ContactComparer(people, similarity, frequencies);
    this.addresses = new AddressComparer(people, similarity, frequencies);
  }

  /** Fills `levels` and `chances`. */
  compare(one: number, other: number): void {
    this.levels.fill(UNKNOWN);
    this.chances.fill(0);
    if (this.people.isOrg[one] === 1) this.organizations(one, other);
    else this.names.compare(one, other, this);
    this.contacts.compare(one, other, this);
    this.addresses.compare(one, other, this);
  }

  private organizations(one: number, other: number): void {
    const a = this.people.organization[one] ?? NONE;
    const b = this.people.organization[other] ?? NONE;
    if (a < 0 || b < 0) return;
    this.levels[PLACE.organization] = this.organizationLevel(one, other, this.similarity.of(a, b));
    if (a === b) this.chances[PLACE.organization] = this.frequencies?.value[a] ?? 0;
  }

  private organizationLevel(one: number, other: number, likeness: number): number {
    if (likeness === SAME) return ORGANIZATION.same;
    const mine = this.words(one);
    const theirs = this.words(other);
    const shared = mine.filter((word) => theirs.some((their) => this.similarity.of(word, their) <= CLOSE)).length;
    const [shorter, longer] = [Math.min(mine.length, theirs.length), Math.max(mine.length, theirs.length)];
    if (shared === longer && shorter > 1) return ORGANIZATION.sameWords;
    if (isAbbreviation(this.initials(one), this.initials(other), [mine.length, theirs.length]))
      return ORGANIZATION.sameWords;
    if (likeness === CLOSE) return ORGANIZATION.close;
    return shared * 2 >= longer ? ORGANIZATION.half : ORGANIZATION.different;
  }

  private words(organization: number): readonly number[] {
    const { starts, values } = this.people.organizationWords;
    return [...values.subarray(starts[organization] ?? 0, starts[organization + 1] ?? 0)];
  }

  /** Of one word all letters, else the first of each. */
  private initials(organization: number): string {
    const words = this.words(organization);
    const { units, starts } = this.similarity.texts;
    const lettersOf = (word: number, most: number) => {
      const start = starts[word] ?? 0;
      return String.fromCharCode(...units.subarray(start, Math.min(start + most, starts[word + 1] ?? 0)));
    };
    return words.length === 1 ? lettersOf(words[0] ?? 0, 12) : words.map((word) => lettersOf(word, 1)).join('');
  }
}

/** `RCCS` of `Riverbend Community Care Services`. */
function isAbbreviation(one: string, other: string, [wordsOfOne, wordsOfOther]: readonly [number, number]): boolean {
  return one === other && one.length >= 3 && (wordsOfOne === 1) !== (wordsOfOther === 1);
}
