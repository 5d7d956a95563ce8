// docs/contracts/lgl.md §3.13 to §3.15, §4.6: gifts, what they are given to, and their search.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let donor: number;

beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date('2026-03-01T12:30:00Z') } });
  lgl = lglClient(kith.url, kith);
  donor = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
});
afterAll(() => kith.stop());

const give = async (body: object) => (await lgl.post(`/constituents/${donor}/gifts`, body)).body;

test('a gift without a type is a Gift of today; shown as created; listed abbreviated', async () => {
  const created = await lgl.post(`/constituents/${donor}/gifts.json`, {
    received_amount: '$1,234.50',
    external_id: 'w-1',
  });
  expect(created.status).toBe(200);
  expect(created.body).toMatchObject({
    gift_type_id: 1,
    gift_type_name: 'Gift',
    campaign_id: 0,
    payment_type_id: null,
    received_amount: 1234.5,
    deductible_amount: 1234.5,
    deposited_amount: 1234.5,
    received_date: '2026-03-01',
    deposit_date: '2026-03-01',
  });
  expect((await lgl.get(`/gifts/${created.body.id}`)).text).toBe(created.text);
  const listed = (await lgl.get(`/constituents/${donor}/gifts`)).body.items;
  expect(Object.keys(listed[0])).toEqual(
    'id constituent_id gift_type_id gift_type_name amount date created_at updated_at'.split(' '),
  );
});

test.each(['many', '-5', '1.005', '1000000000', { a: 1 }, true])(
  'the amount %o is 422 and names the field',
  async (amount) => {
    const refused = await lgl.post(`/constituents/${donor}/gifts`, { received_amount: amount });
    expect(refused.status).toBe(422);
    expect(refused.body.description).toContain('received_amount');
  },
);

test.each([
  ['campaigns', 'campaign', { start_date: '2026-01-01' }],
  ['funds', 'fund', { code: 'F' }],
  ['appeals', 'appeal', { date: '2026-02-01', projected_amount: '50' }],
  ['events', 'event', { date: '2026-02-01', end_date: '2026-02-02' }],
])('%s: create, show, list, update, delete; a gift names one and loses it', async (path, name, body) => {
  const created = (await lgl.post(`/${path}`, { name: `Spring ${name}`, financial_goal: '1,000', ...body })).body;
  expect(created).toMatchObject({ name: `Spring ${name}`, financial_goal: 1000, description: null });
  expect((await lgl.get(`/${path}/${created.id}`)).body).toEqual(created);
  const gift = await give({ received_amount: 5, [`${name}_id`]: 0, [`${name}_name`]: `SPRING ${name}` });
  expect(gift).toMatchObject({ [`${name}_id`]: created.id, [`${name}_name`]: `Spring ${name}` });
  await lgl.patch(`/${path}/${created.id}`, { name: 'Summer' });
  expect((await lgl.get(`/gifts/${gift.id}`)).body[`${name}_name`]).toBe('Summer');
  const found = await lgl.get(`/gifts/search?q[]=${path}=in|${created.id}`);
  expect(found.body.items.map((item: { id: number }) => item.id)).toEqual([gift.id]);
  expect((await lgl.delete(`/${path}/${created.id}`)).status).toBe(200);
  expect((await lgl.get(`/gifts/${gift.id}`)).body).toMatchObject({ [`${name}_id`]: 0, [`${name}_name`]: null });
  expect((await lgl.get(`/${path}/${created.id}`)).status).toBe(404);
  expect((await lgl.post(`/${path}`, { name: ' ' })).status).toBe(422);
});

test('type by name wins over a disagreeing id; goals are reachable by id only; unknown names are 422', async () => {
  expect(await give({ gift_type_id: 2, gift_type_name: 'pledge' })).toMatchObject({ gift_type_id: 7 });
  const goal = await give({ gift_type_id: 14, received_amount: 77 });
  expect((await lgl.get(`/gifts/${goal.id}`)).status).toBe(200);
  expect((await lgl.get('/gifts/search?q[]=gift_amount=eq|77')).body.total_items).toBe(0);
  const refused = await lgl.post(`/constituents/${donor}/gifts`, { fund_name: 'Nowhere' });
  expect([refused.status, refused.body.description]).toEqual([422, 'fund is not known by that id or name']);
});

test.each(['fund_id', 'campaign_id', 'gift_category_id', 'gift_type_id', 'payment_type_id', 'parent_gift_id'])(
  'an unreadable %s is 422; 0, null and blank are none, as a gift shows it',
  async (field) => {
    for (const unreadable of ['abc', 'x1', -3, { id: 1 }, [1, 2]]) {
      const refused = await lgl.post(`/constituents/${donor}/gifts`, { received_amount: 1, [field]: unreadable });
      expect([unreadable, refused.status]).toEqual([unreadable, 422]);
      expect(refused.body.description).toContain(field.replace('_id', ''));
    }
    for (const none of [0, null, '', '0', ' '])
      expect(await give({ received_amount: 1, [field]: none })).toMatchObject({ received_amount: 1 });
  },
);

test('what a gift shows may be sent back and changes nothing', async () => {
  const gift = await give({ received_amount: '12.50', note: 'Same', payment_type_name: 'Cash' });
  expect((await lgl.put(`/gifts/${gift.id}`, gift)).body).toEqual({ ...gift, updated_at: expect.any(String) });
});

test('update is partial, delete ends it', async () => {
  const gift = await give({ received_amount: '10', note: 'First' });
  const changed = (await lgl.put(`/gifts/${gift.id}`, { note: 'Second' })).body;
  expect(changed).toMatchObject({ received_amount: 10, note: 'Second', received_date: '2026-03-01' });
  expect((await lgl.delete(`/gifts/${gift.id}`)).body.result).toBe('success');
  expect((await lgl.get(`/gifts/${gift.id}`)).status).toBe(404);
});

