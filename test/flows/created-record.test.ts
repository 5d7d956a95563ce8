// What a creation answers is told without reading it back: it must be what reading it back gives.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/base/actor.ts';
import type { ConstituentInput } from '../../src/core/constituents/constituent-input.ts';
import { getConstituent } from '../../src/core/constituents/constituent-queries.ts';
import { createConstituent } from '../../src/core/constituents/create-constituent.ts';
import { transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { operator } from '../support/records.ts';

let kith: TestKith;
let actor: Actor;
beforeAll(async () => {
  kith = await startKith();
  actor = operator(kith);
});
afterAll(() => kith.stop());

const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }));
const date = fc.option(
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
);
const number = fc.option(fc.integer({ min: 0, max: 2_000 }));
const flag = fc.boolean();
const reference = fc.oneof(
  fc.record({ id: fc.constantFrom(1, 2, 3, 5, 77, null) }),
  fc.record({ name: fc.constantFrom('Home', 'work', 'MOBILE', 'no such type', '') }),
);
const point = { type: reference, isPreferred: flag, notCurrent: flag };
const many = (element: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ items: fc.array(fc.record(element, { requiredKeys: [] }), { maxLength: 3 }) });

const input = fc.record(
  {
    ...Object.fromEntries(
      'prefix firstName middleName orgName addressee sortName gender adminStatus originSource'
        .split(' ')
        .map((field) => [field, text]),
    ),
    ...Object.fromEntries('birthDate deceasedDate memberSinceDate'.split(' ').map((field) => [field, date])),
    ...Object.fromEntries('interestLevelId ratingId origin activeDetail'.split(' ').map((field) => [field, number])),
    ...Object.fromEntries(
      'isOrg isDeceased isAnon active acceptsEmail dirMember'.split(' ').map((field) => [field, flag]),
    ),
    lastName: fc.string({ minLength: 1 }).map((name) => `x${name}`),
    contactType: reference,
    maritalStatus: fc.record({ name: fc.constantFrom('Married', 'single', 'no such status') }),
    enrolledAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    emailAddresses: many({ ...point, address: text }),
    phoneNumbers: many({ ...point, number: fc.oneof(text, fc.constantFrom('+1 206 555 0188', '(206) 555-0188')) }),
    streetAddresses: many({
      ...point,
      street: text,
      city: text,
      postalCode: text,
      seasonalFrom: text,
      seasonal: fc.option(flag),
    }),
    webAddresses: many({ type: reference, isPreferred: flag, url: text }),
    externalIds: fc.option(fc.record({ lgl: fc.constantFrom('A-1', 'B-2') }), { nil: undefined }),
    groups: fc.option(fc.constantFrom({ items: [{ group: { name: 'Choir' } }] }), { nil: undefined }),
  },
  { requiredKeys: ['lastName'] },
);

test('the record of a creation is the record that is read', async () => {
  await fc.assert(
    fc.asyncProperty(input, async (random) => {
      const given = random as unknown as ConstituentInput & { enrolledAt?: Date };
      const created = await transaction(kith.app.db, actor, (tx) => createConstituent(tx, actor, given));
      expect(created).toEqual(await getConstituent(kith.app.db, actor, { id: created.id }));
    }),
    { numRuns: 200 },
  );
});
