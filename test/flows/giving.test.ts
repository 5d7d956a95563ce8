// A donor through three contracts: gifts by Little Green Light, read off Kith's own API and Luminate's transactions.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client as LglClient, lglClient } from '../contract/lgl/client.ts';
import { type Caller, caller } from '../contract/luminate/client.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let lgl: LglClient;
let api: Client;
let luminate: Caller;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date('2026-03-01T17:30:00Z') } });
  lgl = lglClient(kith.url, kith);
  api = nativeClient(kith.url, keyOf(kith));
  luminate = caller(kith);
});
afterAll(() => kith.stop());

let donors = 0;
async function addDonor() {
  donors += 1;
  const body = {
    ...{ prefix: 'Dr.', first_name: 'Ada', last_name: `Rivera ${donors}` },
    email_addresses: [{ address: `ada${donors}@riverbend.example` }],
    street_addresses: [{ street: '1 Mill Lane', city: 'Austin', state: 'TX', postal_code: '78701' }],
  };
  const { id } = (await lgl.post('/constituents', body)).body;
  const give = async (gift: object) => (await lgl.post(`/constituents/${id}/gifts`, gift)).body;
  const giving = async () => (await api.get(`/constituents/${id}`)).body.giving;
  const transactions = async (fields = {}) =>
    [(await luminate.server('getUserTransactions', { cons_id: String(id), ...fields })).body.transaction ?? []].flat();
  const status = async () =>
    (await luminate.server('getUser', { cons_id: String(id), fields: 'donor_status' })).body.donor_status;
  return { id, give, giving, transactions, status };
}

test('a gift shows in Luminate as a transaction, and in the totals of the own API', async () => {
  const { id, give, giving, transactions, status } = await addDonor();
  expect(await giving()).toMatchObject({ count: 0, total: '0.00', first: null, calendar_years: [], fiscal_years: [] });
  expect([await transactions(), await status()]).toEqual([[], null]);
  const check = await give({
    ...{ received_amount: '1,234.50', received_date: '2024-07-01', payment_type_name: 'Check', check_number: '77' },
  });
  const [shown] = await transactions();
  expect(shown).toMatchObject({
    confirmation_code: expect.stringMatching(new RegExp(`-${check.id}$`)),
    amount: { decimal: '1234.50', formatted: '$1,234.50' },
    ...{ tender_type: 'CHECK', pay_method: 'OFFLINE', transaction_type: 'DONATION', check_number: '77' },
    ...{ credit_card_type: null, credit_card_number: null, credit_card_expiration: null },
    billing_name: { title: 'Dr.', first: 'Ada', last: `Rivera ${donors}`, middle: null },
    billing_address: { street1: '1 Mill Lane', street2: null, city: 'Austin', state: 'TX', zip: '78701' },
  });
  expect(shown.timestamp).toMatch(/^2024-07-01T00:00:00\.000[-+]\d\d:\d\d$/);
  expect(Object.keys(shown).slice(0, 6)).toEqual(
    'timestamp confirmation_code amount tender_type pay_method transaction_type'.split(' '),
  );
  expect(await giving()).toMatchObject({
    ...{ count: 1, total: '1234.50', last: { id: check.id, date: '2024-07-01', amount: '1234.50' } },
    calendar_years: [{ year: 2024, count: 1, total: '1234.50', soft: { count: 0, total: '0.00' } }],
  });
  expect(await status()).toBe('2');
  const members = await luminate.server('getUser', { cons_id: String(id) });
  expect(members.body.donor_status).toBe('2');
});

test('pledges are transactions of their own type; credits, instalments and goals are none', async () => {
  const { give, transactions, giving, status } = await addDonor();
  const pledge = await give({ gift_type_name: 'Pledge', received_amount: 100, received_date: '2025-01-10' });
  await give({ gift_type_name: 'Installment', received_amount: 50, parent_gift_id: pledge.id });
  await give({ gift_type_id: 14, received_amount: 900 });
  await give({ gift_type_name: 'Soft Credit', received_amount: '20.25', received_date: '2025-02-01' });
  expect(await status()).toBe(null);
  await give({ received_amount: 50, received_date: '2025-02-02', parent_gift_id: pledge.id });
  const types = (list: { transaction_type: string }[]) => list.map(({ transaction_type }) => transaction_type);
  expect(types(await transactions())).toEqual(['PLEDGE', 'DONATION']);
  expect(types(await transactions({ transaction_type: 'PLEDGE' }))).toEqual(['PLEDGE']);
  expect(types(await transactions({ transaction_type: 'REFUND' }))).toEqual([]);
  expect(types(await transactions({ begin_date: '2025-02-02' }))).toEqual(['DONATION']);
  expect(types(await transactions({ end_date: '2025-02-01' }))).toEqual(['PLEDGE']);
  expect(types(await transactions({ list_page_size: '1', list_page_offset: '1' }))).toEqual(['DONATION']);
  expect(await giving()).toMatchObject({ count: 1, total: '50.00', soft: { count: 1, total: '20.25' } });
});