test('custom fields are kept and shown, a renamed value too; an unknown field is 422 and nothing is kept, §3.8', async () => {
  const category = await lgl.post('/categories', { name: 'Source', item_type: 'Gift', facet_type: 'list' });
  expect(category.status).toBe(200);
  const gift = await give({ received_amount: 3, custom_fields: [{ name: 'source', values: [{ name: 'Gala' }] }] });
  const [field] = gift.custom_fields;
  expect(field).toMatchObject({ id: category.body.id, item_type: 'Gift', name: 'Source', values: [{ name: 'Gala' }] });
  const path = `/gifts/${gift.id}`;
  const added = await lgl.patch(path, { custom_fields: [{ id: field.id, values: [{ name: 'Mail' }] }] });
  const namesOf = (body: { custom_fields: { values: { name: string }[] }[] }) =>
    body.custom_fields.flatMap(({ values }) => values.map(({ name }) => name));
  expect(namesOf(added.body).sort()).toEqual(['Gala', 'Mail']);
  await lgl.patch(`/keywords/${field.values[0].id}`, { name: 'Ball' });
  const shown = (await lgl.get(path)).body;
  expect(namesOf(shown).sort()).toEqual(['Ball', 'Mail']);
  expect(shown.updated_at >= added.body.updated_at).toBe(true);
  const replaced = { custom_fields: [{ key: field.key, remove_previous_values: true, values: [{ name: 'Web' }] }] };
  expect(namesOf((await lgl.patch(path, replaced)).body)).toEqual(['Web']);
  for (const named of [{ name: 'Colour' }, { id: 999_999_999 }, { key: 'none' }]) {
    const refused = await lgl.patch(path, { note: 'Lost', custom_fields: [{ ...named, values: [{ name: 'x' }] }] });
    expect([refused.status, refused.body.description]).toEqual([422, 'custom_fields is not known by that id or name']);
  }
  expect((await lgl.get(path)).body).toMatchObject({ note: null, custom_fields: [{ values: [{ name: 'Web' }] }] });
});

test('a deleted pledge leaves its payments; no gift is its own parent, §3.13', async () => {
  const pledge = await give({ gift_type_name: 'Pledge', received_amount: 30 });
  const payments = [];
  for (const received_amount of [10, 20]) payments.push(await give({ received_amount, parent_gift_id: pledge.id }));
  expect(payments.map((payment) => payment.parent_gift_id)).toEqual([pledge.id, pledge.id]);
  const own = await lgl.patch(`/gifts/${pledge.id}`, { parent_gift_id: pledge.id });
  expect([own.status, own.body.description]).toEqual([422, 'parent_gift_id must not be the gift itself']);
  expect((await give({ parent_gift_id: 999_999_999 })).description).toBe('parent_gift_id is no gift');
  expect((await lgl.delete(`/gifts/${pledge.id}`)).status).toBe(200);
  for (const { id } of payments) expect((await lgl.get(`/gifts/${id}`)).body.parent_gift_id).toBeNull();
});

test('amounts are searched with every operator, dates and expansions hold', async () => {
  const person = (await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Lind' })).body.id;
  for (const amount of [2000, 2001, 2002])
    await lgl.post(`/constituents/${person}/gifts`, { received_amount: amount, received_date: '2020-05-05' });
  const count = async (clause: string) =>
    (await lgl.get(`/gifts?q[]=date_to=2020-12-31&q[]=gift_amount=${clause}&expand=first_name, last_name`)).body
      .total_items;
  const counts: Record<string, number> = {};
  for (const clause of ['gte|2001', 'lte|2001', 'gt|2001', 'lt|2001', 'eq|2001', 'ne|2001', 'btw|2000|2001'])
    counts[clause] = await count(clause);
  expect(Object.values(counts)).toEqual([2, 2, 1, 1, 1, 2, 2]);
  const [first] = (await lgl.get('/gifts/search?q[]=date_to=2020-12-31&expand=first_name, last_name')).body.items;
  expect(first).toMatchObject({ first_name: 'Bo', last_name: 'Lind' });
});

test.each(['funds=in|abc', 'gift_amount=about|5', 'gift_amount=btw|5', 'gift_types=bl', 'date_from=soon'])(
  '%s is 400 and names the term',
  async (clause) => {
    const refused = await lgl.get(`/gifts/search?q[]=${clause}`);
    expect(refused.status).toBe(400);
    expect(refused.body.description).toContain(clause.split('=')[0]);
  },
);

test('look-ups have their seed, and nothing crosses organizations', async () => {
  expect((await lgl.get('/payment_types')).body.items[2]).toMatchObject({ name: 'Credit Card', key: 'credit' });
  expect((await lgl.get('/gift_categories?gift_type_id=7')).body.total_items).toBe(2);
  expect((await lgl.get('/gift_types')).body.items[0]).toEqual({ id: 1, name: 'Gift', ordinal: 0 });
  const gift = await give({ received_amount: 1 });
  const fund = (await lgl.post('/funds', { name: 'Own' })).body.id;
  const other = lglClient(kith.url, await kith.addTenant('elsewhere'));
  expect((await other.get('/gifts')).body.total_items).toBe(0);
  for (const path of [`/gifts/${gift.id}`, `/funds/${fund}`]) {
    expect((await other.get(path)).status).toBe(404);
    expect((await other.patch(path, { name: 'Taken' })).status).toBe(404);
    expect((await other.delete(path)).status).toBe(404);
  }
});
