// People as numbers: a column for each feature, a list for what there can be several of. Workers share them.
import { type Dictionary, KINDS, type Lists, NONE, sharedInts } from './dictionary.ts';
import type { Features } from './features.ts';

const COLUMNS = [
  'isOrg',
  'given',
  'givens',
  'family',
  'fullName',
  'generation',
  'gender',
  'birth',
  'birthCode',
  'organization',
] as const;
const LISTS = [
  'givenWords',
  'middleWords',
  'familyWords',
  'formerWords',
  'fullNames',
  'organizationWords',
  'identifiers',
  'emails',
  'phones',
  'addresses',
] as const;

type Column = (typeof COLUMNS)[number];
type List = (typeof LISTS)[number];

/**
 * `given` is the first given name, `givens` all of them as one word, `family` the family name as one word, `fullName` the
 * first given and the family name in any order, `fullNames` the same with each half of a double name. Codes of the dictionary, but
 * for `isOrg`, `generation`, `gender` and `birth` (YYYYMMDD).
 */
export type People = { readonly count: number } & { readonly [Name in Column]: Int32Array } & {
  readonly [Name in List]: Lists;
};

/** An element of `identifiers`. `system` is `NONE` where somebody may have several: who has another may be the same person. */
export const IDENTIFIER = { system: 0, whole: 1, value: 2, width: 3 } as const;
/** An element of `emails`. */
export const EMAIL = { whole: 0, local: 1, domain: 2, flags: 3, width: 4, isRole: 1, isOfName: 2 } as const;
/** An element of `addresses`. */
export const ADDRESS = {
  whole: 0,
  number: 1,
  street: 2,
  second: 3,
  unit: 4,
  city: 5,
  state: 6,
  postcode: 7,
  width: 8,
} as const;

class Growing {
  private numbers = new Int32Array(1024);
  length = 0;

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length] = number;
    this.length += 1;
  }

  shared(): Int32Array {
    const copy = sharedInts(this.length).subarray(0, this.length);
    copy.set(this.numbers.subarray(0, this.length));
    return copy;
  }
}

function record<Name extends string, Value>(names: readonly Name[], make: () => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, Value>;
}

/** Takes people one by one, and gives their columns at the end. */
export class PeopleBuilder {
  count = 0;
  readonly dictionary: Dictionary;
  private readonly columns = record(COLUMNS, () => new Growing());
  private readonly lists = record(LISTS, () => ({ starts: new Growing(), values: new Growing() }));

  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  add(person: Features): void {
    this.addNames(person);
    this.addContacts(person);
    const columns = this.columns;
    columns.isOrg.push(person.isOrg ? 1 : 0);
    columns.generation.push(person.generation);
    columns.gender.push(person.gender);
    columns.birth.push(person.birth);
    columns.birthCode.push(person.birth === 0 ? NONE : this.dictionary.code(KINDS.birth, String(person.birth)));
    this.count += 1;
  }

  private addNames({ givens, middles, families, formers, organization }: Features): void {
    const { dictionary, columns } = this;
    const name = (word: string) => dictionary.code(KINDS.name, word);
    const [given = ''] = givens;
    const family = families.join('');
    columns.given.push(name(given));
    columns.givens.push(name(givens.join('')));
    columns.family.push(name(family));
    columns.fullName.push(fullName(dictionary, given, family));
    columns.organization.push(dictionary.code(KINDS.organization, organization.join('')));
    this.addList('givenWords', givens.map(name));
    this.addList('middleWords', middles.map(name));
    this.addList('familyWords', families.map(name));
    this.addList('formerWords', formers.map(name));
    this.addList('fullNames', families.length > 1 ? families.map((half) => fullName(dictionary, given, half)) : []);
    this.addList('organizationWords', organization.map(name));
  }

  private addContacts({ identifiers, emails, phones, addresses }: Features): void {
    const code = this.dictionary.code.bind(this.dictionary);
    const ids = identifiers.map(({ system, value, isOnly }) => [
      isOnly ? code(KINDS.system, system) : NONE,
      code(KINDS.identifier, `${system}:${value}`),
      code(KINDS.identifierValue, value),
    ]);
    this.addList('identifiers', ids.flat());
    const mails = emails.map(({ address, local, domain, isRole, isOfName }) => [
      code(KINDS.email, address),
      code(KINDS.local, local),
      code(KINDS.domain, domain),
      (isRole ? EMAIL.isRole : 0) | (isOfName ? EMAIL.isOfName : 0),
    ]);
    this.addList('emails', mails.flat());
    this.addList(
      'phones',
      phones.map((phone) => code(KINDS.phone, phone)),
    );
    const places = addresses.map(({ number, street, secondStreet, unit, city, state, postcode }) => [
      street === '' ? NONE : code(KINDS.address, [number, street, unit, postcode || city].join('|')),
      code(KINDS.number, number),
      code(KINDS.street, street),
      code(KINDS.street, secondStreet),
      code(KINDS.number, unit),
      code(KINDS.city, city),
      code(KINDS.state, state),
      code(KINDS.postcode, postcode),
    ]);
    this.addList('addresses', places.flat());
  }

  private addList(name: List, codes: readonly number[]): void {
    const { starts, values } = this.lists[name];
    starts.push(values.length);
    for (const code of codes) values.push(code);
  }

  people(): People {
    const columns = COLUMNS.map((name) => [name, this.columns[name].shared()]);
    const lists = LISTS.map((name) => {
      const { starts, values } = this.lists[name];
      starts.push(values.length);
      return [name, { starts: starts.shared(), values: values.shared() }];
    });
    return { count: this.count, ...Object.fromEntries([...columns, ...lists]) } as People;
  }
}

function fullName(dictionary: Dictionary, given: string, family: string): number {
  if (given.length < 2 || family === '') return NONE;
  return dictionary.code(KINDS.fullName, given < family ? `${given}|${family}` : `${family}|${given}`);
}
