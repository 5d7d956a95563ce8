// How common each value is. Values are counted once for each person, not for each record: whoever is there five times makes
// no name common. Who is one person is known after a first look (docs/matching.md).
import { type Dictionary, KINDS, sharedBytes, sharedDoubles, sharedInts } from './dictionary.ts';
import { ADDRESS, EMAIL, IDENTIFIER, type People } from './people.ts';

/** The chance that a stranger has a value, by its code. */
export interface Frequencies {
  readonly given: Float64Array;
  readonly family: Float64Array;
  /** Of all other values. */
  readonly value: Float64Array;
  /** 1: so many have it as a given name that it is no slip in writing another. */
  readonly isName: Uint8Array;
}

/** How many people have each value, by its code; and how many have a value at all. */
export interface Counts {
  readonly given: Int32Array;
  readonly family: Int32Array;
  readonly value: Int32Array;
  readonly totals: Totals;
}

export interface Totals {
  readonly people: number;
  readonly given: number;
  readonly family: number;
  readonly birth: number;
}

/** A value of one person that so many share is a placeholder, or an office's: it says nothing. */
const SHARED_BY_TOO_MANY = 8;
/** An address that so many share is an institution's. */
const ADDRESS_OF_TOO_MANY = 25;
const ADDRESS_OF_MANY = 0.3;
/** A slip is not made by so many in the same way. */
const NAME_OF_AT_LEAST = 5;

class Counter {
  readonly counts: Int32Array;
  private readonly last: Int32Array;
  total = 0;

  constructor(codes: number) {
    this.counts = sharedInts(codes);
    this.last = new Int32Array(codes).fill(-1);
  }

  /** Whether the person had not been counted for it. */
  add(code: number, person: number): boolean {
    if (code < 0 || this.last[code] === person) return false;
    this.last[code] = person;
    this.counts[code] = (this.counts[code] ?? 0) + 1;
    return true;
  }
}

/**
 * @param sameAs for each record the number of the person it is of: the lowest of their records. Without it each is one.
 */
export function countValues(people: People, codes: number, sameAs?: Int32Array): Counts {
  const given = new Counter(codes);
  const family = new Counter(codes);
  const value = new Counter(codes);
  const totals = { people: 0, given: 0, family: 0, birth: 0 };
  let last = -1;
  for (const record of inOrderOfPeople(people.count, sameAs)) {
    const person = sameAs?.[record] ?? record;
    if (person !== last) totals.people += 1;
    last = person;
    if (given.add(people.given[record] ?? -1, person)) totals.given += 1;
    given.add(people.givens[record] ?? -1, person);
    if (family.add(people.family[record] ?? -1, person)) totals.family += 1;
    eachOf(people.familyWords, record, 1, (place) => family.add(people.familyWords.values[place] ?? -1, person));
    if (value.add(people.birthCode[record] ?? -1, person)) totals.birth += 1;
    for (const code of otherValues(people, record)) value.add(code, person);
  }
  return { given: given.counts, family: family.counts, value: value.counts, totals };
}

function* inOrderOfPeople(count: number, sameAs: Int32Array | undefined): Generator<number> {
  if (!sameAs) {
    for (let record = 0; record < count; record += 1) yield record;
    return;
  }
  const next = new Int32Array(count + 1);
  for (let record = 0; record < count; record += 1) {
    const place = (sameAs[record] ?? 0) + 1;
    next[place] = (next[place] ?? 0) + 1;
  }
  for (let person = 0; person < count; person += 1) next[person + 1] = (next[person + 1] ?? 0) + (next[person] ?? 0);
  const order = new Int32Array(count);
  for (let record = 0; record < count; record += 1) {
    const person = sameAs[record] ?? 0;
    const place = next[person] ?? 0;
    order[place] = record;
    next[person] = place + 1;
  }
  yield* order;
}

function eachOf(list: { starts: Int32Array }, record: number, width: number, use: (place: number) => void): void {
  const end = list.starts[record + 1] ?? 0;
  for (let place = list.starts[record] ?? 0; place < end; place += width) use(place);
}

function otherValues(people: People, record: number): number[] {
  const { identifiers, emails, phones, addresses, fullNames } = people;
  const codes = [people.fullName[record] ?? -1, people.organization[record] ?? -1];
  eachOf(fullNames, record, 1, (place) => codes.push(fullNames.values[place] ?? -1));
  eachOf(identifiers, record, IDENTIFIER.width, (place) =>
    codes.push(identifiers.values[place + IDENTIFIER.whole] ?? -1),
  );
  eachOf(emails, record, EMAIL.width, (place) => {
    codes.push(emails.values[place + EMAIL.whole] ?? -1, emails.values[place + EMAIL.local] ?? -1);
  });
  eachOf(phones, record, 1, (place) => codes.push(phones.values[place] ?? -1));
  eachOf(addresses, record, ADDRESS.width, (place) => {
    for (const part of [ADDRESS.whole, ADDRESS.city, ADDRESS.postcode])
      codes.push(addresses.values[place + part] ?? -1);
  });
  return codes;
}

/** What chance counts come to. `kindOf` tells what a code's text is. */
export function frequenciesOf(counts: Counts, kindOf: (code: number) => string): Frequencies {
  const codes = counts.value.length;
  const frequencies = {
    given: sharedDoubles(codes),
    family: sharedDoubles(codes),
    value: sharedDoubles(codes),
    isName: sharedBytes(codes),
  };
  for (let code = 0; code < codes; code += 1) {
    const { given, family, value } = counts;
    frequencies.given[code] = nameChance(given[code] ?? 0, counts.totals.given, GIVEN_PRIOR);
    frequencies.family[code] = nameChance(family[code] ?? 0, counts.totals.family, FAMILY_PRIOR);
    frequencies.isName[code] = (given[code] ?? 0) >= NAME_OF_AT_LEAST ? 1 : 0;
    frequencies.value[code] = valueChance(kindOf(code), value[code] ?? 0, counts.totals);
  }
  return frequencies;
}

/** What is believed of a name that nobody was seen with, and how many people that belief weighs. */
const GIVEN_PRIOR = { chance: 0.002, weight: 200 };
const FAMILY_PRIOR = { chance: 0.0004, weight: 500 };
const BIRTH_PRIOR = { chance: 0.00005, weight: 20_000 };
const VALUE_PRIOR = { chance: 0.002, weight: 50 };

function nameChance(count: number, total: number, { chance, weight }: { chance: number; weight: number }): number {
  return (Math.max(count - 1, 0) + chance * weight) / (total + weight);
}

const PERSONAL = new Set<string>([KINDS.email, KINDS.phone, KINDS.identifier]);

function valueChance(kind: string, count: number, { people, birth }: Totals): number {
  if (kind === KINDS.fullName) return Math.max(count - 2, 0) / Math.max(1, people);
  if (kind === KINDS.birth) return nameChance(count, birth, BIRTH_PRIOR);
  if (PERSONAL.has(kind) && count >= SHARED_BY_TOO_MANY) return 1;
  if (kind === KINDS.address && count >= ADDRESS_OF_TOO_MANY) return ADDRESS_OF_MANY;
  // The two of the pair itself are no evidence of being common.
  return nameChance(count - 1, people, VALUE_PRIOR);
}

/** Of the texts of a dictionary. */
export function kindsOf({ texts }: Dictionary): (code: number) => string {
  return (code) => texts[code]?.slice(0, 1) ?? '';
}
