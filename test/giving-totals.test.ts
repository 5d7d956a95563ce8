// Totals of giving (docs/decisions/0033) against sums of whole hundredths in memory, over random writes of gifts.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Giving, givingOf } from '../src/core/giving/giving-totals.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { addRecord, operator } from './support/records.ts';
import { sql } from './support/sql.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

interface Gift {
  id: number;
  owner: number;
  type: number;
  cents: bigint;
  date: string | null;
}

const GIVEN = [1, 4, 5, 8];
const SOFT = [2, 3, 9];
const ALL_TYPES = [...GIVEN, ...SOFT, 7, 13, 14];

const amountOf = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
const sumOf = (gifts: readonly Gift[]) => ({
  count: gifts.length,
  total: amountOf(gifts.reduce((sum, { cents }) => sum + cents, 0n)),
});
const ofTypes = (gifts: readonly Gift[], types: readonly number[]) => gifts.filter(({ type }) => types.includes(type));

function yearsOf(gifts: readonly Gift[], firstMonth: number) {
  const yearOf = (date: string) => {
    const [year = 0, month = 0] = date.split('-').map(Number);
    return firstMonth > 1 && month >= firstMonth ? year + 1 : year;
  };
  const counted = gifts.filter(({ date, type }) => date !== null && [...GIVEN, ...SOFT].includes(type));
  const years = [...new Set(counted.map(({ date }) => yearOf(date ?? '')))].toSorted((a, b) => b - a);
  return years.map((year) => {
    const own = counted.filter(({ date }) => yearOf(date ?? '') === year);
    return { year, ...sumOf(ofTypes(own, GIVEN)), soft: sumOf(ofTypes(own, SOFT)) };
  });
}

function expected(gifts: readonly Gift[], firstMonth: number): Giving {
  const given = ofTypes(gifts, GIVEN);
  const byDate = given
    .filter(({ date }) => date !== null)
    .toSorted((a, b) => (a.date === b.date ? a.id - b.id : (a.date ?? '') < (b.date ?? '') ? -1 : 1));
  const bySize = given.toSorted((a, b) => (a.cents === b.cents ? a.id - b.id : a.cents < b.cents ? -1 : 1));
  const shown = (gift: Gift | undefined) =>
    gift ? { id: gift.id, date: gift.date, amount: amountOf(gift.cents) } : null;
  return {
    ...sumOf(given),
    first: shown(byDate[0]),
    last: shown(byDate.at(-1)),
    largest: shown(bySize.at(-1)),
    soft: sumOf(ofTypes(gifts, SOFT)),
    calendarYears: yearsOf(gifts, 1),
    fiscalYears: yearsOf(gifts, firstMonth),
  };
}

