import { expect, test } from 'vitest';
import { recordedIn, subjectsOf } from './recorded-tables.ts';

test('a write to a table is told by a change of what it belongs to, and work in progress by none', () => {
  expect(subjectsOf('email_addresses')).toEqual(['constituent']);
  expect(subjectsOf('graphile_worker.jobs')).toEqual([]);
  expect(recordedIn(['sessions', 'groups', 'mails', 'notes'])).toEqual(['groups', 'notes']);
});

test.each(['people', 'public.groups', 'pg_class', ''])('a write to %j, which nobody knows, is refused', (table) => {
  expect(() => subjectsOf(table)).toThrow(/does not know/);
});
