import { expect, test } from 'vitest';
import { tablesWithoutWork } from './work-columns.ts';

test.each([
  'update webhooks set consecutive_failures = consecutive_failures + 1 where id = $1 returning url, status',
  'with done as (select 1) update webhooks w set consecutive_failures = 0 from done where w.id = $1',
  `update registry_settings set consecutive_failures = 0, retry_after = case when $1 then null else now() end`,
  `with s as (select 1), a as (update accreditations a set status = 'in_progress' from s) select 1`,
  'update accreditations as a set status = coalesce($1, a.status), updated_at = now()',
])('%s changes nobody’s record', (text) => {
  expect(tablesWithoutWork(text)).toEqual([]);
});

test.each([
  ['update webhooks set consecutive_failures = 0, secret_sealed = $1', ['webhooks']],
  ['update webhooks set consecutive_failures = (1 is distinct from 2)::int, url = $1', ['webhooks']],
  ['update webhooks set consecutive_failures = 1, url = $1 where 1 is distinct from 2', ['webhooks']],
  ['update webhooks set consecutive_failures = 1 is distinct from 2, url = $1', ['webhooks']],
  ['update webhooks set (consecutive_failures, url) = (1, $1)', ['webhooks']],
  ['update webhooks set url = $1 where consecutive_failures = 0', ['webhooks']],
  ['update webhooks set consecutive_failures = 0; update webhooks set url = $1', ['webhooks']],
  ['delete from webhooks where consecutive_failures = 0', ['webhooks']],
  ['insert into webhooks (consecutive_failures) values (0)', ['webhooks']],
  ['insert into webhooks (id) values (1) on conflict (id) do update set consecutive_failures = 0', ['webhooks']],
  ['with a as (delete from webhooks) update webhooks set consecutive_failures = 0', ['webhooks']],
  ['update groups set consecutive_failures = 0', ['groups']],
])('%s is told of', (text, tables) => {
  expect(tablesWithoutWork(text)).toEqual(tables);
});
