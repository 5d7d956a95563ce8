import { expect, test } from 'vitest';
import { effectOf } from './effect.ts';

test.each([
  'select id from groups where organization_id = $1',
  'with a as (select 1) select * from a',
  `select 'insert into groups' as text`,
  `select 1 -- delete from groups`,
  `select /* update groups set name = 'x' */ 1`,
  'select id as "updateGroups" from groups',
  'table groups',
])('%s is a query', (text) => {
  expect(effectOf(text)).toEqual({ reads: true, writes: [], counts: false });
});

test.each([
  ['insert into groups (name) values ($1)', ['groups'], true],
  ['INSERT  INTO\n  "groups" (name) values ($1)', ['groups'], true],
  ['update only groups set name = $1', ['groups'], true],
  ['delete from public.groups where id = $1', ['public.groups'], true],
  ['with gone as (delete from groups returning id) select count(*) from gone', ['groups'], false],
  ['with a as (select 1), b as (update groups g set name = $1 returning 1) select * from a, b', ['groups'], false],
  ['insert into groups as g (name) values ($1) on conflict (id) do update set name = g.name', ['groups'], true],
  ['merge into groups g using types t on g.id = t.id when matched then delete', ['groups'], true],
  ['truncate groups', ['groups'], true],
])('%s writes', (text, tables, counts) => {
  expect(effectOf(text)).toEqual({ reads: false, writes: tables, counts });
});

test.each([
  'select id from groups where id = $1 for update',
  'select id from groups for no key update of groups',
  'select id from groups for key share skip locked',
  'select pg_advisory_xact_lock($1)',
  `select graphile_worker.add_job('x')`,
  `select nextval('groups_id_seq')`,
  'lock table groups',
  'create table x ()',
  'set local statement_timeout = 0',
  'call something()',
  'copy groups to stdout',
])('%s is no query', (text) => {
  expect(effectOf(text)).toMatchObject({ reads: false, writes: [] });
});