const day = fc
  .tuple(fc.integer({ min: 2019, max: 2024 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'));
const content = fc.record({
  owner: fc.nat({ max: 2 }),
  type: fc.constantFrom(...ALL_TYPES),
  cents: fc.oneof(fc.bigInt({ min: 0n, max: 99_999_999_999n }), fc.bigInt({ min: 0n, max: 300n })),
  date: fc.option(day, { freq: 8 }),
});
const write = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.array(content, { minLength: 1, maxLength: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ change: fc.array(fc.tuple(fc.nat(), content), { minLength: 1, maxLength: 10 }) }),
  },
  { weight: 1, arbitrary: fc.record({ remove: fc.array(fc.nat(), { minLength: 1, maxLength: 15 }) }) },
);
type Content = typeof content extends fc.Arbitrary<infer Value> ? Value : never;

const COLUMNS = 'constituent_id bigint, gift_type_id bigint, received_amount numeric, received_date date';

function rowOf({ owner, type, cents, date }: Content, owners: readonly number[]) {
  return { constituent_id: owners[owner], gift_type_id: type, received_amount: amountOf(cents), received_date: date };
}

async function insertGifts(rows: readonly object[]): Promise<number[]> {
  const inserted = await kith.app.db.all<{ id: number }>(
    sql(
      `insert into gifts (organization_id, constituent_id, is_anon, gift_type_id, received_amount, received_date, deductible_amount, deposited_amount)
       select $1, r.constituent_id, false, r.gift_type_id, r.received_amount, r.received_date, 0, 0
       from rows from (jsonb_to_recordset($2::jsonb) as (${COLUMNS})) with ordinality as r order by r.ordinality returning id`,
      [kith.organization.id, JSON.stringify(rows)],
    ),
  );
  return inserted.map(({ id }) => id);
}

const changeGifts = (rows: readonly object[]) =>
  kith.app.db.all(
    sql(
      `update gifts g set constituent_id = r.constituent_id, gift_type_id = r.gift_type_id,
         received_amount = r.received_amount, received_date = r.received_date
       from jsonb_to_recordset($2::jsonb) as r (id bigint, ${COLUMNS}) where g.organization_id = $1 and g.id = r.id`,
      [kith.organization.id, JSON.stringify(rows)],
    ),
  );

const removeGifts = (ids: readonly number[]) =>
  kith.app.db.all(
    sql('delete from gifts where organization_id = $1 and id = any($2::bigint[])', [kith.organization.id, ids]),
  );

async function perform(
  step: typeof write extends fc.Arbitrary<infer Step> ? Step : never,
  gifts: Gift[],
  owners: number[],
) {
  if ('add' in step) {
    const ids = await insertGifts(step.add.map((one) => rowOf(one, owners)));
    gifts.push(...step.add.map((one, place) => ({ ...one, id: ids[place] ?? 0 })));
  } else if (gifts.length === 0) {
    return;
  } else if ('change' in step) {
    const changes = new Map(step.change.map(([place, one]) => [gifts[place % gifts.length], one]));
    await changeGifts([...changes].map(([gift, one]) => ({ id: gift?.id, ...rowOf(one, owners) })));
    for (const [gift, one] of changes) Object.assign(gift ?? {}, one);
  } else {
    const gone = new Set(step.remove.map((place) => gifts[place % gifts.length]?.id));
    await removeGifts([...gone].map(Number));
    gifts.splice(0, gifts.length, ...gifts.filter(({ id }) => !gone.has(id)));
  }
}

async function requireExact(gifts: readonly Gift[], owners: readonly number[], firstMonth: number) {
  for (const [place, id] of owners.entries()) {
    const own = gifts.filter(({ owner }) => owner === place);
    expect(await givingOf(kith.app.db, operator(kith), id)).toEqual(expected(own, firstMonth));
  }
}

test('totals are exact after any writes, and after the fiscal year has changed', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { minLength: 3, maxLength: 12 }),
      fc.integer({ min: 2, max: 12 }),
      async (steps, month) => {
        await kith.changeSetting('fiscalYearFirstMonth', month);
        const owners = await Promise.all(['A', 'B', 'C'].map((lastName) => addRecord(kith, { lastName })));
        const gifts: Gift[] = [];
        for (const step of steps) await perform(step, gifts, owners);
        await requireExact(gifts, owners, month);
        await kith.changeSetting('fiscalYearFirstMonth', month === 12 ? 1 : month + 1);
        await requireExact(gifts, owners, month === 12 ? 1 : month + 1);
        seen += gifts.length;
      },
    ),
    { numRuns: 25 },
  );
  // Few gifts would prove little.
  expect(seen).toBeGreaterThan(200);
});

test('a million random gifts of two hundred people are summed to the hundredth', async () => {
  const owners: number[] = [];
  for (let place = 0; place < 200; place += 1) owners.push(await addRecord(kith, { lastName: `Large${place}` }));
  const sums = owners.map(() => 0n);
  let asFloat = 0;
  for (let piece = 0; piece < 50; piece += 1) {
    const amounts = fc.sample(fc.bigInt({ min: 1n, max: 99_999_999_999n }), { numRuns: 20_000, seed: piece });
    const rows = amounts.map((cents, place) => {
      const owner = place % owners.length;
      sums[owner] = (sums[owner] ?? 0n) + cents;
      asFloat += Number(amountOf(cents));
      return rowOf({ owner, type: 1, cents, date: '2024-02-29' }, owners);
    });
    await insertGifts(rows);
  }
  const kept = await Promise.all(owners.map((id) => givingOf(kith.app.db, operator(kith), id)));
  expect(kept.map(({ count, total }) => ({ count, total }))).toEqual(
    sums.map((sum) => ({ count: 5_000, total: amountOf(sum) })),
  );
  // Floating point numbers would be wrong by now.
  expect(asFloat.toFixed(2)).not.toBe(amountOf(sums.reduce((all, sum) => all + sum, 0n)));
}, 240_000);

test('gifts to one person that are written at once are all counted', async () => {
  const id = await addRecord(kith, { lastName: 'Raced' });
  const one = rowOf({ owner: 0, type: 1, cents: 1_01n, date: '2024-03-01' }, [id]);
  await Promise.all(Array.from({ length: 40 }, () => insertGifts([one])));
  expect(await givingOf(kith.app.db, operator(kith), id)).toMatchObject({ count: 40, total: '40.40' });
});
