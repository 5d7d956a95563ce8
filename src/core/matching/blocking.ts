// Keys of a person: two people who share one are compared, and no others. A key that many share says nothing and is skipped,
// so each person has several of different kinds (docs/matching.md).
import { NONE, type Texts } from './dictionary.ts';
import { ADDRESS, EMAIL, IDENTIFIER, type People } from './people.ts';

/** Kinds of keys: equal texts of two kinds are two keys. */
const KIND = {
  identifier: 1,
  email: 2,
  local: 3,
  phone: 4,
  birthAndInitial: 5,
  fullName: 6,
  beginnings: 7,
  dayAndFamily: 8,
  yearNameAndInitial: 9,
  nameAndPostcode: 10,
  address: 11,
  numberAndStreet: 12,
  yearAndPostcode: 13,
  nameInitialAndCity: 14,
  organization: 15,
  organizationWord: 16,
} as const;

/** A key that more people share is looked at no more. */
export const SHARED_BY_MOST = 100;

/** Takes a key: 32 bits, signed as PostgreSQL has them. */
export type TakeKey = (key: number) => void;

function mixed(kind: number, one: number, two = 0, three = 0): number {
  let hash = Math.imul(Math.imul(kind + 1, 0x9e3779b1) ^ one, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ two, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16) ^ three, 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) | 0;
}

const at = (numbers: Int32Array, place: number): number => numbers[place] ?? NONE;

/** What keys of names are made of. */
interface Names {
  readonly givens: readonly number[];
  readonly families: readonly number[];
}

/** As many given names have keys. */
const GIVENS = 2;
const FAMILIES = 7;

export class KeyMaker {
  private readonly people: People;
  private readonly texts: Texts;

  constructor(people: People, texts: Texts) {
    this.people = people;
    this.texts = texts;
  }

  /** Every key of a person; some more than once. */
  keysOf(person: number, take: TakeKey): void {
    const names = this.namesOf(person);
    this.contactKeys(person, take);
    if (this.people.isOrg[person] === 1) this.organizationKeys(person, take);
    else {
      this.birthKeys(person, names, take);
      nameKeys(this.texts, names, take);
    }
    this.addressKeys(person, names, take);
  }

  private list(list: { starts: Int32Array; values: Int32Array }, person: number): Int32Array {
    return list.values.subarray(at(list.starts, person), at(list.starts, person + 1));
  }

  private namesOf(person: number): Names {
    const { givenWords, familyWords, formerWords, family, organizationWords } = this.people;
    if (this.people.isOrg[person] === 1) return { givens: [], families: [...this.list(organizationWords, person)] };
    const whole = at(family, person);
    const halves = [...this.list(familyWords, person)].filter((word) => this.lengthOf(word) > 2);
    const families = [whole, ...halves, ...this.list(formerWords, person)].filter((word) => word >= 0);
    return {
      givens: [...new Set(this.list(givenWords, person))].slice(0, GIVENS),
      families: [...new Set(families)].slice(0, FAMILIES),
    };
  }

  private lengthOf(code: number): number {
    return at(this.texts.starts, code + 1) - at(this.texts.starts, code);
  }

  private hash(code: number): number {
    return this.texts.hashes[code] ?? 0;
  }

  /** Of how it sounds, else of what it is. */
  private soundOrHash(code: number): number {
    return this.texts.soundHashes[code] || this.hash(code);
  }

  private contactKeys(person: number, take: TakeKey): void {
    const { identifiers, emails, phones } = this.people;
    for (
      let place = at(identifiers.starts, person);
      place < at(identifiers.starts, person + 1);
      place += IDENTIFIER.width
    ) {
      take(mixed(KIND.identifier, this.hash(at(identifiers.values, place + IDENTIFIER.whole))));
    }
    for (let place = at(emails.starts, person); place < at(emails.starts, person + 1); place += EMAIL.width) {
      take(mixed(KIND.email, this.hash(at(emails.values, place + EMAIL.whole))));
      const local = at(emails.values, place + EMAIL.local);
      const isPersonal = (at(emails.values, place + EMAIL.flags) & EMAIL.isRole) === 0;
      if (isPersonal && this.lengthOf(local) >= 7) take(mixed(KIND.local, this.hash(local)));
    }
    for (const phone of this.list(phones, person)) take(mixed(KIND.phone, this.hash(phone)));
  }

