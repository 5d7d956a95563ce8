import { expect, test } from 'vitest';
import { digitsOf, escapeLike, fold, normalizeEmail } from './fold.ts';

test.each([
  ['  Zoë   ÅNGSTRÖM ', 'zoe angstrom'],
  ['Łódź', 'lodz'],
  ['Straße', 'strasse'],
  ['Søren Ærø', 'soren aero'],
  ['ﬁne', 'fine'],
  ['Ⅷ', 'viii'],
  ['a\n b\t c', 'a b c'],
])('fold %j', (text, folded) => {
  expect(fold(text)).toBe(folded);
  expect(fold(folded)).toBe(folded);
});

test('digits, addresses, patterns', () => {
  expect(digitsOf('+1 (206) 555-0188 x4')).toBe('120655501884');
  expect(normalizeEmail(' A@B.Example ')).toBe('a@b.example');
  expect(escapeLike('100%_\\')).toBe('100\\%\\_\\\\');
});
