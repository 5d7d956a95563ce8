// An organization says who may see and set its custom fields. It takes effect at once, and in every dialect, because the core
// enforces it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Actor } from '../../src/core/base/actor.ts';
import { updateConstituent } from '../../src/core/constituents/record/update-constituent.ts';
import { changeAudience } from '../../src/core/custom-fields/definitions.ts';
import { NOBODY, transaction } from '../../src/db/transaction.ts';
import { type Caller, caller, makeSignedOn } from '../contract/luminate/client.ts';
import { addCustomFields } from '../support/custom-fields.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let api: Caller;
let operator: Actor;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
  operator = systemActor(kith.organization, 'cli', 'test');
  await addCustomFields(kith, [
    { key: 'custom_string1', name: 'Watch list', dataType: 'text' },
    { key: 'custom_string2', name: 'Diet', dataType: 'text', audience: 'person_write' },
  ]);
});
afterAll(() => kith.stop());

const change = (keys: string[] | undefined, audience: 'staff' | 'person_read' | 'person_write') =>
  transaction(kith.app.db, operator, (tx) => changeAudience(tx, operator, { keys, audience }));

test('a change counts from the next request, and is recorded', async () => {
  const { cookie, auth } = await makeSignedOn(api);
  const set = (fields: Record<string, string>) => api.client('update', { auth, ...fields }, cookie);
  expect((await set({ custom_string1: 'x' })).body.code).toBe('14');
  expect((await set({ custom_string2: 'vegan' })).status).toBe(200);
  expect(await change(['custom_string1'], 'person_write')).toEqual(['custom_string1']);
  expect((await set({ custom_string1: 'x' })).status).toBe(200);
  expect((await change(undefined, 'staff')).toSorted()).toEqual(['custom_string1', 'custom_string2']);
  expect((await set({ custom_string2: 'none' })).body.code).toBe('14');
  expect((await api.client('getUser', { auth }, cookie)).text).not.toContain('custom');
  const changes = await kith.app.db.all<{ before: object; after: object }>(
    sql(`select before, after from changes where kind = 'custom_field.audience_changed' order by id`),
  );
  expect(changes).toHaveLength(3);
  expect(changes[0]).toEqual({ before: { audience: 'staff' }, after: { audience: 'person_write' } });
});

test('an unknown key changes nothing', async () => {
  await expect(change(['custom_string2', 'nonsense'], 'person_write')).rejects.toMatchObject({ kind: 'not-found' });
  const { auth, cookie } = await makeSignedOn(api);
  expect((await api.client('update', { auth, custom_string2: 'x' }, cookie)).body.code).toBe('14');
});

test('another organization keeps its own', async () => {
  const other = await kith.addTenant('oakfield');
  const theirs = systemActor(other.organization, 'cli', 'test');
  await expect(
    transaction(kith.app.db, NOBODY, (tx) =>
      changeAudience(tx, theirs, { keys: ['custom_string2'], audience: 'person_write' }),
    ),
  ).rejects.toMatchObject({ kind: 'not-found' });
});

test('the core refuses what a dialect let through', async () => {
  const { id } = await makeSignedOn(api);
  const person: Actor = { ...operator, type: 'constituent', id: Number(id), permissions: new Set() };
  const input = { customFields: [{ key: 'custom_string1', value: 'clean' }] };
  const write = (actor: Actor) =>
    transaction(kith.app.db, actor, (tx) => updateConstituent(tx, actor, { id: Number(id), input }));
  await expect(write(person)).rejects.toMatchObject({ kind: 'forbidden', subject: 'custom_string1' });
  await expect(write(operator)).resolves.toMatchObject({ customFields: [{ value: 'clean' }] });
});
