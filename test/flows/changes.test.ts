// Every write leaves exactly one row that says who changed what, when and through what; nothing rewrites it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Actor } from '../../src/core/base/actor.ts';
import { createConstituent } from '../../src/core/constituents/record/create-constituent.ts';
import { deleteConstituent, restoreConstituent } from '../../src/core/constituents/record/delete-constituent.ts';
import { updateConstituent } from '../../src/core/constituents/record/update-constituent.ts';
import { transaction } from '../../src/db/transaction.ts';
import { lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let actor: Actor;
beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'cli', 'request-1');
});
afterAll(() => kith.stop());

interface ChangeRow {
  kind: string;
  dialect: string;
  request_id: string;
  actor_type: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const changesOf = (id: number) =>
  kith.app.db.all<ChangeRow>(
    sql(
      `select kind, dialect, request_id, actor_type, before, after from changes
      where organization_id = $1 and subject_type = 'constituent' and subject_id = $2 order by id`,
      [kith.organization.id, id],
    ),
  );

test('create, update, delete and restore each leave one change', async () => {
  const write = kith.app.db;
  const created = await transaction(write, actor, (tx) =>
    createConstituent(tx, actor, {
      firstName: 'Ada',
      lastName: 'Rivera',
      emailAddresses: { items: [{ address: 'a@example.org' }] },
    }),
  );
  await transaction(write, actor, (tx) =>
    updateConstituent(tx, actor, { id: created.id, input: { lastName: 'Berg' } }),
  );
  await transaction(write, actor, (tx) => deleteConstituent(tx, actor, created.id));
  const restored = await transaction(write, actor, (tx) => restoreConstituent(tx, actor, created.id));
  expect(restored.emailAddresses).toEqual(created.emailAddresses);
  const changes = await changesOf(created.id);
  expect(changes.map((change) => change.kind)).toEqual([
    'constituent.created',
    'constituent.updated',
    'constituent.deleted',
    'constituent.restored',
  ]);
  expect(changes[0]).toMatchObject({ dialect: 'cli', request_id: 'request-1', actor_type: 'system', before: null });
  expect(changes[0]?.after).toMatchObject({ firstName: 'Ada', emailAddresses: [{ address: 'a@example.org' }] });
  expect(changes[1]?.before).toMatchObject({ lastName: 'Rivera', sortName: 'Rivera, Ada' });
  expect(changes[1]?.after).toMatchObject({ lastName: 'Berg', sortName: 'Berg, Ada' });
  expect(Object.keys(changes[1]?.after ?? {})).not.toContain('firstName');
});

test('an update that changes nothing leaves no change and does not move updated_at', async () => {
  const lgl = lglClient(kith.url, kith);
  const { body } = await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Okafor', job_title: 'Head' });
  const again = await lgl.patch(`/constituents/${body.id}`, { job_title: 'Head', email_addresses: [] });
  expect(again.body).toEqual(body);
  expect(await changesOf(body.id)).toHaveLength(1);
});

test('a change says through which dialect and which key it came', async () => {
  const lgl = lglClient(kith.url, kith);
  const { body } = await lgl.post('/constituents', { first_name: 'Key', last_name: 'Holder' });
  expect(await changesOf(body.id)).toMatchObject([{ dialect: 'lgl', actor_type: 'key' }]);
});

test('a refused write leaves neither rows nor a change', async () => {
  const count = () => kith.app.db.one<{ n: number }>(sql('select count(*) as n from changes'));
  const before = await count();
  const input = {
    firstName: 'A',
    relationships: { items: [{ relatedConstituentId: 999_999_999, type: { name: 'Friend' } }] },
  };
  await expect(transaction(kith.app.db, actor, (tx) => createConstituent(tx, actor, input))).rejects.toMatchObject({
    kind: 'invalid',
    code: 'unknown_related_constituent',
  });
  expect(await count()).toEqual(before);
});

test('changes cannot be rewritten or removed', async () => {
  for (const text of ["update changes set kind = 'x'", 'delete from changes']) {
    await expect(kith.asOwner(text)).rejects.toThrow(/append-only/);
  }
});

test('the kept number of constituents is the real one after concurrent creates, deletes and restores', async () => {
  const lgl = lglClient(kith.url, kith);
  const made = await Promise.all(
    Array.from({ length: 40 }, (_, n) => lgl.post('/constituents', { last_name: `Counted ${n}` })),
  );
  await Promise.all(made.slice(0, 20).map(({ body }) => lgl.delete(`/constituents/${body.id}`)));
  const restore = (id: number) => transaction(kith.app.db, actor, (tx) => restoreConstituent(tx, actor, id));
  await Promise.all(made.slice(0, 5).map(({ body }) => restore(body.id)));
  const { count } = await kith.app.db.one<{ count: number }>(
    sql('select count(*) from constituents where organization_id = $1 and deleted_at is null', [kith.organization.id]),
  );
  expect((await lgl.get('/constituents?limit=1')).body.total_items).toBe(count);
});
