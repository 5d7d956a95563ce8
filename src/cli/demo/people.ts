// The people of the demo: invented, varied, and the same at every start. Nothing here touches the database.
import { faker } from '@faker-js/faker/locale/en';
import { fold } from '../../core/base/fold.ts';
import type { ConstituentInput } from '../../core/constituents/record/constituent-input.ts';
import { affiliationsOf, type Draw } from './affiliations.ts';
import { contactsOf } from './contacts.ts';
import { COMPANIES, FIRST_NAMES, JOBS, LAST_NAMES } from './names.ts';
import type { DemoVocabulary } from './vocabulary.ts';

/** A relationship to somebody who comes earlier in the list. */
export interface Tie {
  readonly to: number;
  readonly type: string;
  /** What that one says back. */
  readonly opposite: string;
  readonly description?: string;
}

export interface DemoPerson {
  readonly input: ConstituentInput & { readonly enrolledAt?: Date };
  readonly ties: readonly Tie[];
  /** Works or worked at the school: has checks. */
  readonly isStaff: boolean;
  readonly email: string;
}

const ORGANIZATIONS = 30;
const FAMILIES = 60;
const STAFF = 100;
const PEOPLE = 500;
/** Who came in twice, so that there is something to find (docs/matching.md). */
const TWICE = 12;

/**
 * Exactly 500 records: organizations, families of four (a couple, their child, a grandparent), staff, and supporters, some of
 * whom are there twice.
 */
export function demoPeople(today: string, vocabulary: DemoVocabulary): DemoPerson[] {
  faker.seed(2026);
  faker.setDefaultRefDate(`${today}T12:00:00Z`);
  const draw: Draw = { faker, today, vocabulary };
  const people: DemoPerson[] = [];
  for (let index = 0; index < ORGANIZATIONS; index += 1) people.push(organization(draw, index));
  for (let index = 0; index < FAMILIES; index += 1) people.push(...family(draw, people.length));
  for (let index = 0; index < STAFF; index += 1) people.push(staffMember(draw, people.length));
  while (people.length < PEOPLE - TWICE) people.push(supporter(draw, people.length));
  const known = people.slice(-TWICE);
  known.forEach((person, index) => {
    people.push(secondRecord(person, index));
  });
  return people;
}

/** Somebody who signed up again: the name as it was typed then, another mailbox, the same phone and home. */
function secondRecord({ input }: DemoPerson, index: number): DemoPerson {
  const { firstName = '', lastName = '', phoneNumbers, streetAddresses } = input;
  const written = [firstName, `${firstName?.slice(0, 1)}.`, firstName?.toUpperCase()][index % 3] ?? firstName;
  const email = `${slugOf(lastName ?? '')}.${index}@signup.example`;
  return {
    input: {
      ...{ firstName: written, lastName },
      ...(phoneNumbers && { phoneNumbers }),
      ...(streetAddresses && { streetAddresses }),
      emailAddresses: { items: [{ address: email, type: { name: 'Home' } }] },
    },
    ties: [],
    isStaff: false,
    email,
  };
}

function organization(draw: Draw, index: number): DemoPerson {
  const series = Math.floor(index / COMPANIES.length);
  const orgName = `${COMPANIES[index % COMPANIES.length]}${series === 0 ? '' : ` ${series + 1}`}`;
  const email = `office@${slugOf(orgName)}.example`;
  const contacts = contactsOf(draw, { index, email, isOrg: true });
  const webAddresses = { items: [{ url: `https://www.${slugOf(orgName)}.example`, type: { name: 'Website' } }] };
  return { input: { isOrg: true, orgName, ...contacts, webAddresses }, ties: [], isStaff: false, email };
}

/** Two who are married, a child and an elder, at four places in a row. */
function family(draw: Draw, first: number): DemoPerson[] {
  const [one, two, child, elder] = [0, 1, 2, 3].map((place) => names(draw, first + place)) as [
    Names,
    Names,
    Names,
    Names,
  ];
  return [
    ...couple(draw, first, [one, two]),
    childOf(draw, first, { ...child, lastName: one.lastName }),
    elderOf(draw, first, elder),
  ];
}

type Names = ReturnType<typeof names>;

/** The couple shares one e-mail address and one home, as couples do. */
function couple(draw: Draw, first: number, [one, two]: readonly [Names, Names]): DemoPerson[] {
  const lastName = one.lastName;
  const email = `the.${slugOf(lastName)}s.${first}@example.org`;
  const home = contactsOf(draw, { index: first, email, isOrg: false });
  const spouse = (self: Names, other: Names) => ({
    ...self,
    lastName,
    spouseName: `${other.firstName} ${lastName}`,
    maritalStatus: { name: 'Married' },
    ...home,
  });
  return [
    {
      input: { ...spouse(one, two), ...affiliationsOf(draw, first, 'parent') },
      ties: [{ to: first % ORGANIZATIONS, type: 'Employer', opposite: 'Employee' }],
      isStaff: false,
      email,
    },
    {
      input: { ...spouse(two, one), maidenName: two.lastName, ...affiliationsOf(draw, first + 1, 'parent') },
      ties: [{ to: first, type: 'Spouse/Partner', opposite: 'Spouse/Partner' }],
      isStaff: false,
      email,
    },
  ];
}

