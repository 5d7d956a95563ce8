import { expect, test } from 'vitest';
import { cleanAddress } from './clean-addresses.ts';
import { cleanDate, cleanEmail, cleanIdentifier, cleanPhone } from './clean-contacts.ts';
import { cleanName, organizationWords, wordsOf } from './clean-names.ts';
import { isKnownName, otherForms } from './nicknames.ts';
import { latin, soundOf } from './sound.ts';

const named = (firstName: string, lastName: string, suffix: string | null = null) =>
  cleanName({ firstName, lastName, suffix, middleName: null, maidenName: null });

test.each([
  ['de la Cruz', ['delacruz']],
  ['Al-Hassan', ['alhassan']],
  ["O'Brien", ['obrien']],
  ['García López', ['garcia', 'lopez']],
  ['Smith-Jones', ['smith', 'jones']],
  ['van', ['van']],
  ['', []],
])('the words of %s', (name, words) => {
  expect(wordsOf(name)).toEqual(words);
});

test('of a name that goes on and on the beginning counts', () => {
  expect(wordsOf('ab '.repeat(5_000))).toHaveLength(8);
  expect(wordsOf('x'.repeat(5_000))).toEqual(['x'.repeat(64)]);
});

test('titles go, and generations are told apart from names', () => {
  expect(named('Dr. Robert', 'Kessler Jr.')).toMatchObject({
    givens: ['robert'],
    families: ['kessler'],
    generation: 2,
  });
  expect(named('Robert', 'Kessler', 'Senior').generation).toBe(1);
  expect(named('Robert V', 'Kessler').generation).toBe(0);
  expect(named('Robert', 'Kessler', 'PhD').generation).toBe(0);
});

test('the legal form of an organization tells nothing', () => {
  expect(organizationWords('The Riverbend Trust, Inc.')).toEqual(['riverbend', 'trust']);
  expect(organizationWords('The Company')).toEqual(['the', 'company']);
});

test.each([
  ['(206) 555-0199', '065550199'],
  ['+1 206 555 0199', '065550199'],
  ['020 7946 0018', '079460018'],
  ['+44 20 7946 0018', '079460018'],
  ['000-000-0000', ''],
  ['555-555-5555', ''],
  ['123-456-7890', ''],
  ['0199', ''],
])('the phone number %s', (number, clean) => {
  expect(cleanPhone(number)).toBe(clean);
});

test('an e-mail address says whether it is of an office, or of the own name', () => {
  const name = named('Zoë', 'Rivera');
  expect(cleanEmail('Zoe.Rivera@GMail.com', name)).toMatchObject({ address: 'zoerivera@gmail.com', isOfName: true });
  expect(cleanEmail('info@riverbend.example', name)).toMatchObject({ isRole: true, isOfName: false });
  expect(cleanEmail('sunny77+list@mail.example', name)).toMatchObject({ local: 'sunny77', isOfName: false });
  for (const filler of ['test@test.com', 'no.email@mail.example', 'none@none.com', 'not an address']) {
    expect(cleanEmail(filler, name)).toBeUndefined();
  }
});

test.each([
  ['1990-02-28', 19900228],
  ['19900228', 19900228],
  ['1900-01-01', 0],
  ['0190-02-28', 0],
  [null, 0],
])('the birth date %s', (date, clean) => {
  expect(cleanDate(date)).toBe(clean);
});

test('ids of one repeated character are none', () => {
  expect(cleanIdentifier('000-00-0000')).toBe('');
  expect(cleanIdentifier('EMP-1')).toBe('emp1');
});

const address = (street: string | null, more: object = {}) =>
  cleanAddress({ street, city: null, state: null, postalCode: null, ...more });

test('one spelling of each address', () => {
  expect(address('12 Oak Street, Apt 4')).toMatchObject({ number: '12', street: 'oakst', unit: '4' });
  expect(address('12 Oak St. #4')).toMatchObject({ number: '12', street: 'oakst', unit: '4' });
  expect(address('Hauptstraße 12')).toMatchObject({ number: '12', street: 'hauptst' });
  expect(address('Hauptstr. 12')).toMatchObject({ number: '12', street: 'hauptst' });
  expect(address('P.O. Box 77')).toMatchObject({ number: '77', street: 'pobox' });
  expect(address('Rose Cottage\n3 Mill Lane')).toMatchObject({
    number: '3',
    street: 'rosecottage',
    secondStreet: 'millln',
  });
  expect(address(null, { state: 'New York', postalCode: '10001-1234' })).toMatchObject({
    state: 'ny',
    postcode: '10001',
  });
  expect(address('')).toBeUndefined();
});

test('names in other scripts, and names that sound alike', () => {
  expect(latin('Сергей Петров')).toBe('sergei petrov');
  expect(soundOf('stephen')).toBe(soundOf('stefan'));
  expect(soundOf('catherine')).toBe(soundOf('kathryn'));
  expect(soundOf('anna')).not.toBe(soundOf('mary'));
});

test('other forms of a name go both ways', () => {
  expect(otherForms('bob').has('robert')).toBe(true);
  expect(otherForms('robert').has('bob')).toBe(true);
  expect(otherForms('bob').has('william')).toBe(false);
  expect(isKnownName('constructor')).toBe(false);
});
