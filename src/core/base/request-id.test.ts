import { expect, test } from 'vitest';
import { newRequestId } from './request-id.ts';

test('is a UUID of version 7, of which none comes twice', () => {
  const ids = Array.from({ length: 1_000 }, () => newRequestId());
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

test('grows with time', () => {
  const ids = [0, 1, 1_700_000_000_000, 1_700_000_000_001].map((now) => newRequestId(now));
  expect(ids.toSorted()).toEqual(ids);
});
