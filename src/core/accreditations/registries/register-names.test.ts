import { expect, test } from 'vitest';
import { isSameName, keysOf, mayBeNameOf, namesOf, searchKeysOf } from './register-names.ts';

const person = (first_name: string, surname: string, middle_name = '') =>
  namesOf({ first_name, surname, ...(middle_name ? { middle_name } : {}) });
const listed = (name: string) => namesOf({ name });

test.each([
  ['Pat', 'Ray', 'PAT  RAY'],
  ['Pat', "O'Neil", 'Pat O’Neil'],
  ['Pat', 'Oʼneil', "pat o'NEIL"],
  ['Jordan', 'Quill', 'Jórdan Quill'],
  ['Ann', 'Smith-Jones', 'Ann Smith‑Jones'],
  ['Ann', 'Smith', 'A\u200bnn Smi\u00adth'],
])('%s %s is the same name as %s', (first, surname, name) => {
  expect(isSameName(listed(name), person(first, surname))).toBe(true);
});

test('middle names must be the same where both have some', () => {
  const row = namesOf({ first_name: 'Pat', middle_name: 'James', surname: 'Ray' });
  expect(isSameName(row, person('Pat', 'Ray'))).toBe(true);
  expect(isSameName(row, person('Pat', 'Ray', 'James'))).toBe(true);
  expect(isSameName(row, person('Pat', 'Ray', 'John'))).toBe(false);
  expect(isSameName(listed('Pat James Ray'), person('Pat', 'Ray', 'James'))).toBe(true);
  expect(isSameName(listed(''), person('', ''))).toBe(false);
});

const LOOSE: readonly [first: string, surname: string, listed: string][] = [
  ['Pat', 'Ray', 'RAY, Pat'],
  ['Pat', 'Ray', 'Dr Pat Ray'],
  ['Pat', 'Ray', 'Pat James Ray'],
  ['Pat', 'Ray', 'P. Ray'],
  ['P', 'Ray', 'Patrick Ray'],
  ['Patrick', 'Ray', 'Pat Ray'],
  ['Pat', 'Ray', 'Ray'],
  ['Pat', "O'Neil", 'Pat O Neil'],
  ['Pat', 'O Neil', 'Pat ONeil'],
  ['Mary Ann', 'Ray', 'Maryann Ray'],
  ['Ann', 'Smith-Jones', 'Ann Jones'],
  ['Ann', 'Jones', 'Ann Smith-Jones'],
  ['Jo', 'Ng', 'Jo Ng'],
  ['Jo', 'El Ng', 'Jo Ng'],
  ['Uwe', 'Müller', 'Uwe Mueller'],
  ['Ray', 'Pat', 'Pat Ray'],
  ['Ivan', 'Petrov', 'Иван Петров'],
  ['Иван', 'Петров', 'Ivan Petrov'],
  ['太郎', '山田', '山田太郎'],
  ['太郎', '山田', '太郎山田'],
  ['철수', '김', '김철수'],
  ['김', '철수', '김철수'],
  ['สมชาย', 'ใจดี', 'สมชายใจดี'],
  ['Pat', 'Ray', 'P\u0430t R\u0430y'],
  ['P\u0430t', 'Ray', 'Pat Ray'],
  ['Ivan', 'Petrov', 'Ivan Петров'],
  ['Ιβάν', 'Πετρόφ', 'Иван Петров'],
  ['はなこ', 'たかた', '高田 花子'],
  ['Robert', 'Ray', 'Bob Ray'],
  ['Bob', 'Ray', 'Robert Ray'],
  ['Patricia', 'Ray', 'Trish Ray'],
  ['Margaret', 'Ray', 'RAY, Peggy'],
  ['William', 'Ray', 'Bill James Ray'],
  ['Pat', 'Ray', '???'],
  ['?', '-', 'Pat Ray'],
];

test.each(LOOSE)('%s %s may be %s', (first, surname, name) => {
  expect(mayBeNameOf(listed(name), person(first, surname), false)).toBe(true);
});

test.each(LOOSE)('%s %s is found by a key of %s', (first, surname, name) => {
  const keys = new Set(keysOf(listed(name)));
  expect(searchKeysOf(person(first, surname)).some((key) => keys.has(key))).toBe(true);
});

test.each([
  ['Pat', 'Ray', 'Sam Ray'],
  ['Pat', 'Ray', 'Pat Roy'],
  ['Jo', 'Jones', 'Mary Jones'],
  ['Ana', 'de Cruz', 'Ana de Torre'],
  ['たかた', 'けん', 'すずき けん'],
  ['太郎', '山田', '鈴木太郎'],
  ['철수', '김', '이영희'],
  ['Robert', 'Ray', 'Bill Ray'],
  ['Robert', 'Ray', 'Bob Roy'],
  ['Pat', 'Ray', 'Patt Rayy'],
])('%s %s is not %s', (first, surname, name) => {
  expect(mayBeNameOf(listed(name), person(first, surname), false)).toBe(false);
});

test('with the same birth date one name in common is enough', () => {
  expect(mayBeNameOf(listed('William Ray'), person('Bill', 'Ray'), true)).toBe(true);
  expect(mayBeNameOf(listed('Pat Married'), person('Pat', 'Ray'), true)).toBe(true);
  expect(mayBeNameOf(listed('Sam Other'), person('Pat', 'Ray'), true)).toBe(false);
});

test.each([
  ['Pat', 'Ray', 'Patt Rayy', true],
  ['Pat', 'Ray', 'Rya, Pta', true],
  ['Jonathan', 'Haddad', 'Jonathen Hadad', true],
  ['Christopher', 'Petersen', 'Cristofer Peterson', false],
  ['Christopher', 'Petersen', 'Cristoper Pederson', true],
  ['Pat', 'Ray', 'Patt Roberts', false],
  ['Pat', 'Ray', 'Sam Rayy', false],
  ['Jo', 'Ng', 'Ji Ngo', false],
])('with the same birth date %s %s is mistyped as %s: %s', (first, surname, name, expected) => {
  expect(mayBeNameOf(listed(name), person(first, surname), true)).toBe(expected);
});

test('a row’s other names count', () => {
  const row = namesOf({ name: 'Patricia Lee', also_known_as: 'Pat Ray', place: 'Pat Roy' });
  expect(mayBeNameOf(row, person('Pat', 'Ray'), false)).toBe(true);
  expect(mayBeNameOf(row, person('Pat', 'Roy'), false)).toBe(false);
});
