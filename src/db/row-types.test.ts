import { expect, test } from 'vitest';
import { toInstant } from './row-types.ts';

test.each([
  ['2026-01-15 10:00:00+00', '2026-01-15T10:00:00.000Z'],
  ['2026-01-15 10:00:00.5+00', '2026-01-15T10:00:00.500Z'],
  ['2026-01-15 10:00:00.123456+00', '2026-01-15T10:00:00.123Z'],
  ['2026-01-15 10:00:00.123456+05', '2026-01-15T05:00:00.123Z'],
  ['2026-01-15 10:00:00+05:30', '2026-01-15T04:30:00.000Z'],
  ['2026-01-15 22:00:00-07', '2026-01-16T05:00:00.000Z'],
])('%s is %s, in whatever zone the session is', (text, instant) => {
  expect(toInstant(text)).toBe(instant);
});

test('another style is refused, not guessed', () => {
  expect(() => toInstant('15/01/2026 10:00:00 UTC')).toThrow('style');
});
