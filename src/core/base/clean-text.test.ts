import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLines, cleanText } from './clean-text.ts';

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['dup@example.org\u200b', 'dup@example.org'],
  ['\ufeffdup@\u00adexample\u2060.org', 'dup@example.org'],
  ['\u202eEve\u202c \u2066Adams\u2069', 'Eve Adams'],
  ['zoe\u0308', 'zoë'],
  ['か\u3099', 'が'],
  ['\u1100\u1161\u11a8', '각'],
  ['Mary\u00a0Ann\u3000Lee\u2009', 'Mary Ann Lee'],
  ['Mary\tAnn\nLee', 'Mary Ann Lee'],
  ['a\u0007b\u009fc', 'abc'],
  ['\u3164\u115f\u2800', ''],
  // Two spaces stay two: what is shown is what was entered.
  ['Mary  Ann', 'Mary  Ann'],
  // Joiners between letters of scripts that need them, and nowhere else.
  ['علی\u200cرضا', 'علی\u200cرضا'],
  ['नन्\u200d', 'नन्\u200d'],
  ['a\u200cb\u200d', 'ab'],
  ['\u200dعلی\u200c', 'علی'],
  ['👩\u200d🚒 ❤\ufe0f', '👩\u200d🚒 ❤\ufe0f'],
  ['葛\u{e0100}', '葛\u{e0100}'],
  ['a\ufe0f', 'a'],
  // Other letters stay what they are: cleaning is not comparing.
  ['Ｊａｎｅ O’Brien–Ray', 'Ｊａｎｅ O’Brien–Ray'],
])('%j is stored as %j', (text, cleaned) => expect(cleanText(text)).toBe(cleaned));

test('text of several lines keeps them', () => {
  expect(cleanLines(' 1 Main St\u200b\r\nApt\u00a02\u2028Floor 3 \n')).toBe('1 Main St\nApt 2\nFloor 3');
});

const text = fc.string({ unit: 'binary' });

test('cleaning twice is cleaning once, and composed is decomposed', () => {
  fc.assert(
    fc.property(text, (value) => {
      const cleaned = cleanText(value);
      expect(cleanText(cleaned)).toBe(cleaned);
      expect(cleanText(value.normalize('NFD'))).toBe(cleanText(value.normalize('NFC')));
      expect(cleanLines(cleanLines(value))).toBe(cleanLines(value));
      expect(cleaned).not.toMatch(/[\u200b\u00ad\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0\u3000]/);
    }),
    { numRuns: 1_000 },
  );
});