function childOf(draw: Draw, first: number, child: Names): DemoPerson {
  const email = `${slugOf(child.firstName)}.${first}@students.riverbend.example`;
  const parent = { type: 'Parent', opposite: 'Child' };
  return {
    input: {
      ...{ ...child, birthDate: birthDate(draw, 6, 17) },
      emailAddresses: { items: [{ address: email, type: { name: 'Other' } }] },
      ...affiliationsOf(draw, first + 2, 'student'),
    },
    ties: [
      { to: first, ...parent },
      { to: first + 1, ...parent },
    ],
    isStaff: false,
    email,
  };
}

function elderOf(draw: Draw, first: number, elder: Names): DemoPerson {
  const email = emailOf(elder, first + 3);
  return {
    input: {
      ...{ ...elder, birthDate: birthDate(draw, 62, 90), ...deceased(draw, first % 3 === 0) },
      ...contactsOf(draw, { index: first + 3, email, isOrg: false }),
      ...affiliationsOf(draw, first + 3, 'grandparent'),
    },
    ties: [{ to: first + 2, type: 'Family', opposite: 'Family', description: 'Grandparent' }],
    isStaff: false,
    email,
  };
}

/** Nine in ten work here now; the others did, and stay on the record. */
function staffMember(draw: Draw, index: number): DemoPerson {
  const own = names(draw, index);
  const email = `${slugOf(own.firstName)}.${slugOf(own.lastName)}.${index}@riverbend.example`;
  const input = {
    ...own,
    active: index % 10 !== 9,
    enrolledAt: draw.faker.date.past({ years: 8 }),
    jobTitle: JOBS[index % JOBS.length],
    orgName: 'Riverbend School',
    birthDate: birthDate(draw, 21, 66),
    externalIds: { oho: `HR-${String(index).padStart(4, '0')}` },
    ...contactsOf(draw, { index, email, isOrg: false }),
    ...affiliationsOf(draw, index, 'staff'),
  };
  return { input, ties: [], isStaff: true, email };
}

function supporter(draw: Draw, index: number): DemoPerson {
  const own = names(draw, index);
  const email = emailOf(own, index);
  const company = index % 4 === 0 ? COMPANIES[index % COMPANIES.length] : undefined;
  const input = {
    ...own,
    ...(index % 3 === 0 ? { birthDate: birthDate(draw, 19, 88) } : {}),
    ...(index % 7 === 0 ? { prefix: draw.faker.helpers.arrayElement(['Dr.', 'Ms.', 'Mr.', 'Rev.']) } : {}),
    ...(index % 13 === 0 ? { isAnon: true } : {}),
    externalIds: externalIdOf(index),
    ...(company === undefined ? {} : { orgName: company, jobTitle: draw.faker.person.jobTitle() }),
    ...deceased(draw, index % 37 === 0),
    ...contactsOf(draw, { index, email, isOrg: false }),
    ...affiliationsOf(draw, index, 'supporter'),
  };
  const employer =
    company === undefined ? [] : [{ to: index % COMPANIES.length, type: 'Employer', opposite: 'Employee' }];
  const friend = index % 6 === 1 ? [{ to: index - 1, type: 'Friend', opposite: 'Friend' }] : [];
  return { input, ties: [...employer, ...friend], isStaff: false, email };
}

function externalIdOf(index: number): Record<string, string> {
  return index % 5 === 0 ? { lgl: `web-${index}` } : { luminate: `M${index}` };
}

/** Steps that share no divisor with the lists' lengths, so that names do not come in pairs. */
function names({ faker }: Draw, index: number) {
  const firstName = FIRST_NAMES[(index * 7) % FIRST_NAMES.length] ?? 'Ada';
  const lastName = LAST_NAMES[(index * 17 + Math.floor(index / 43)) % LAST_NAMES.length] ?? 'Rivera';
  const middleName = index % 6 === 0 ? faker.person.middleName() : undefined;
  return { firstName, lastName, ...(middleName === undefined ? {} : { middleName }) };
}

function emailOf({ firstName, lastName }: { firstName: string; lastName: string }, index: number): string {
  // Capitals stay as typed: addresses are compared without case.
  const local = `${slugOf(firstName)}.${slugOf(lastName)}.${index}`;
  return index % 8 === 0 ? `${local.toUpperCase()}@Example.org` : `${local}@example.org`;
}

function slugOf(name: string): string {
  return fold(name).replace(/[^a-z0-9]+/g, '') || 'person';
}

function birthDate({ faker }: Draw, min: number, max: number): string {
  return faker.date.birthdate({ mode: 'age', min, max }).toISOString().slice(0, 10);
}

function deceased({ faker }: Draw, is: boolean) {
  return is ? { isDeceased: true, deceasedDate: faker.date.past({ years: 6 }).toISOString().slice(0, 10) } : {};
}
