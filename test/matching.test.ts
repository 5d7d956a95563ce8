// How well matching does, on people of whom it is known who is who (docs/matching.md).
import { createReadStream, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { certaintyOf } from '../src/core/matching/certainty.ts';
import { Comparer } from '../src/core/matching/compare.ts';
import { type Evaluation, evaluate } from '../src/core/matching/evaluate.ts';
import { featuresOf } from '../src/core/matching/features.ts';
import { DuplicateFinder, type FoundDuplicates } from '../src/core/matching/find-duplicates.ts';
import { probabilityOf, Scorer } from '../src/core/matching/model.ts';
import { inThisThread, inThreads } from '../src/core/matching/pair-work.ts';
import { type MatchPerson, NOBODY_KNOWN } from '../src/core/matching/person.ts';
import { Similarity } from '../src/core/matching/similarity.ts';
import { peopleOfTable } from '../src/core/transfer/people-of-table.ts';
import { readTable } from '../src/core/transfer/read-table.ts';
import { type MadePerson, makePeople } from './support/made-people.ts';

async function find(people: readonly MatchPerson[], threads = 0): Promise<FoundDuplicates> {
  const finder = new DuplicateFinder();
  for (const person of people) finder.add(featuresOf(person));
  return finder.find(threads > 0 ? inThreads(threads) : inThisThread);
}

const FEBRL = new URL('../../shared/data/febrl/', import.meta.url);
const isPresent = existsSync(FEBRL);
if (!isPresent)
  console.warn('The public test people (../shared/data/febrl) are absent: accuracy on them is not measured.');

async function measureFebrl(files: readonly string[]): Promise<Evaluation> {
  const truth: string[] = [];
  const people: MatchPerson[] = [];
  for (const file of files) {
    const table = await readTable(createReadStream(new URL(file, FEBRL)));
    const columns = { truth: 'rec_id', onlyId: 'soc_sec_id', today: '2026-11-27' };
    for await (const row of (await peopleOfTable(table, columns)).people) {
      truth.push(/^rec-(\d+)-/.exec(row.truth)![1]!);
      people.push(row.person);
    }
  }
  return evaluate(truth, await find(people));
}

describe.runIf(isPresent)('the public sets of Febrl', () => {
  test('set 1: one pair of 500 is missed, of which name, birth date and number differ, and none is wrong', async () => {
    const { groups } = await measureFebrl(['dataset1.csv']);
    expect(groups.found - groups.right).toBe(0);
    expect(groups.wanted - groups.right).toBeLessThanOrEqual(1);
  });

  test('set 4: an F1 of 0.999 at least, without a wrong pair', async () => {
    const { groups } = await measureFebrl(['dataset4a.csv', 'dataset4b.csv']);
    expect(groups.f1).toBeGreaterThanOrEqual(0.999);
    expect(groups.precision).toBe(1);
  });
});

describe('made people with households, twins, fathers and sons', () => {
  const people = makePeople({ count: 12_000 });
  const truth = people.map((person) => person.truth);
  const finding = find(people);

  test('most are found, and few are wrong', async () => {
    const { groups, expected } = evaluate(truth, await finding);
    expect(groups.precision).toBeGreaterThan(0.9);
    expect(groups.recall).toBeGreaterThan(0.8);
    // The probabilities mean what they say: as many are expected as there are.
    expect(expected / groups.wanted).toBeGreaterThan(0.75);
    expect(expected / groups.wanted).toBeLessThan(1.3);
  });

  test('what is certain is right, also within households', async () => {
    const found = await finding;
    const { certain } = evaluate(truth, found);
    expect(certain.found).toBeGreaterThan(100);
    expect(certain.precision).toBeGreaterThanOrEqual(0.99);
    expect(wrongWithinHouseholds(people, found)).toBeLessThanOrEqual(0.01 * certain.found);
  });

  test('several threads find what one finds', async () => {
    const [one, several] = [await finding, await find(people, 2)];
    expect(several.groups).toEqual(one.groups);
    expect(several.pairs.count).toBe(one.pairs.count);
    expect(Math.max(...several.model.same.map((value, at) => Math.abs(value - one.model.same[at]!)))).toBeLessThan(
      1e-9,
    );
  });
});

function wrongWithinHouseholds(people: readonly MadePerson[], found: FoundDuplicates): number {
  const comparer = new Comparer(found.people, new Similarity(found.texts, 16), found.frequencies);
  const { pairs } = found;
  return Array.from({ length: pairs.count }, (_, pair) => pair).filter((pair) => {
    const [one, other] = [pairs.one[pair]!, pairs.other[pair]!];
    const areTwo = people[one]!.truth !== people[other]!.truth && people[one]!.household === people[other]!.household;
    comparer.compare(one, other);
    return areTwo && certaintyOf(pairs.odds[pair]!, comparer) === 'certain';
  }).length;
}

const at = (street: string, city = 'Barton City') => [{ street, city, state: 'MI', postalCode: '43177' }];
const who = (firstName: string | null, lastName: string | null, more: Partial<MatchPerson> = {}): MatchPerson => ({
  ...NOBODY_KNOWN,
  firstName,
  lastName,
  ...more,
});
const org = (orgName: string, more: Partial<MatchPerson> = {}) => ({ ...NOBODY_KNOWN, isOrg: true, orgName, ...more });

/** What it is called, two records, and whether they are one person: `review` may be either. */
const HARD: readonly [string, MatchPerson, MatchPerson, 'one' | 'two'][] = [
  [
    'a couple with one address, phone and mailbox',
    who('John', 'Hollisford', {
      emails: ['hollisfords@mail.example'],
      phones: ['555-234-8891'],
      addresses: at('12 Oak Street'),
    }),
    who('Mary', 'Hollisford', {
      emails: ['hollisfords@mail.example'],
      phones: ['5552348891'],
      addresses: at('12 Oak St'),
    }),
    'two',
  ],
  [
    'twins',
    who('Anna', 'Brandtner', { birthDate: '2004-05-06', addresses: at('77 Elm Road') }),
    who('Laura', 'Brandtner', { birthDate: '2004-05-06', addresses: at('77 Elm Rd') }),
    'two',
  ],
  [
    'twins with names that are alike',
    who('Anna', 'Wintersby', { birthDate: '2007-08-16', addresses: at('31 Ash Road') }),
    who('Hannah', 'Wintersby', { birthDate: '2007-08-16', addresses: at('31 Ash Rd') }),
    'two',
  ],
  [
    'father and son, by generation',
    who('Robert', 'Kesslerby', { suffix: 'Sr.', addresses: at('9 Pine Lane'), phones: ['555-777-1212'] }),
    who('Robert', 'Kesslerby Jr', { addresses: at('9 Pine Ln'), phones: ['555-777-1212'] }),
    'two',
  ],
  [
    'father and son, by birth date',
    who('Leonard', 'Abbotsley', { birthDate: '1950-02-11', addresses: at('18 Birch Lane') }),
    who('Leonard', 'Abbotsley', { birthDate: '1979-08-30', addresses: at('18 Birch Ln') }),
    'two',
  ],
  ['a common name', who('James', 'Barton'), who('James', 'Barton'), 'two'],
  [
    'a nickname, one mailbox',
    who('Bob', 'Tannhausen', { emails: ['rtann77@mail.example'] }),
    who('Robert', 'Tannhausen', { emails: ['RTann77@mail.example'] }),
    'one',
  ],
  [
    'an initial, one phone',
    who('R.', 'Tannhausen', { phones: ['(555) 812-4471'] }),
    who('Robert', 'Tannhausen', { phones: ['+1 555.812.4471'] }),
    'one',
  ],
  [
    'given and family name exchanged',
    who('Nguyen', 'Minh', { emails: ['minhn88@mail.example'] }),
    who('Minh', 'Nguyen', { emails: ['minhn88@mail.example'] }),
    'one',
  ],
  [
    'accents',
    who('José', 'Núñez Peña', { emails: ['josenp@mail.example'] }),
    who('Jose', 'Nunez Pena', { emails: ['josenp@mail.example'] }),
    'one',
  ],
  [
    'half of a double name, one phone',
    who('María José', 'García López', { phones: ['555 318 7721'] }),
    who('Maria Jose', 'Garcia', { phones: ['5553187721'] }),
    'one',
  ],
  ['two double names that share a half', who('María', 'García López'), who('María', 'García Ruiz'), 'two'],
  [
    'a married name, one birth date and mailbox',
    who('Kathleen', 'Overbeckford', { birthDate: '1985-03-04', emails: ['kath.o@mail.example'] }),
    who('Kathleen', 'Marchettison', { birthDate: '1985-03-04', emails: ['kath.o@mail.example'] }),
    'one',
  ],
  [
    'transliterated, one phone',
    who('Mohammed', 'Al-Hassan', { phones: ['555-404-8820'] }),
    who('Muhammad', 'Alhassan', { phones: ['5554048820'] }),
    'one',
  ],
  [
    'Cyrillic and Latin',
    who('Сергей', 'Петров', { birthDate: '1971-04-18' }),
    who('Sergei', 'Petrov', { birthDate: '1971-04-18' }),
    'one',
  ],
  [
    'placeholders',
    who('Alice', 'Morenoby', { emails: ['test@test.com'], phones: ['000-000-0000'] }),
    who('Peter', 'Lundham', { emails: ['test@test.com'], phones: ['0000000000'] }),
    'two',
  ],
  [
    'tenants of one address',
    who('Priya', 'Ramanson', { addresses: at('500 Lake Drive Apt 4') }),
    who('Tom', 'Whitfield', { addresses: at('500 Lake Dr #4') }),
    'two',
  ],
  [
    'day and month exchanged',
    who('Ingrid', 'Solbergson', { birthDate: '1968-03-07' }),
    who('Ingrid', 'Solbergson', { birthDate: '1968-07-03' }),
    'one',
  ],
  [
    'another birth date',
    who('Ingrid', 'Solbergson', { birthDate: '1968-03-07' }),
    who('Ingrid', 'Solbergson', { birthDate: '1991-11-22' }),
    'two',
  ],
  [
    'slips in both names, one phone and street',
    who('Margret', 'Fitzgerlad', { phones: ['555-662-1190'], addresses: at('4 Mill Court') }),
    who('Margaret', 'Fitzgerald', { phones: ['5556621190'], addresses: at('4 Mill Ct') }),
    'one',
  ],
  [
    'an organization with and without its legal form',
    org('Riverbend Care Services, Inc.', { addresses: at('1 Main Street') }),
    org('The Riverbend Care Services', { addresses: at('1 Main St') }),
    'one',
  ],
  [
    'two organizations of one house',
    org('Riverbend Care Services', { addresses: at('1 Main Street'), phones: ['555-700-1000'] }),
    org('Oakfield Youth Orchestra', { addresses: at('1 Main Street'), phones: ['555-700-1000'] }),
    'two',
  ],
  [
    'a person called like an organization',
    who('Riverbend', 'Care', { phones: ['555-700-3000'] }),
    org('Riverbend Care', { phones: ['555-700-3000'] }),
    'two',
  ],
];

test('pairs that databases get wrong are right, among others', async () => {
  const base = makePeople({ count: 20_000, seed: 7 });
  const found = await find([...base, ...HARD.flatMap(([, one, other]) => [one, other])]);
  const wrong = HARD.filter(([, , , wanted], place) => {
    const one = base.length + 2 * place;
    return (found.groups[one] === found.groups[one + 1] ? 'one' : 'two') !== wanted;
  });
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test('ten people keep the built-in beliefs', async () => {
  const people = makePeople({ count: 8, duplicates: 0 });
  const again = { ...people[0]!, emails: ['same.one@mail.example'] };
  const found = await find([...people, { ...again, firstName: again.firstName!.toUpperCase() }, again]);
  expect(found.groups[8]).toBe(found.groups[9]);
  const comparer = new Comparer(found.people, new Similarity(found.texts, 10), found.frequencies);
  const scorer = new Scorer(found.model);
  const household = people.flatMap((one, i) =>
    people.flatMap((other, j) =>
      i < j && one.household === other.household && one.firstName !== other.firstName ? [[i, j]] : [],
    ),
  );
  expect(household.length).toBeGreaterThan(2);
  for (const [one, other] of household) {
    comparer.compare(one!, other!);
    expect(probabilityOf(scorer.odds(comparer, { same: 0, strangers: 0, household: 0 }))).toBeLessThan(0.5);
  }
});

test('many couples who share all but the given name teach nobody that one person has two', async () => {
  const singles = makePeople({ count: 350, duplicates: 0, seed: 21 });
  const couples = makePeople({ count: 120, duplicates: 0, seed: 22 }).map((person, place) => {
    const home = Math.floor(place / 2);
    return {
      ...NOBODY_KNOWN,
      firstName: person.firstName,
      lastName: `Pairby${'abcdefghij'[home % 10]}${'klmnopqrst'[Math.floor(home / 10)]}son`,
      emails: [`the.pairs.${home}@mail.example`],
      phones: [`206555${String(1000 + home * 7)}`],
      addresses: at(`${home + 1} Oak Street`, `Town${home}`),
    };
  });
  const again = singles.slice(0, 12).map((person) => ({ ...person, firstName: person.firstName!.toUpperCase() }));
  const found = await find([...couples, ...singles, ...again]);
  const joined = Array.from({ length: 60 }, (_, home) => found.groups[2 * home] === found.groups[2 * home + 1]);
  const namedAlike = Array.from(
    { length: 60 },
    (_, home) => couples[2 * home]!.firstName === couples[2 * home + 1]!.firstName,
  );
  expect(joined.filter((isOne, home) => isOne && !namedAlike[home]).length).toBeLessThanOrEqual(3);
  const twice = again.filter((_, place) => found.groups[120 + place] === found.groups[470 + place]);
  expect(twice.length).toBeGreaterThanOrEqual(10);
});
