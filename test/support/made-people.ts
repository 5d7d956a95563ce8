// People with known truth: households, twins, fathers and sons, nicknames, slips, moves and marriages, placeholders.
import { faker } from '@faker-js/faker';
import { type MatchPerson, NOBODY_KNOWN } from '../../src/core/matching/person.ts';

export interface MadePerson extends MatchPerson {
  /** Whose record it is. */
  readonly truth: string;
  /** Lives with, and shares contact points with, others of the same. */
  readonly household: string;
}

const SYLLABLES = 'bar ben cor dal den far gar hal ken lam mar nor pel ros san tor val wen'.split(' ');
const ENDINGS = 'berg by dale field ford ham land ley man mond ner sen son stein ton ville wood worth'.split(' ');
const named = (sex: 'male' | 'female'): readonly string[] => {
  const { first_name: names } = faker.definitions.person;
  return [...new Set([...(names[sex] ?? []), ...(names.generic ?? [])])];
};
/** Common ones first. */
const GIVEN = {
  m: [...'James John Robert Michael William David Richard Joseph Thomas Edward'.split(' '), ...named('male')],
  f: [...'Mary Patricia Elizabeth Margaret Susan Catherine Linda Barbara Sarah Helen'.split(' '), ...named('female')],
};
const NICKNAMES: Readonly<Record<string, string>> = {
  ...{ Robert: 'Bob', William: 'Bill', Elizabeth: 'Liz', Margaret: 'Peggy', Michael: 'Mike', Catherine: 'Kate' },
  ...{ James: 'Jim', Richard: 'Dick', Thomas: 'Tom', Susan: 'Sue', Patricia: 'Pat', Edward: 'Ted', Joseph: 'Joe' },
};
const STREETS = ['Street', 'Avenue', 'Road', 'Lane', 'Drive'];
const SHORT: Readonly<Record<string, string>> = { Street: 'St', Avenue: 'Ave', Road: 'Rd', Lane: 'Ln', Drive: 'Dr' };

/** The same numbers each time. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  /** Earlier ones more often. */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() ** 2 * items.length)]!;
  }
}

export interface MadeOptions {
  readonly count: number;
  /** The share of records that are a second one of somebody. */
  readonly duplicates?: number;
  /** How many have a birth date. */
  readonly born?: number;
  readonly seed?: number;
}

interface Household {
  readonly family: string;
  readonly street: string;
  readonly city: string;
  readonly phone: string;
  readonly mail: string;
}

export function makePeople({ count, duplicates = 0.1, born = 0.5, seed = 1 }: MadeOptions): MadePerson[] {
  const chance = new Chance(seed);
  const surnames = SYLLABLES.flatMap((a) =>
    ENDINGS.flatMap((b) => [`${a}${b}`, ...SYLLABLES.slice(0, 6).map((c) => `${a}${c}${b}`)]),
  );
  const families = surnames.map((name) => name[0]!.toUpperCase() + name.slice(1)).sort(() => chance.next() - 0.5);
  const people: MadePerson[] = [];
  const wanted = Math.round(count * (1 - duplicates));
  for (let household = 0; people.length < wanted; household += 1) {
    const home = makeHousehold(chance, families);
    for (const member of membersOf(chance, home, born)) {
      people.push({ ...member, truth: String(people.length), household: String(household) });
    }
  }
  people.length = wanted;
  const again = Array.from({ length: count - wanted }, () =>
    secondRecord(chance, people[chance.below(wanted)]!, families),
  );
  return [...people, ...again].sort(() => chance.next() - 0.5);
}

function makeHousehold(chance: Chance, families: readonly string[]): Household {
  const family = chance.pick(families);
  return {
    family,
    street: `${1 + chance.below(900)} ${chance.pick(families)} ${chance.pick(STREETS)}`,
    city: `${chance.pick(families)} City`,
    phone: phone(chance),
    mail: `${family.toLowerCase()}${chance.below(9_000)}@mail.example`,
  };
}

const phone = (chance: Chance) =>
  `(${200 + chance.below(700)}) ${200 + chance.below(700)}-${1000 + chance.below(8_999)}`;
