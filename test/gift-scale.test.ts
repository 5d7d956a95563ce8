// At 500,000 gifts a search by date, amount, fund, campaign, appeal, event or id reads no table of gifts from end to end:
// asserted on the plans of the very statements that the server sends.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../src/core/access/system-actor.ts';
import type { Actor } from '../src/core/base/actor.ts';
import { type GiftCriterion, type GiftSearch, searchGifts } from '../src/core/giving/search-gifts.ts';
import { ExplainingDb, sequentialScans } from './support/explaining-db.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { sql } from './support/sql.ts';

const PEOPLE = 100_000;
const GIFTS = 500_000;
let kith: TestKith;
let actor: Actor;

/** Gifts of one statement. */
const PART = 50_000;

beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'test', 'test');
  const org = kith.organization.id;
  const run = (text: string) => kith.app.db.all(sql(text.replaceAll('$org', String(org))));
  await run(`insert into constituents (organization_id, id, last_name, date_added)
    select $org, 2000000 + i, 'Donor ' || i, '2026-01-01' from generate_series(1, ${PEOPLE}) i`);
  for (const table of ['funds', 'campaigns', 'appeals', 'events'])
    await run(`insert into ${table} (organization_id, id, name, name_key)
      select $org, 100000 + i, 'N' || i, 'n' || i from generate_series(0, 199) i`);
  await run('update appeals set type_id = id where organization_id = $org');
  await run('update events set type_id = id where organization_id = $org');
  // In parts, none of which a busy machine takes longer for than a statement may.
  for (let first = 1; first <= GIFTS; first += PART)
    await run(`insert into gifts (organization_id, constituent_id, is_anon, gift_type_id, received_amount, received_date,
      deductible_amount, deposited_amount, fund_id, campaign_id, appeal_id, event_id, external_id, created_at, updated_at)
    select $org, 2000001 + i % ${PEOPLE}, false, 1 + i % 5, (i * 37 % 100000) / 10.0, date '2016-01-01' + i % 3650, 0, 0,
      case when i % 2 = 0 then 100000 + i % 200 end, 100000 + i % 199, case when i % 3 = 0 then 100000 + i % 200 end,
      case when i % 5 = 0 then 100000 + i % 200 end, 'gift-' || i, timestamptz '2016-01-01' + i * interval '8 minutes',
      timestamptz '2017-01-01' + i * interval '8 minutes'
    from generate_series(${first}, ${Math.min(first + PART - 1, GIFTS)}) i`);
  await kith.asOwner('vacuum analyze');
}, 180_000);
afterAll(() => kith.stop());

async function search(criteria: readonly GiftCriterion[], given: Partial<GiftSearch> = {}) {
  const db = new ExplainingDb(kith.app.db.pool(), kith.app.db);
  const page = { limit: 25, offset: 0 };
  const sort = { key: 'date', descending: true } as const;
  const { items, total } = await searchGifts(db, actor, { criteria, sort, page, ...given });
  return { items, total, scanned: db.plans.flatMap(sequentialScans) };
}

test.each<[string, GiftCriterion]>([
  ['date', { term: 'receivedDate', from: '2020-02-01', to: '2020-02-29' }],
  ['amount', { term: 'amount', operator: 'eq', than: '4.20' }],
  ['amount from', { term: 'amount', operator: 'gte', than: '9990.00' }],
  ['fund', { term: 'fund', operator: 'in', ids: [100_004, 100_006] }],
  ['campaign', { term: 'campaign', operator: 'in', ids: [100_007] }],
  ['appeal', { term: 'appeal', operator: 'in', ids: [100_009] }],
  ['event', { term: 'event', operator: 'in', ids: [100_010] }],
  ['type of appeal', { term: 'appealType', operator: 'in', ids: [100_009] }],
  ['type of event', { term: 'eventType', operator: 'in', ids: [100_010] }],
  ['created', { term: 'created', from: '2019-03-01T00:00:00.000Z', to: '2019-03-20T23:59:59.999999Z' }],
  ['updated', { term: 'updated', from: '2024-08-01T00:00:00.000Z' }],
  ['external id', { term: 'externalId', anyOf: ['gift-7', 'gift-8'] }],
])('%s', async (_name, criterion) => {
  const { total, scanned } = await search([criterion]);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(GIFTS / 20);
  expect(scanned).not.toContain('gifts');
  expect(scanned).not.toContain('constituents');
});

test('the latest of all come from the index of dates', async () => {
  const { items } = await search([]);
  expect(items[0]?.receivedDate).toBe('2025-12-28');
  const db = new ExplainingDb(kith.app.db.pool(), kith.app.db);
  await searchGifts(db, actor, {
    criteria: [],
    sort: { key: 'amount', descending: true },
    page: { limit: 25, offset: 0 },
  });
  // The first statement counts all gifts, which reads them.
  expect(db.plans.slice(1).flatMap(sequentialScans)).not.toContain('gifts');
});
