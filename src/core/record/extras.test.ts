import { expect, test } from 'vitest';
import { changedExtras } from './extras.ts';

test.each([
  ['nothing given', { a: { x: 1 } }, undefined, undefined],
  ['the same value', { a: { x: 1 } }, { a: { x: 1 } }, undefined],
  ['no value where there is none', {}, { a: { x: null } }, undefined],
  ['what is not named', { a: { x: 1 } }, { a: { x: undefined } }, undefined],
  ['a new value', { a: { x: 1 } }, { a: { y: 'two' } }, { a: { x: 1, y: 'two' } }],
  ['false is a value', {}, { a: { x: false } }, { a: { x: false } }],
  ['another dialect', { a: { x: 1 } }, { b: { x: 1 } }, { a: { x: 1 }, b: { x: 1 } }],
  ['null takes one away', { a: { x: 1, y: 2 } }, { a: { x: null } }, { a: { y: 2 } }],
  ['null takes the last one away', { a: { x: 1 }, b: { z: true } }, { a: { x: null } }, { b: { z: true } }],
])('%s', (_, before, given, after) => {
  expect(changedExtras(before, given)).toEqual(after);
});
