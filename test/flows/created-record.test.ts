// What a creation answers is told without reading it back: it must be what reading it back gives.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/base/actor.ts';
import type { ConstituentInput } from '../../src/core/constituents/record/constituent-input.ts';
import { getConstituent } from '../../src/core/constituents/record/constituent-queries.ts';
import { createConstituent } from '../../src/core/constituents/record/create-constituent.ts';
import { FIELD_NAMES, FIELDS } from '../../src/core/record/fields.ts';
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
const dateUntil = (max: string) =>
  fc
    .date({ min: new Date('0001-01-01'), max: new Date(max), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
const number = fc.option(fc.integer({ min: 0, max: 2_000 }));
const flag = fc.boolean();
const reference = fc.oneof(
  fc.record({ id: fc.constantFrom(1, 2, 3, 5, 77, null) }),
  fc.record({ name: fc.constantFrom('Home', 'work', 'MOBILE', 'no such type', '') }),
);
const point = { type: reference, isPreferred: flag, notCurrent: flag };
const many = (element: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ items: fc.array(fc.record(element, { requiredKeys: [] }), { maxLength: 3 }) });

const VALUES = { text, date: fc.option(dateUntil('9999-12-31')), number, flag };
/** Types are given by reference, and a user name belongs to one person. */
const GIVEN_OTHERWISE: readonly string[] = ['contactTypeId', 'maritalStatusId', 'userName'];
const FIELD_VALUES = Object.fromEntries(
  FIELD_NAMES.filter((field) => !GIVEN_OTHERWISE.includes(field)).map((field) => [field, VALUES[FIELDS[field].type]]),
);

const input = fc.record(
  {
    ...FIELD_VALUES,
    // A future one is refused.
    birthDate: fc.option(dateUntil('2020-01-01')),
    dateAdded: dateUntil('9999-12-31'),
    lastName: fc.string({ minLength: 1 }).map((name) => `x${name}`),
    contactType: reference,
    maritalStatus: fc.record({ name: fc.constantFrom('Married', 'single', 'no such status') }),
    enrolledAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    // What is no address is refused.
    emailAddresses: many({
      ...point,
      address: fc.constantFrom('ada@riverbend.example', ' Ada@Riverbend.example ', '', null),
    }),
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
    extras: fc.record({ luminate: fc.record({ origin: number, originSource: text, dirMember: fc.option(flag) }) }),
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
