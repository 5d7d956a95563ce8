import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAmount } from './amount.ts';

test.each([
  ['75', '75.00'],
  ['$75.00', '75.00'],
  ['1,234.50', '1234.50'],
  ['£1,000,000', '1000000.00'],
  ['.5', '0.50'],
  ['007.10', '7.10'],
  ['75.000', '75.00'],
  ['999,999,999.99', '999999999.99'],
  ['-0.00', '0.00'],
  ['  ', null],
  [null, null],
])('%o is %o', (given, amount) => {
  expect(toAmount('receivedAmount', given)).toBe(amount);
});

test.each([
  ['many', 'amount_format'],
  ['1e3', 'amount_format'],
  ['12,34', 'amount_format'],
  ['1.2.3', 'amount_format'],
  ['.', 'amount_format'],
  ['-5', 'amount_negative'],
  ['1.005', 'amount_decimals'],
  ['1000000000', 'amount_too_large'],
])('%o is refused', (given, code) => {
  expect(() => toAmount('receivedAmount', given)).toThrow(expect.objectContaining({ code, subject: 'receivedAmount' }));
});

test('every number of hundredths is itself, with and without separators', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
      const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      const separated = text.replace(/\B(?=(?:\d{3})+\.)/g, ',');
      expect([toAmount('a', text), toAmount('a', `$${separated}`)]).toEqual([text, text]);
    }),
  );
});
