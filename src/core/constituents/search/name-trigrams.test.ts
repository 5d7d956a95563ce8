import { expect, test } from 'vitest';
import { rarestLetters } from './name-trigrams.ts';

const shares = new Map([
  ['joh', 0.03],
  ['oha', 0.01],
  ['han', 0.05],
  ['ann', 0.08],
  ['nna', 0.02],
]);

test('of a word the four letters are looked for whose trigrams the fewest names have', () => {
  expect(rarestLetters('johanna', shares)).toBe('joha');
  expect(rarestLetters('johannak', shares)).toBe('nnak');
});

test('the whole word, where nothing tells which of its letters are rare', () => {
  expect(rarestLetters('johanna', undefined)).toBe('johanna');
  expect(rarestLetters('johanna', new Map())).toBe('johanna');
  expect(rarestLetters('ann', shares)).toBe('ann');
  expect(rarestLetters("o'li-anné", shares)).toBe("o'li-anné");
  expect(rarestLetters('Ковалёва', shares)).toBe('Ковалёва');
  expect(rarestLetters("o'johan", shares)).toBe('joha');
});