  private organizationKeys(person: number, take: TakeKey): void {
    const whole = at(this.people.organization, person);
    if (whole >= 0) take(mixed(KIND.organization, this.soundOrHash(whole)));
    const words = this.list(this.people.organizationWords, person);
    for (const word of words) if (this.lengthOf(word) > 2) take(mixed(KIND.organizationWord, this.soundOrHash(word)));
  }

  private birthKeys(person: number, { givens, families }: Names, take: TakeKey): void {
    const birth = at(this.people.birth, person);
    if (birth <= 0) return;
    const { soundHashes, units, starts } = this.texts;
    const sound = (code: number) => soundHashes[code] ?? 0;
    const initial = (code: number) => units[at(starts, code)] ?? 0;
    const year = Math.floor(birth / 10_000);
    const [month, day] = [Math.floor(birth / 100) % 100, birth % 100];
    // Day and month in any order.
    const days = Math.min(month, day) * 100 + Math.max(month, day);
    const names = [...givens, ...families];
    if (month > 0 && day > 0 && birth % 10_000 !== 101) {
      for (const name of names) take(mixed(KIND.birthAndInitial, year, days, initial(name)));
      for (const name of families) if (sound(name)) take(mixed(KIND.dayAndFamily, days, sound(name)));
    }
    // A name and the initial of the other name, whichever is which.
    for (const [name, other] of crossed(givens, families)) {
      if (sound(name)) take(mixed(KIND.yearNameAndInitial, year, sound(name), initial(other)));
    }
  }

  private addressKeys(person: number, names: Names, take: TakeKey): void {
    const { starts } = this.people.addresses;
    for (let place = at(starts, person); place < at(starts, person + 1); place += ADDRESS.width) {
      this.streetKeys(place, take);
      this.placeKeys(place, { person, names, take });
    }
  }

  private streetKeys(address: number, take: TakeKey): void {
    const part = (name: number) => at(this.people.addresses.values, address + name);
    const [number, postcode, city] = [part(ADDRESS.number), part(ADDRESS.postcode), part(ADDRESS.city)];
    for (const street of [part(ADDRESS.street), part(ADDRESS.second)]) {
      if (street < 0) continue;
      const name = this.soundOrHash(street);
      if (number >= 0) take(mixed(KIND.numberAndStreet, this.hash(number), name));
      if (postcode >= 0) take(mixed(KIND.address, name, this.hash(postcode)));
      else if (city >= 0) take(mixed(KIND.address, name, this.soundOrHash(city)));
    }
  }

  private placeKeys(address: number, { person, names, take }: { person: number; names: Names; take: TakeKey }): void {
    const { soundHashes, units, starts } = this.texts;
    const part = (name: number) => at(this.people.addresses.values, address + name);
    const [postcode, city] = [part(ADDRESS.postcode), part(ADDRESS.city)];
    const all = [...names.givens, ...names.families];
    if (postcode >= 0) {
      for (const name of all) {
        const sound = soundHashes[name] ?? 0;
        if (sound) take(mixed(KIND.nameAndPostcode, sound, this.hash(postcode)));
      }
      const year = Math.floor(Math.max(0, at(this.people.birth, person)) / 10_000);
      if (year > 0) take(mixed(KIND.yearAndPostcode, year, this.hash(postcode)));
    }
    if (city < 0) return;
    const cityHash = this.soundOrHash(city);
    for (const [name, other] of crossed(names.givens, names.families)) {
      const sound = soundHashes[name] ?? 0;
      const initial = units[at(starts, other)] ?? 0;
      if (sound) take(mixed(KIND.nameInitialAndCity, sound, cityHash, initial));
    }
  }
}

/** Each given name with each family name, and the other way around. */
function crossed(givens: readonly number[], families: readonly number[]): [name: number, other: number][] {
  return givens.flatMap((given) =>
    families.flatMap((family): [number, number][] => [
      [given, family],
      [family, given],
    ]),
  );
}

function nameKeys({ soundHashes, beginnings }: Texts, { givens, families }: Names, take: TakeKey): void {
  for (const given of givens) {
    for (const family of families) {
      const sounds = [soundHashes[given] ?? 0, soundHashes[family] ?? 0] as const;
      if (sounds[0] && sounds[1]) take(mixed(KIND.fullName, Math.min(...sounds), Math.max(...sounds)));
      const written = [beginnings[given] ?? 0, beginnings[family] ?? 0] as const;
      take(mixed(KIND.beginnings, Math.min(...written), Math.max(...written)));
    }
  }
}
