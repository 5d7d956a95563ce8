import { FAMILY, type Found, GIVEN } from './compare-names.ts';
import { NONE } from './dictionary.ts';
import type { Frequencies } from './frequencies.ts';
import { PLACE, UNKNOWN } from './levels.ts';
import { EMAIL, IDENTIFIER, type People } from './people.ts';
import type { Similarity } from './similarity.ts';

const MAIL = { same: 0, sameLocal: 1, close: 2, different: 3, ofOneName: 4 };
const BIRTH = {
  same: 0,
  slip: 1,
  twoParts: 2,
  twoDigits: 3,
  sameYear: 4,
  different: 5,
  year: 6,
  nextYear: 7,
  otherYear: 8,
};
/** Of phones; identifiers have another level before the last. */
const SAME_VALUE = 0;
const ONE_DIGIT = 1;

/** The chance that two people of one name have addresses made from it, which are alike. */
const OF_ONE_NAME = 0.08;
/** Local parts are of fewer forms than they seem. */
const LOCAL_AT_LEAST = 0.003;

const at = (numbers: Int32Array, place: number): number => numbers[place] ?? NONE;

export class ContactComparer {
  private readonly people: People;
  private readonly similarity: Similarity;
  private readonly chances: Float64Array | undefined;

  constructor(people: People, similarity: Similarity, frequencies: Frequencies | undefined) {
    this.people = people;
    this.similarity = similarity;
    this.chances = frequencies?.value;
  }

  /** After the names: what is alike because the names are says little. */
  compare(one: number, other: number, found: Found): void {
    this.birth(one, other, found);
    this.identifiers(one, other, found);
    this.emails(one, other, found);
    this.phones(one, other, found);
  }

  private chanceOf(code: number): number {
    return this.chances?.[code] ?? 0;
  }

  private birth(one: number, other: number, { levels, chances }: Found): void {
    const a = at(this.people.birth, one);
    const b = at(this.people.birth, other);
    if (a <= 0 || b <= 0) return;
    const level = birthLevel(a, b);
    levels[PLACE.birth] = level;
    if (level !== BIRTH.same) return;
    chances[PLACE.birth] = this.chanceOf(at(this.people.birthCode, one));
    const given = levels[PLACE.given] ?? UNKNOWN;
    const isOtherName = given === GIVEN.anotherName || given === GIVEN.different;
    if (isOtherName && (levels[PLACE.family] ?? UNKNOWN) <= FAMILY.half) levels[PLACE.twins] = 0;
  }

  private identifiers(one: number, other: number, { levels, chances }: Found): void {
    const { starts, values } = this.people.identifiers;
    let level = UNKNOWN;
    for (let p = at(starts, one); p < at(starts, one + 1); p += IDENTIFIER.width) {
      for (let q = at(starts, other); q < at(starts, other + 1); q += IDENTIFIER.width) {
        const whole = at(values, p + IDENTIFIER.whole);
        const system = at(values, p + IDENTIFIER.system);
        if (whole === at(values, q + IDENTIFIER.whole)) {
          level = SAME_VALUE;
          chances[PLACE.identifier] = this.chanceOf(whole);
        } else if (system >= 0 && system === at(values, q + IDENTIFIER.system) && level > ONE_DIGIT) {
          const edits = this.similarity.edits(at(values, p + IDENTIFIER.value), at(values, q + IDENTIFIER.value), 2);
          level = Math.min(level, edits);
        }
      }
    }
    levels[PLACE.identifier] = level;
  }

  private emails(one: number, other: number, { levels, chances }: Found): void {
    const { starts } = this.people.emails;
    const areNamesAlike =
      (levels[PLACE.given] ?? UNKNOWN) <= GIVEN.close && (levels[PLACE.family] ?? UNKNOWN) <= FAMILY.close;
    let best = UNKNOWN;
    for (let p = at(starts, one); p < at(starts, one + 1); p += EMAIL.width) {
      for (let q = at(starts, other); q < at(starts, other + 1); q += EMAIL.width) {
        const level = this.email(p, q, areNamesAlike);
        if ((MAIL_RANK[level] ?? 0) < (MAIL_RANK[best] ?? -1)) continue;
        const chance = this.emailChance(level, p);
        // Of several that both have, the rarest tells most.
        const isAgain = best === MAIL.same && level === MAIL.same;
        chances[PLACE.email] = isAgain ? Math.min(chances[PLACE.email] ?? 0, chance) : chance;
        best = level;
      }
    }
    levels[PLACE.email] = best;
  }

  private emailChance(level: number, place: number): number {
    if (!this.chances) return 0;
    const { values } = this.people.emails;
    if (level === MAIL.same) return this.chanceOf(at(values, place + EMAIL.whole));
    if (level === MAIL.sameLocal) return Math.max(this.chanceOf(at(values, place + EMAIL.local)), LOCAL_AT_LEAST);
    return level === MAIL.ofOneName ? OF_ONE_NAME : 0;
  }

