// docs/contracts/lgl.md §6.2: what a strictly typed client declares of every answer it reads. Wrong types stop it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let person: number;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string';
const whole: Check = (value) => Number.isInteger(value);
const number: Check = (value) => typeof value === 'number';
const truth: Check = (value) => typeof value === 'boolean';
const date: Check = (value) => text(value) && DATE.test(String(value));
const moment: Check = (value) => text(value) && TIMESTAMP.test(String(value));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value);

const POINT = { id: whole, is_preferred: truth, parent_id: orNull(whole), created_at: moment, updated_at: moment };
const MODELS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  email_addresses: { ...POINT, address: text, email_address_type_id: whole, email_type_name: text, not_current: truth },
  phone_numbers: {
    ...POINT,
    number: text,
    phone_number_type_id: whole,
    phone_type_name: text,
    normalized_number: text,
  },
  street_addresses: { ...POINT, street_type_name: text, verified: truth, lat: orNull(number), seasonal: orNull(truth) },
  web_addresses: { ...POINT, url: text, web_address_type_id: whole, web_address_type_name: text },
  class_affiliations: { id: whole, constituent_id: whole, class_affiliation_type_id: whole, year: whole },
  constituent_relationships: {
    id: whole,
    constituent_id: whole,
    related_constituent_id: whole,
    relationship_type_id: whole,
    name: text,
    auto_soft_credit: truth,
    also_acknowledge: truth,
  },
  group_memberships: { id: whole, group_id: whole, group_name: text, is_current: truth, created_at: moment },
  memberships: { id: whole, membership_level_id: whole, membership_level_name: text, date_start: orNull(date) },
  notes: { id: whole, constituent_id: whole, text, original_date: date, created_at: moment, updated_at: moment },
  contact_reports: { id: whole, name: text, text, original_date: date, created_at: moment },
  volunteer_times: { id: whole, hours: number, date, created_at: moment, external_id: orNull(text) },
};
const KEYWORD = {
  id: whole,
  category_id: whole,
  name: text,
  ordinal: whole,
  removable: truth,
  can_change: truth,
  can_select: truth,
  created_at: moment,
  updated_at: moment,
};
const CATEGORY = {
  id: whole,
  name: text,
  key: text,
  item_type: oneOf('Constituent', 'Gift', 'VolunteerTime'),
  facet_type: oneOf('single', 'list'),
  ordinal: whole,
  removable: truth,
  editable: truth,
  display_format: text,
};

function wrongKeys(row: Record<string, unknown>, model: Readonly<Record<string, Check>>): string[] {
  return Object.entries(model)
    .filter(([key, check]) => !(key in row) || !check(row[key]))
    .map(([key]) => `${key}: ${JSON.stringify(row[key])}`);
}

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  await addCustomFields(kith, [{ key: 'how_met', name: 'How Met', dataType: 'text' }]);
  const friend = (await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Okafor' })).body.id;
  const classType = (await lgl.get('/class_affiliation_types')).body.items[0].id;
  person = (
    await lgl.post('/constituents', {
      first_name: 'Ada',
      last_name: 'Rivera',
      email_addresses: [{ address: 'ada@example.org' }],
      phone_numbers: [{ number: '206 555 0188' }],
      street_addresses: [{ street: '1 Elm St' }],
      web_addresses: [{ url: 'ada.example' }],
      class_affiliations: [{ class_affiliation_type_id: classType, year: 2001 }],
      relationships: [{ related_constituent_id: friend, name: 'Friend' }],
      groups: [{ group_name: 'Staff' }],
      memberships: [{ membership_level_name: 'Friend' }],
      categories: [{ key: 'tags', keywords: [{ name: 'Gala' }] }],
      custom_attrs: [{ key: 'how_met', value: 'x' }],
    })
  ).body.id;
  await lgl.post(`/constituents/${person}/notes`, { text: 'x' });
  await lgl.post(`/constituents/${person}/contact_reports`, { text: 'x' });
  await lgl.post(`/constituents/${person}/volunteer_times`, { hours: 1 });
});
afterAll(() => kith.stop());

