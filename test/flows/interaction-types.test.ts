// An operator makes a type of interaction; people's history takes it at once, and keeps it when it is archived.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Actor } from '../../src/core/base/actor.ts';
import {
  createInteractionType,
  listInteractionTypes,
  updateInteractionType,
} from '../../src/core/interactions/interaction-type.ts';
import { transaction } from '../../src/db/transaction.ts';
import { type Caller, caller, makePerson, makeSignedOn, refused } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let api: Caller;
let operator: Actor;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
  operator = systemActor(kith.organization, 'cli', 'test');
});
afterAll(() => kith.stop());

const add = (name: string, isPublic = false) =>
  transaction(kith.app.db, operator, (tx) => createInteractionType(tx, operator, { name, isPublic }));
const change = (id: number, input: { name?: string; isPublic?: boolean; isArchived?: boolean }, actor = operator) =>
  transaction(kith.app.db, actor, (tx) => updateInteractionType(tx, actor, { id, input }));

test('made, used, shown, archived, restored', async () => {
  const type = await add('Coaching');
  expect(type).toMatchObject({ name: 'Coaching', isPublic: false, isArchived: false });
  expect(type.id).toBeGreaterThanOrEqual(1000);
  const { id: cons_id } = await makePerson(api);
  const interaction_type_id = String(type.id);
  const log = () =>
    api.server('logInteraction', {
      cons_id,
      interaction_type_id,
      interaction_subject: 'First',
      interaction_body: 'Hi',
    });
  expect(await log()).toMatchObject({ status: 200 });
  const history = () => api.server('getUserInteractions', { cons_id, interaction_type_id });
  const shown = { interactionTypeId: interaction_type_id, subject: 'First', note: { text: 'Hi' } };
  expect((await history()).body.interaction).toMatchObject(shown);
  expect(await api.client('listInteractions', { interaction_type_id })).toMatchObject(refused('26'));
  await change(type.id, { isPublic: true });
  expect((await api.client('listInteractions', { interaction_type_id })).body.interaction).toMatchObject(shown);
  await change(type.id, { isArchived: true });
  expect(await log()).toMatchObject(refused('26'));
  expect((await history()).body.interaction).toMatchObject(shown);
  expect(await change(type.id, { isArchived: false, name: ' Mentoring ' })).toMatchObject({
    name: 'Mentoring',
    isPublic: true,
  });
  expect(await log()).toMatchObject({ status: 200 });
  expect(await listInteractionTypes(kith.app.db, operator)).toEqual([
    { id: type.id, name: 'Mentoring', isPublic: true, isArchived: false, archivedAt: null },
  ]);
});

test('a person logs with it as well', async () => {
  const type = await add('Pledge');
  const { cookie, auth } = await makeSignedOn(api);
  const fields = { auth, interaction_type_id: String(type.id), interaction_subject: 'Mine' };
  expect(await api.client('logInteraction', fields, cookie)).toMatchObject({ status: 200 });
});

test('refusals', async () => {
  await expect(add('  ')).rejects.toMatchObject({ kind: 'invalid' });
  await expect(change(999, { name: 'x' })).rejects.toMatchObject({ kind: 'not-found' });
  const type = await add('Ours');
  const theirs = systemActor((await kith.addTenant('oakfield')).organization, 'cli', 'test');
  await expect(change(type.id, { name: 'Stolen' }, theirs)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await listInteractionTypes(kith.app.db, theirs)).toEqual([]);
});
