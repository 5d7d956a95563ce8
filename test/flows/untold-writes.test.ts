// A write that nobody is told of is not committed, however it is written.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Actor } from '../../src/core/base/actor.ts';
import { recordChange } from '../../src/core/base/change.ts';
import { queryOf, type Statement, write, writeOf } from '../../src/db/statement.ts';
import { inOneStatement, NOBODY, transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let actor: Actor;
beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'cli', 'untold');
});
afterAll(() => kith.stop());

const insert = write<{ id: number }>(
  'untold_insert',
  'insert into groups (organization_id, name, key) values ($1, $2, $2) returning id',
);
const numberOfGroups = async (): Promise<number> =>
  (await kith.app.db.one(queryOf<{ n: number }>({ text: 'select count(*) as n from groups', values: [] }))).n;

async function expectRefusal(send: () => Promise<unknown>, words: RegExp): Promise<void> {
  const before = await numberOfGroups();
  await expect(send()).rejects.toThrow(words);
  expect(await numberOfGroups()).toBe(before);
}

const inTransaction = (statement: Statement<unknown>) => () =>
  transaction(kith.app.db, actor, (tx) => tx.all(statement));
const values = () => [kith.organization.id];

test('a transaction that recorded no change is not committed', () =>
  expectRefusal(inTransaction(insert(kith.organization.id, 'Choir')), /wrote to groups, and no change of a group/));

test('nor one that wrote inside an expression, by text made for the request, or for nobody', async () => {
  const text = 'with gone as (delete from groups where organization_id = $1 returning id) select count(*) from gone';
  await expectRefusal(inTransaction(writeOf({ text, values: values() })), /wrote to groups/);
  const update = writeOf({
    text: 'update groups set ordinal = ordinal + 1 where organization_id = $1',
    values: values(),
  });
  await expectRefusal(inTransaction(update), /wrote to groups/);
  await expectRefusal(() => transaction(kith.app.db, NOBODY, (tx) => tx.all(update)), /wrote to groups/);
});

test('nor one that recorded a change of another kind of subject', () =>
  expectRefusal(
    () =>
      transaction(kith.app.db, actor, async (tx) => {
        const { id } = await tx.one(insert(kith.organization.id, 'Choir'));
        await recordChange(tx, actor, { kind: 'keyword.created', subjectId: id, before: null, after: {} });
      }),
    /wrote to groups/,
  ));

test('a single statement that records no change is not even sent', () =>
  expectRefusal(() => inOneStatement(kith.app.db, insert(kith.organization.id, 'Choir')), /records no change/));

test('a write cannot be declared as a query, nor a query as a write', () => {
  const writes = [
    'delete from groups',
    'select 1 for update',
    'with a as (insert into groups default values) select 1',
  ];
  for (const text of writes) {
    expect(() => queryOf({ text, values: [] }), text).toThrow(/must neither write nor lock/);
  }
  expect(() => writeOf({ text: 'select 1', values: [] })).toThrow(/must write or lock/);
});

test('a write with its change is committed, and so is one that found nothing to write', async () => {
  const before = await numberOfGroups();
  await transaction(kith.app.db, actor, async (tx) => {
    const { id } = await tx.one(insert(kith.organization.id, 'Choir'));
    await recordChange(tx, actor, { kind: 'group.created', subjectId: id, before: null, after: { name: 'Choir' } });
  });
  expect(await numberOfGroups()).toBe(before + 1);
  await inTransaction(
    writeOf({ text: 'delete from groups where organization_id = $1 and id = -1', values: values() }),
  )();
});
