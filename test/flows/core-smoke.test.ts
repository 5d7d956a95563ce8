import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { createConstituent } from '../../src/core/constituents/create-constituent.ts';
import { ensureConstituent } from '../../src/core/constituents/ensure-constituent.ts';
import { searchConstituents } from '../../src/core/constituents/search-constituents.ts';
import { updateConstituent } from '../../src/core/constituents/update-constituent.ts';
import { transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

test('creates', async () => {
  const actor = systemActor(kith.organization, 'cli', 'r');
  const c = await transaction(kith.app.db, (tx) => createConstituent(tx, actor, {
    firstName: 'Zoë', lastName: 'Ångström', emailAddresses: { items: [{ address: 'A@b.example' }] },
    categories: [{ key: 'tags', keywords: [{ name: 'Gala' }] }], groups: { items: [{ group: { name: 'Choir' } }] },
    streetAddresses: { items: [{ street: '1 Main', postalCode: '98101-1234' }] }, phoneNumbers: { items: [{ number: '(206) 555-0188' }] },
    memberships: { items: [{ level: { name: 'friend' }, dateStart: '2026-01-01', finishDate: '2027-01-01' }] },
    externalIds: { lgl: 'x' },
  }));
  console.log(JSON.stringify(c, null, 1));
  const u = await transaction(kith.app.db, (tx) => updateConstituent(tx, actor, { id: c.id, input: { lastName: 'Berg', emailAddresses: { items: [{ address: 'x@y.example', isPreferred: true }] } } }));
  console.log(u.addressee, u.emailAddresses);
  const before = kith.app.db.meter.statements;
  const all = await Promise.all(Array.from({ length: 200 }, () => transaction(kith.app.db, (tx) => ensureConstituent(tx, actor, { email: 'one@x.example', input: { firstName: 'A', lastName: 'B', emailAddresses: { items: [{ address: 'one@x.example' }] } } }))));
  expect(new Set(all.map((e) => e.constituent.id)).size).toBe(1);
  console.log(kith.app.db.meter.statements - before);
  for (const criterion of [{ term: 'name', words: 'zoe berg' }, { term: 'email', contains: 'Y.ex' }, { term: 'phone', contains: '5550188' }, { term: 'postalCode', startsWith: '981' }, { term: 'externalId', system: 'lgl', equals: 'x' }, { term: 'membershipStatus', active: true, today: '2026-10-01' }] as const)
    expect(await searchConstituents(kith.app.db, actor, { criteria: [criterion], system: 'lgl', limit: 10, offset: 0 }), criterion.term).toEqual({ ids: [c.id], total: 1 });
});
