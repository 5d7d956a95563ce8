// docs/contracts/lgl.md §4.6 on generated gifts and generated queries: the server and a plain filter in memory must agree.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Client, lglClient } from './client.ts';
import { GIFT_TERMS, giftAnswers, type Kinds } from './gift-search-filter.ts';

const GIFTS = 150;
let kith: TestKith;
let lgl: Client;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come over the wire
let gifts: any[];
const typeOf = new Map<number, number>();
const kinds: Kinds = { typeOf };
/** The ids that clauses and gifts name, by path. */
const ids: Record<string, number[]> = { gift_types: [1, 2, 3, 4, 5, 7, 8, 9, 13, 14], types: [1, 2] };

/** By the term that searches for it: the key of a gift. */
const NAMED = {
  payment_types: 'payment_type_id',
  campaigns: 'campaign_id',
  funds: 'fund_id',
  appeals: 'appeal_id',
  events: 'event_id',
  categories: 'gift_category_id',
} as const;

const day = fc
  .integer({ min: 0, max: 40 })
  .map((days) => new Date(Date.UTC(2024, 0, 15 + days)).toISOString().slice(0, 10));
// Few amounts, so that they are equal now and then; with hundredths that floating point numbers do not hold.
const amount = fc.constantFrom('0', '0.10', '0.30', '5', '5.01', '19.99', '20', '100.10', '999999999.99');
const anyOf = (values: readonly number[]) => fc.constantFrom(...values);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  for (const path of ['campaigns', 'funds', 'appeals', 'events']) {
    const made = await Promise.all(['A', 'B', 'C'].map((name) => lgl.post(`/${path}`, { name })));
    ids[path] = made.map(({ body }) => body.id);
  }
  for (const [term, path] of [
    ['payment_types', 'payment_types'],
    ['categories', 'gift_categories'],
  ] as const)
    ids[term] = (await lgl.get(`/${path}`)).body.items.map(({ id }: { id: number }) => id).slice(0, 4);
  for (const table of ['appeals', 'events'] as const) await giveTypes(table);
  const person = (await lgl.post('/constituents', { last_name: 'Donor' })).body.id;
  const gift = fc.record({
    gift_type_id: anyOf(ids.gift_types ?? []),
    received_amount: amount,
    received_date: maybe(day),
    external_id: maybe(fc.constantFrom('a', 'b', 'c')),
    ...Object.fromEntries(Object.entries(NAMED).map(([term, key]) => [key, maybe(anyOf(ids[term] ?? []))])),
  });
  const made = await Promise.all(
    fc.sample(gift, { numRuns: GIFTS, seed: 5 }).map((body) => lgl.post(`/constituents/${person}/gifts`, body)),
  );
  expect(made.filter(({ status }) => status !== 200)).toEqual([]);
  await spreadTimes();
  gifts = await Promise.all(made.map(async ({ body: { id } }) => (await lgl.get(`/gifts/${id}`)).body));
});
afterAll(() => kith.stop());

/** The first two have a type each; the contract has no words to give one. */
async function giveTypes(table: 'appeals' | 'events') {
  for (const type of [1, 2]) {
    const id = ids[table]?.[type - 1] ?? 0;
    typeOf.set(id, type);
    await kith.app.db.all(sql(`update ${table} set type_id = $2 where id = $1`, [id, type]));
  }
}

/** Days apart, as if they had been written down over a month. */
async function spreadTimes() {
  await kith.app.db.all(
    sql(`update gifts set created_at = timestamptz '2024-01-15 00:00Z' + id % 31 * interval '17 hours',
      updated_at = timestamptz '2024-01-20 00:00Z' + id % 29 * interval '19 hours'`),
  );
}

const list = (term: string, values: readonly number[]) =>
  fc
    .tuple(fc.constantFrom('in', 'ni'), fc.uniqueArray(anyOf(values), { minLength: 1, maxLength: 3 }))
    .map(([operator, wanted]) => `${term}=${operator}|${wanted.join(',')}`);

function clauses(): fc.Arbitrary<string> {
  const days = ['date_from', 'date_to', 'created_from', 'created_to', 'updated_from', 'updated_to'];
  const comparison = fc.constantFrom('gte', 'lte', 'gt', 'lt', 'eq', 'ne');
  return fc.oneof(
    fc.tuple(fc.constantFrom(...days), day).map(([term, value]) => `${term}=${value}`),
    fc.tuple(comparison, amount).map(([operator, value]) => `gift_amount=${operator}|${value}`),
    fc.tuple(amount, amount).map(([low, high]) => `gift_amount=btw|${low}|${high}`),
    ...Object.keys(NAMED).map((term) => list(term, ids[term] ?? [])),
    fc.constantFrom(...Object.keys(NAMED)).map((term) => `${term}=bl`),
    list('gift_types', ids.gift_types ?? []),
    list('appeal_types', ids.types ?? []),
    list('event_types', ids.types ?? []),
    fc
      .uniqueArray(anyOf(gifts.map(({ id }) => id)), { minLength: 1, maxLength: 9 })
      .map((wanted) => `gift_ids=${wanted.join(',')}`),
    fc.subarray(['a', 'b', 'nobody'], { minLength: 1 }).map((wanted) => `external_gift_ids=${wanted.join(',')}`),
  );
}

test('random queries over random gifts', async () => {
  let found = 0;
  const used = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(clauses(), { minLength: 1, maxLength: 3 }), async (wantedClauses) => {
      const query = wantedClauses.map((text) => `q[]=${encodeURIComponent(text)}`).join('&');
      const { status, body } = await lgl.get(`/gifts/search?${query}&limit=2500`);
      expect(status, query).toBe(200);
      const wanted = gifts.filter((gift) => wantedClauses.every((text) => giftAnswers(gift, text, kinds)));
      const shown = body.items.map((gift: { id: number }) => gift.id).toSorted();
      expect(shown, wantedClauses.join(' ; ')).toEqual(wanted.map(({ id }) => id).toSorted());
      expect(body.total_items).toBe(wanted.length);
      found += wanted.length;
      for (const text of wantedClauses) used.add(text.split('=', 1)[0] ?? '');
    }),
    { numRuns: 400, seed: 11 },
  );
  // Queries that never find a gift, or never use a term, would prove nothing.
  expect(found).toBeGreaterThan(2_000);
  expect([...used].toSorted()).toEqual(GIFT_TERMS.toSorted());
});

test.each([
  ['gift_amount', 'received_amount'],
  ['date', 'received_date'],
  ['date_created', 'created_at'],
  ['date_updated', 'updated_at'],
  ['gift_type', 'gift_type_id'],
])('sort=%s goes by %s and then by id, in both directions', async (sort, key) => {
  const shown = async (order: string) =>
    (await lgl.get(`/gifts/search?sort=${order}&limit=2500`)).body.items.map((gift: { id: number }) => gift.id);
  const listed = gifts.filter(({ gift_type_id }) => gift_type_id !== 14);
  // What has no value is the largest.
  const rank = (gift: Record<string, unknown>) => (gift[key] === null ? '~' : gift[key]) as string;
  const sorted = listed.toSorted((a, b) => (rank(a) === rank(b) ? a.id - b.id : rank(a) < rank(b) ? -1 : 1));
  expect(await shown(sort)).toEqual(sorted.map(({ id }) => id));
  expect(await shown(`${sort}!`)).toEqual(sorted.map(({ id }) => id).toReversed());
});