const two = (number: number) => String(number).padStart(2, '0');

function membersOf(chance: Chance, home: Household, born: number): MatchPerson[] {
  const year = 1935 + chance.below(50);
  const day = () => `${two(1 + chance.below(12))}-${two(1 + chance.below(28))}`;
  const make = (sex: 'm' | 'f', birth: string, given = chance.pick(GIVEN[sex])): MatchPerson => ({
    ...NOBODY_KNOWN,
    firstName: given,
    lastName: home.family,
    gender: chance.is(0.4) ? sex : null,
    birthDate: chance.is(born) ? birth : null,
    emails: [
      ...(chance.is(0.3) ? [home.mail] : []),
      ...(chance.is(0.6)
        ? [`${given.toLowerCase()}.${home.family.toLowerCase()}${chance.below(90)}@post.example`]
        : []),
    ],
    phones: [...(chance.is(0.5) ? [home.phone] : []), ...(chance.is(0.5) ? [phone(chance)] : [])],
    addresses: chance.is(0.8) ? [{ street: home.street, city: home.city, state: 'MI', postalCode: null }] : [],
  });
  if (chance.is(0.5)) return [make(chance.is(0.5) ? 'm' : 'f', `${year}-${day()}`)];
  const father = make('m', `${year}-${day()}`);
  const children = Array.from({ length: chance.below(4) }, () =>
    make(chance.is(0.5) ? 'm' : 'f', `${year + 22 + chance.below(15)}-${day()}`),
  );
  const first = children[0];
  if (first && chance.is(0.2)) children.push(twinOf(chance, first, make));
  if (chance.is(0.03)) children.push(make('m', `${year + 25}-${day()}`, father.firstName!));
  return [father, make('f', `${year + chance.below(6)}-${day()}`), ...children];
}

/** Born on the same day, with another name. */
function twinOf(chance: Chance, first: MatchPerson, make: (sex: 'm' | 'f', birth: string) => MatchPerson): MatchPerson {
  for (;;) {
    const twin = make(chance.is(0.5) ? 'm' : 'f', first.birthDate ?? '1999-09-09');
    if (twin.firstName !== first.firstName) return { ...twin, birthDate: first.birthDate };
  }
}

function slip(chance: Chance, text: string): string {
  if (text.length < 4) return text;
  const at = 1 + chance.below(text.length - 2);
  const kind = chance.below(3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
  return `${text.slice(0, at)}e${text.slice(at)}`;
}

function secondRecord(chance: Chance, person: MadePerson, families: readonly string[]): MadePerson {
  const nickname = NICKNAMES[person.firstName!];
  const given =
    nickname && chance.is(0.3) ? nickname : chance.is(0.06) ? slip(chance, person.firstName!) : person.firstName!;
  const family = chance.is(0.06) ? slip(chance, person.lastName!) : person.lastName!;
  const moved = chance.is(0.3);
  const birth = person.birthDate;
  return {
    ...person,
    firstName: chance.is(0.04) ? given.toUpperCase() : given,
    lastName: chance.is(0.02) ? `${family}-${chance.pick(families)}` : family,
    birthDate:
      birth === null || chance.is(0.3)
        ? null
        : chance.is(0.04)
          ? `${birth.slice(0, 5)}${birth.slice(8)}-${birth.slice(5, 7)}`
          : birth,
    emails: chance.is(0.6) ? person.emails : [],
    phones: chance.is(0.01) ? ['000-000-0000'] : chance.is(0.6) ? person.phones : [],
    addresses: moved
      ? [
          {
            street: `${1 + chance.below(900)} ${chance.pick(families)} Road`,
            city: `${chance.pick(families)} City`,
            state: 'MI',
            postalCode: null,
          },
        ]
      : person.addresses.map((address) => ({ ...address, street: shortened(address.street!) })),
  };
}

function shortened(street: string): string {
  const words = street.split(' ');
  const last = words.pop()!;
  return [...words, SHORT[last] ?? last].join(' ');
}