test.each(Object.keys(MODELS))('%s: in the list and alone', async (path) => {
  const { body } = await lgl.get(`/constituents/${person}/${path}`);
  expect(body).toMatchObject({ api_version: '1.0', items_count: 1 });
  const alone = (await lgl.get(`/${path}/${body.items[0].id}`)).body;
  expect(alone.api_version).toBe('1.0');
  for (const row of [...body.items, alone]) expect(wrongKeys(row, MODELS[path] ?? {})).toEqual([]);
});

test('embedded arrays have the same types', async () => {
  const { body } = await lgl.get(`/constituents/${person}`);
  expect(wrongKeys(body, { last_name: text, birthday: orNull(date), deceased_date: orNull(date) })).toEqual([]);
  const names = { constituent_relationships: 'relationships', group_memberships: 'groups' };
  for (const [path, model] of Object.entries(MODELS)) {
    const rows = body[{ ...names }[path as keyof typeof names] ?? path];
    for (const row of rows ?? []) expect(wrongKeys(row, model), path).toEqual([]);
  }
});

test('categories and keywords', async () => {
  const all = (await lgl.get('/categories')).body.items;
  const own = (await lgl.get(`/constituents/${person}/categories`)).body.items;
  expect(own).toHaveLength(1);
  for (const row of [...all, ...own]) {
    expect(wrongKeys(row, CATEGORY)).toEqual([]);
    for (const keyword of row.keywords) expect(wrongKeys(keyword, KEYWORD)).toEqual([]);
  }
});

test.each([
  [
    'relationship_types',
    { id: whole, name: text, short_code: text, type_code: text, ordinal: whole, removable: truth },
  ],
  [
    'attributes',
    { id: whole, item_type: oneOf('Constituent', 'Invitation'), key: text, min_val: whole, max_val: whole },
  ],
  [
    'team_members',
    {
      id: whole,
      first_name: text,
      last_name: text,
      email: text,
      role_id: whole,
      is_admin: truth,
      is_primary_contact: truth,
      is_billing_contact: truth,
    },
  ],
  ['groups', { id: whole, name: text, key: text, ordinal: whole }],
  ['membership_levels', { id: whole, name: text, ordinal: whole }],
  ['types', { name: text, key: text, values: Array.isArray }],
])('%s', async (path, model) => {
  const { items } = (await lgl.get(`/${path}`)).body;
  expect(items.length).toBeGreaterThan(0);
  for (const row of items) expect(wrongKeys(row, model)).toEqual([]);
});

test('the envelope is numbers and text', async () => {
  const { body } = await lgl.get('/groups?limit=1');
  const model = {
    api_version: text,
    items_count: whole,
    total_items: whole,
    limit: whole,
    offset: whole,
    next_item: whole,
    next_link: text,
    item_type: text,
    items: Array.isArray,
  };
  expect(wrongKeys(body, model)).toEqual([]);
  expect(Object.keys(body)).toEqual(Object.keys(model));
});

test('names and addresses are text, also where there is none', async () => {
  const id = (
    await lgl.post('/constituents', {
      is_org: true,
      org_name: 'Elm Trust',
      street_addresses: [{ country: 'US', street_address_type_id: 99 }],
      phone_numbers: [{ number: '1', phone_number_type_id: 99 }],
    })
  ).body.id;
  const { body } = await lgl.get(`/constituents/${id}`);
  const texts = { last_name: text, addressee: text, sort_name: text, alt_addressee: text };
  const listed = (await lgl.search(`q[]=name=Elm Trust`)).body.items[0];
  for (const row of [body, listed])
    expect(wrongKeys(row, { ...texts, constituent_contact_type_name: text })).toEqual([]);
  expect(body.last_name).toBe('');
  const address = { street: text, city: text, state: text, postal_code: text, zip5: text, street_type_name: text };
  expect(wrongKeys(body.street_addresses[0], address)).toEqual([]);
  expect(body.phone_numbers[0].phone_type_name).toBe('');
});