test('a changed, moved or deleted gift leaves no trace in the totals; years follow the fiscal year', async () => {
  const [one, other] = [await addDonor(), await addDonor()];
  const gift = await one.give({ received_amount: 10, received_date: '2024-08-01' });
  const more = await one.give({ received_amount: 30, received_date: '2025-01-01' });
  await kith.changeSetting('fiscalYearFirstMonth', 7);
  expect(await one.giving()).toMatchObject({
    calendar_years: [
      { year: 2025, total: '30.00' },
      { year: 2024, total: '10.00' },
    ],
    fiscal_years: [{ year: 2025, count: 2, total: '40.00' }],
  });
  await lgl.patch(`/gifts/${gift.id}`, { received_amount: '10.01' });
  expect(await one.giving()).toMatchObject({ total: '40.01', first: { amount: '10.01' }, largest: { id: more.id } });
  await lgl.patch(`/gifts/${more.id}`, { constituent_id: other.id });
  expect(await one.giving()).toMatchObject({ count: 1, total: '10.01', largest: { id: gift.id } });
  expect(await other.giving()).toMatchObject({ count: 1, total: '30.00' });
  await lgl.delete(`/gifts/${gift.id}`);
  expect(await one.giving()).toMatchObject({
    count: 0,
    total: '0.00',
    first: null,
    calendar_years: [],
    fiscal_years: [],
  });
  expect(await one.status()).toBe(null);
});

test('totals go with a merge, and come back when it is undone', async () => {
  const [survivor, merged] = [await addDonor(), await addDonor()];
  await survivor.give({ received_amount: 5, received_date: '2023-01-01' });
  await merged.give({ received_amount: 7, received_date: '2022-01-01' });
  const made = await api.send('POST', '/merges', { survivor_id: survivor.id, other_ids: [merged.id] });
  expect(made.status).toBe(201);
  expect(await survivor.giving()).toMatchObject({ count: 2, total: '12.00', first: { date: '2022-01-01' } });
  expect((await api.send('POST', `/merges/${made.body.id}/undo`)).status).toBe(200);
  expect(await survivor.giving()).toMatchObject({ count: 1, total: '5.00', first: { date: '2023-01-01' } });
  expect(await merged.giving()).toMatchObject({ count: 1, total: '7.00', fiscal_years: [{ total: '7.00' }] });
});

test('members of a group show who of them has given', async () => {
  const [donor, other] = [await addDonor(), await addDonor()];
  await donor.give({ received_amount: 5 });
  const { id } = (await lgl.post('/groups', { name: 'Choir' })).body;
  for (const member of [donor, other])
    await lgl.post(`/constituents/${member.id}/group_memberships`, { group_id: id, group_name: 'Choir' });
  const shown = await luminate.server('getGroupMembers', { group_id: String(id), fields: 'cons_id,donor_status' });
  const statuses = shown.body.member.map(({ cons_id, donor_status }: Record<string, string>) => [
    cons_id,
    donor_status,
  ]);
  expect(Object.fromEntries(statuses)).toEqual({ [donor.id]: '2', [other.id]: null });
});

test('one organization sees nothing of another', async () => {
  const { id, give } = await addDonor();
  await give({ received_amount: 5 });
  const elsewhere = await kith.addTenant('oakfield');
  expect((await nativeClient(kith.url, keyOf(elsewhere)).get(`/constituents/${id}`)).status).toBe(404);
  const foreign = await caller(kith, elsewhere).server('getUserTransactions', { cons_id: String(id) });
  expect(foreign.status).toBe(403);
});
