// docs/contracts/lgl.md §4 on generated people and generated queries: the server and a plain filter in memory must agree.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';
import { answers } from './search-filter.ts';

let kith: TestKith;
let lgl: Client;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come over the wire
let people: any[];

// Few letters, so that parts of one value turn up in others; with what LIKE, trigrams and folding could trip over.
const letters = fc.constantFrom(..."abcé%_\\-'.".split(''));
const word = fc.string({ unit: letters, minLength: 1, maxLength: 5 });
const words = fc.array(word, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(' '));
const number = fc.integer({ min: -20, max: 20 }).map(String);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const list = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 2 });

// What an address may have of these: others are refused.
const mailbox = fc.string({ unit: fc.constantFrom(..."abcé%_-'".split('')), minLength: 1, maxLength: 5 });
const host = fc.string({ unit: fc.constantFrom(...'abcé'.split('')), minLength: 1, maxLength: 5 });

const person = fc.record({
  is_org: fc.boolean(),
  first_name: maybe(words),
  last_name: words,
  org_name: maybe(words),
  nick_name: maybe(word),
  external_constituent_id: maybe(word),
  email_addresses: list(fc.record({ address: fc.tuple(mailbox, host).map((parts) => `${parts.join('@')}.example`) })),
  phone_numbers: list(
    fc.record({
      number: fc
        .string({ unit: fc.constantFrom(...'12 -()+'.split('')), minLength: 1, maxLength: 8 })
        .map((text) => `${text}1`),
    }),
  ),
  street_addresses: list(fc.record({ street: words, city: word, state: word, postal_code: number })),
  custom_attrs: list(
    fc.oneof(
      fc.record({ key: fc.constant('note'), value: fc.oneof(words, fc.constant('')) }),
      fc.record({ key: fc.constant('visits'), value: fc.oneof(number, fc.constant('')) }),
    ),
  ),
});

const textOperator = fc.constantFrom('ft', 'nft', 'eq', 'ne', 'sw', 'bl', 'nb');
const clause = fc.oneof(
  fc.tuple(fc.constantFrom('name', 'street'), words).map(([term, value]) => `${term}=${value}`),
  fc.tuple(fc.constantFrom('city', 'state', 'external_id', 'eaddr'), word).map(([term, value]) => `${term}=${value}`),
  fc.tuple(word, word).map(([local, host]) => `eaddr=${local}@${host}`),
  fc
    .string({ unit: fc.constantFrom(...'12-('.split('')), minLength: 1, maxLength: 4 })
    .map((value) => `phone_number=${value}`),
  number.map((value) => `postal_code=${value}`),
  fc.constantFrom('constituent_type=0', 'constituent_type=1'),
  fc.tuple(textOperator, words).map(([operator, value]) => `custom_attr=note|${operator}|${value}`),
  fc
    .tuple(fc.constantFrom('gte', 'lte', 'gt', 'lt', 'eq', 'ne'), number)
    .map(([operator, value]) => `custom_attr_int=visits|${operator}|${value}`),
  fc.tuple(number, number).map(([a, b]) => `custom_attr_int=visits|btw|${a}|${b}`),
);

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  await addCustomFields(kith, [
    { key: 'note', name: 'Note', dataType: 'text' },
    { key: 'visits', name: 'Visits', dataType: 'integer' },
  ]);
  const made = fc.sample(person, { numRuns: 120, seed: 20 });
  const answers = await Promise.all(made.map((body) => lgl.post('/constituents', body)));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  people = answers.map(({ body }) => body);
});
afterAll(() => kith.stop());

test('random queries over random people', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(clause, { minLength: 1, maxLength: 2 }), async (clauses) => {
      const query = clauses.map((text) => `q[]=${encodeURIComponent(text)}`).join('&');
      const { status, body } = await lgl.search(`${query}&limit=2500`);
      expect(status, query).toBe(200);
      const wanted = people.filter((one) => clauses.every((text) => answers(one, text))).map((one) => one.id);
      expect(body.items.map((one: { id: number }) => one.id).toSorted(), clauses.join(' ; ')).toEqual(
        wanted.toSorted(),
      );
      found += wanted.length;
    }),
    { numRuns: 400 },
  );
  // Queries that never find anybody would prove nothing.
  expect(found).toBeGreaterThan(400);
});