  private email(p: number, q: number, areNamesAlike: boolean): number {
    const { values } = this.people.emails;
    if (at(values, p + EMAIL.whole) === at(values, q + EMAIL.whole)) return MAIL.same;
    const local = at(values, p + EMAIL.local);
    const flags = at(values, p + EMAIL.flags) & at(values, q + EMAIL.flags);
    const areOfNames = (flags & EMAIL.isOfName) !== 0;
    const isSameLocal = local === at(values, q + EMAIL.local) && this.similarity.lengthOf(local) >= 6;
    const isRole = (at(values, p + EMAIL.flags) & EMAIL.isRole) !== 0;
    const isSame = isSameLocal && !isRole;
    if (!isSame && !this.isNearlyOneEmail(p, q)) return MAIL.different;
    // What is made of two names is as alike as the names are, which were compared.
    if (areOfNames) return areNamesAlike ? MAIL.ofOneName : isSame ? MAIL.sameLocal : MAIL.different;
    return isSame ? MAIL.sameLocal : MAIL.close;
  }

  private isNearlyOneEmail(p: number, q: number): boolean {
    const { values } = this.people.emails;
    const { similarity } = this;
    const domain = at(values, p + EMAIL.domain);
    const otherDomain = at(values, q + EMAIL.domain);
    const domainEdits = domain === otherDomain ? 0 : similarity.edits(domain, otherDomain, 2);
    if (domainEdits > 2) return false;
    const local = at(values, p + EMAIL.local);
    const otherLocal = at(values, q + EMAIL.local);
    if (local === otherLocal) return true;
    const shorter = Math.min(similarity.lengthOf(local), similarity.lengthOf(otherLocal));
    if (shorter < 5) return false;
    const edits = similarity.edits(local, otherLocal, 2);
    const isNear = edits === 1 || (edits === 2 && shorter >= 9 && domainEdits === 0);
    return isNear && !similarity.differInDigitsOnly(local, otherLocal);
  }

  private phones(one: number, other: number, { levels, chances }: Found): void {
    const { starts, values } = this.people.phones;
    let level = UNKNOWN;
    for (let p = at(starts, one); p < at(starts, one + 1); p += 1) {
      for (let q = at(starts, other); q < at(starts, other + 1); q += 1) {
        const phone = at(values, p);
        if (phone === at(values, q)) {
          const chance = this.chanceOf(phone);
          chances[PLACE.phone] = level === SAME_VALUE ? Math.min(chances[PLACE.phone] ?? 0, chance) : chance;
          level = SAME_VALUE;
        } else if (level > ONE_DIGIT) level = this.similarity.edits(phone, at(values, q), 1);
      }
    }
    levels[PLACE.phone] = level;
  }
}

/** What speaks more for one person stands for the pair. */
const MAIL_RANK = [4, 3, 2, 0, 1];

/** By place: 1st, and January 1st are what is written when only the year is known. */
function isPartial(date: number): boolean {
  const monthAndDay = date % 10_000;
  return monthAndDay % 100 === 0 || monthAndDay === 101;
}

function birthLevel(a: number, b: number): number {
  const [yearA, yearB] = [Math.floor(a / 10_000), Math.floor(b / 10_000)];
  if (isPartial(a) || isPartial(b)) {
    if (a === b && a % 100 !== 0) return BIRTH.same;
    const apart = Math.abs(yearA - yearB);
    return apart > 1 ? BIRTH.otherYear : BIRTH.year + apart;
  }
  if (a === b) return BIRTH.same;
  const [monthA, monthB] = [Math.floor(a / 100) % 100, Math.floor(b / 100) % 100];
  const [dayA, dayB] = [a % 100, b % 100];
  const isExchanged = monthA === dayB && dayA === monthB;
  const digits = digitsApart(a, b);
  if (digits === 1 || (yearA === yearB && isExchanged)) return BIRTH.slip;
  if (Number(yearA === yearB) + Number(monthA === monthB) + Number(dayA === dayB) >= 2) return BIRTH.twoParts;
  if (digits === 2 || isExchanged) return BIRTH.twoDigits;
  return yearA === yearB ? BIRTH.sameYear : BIRTH.different;
}

/** How many of eight digits differ; two neighbours that are exchanged are one slip. */
function digitsApart(a: number, b: number): number {
  let [left, right] = [a, b];
  let apart = 0;
  let last = '';
  let isExchange = false;
  for (let place = 0; place < 8; place += 1) {
    const [x, y] = [left % 10, right % 10];
    const pair = x === y ? '' : `${y}${x}`;
    if (x !== y) apart += 1;
    if (pair !== '' && last === `${x}${y}`) isExchange = true;
    last = pair;
    left = Math.floor(left / 10);
    right = Math.floor(right / 10);
  }
  return apart === 2 && isExchange ? 1 : apart;
}
