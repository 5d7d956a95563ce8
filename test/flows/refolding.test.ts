// What was stored under other folding rules is found again once Kith has started, however often it was stopped meanwhile.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { FOLD_VERSION } from '../../src/core/base/fold.ts';
import { refoldBatch } from '../../src/core/refolding/refold.ts';
import { NOBODY, transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
beforeEach(async () => {
  kith = await startKith();
});
afterEach(() => kith.stop());

const run = <Row = unknown>(text: string, ...values: unknown[]) => kith.app.db.all<Row>(sql(text, values));

async function createPerson(name: string, parts: object = {}): Promise<number> {
  const response = await fetch(`${kith.url}/api/v1/constituents`, {
    method: 'POST',
    headers: { ...kith.lgl, 'content-type': 'application/json' },
    body: JSON.stringify({ first_name: name, last_name: 'Ray', ...parts }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: number }).id;
}

async function found(query: string, path = '/api/v1/constituents/search'): Promise<number[]> {
  const url = `${kith.url}${path}?${new URLSearchParams({ 'q[]': query, limit: '100' })}`;
  const response = await fetch(url, { headers: kith.lgl });
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: { id: number }[] }).items.map(({ id }) => id);
}

/** As an earlier version left it: no keys, and what is folded by other rules. */
async function age(id: number): Promise<void> {
  const own = [kith.organization.id, id];
  await run(
    `update constituents set search_name = 'た', search_sort_name = '' where organization_id = $1 and id = $2`,
    ...own,
  );
  await run(
    `update email_addresses set address = address || U&'\\200B', normalized_address = address || U&'\\200B',
       search_address = '' where organization_id = $1 and constituent_id = $2`,
    ...own,
  );
  await run(
    `update phone_numbers set e164 = null, search_number = '' where organization_id = $1 and constituent_id = $2`,
    ...own,
  );
  await run(`update street_addresses set search_city = '' where organization_id = $1 and constituent_id = $2`, ...own);
  await run(
    `update external_ids set value = value || U&'\\00AD' where organization_id = $1 and constituent_id = $2`,
    ...own,
  );
  await run('update groups set name_key = null where organization_id = $1', kith.organization.id);
  await run('update users set login_key = null where organization_id = $1', kith.organization.id);
  await run('update installation set fold_version = 1, fold_progress = null');
}

const PERSON = {
  external_constituent_id: 'A-17',
  email_addresses: [{ address: 'takada@example.org' }],
  phone_numbers: [{ number: '+1 206 555 0188' }],
  street_addresses: [{ city: 'Zürich' }],
};

async function expectFound(id: number): Promise<void> {
  expect(await found('name=たかだ')).toEqual([id]);
  expect(await found('eaddr=takada@example.org')).toEqual([id]);
  expect(await found('phone_number=(206) 555-0188')).toEqual([id]);
  expect(await found('city=zurich')).toEqual([id]);
  expect(await found('external_id=A-17')).toEqual([id]);
  const [email] = await run<{ address: string }>(
    'select address from email_addresses where organization_id = $1 and constituent_id = $2',
    kith.organization.id,
    id,
  );
  expect(email?.address).toBe('takada@example.org');
}

async function start(): Promise<void> {
  const twin = await kith.startTwin();
  await twin.stop();
}

test('everything is folded again when Kith starts, once', async () => {
  const id = await createPerson('たかだ', PERSON);
  await age(id);
  expect(await found('name=たかだ')).toEqual([]);
  await start();
  await expectFound(id);
  expect(await run('select fold_version as version, fold_progress as progress from installation')).toEqual([
    { version: FOLD_VERSION, progress: null },
  ]);
  // Signing in goes by the keys as well.
  const list = await fetch(`${kith.url}/api/constituents?limit=1`, { headers: kith.basic });
  expect(list.status).toBe(200);
});

test('a start that dies is taken up by the next, and two at once do it together', async () => {
  const id = await createPerson('たかだ', PERSON);
  await age(id);
  // Two batches are done, the third is rolled back.
  for (let batch = 0; batch < 2; batch += 1) await transaction(kith.app.db, NOBODY, refoldBatch);
  const dying = transaction(kith.app.db, NOBODY, async (tx) => {
    await refoldBatch(tx);
    throw new Error('died');
  });
  await expect(dying).rejects.toThrow('died');
  expect(await run('select fold_version as version from installation')).toEqual([{ version: 1 }]);
  await Promise.all([start(), start()]);
  await expectFound(id);
});

test('of two groups whose names become one the newer keeps a key of its own', async () => {
  const [organizationId, insert] = [
    kith.organization.id,
    'insert into groups (organization_id, name, key) values ($1, $2, $3) returning id',
  ];
  const [older] = await run<{ id: number }>(insert, organizationId, 'Café', 'cafe_1');
  const [newer] = await run<{ id: number }>(insert, organizationId, 'Cafe\u0301', 'cafe_2');
  await run('update installation set fold_version = 1');
  await start();
  const keys = await run<{ id: number; key: string }>(
    'select id, coalesce(name_key, lower(name)) as key from groups where organization_id = $1 and id >= $2 order by id',
    organizationId,
    older?.id,
  );
  expect(keys).toEqual([
    { id: older?.id, key: 'café' },
    { id: newer?.id, key: `café\n${newer?.id}` },
  ]);
});
