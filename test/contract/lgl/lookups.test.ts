// docs/contracts/lgl.md §3.9, §3.18, §3.19: attributes, types, team members, lists; and paths that Kith does not have.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { addUser, endAccess } from '../../support/records.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  await addCustomFields(kith, [
    { key: 'how_met', name: 'How Met', dataType: 'text', description: 'Where' },
    { key: 'visits', name: 'Visits', dataType: 'integer', minValue: 1, maxValue: 50 },
    { key: 'table', name: 'Table', dataType: 'text', itemType: 'Invitation' },
  ]);
  await addUser(kith, { email: 'ravi@riverbend.example', role: 'data_manager' });
  await endAccess(kith, await addUser(kith, { email: 'left@riverbend.example', role: 'data_manager' }));
});
afterAll(() => kith.stop());

describe('attributes, §3.9', () => {
  test('of constituents by default, bounds whole numbers, §6.2', async () => {
    const { body } = await lgl.get('/attributes?limit=200&offset=0');
    expect(body).toMatchObject({ item_type: 'attribute', total_items: 2, limit: 200 });
    const [met, visits] = body.items;
    const keys = ['id', 'item_type', 'name', 'description', 'key', 'min_val', 'max_val'];
    expect(Object.keys(met)).toEqual(keys);
    expect(met).toMatchObject({
      item_type: 'Constituent',
      name: 'How Met',
      description: 'Where',
      key: 'how_met',
      min_val: 0,
      max_val: 0,
    });
    expect(visits).toMatchObject({ key: 'visits', min_val: 1, max_val: 50 });
  });

  test('of invitations; of what has none', async () => {
    const invitation = (await lgl.get('/attributes.json?item_type=Invitation')).body;
    expect(invitation.items).toMatchObject([{ item_type: 'Invitation', key: 'table' }]);
    expect((await lgl.get('/attributes?item_type=Spoon')).body.total_items).toBe(0);
  });

  test('cannot be made through the API', async () => {
    expect((await lgl.post('/attributes', { name: 'X' })).status).toBe(404);
  });
});

describe('types, §3.18', () => {
  const KEYS = [
    'contact_report_types',
    'email_address_types',
    'mailing_types',
    'street_address_types',
    'phone_number_types',
    'web_address_types',
    'volunteering_categories',
    'appeal_types',
    'event_types',
    'note_types',
  ];

  test('ten keys in order with their values', async () => {
    const { body } = await lgl.get('/types');
    expect(body).toMatchObject({ item_type: 'type', total_items: 10, items_count: 10 });
    expect(body.items.map((row: { key: string }) => row.key)).toEqual(KEYS);
    for (const row of body.items) {
      expect(Object.keys(row)).toEqual(['name', 'key', 'values']);
      for (const value of row.values)
        expect(Object.keys(value)).toEqual(['id', 'name', 'display_name', 'code', 'ordinal']);
    }
  });

  test.each(KEYS)('%s alone: the same values in the envelope', async (key) => {
    const all = (await lgl.get('/types')).body.items.find((row: { key: string }) => row.key === key);
    const { status, body } = await lgl.get(`/types/${key}.json?limit=100`);
    expect(status).toBe(200);
    const singular = key === 'volunteering_categories' ? 'volunteering_category' : key.slice(0, -1);
    expect(body).toMatchObject({ item_type: singular, total_items: all.values.length, items: all.values });
  });

  test.each([
    ['email_address_types', ['1 Home', '2 Work', '3 Other', '4 Assistant']],
    ['street_address_types', ['1 Home', '2 Work', '3 Other', '4 School']],
    ['phone_number_types', ['1 Home', '2 Work', '3 Mobile', '4 Other', '6 Skype', '5 Fax', '7 Assistant', '8 Pager']],
    ['web_address_types', ['5 Website', '6 Facebook', '7 Twitter', '8 LinkedIn']],
  ])('%s keep the ids that clients hard-code, by ordinal', async (key, expected) => {
    const { items } = (await lgl.get(`/types/${key}`)).body;
    expect(items.map((row: { id: number; name: string }) => `${row.id} ${row.name}`)).toEqual(expected);
  });

  test('display_name is null for note types', async () => {
    const { items } = (await lgl.get('/types/note_types.json')).body;
    expect(items).toMatchObject([
      { name: 'General', display_name: null, code: 'general' },
      { name: 'Update', display_name: null, code: 'update' },
    ]);
  });

  test('pages; an unknown key is 404', async () => {
    const { body } = await lgl.get('/types?limit=4&offset=8');
    expect(body).toMatchObject({ items_count: 2, total_items: 10, offset: 8 });
    expect(body).not.toHaveProperty('next_link');
    for (const key of ['spoon_types', 'toString', 'contact', '%20'])
      expect((await lgl.get(`/types/${key}`)).status).toBe(404);
  });
});

test('team_members: all eight keys, by id, without API administrators and those who left, §3.19', async () => {
  const { body } = await lgl.get('/team_members');
  expect(body).toMatchObject({ item_type: 'team_member', total_items: 2 });
  const [priya, ravi] = body.items;
  expect(Object.keys(priya)).toEqual(
    'id first_name last_name email role_id is_admin is_primary_contact is_billing_contact'.split(' '),
  );
  expect(priya).toMatchObject({
    first_name: 'Priya',
    last_name: 'Nand',
    email: 'admin@riverbend.example',
    is_admin: true,
    is_primary_contact: true,
  });
  expect(ravi).toMatchObject({
    first_name: 'Ravi',
    is_admin: false,
    is_primary_contact: false,
    is_billing_contact: false,
  });
  expect(priya.role_id).not.toBe(ravi.role_id);
});

test.each(['/lists?limit=200&offset=0', '/lists/search', '/lists/search?q[]=name=x', '/lists/search?q=x'])(
  '%s is empty, §3.19',
  async (path) => {
    const { status, body } = await lgl.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ items_count: 0, total_items: 0, item_type: 'list', items: [] });
  },
);

describe('what Kith does not have is 404 in LGL’s envelope, §1.8, §3.1', () => {
  const ABSENT = `goals pledges payments relationships keywords tasks documents metadata
    notes/search lists/1 types/note_types/1`.split(/\s+/);

  test.each(ABSENT)('%s', async (path) => {
    for (const answer of [
      await lgl.get(`/${path}`),
      await lgl.get(`/${path}.json`),
      await lgl.post(`/${path}`, { name: 'X' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ api_version: '1.0', error: 'Not Found', description: expect.any(String) });
    }
    expect((await lgl.put(`/${path}`, { name: 'X' })).status).toBe(404);
    expect((await lgl.delete(`/${path}`)).status).toBe(404);
  });
});
