// docs/contracts/lgl.md §3.2 and §5: create, show, update, delete of a constituent with all nested parts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let friendId: number;

const SUMMARY_KEYS =
  'id external_constituent_id is_org constituent_contact_type_id constituent_contact_type_name prefix first_name middle_name last_name suffix spouse_name org_name job_title addressee salutation sort_name constituent_interest_level_id constituent_interest_level_name constituent_rating_id constituent_rating_name is_deceased deceased_date annual_report_name birthday gender maiden_name nick_name spouse_nick_name date_added alt_salutation alt_addressee honorary_name assistant_name marital_status_id marital_status_name is_anon created_at updated_at'.split(
    ' ',
  );
const PART_KEYS =
  'class_affiliations relationships street_addresses phone_numbers email_addresses web_addresses categories groups memberships custom_attrs'.split(
    ' ',
  );
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  await addCustomFields(kith, [
    { key: 'how_met', name: 'How Met', dataType: 'text' },
    { key: 'visits', name: 'Visits', dataType: 'integer' },
  ]);
  friendId = (await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Okafor' })).body.id;
});
afterAll(() => kith.stop());

const create = async (body: unknown) => (await lgl.post('/constituents', body)).body;

describe('create, §3.2', () => {
  test('answers 200 with the whole record, keys in wire order, from the documented kind of request', async () => {
    const { status, headers, body } = await lgl.post('/constituents', {
      first_name: 'Ada',
      last_name: 'Rivera',
      external_constituent_id: 'web-7',
      class_affiliations: [{ class_affiliation_type_id: '515', year: '2021' }],
      email_addresses: [{ address: 'ada@example.org' }],
      phone_numbers: [{ number: '(206) 555-0188', phone_type_name: 'mobile' }],
      street_addresses: [{ street: '123 SE Tree', city: 'Seattle', state: 'WA', postal_code: '98101-1234' }],
      web_addresses: [{ url: 'ada.example.org' }],
      relationships: [{ related_constituent_id: String(friendId), name: 'friend' }],
      categories: [{ key: 'tags', keywords: [{ name: 'Gala 2026' }] }],
      groups: [{ group_name: 'Volunteer' }],
      memberships: [{ membership_level_name: 'Friend', date_start: '2026-01-01', finish_date: '2026-12-31' }],
      custom_attrs: [{ key: 'how_met', value: 'Met at gala' }],
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Object.keys(body)).toEqual(['api_version', ...SUMMARY_KEYS, ...PART_KEYS]);
    expect(body).toMatchObject({
      api_version: '1.0',
      external_constituent_id: 'web-7',
      is_org: false,
      constituent_contact_type_name: 'Primary',
      addressee: 'Ada Rivera',
      salutation: 'Ada',
      sort_name: 'Rivera, Ada',
      annual_report_name: 'Ada Rivera',
      alt_salutation: 'Ada',
      alt_addressee: 'Ada Rivera',
      honorary_name: 'Ada Rivera',
      is_deceased: false,
      is_anon: false,
      middle_name: null,
    });
    expect(body.created_at).toMatch(TIMESTAMP);
    expect(body.class_affiliations).toEqual([
      { id: expect.any(Number), constituent_id: body.id, class_affiliation_type_id: 515, year: 2021, note: null },
    ]);
    expect(body.relationships).toEqual([
      {
        id: expect.any(Number),
        relationship_type_id: expect.any(Number),
        constituent_id: body.id,
        related_constituent_id: friendId,
        name: 'Friend',
        description: null,
        auto_soft_credit: false,
        also_acknowledge: false,
        share_address: null,
        share_phone: null,
      },
    ]);
    expect(Object.keys(body.street_addresses[0])).toEqual(
      'id street city state country postal_code county street_address_type_id street_type_name is_preferred not_current parent_id seasonal_from seasonal_to seasonal lat lng zip5 verified verified_on created_at updated_at'.split(
        ' ',
      ),
    );
    expect(body.street_addresses[0]).toMatchObject({
      street_address_type_id: 1,
      street_type_name: 'Home',
      is_preferred: true,
      seasonal_from: '01-01',
      seasonal_to: '12-31',
      seasonal: null,
      zip5: '98101',
      verified: false,
      country: null,
    });
    expect(body.phone_numbers[0]).toMatchObject({
      number: '(206) 555-0188',
      phone_number_type_id: 3,
      phone_type_name: 'Mobile',
      normalized_number: '2065550188',
      is_preferred: true,
    });
    expect(body.email_addresses[0]).toEqual({
      id: expect.any(Number),
      address: 'ada@example.org',
      email_address_type_id: 1,
      email_type_name: 'Home',
      is_preferred: true,
      not_current: false,
      parent_id: null,
      created_at: expect.stringMatching(TIMESTAMP),
      updated_at: expect.stringMatching(TIMESTAMP),
    });
    // §5.6: web addresses are not preferred by themselves; §5.4: they are websites by default.
    expect(body.web_addresses[0]).toMatchObject({
      web_address_type_id: 5,
      web_address_type_name: 'Website',
      is_preferred: false,
    });
    expect(body.categories).toHaveLength(1);
    expect(Object.keys(body.categories[0])).toEqual(
      'id item_type name key facet_type ordinal removable editable display_format keywords'.split(' '),
    );
    expect(body.categories[0].keywords).toEqual([
      expect.objectContaining({ name: 'Gala 2026', category_id: body.categories[0].id, ordinal: 100, removable: true }),
    ]);
    expect(body.groups[0]).toMatchObject({
      constituent_id: body.id,
      group_name: 'Volunteer',
      is_current: true,
      date_start: null,
    });
    expect(body.memberships[0]).toMatchObject({
      membership_level_name: 'Friend',
      date_start: '2026-01-01',
      finish_date: '2026-12-31',
    });
    expect(body.custom_attrs).toEqual([
      {
        id: expect.any(Number),
        classification: 'text',
        name: 'How Met',
        key: 'how_met',
        ordinal: 100,
        value: 'Met at gala',
      },
    ]);
    expect((await lgl.get(`/constituents/${body.id}`)).body).toEqual(body);
  });

  test('takes junk as clients send it, §2.4', async () => {
    const { status, body } = await lgl.post('/constituents', {
      first_name: 'June',
      last_name: 'K',
      external_constituent_id: 0,
      birthday: 'date',
      deceased_date: '',
      marital_status_id: 0,
      marital_status_name: '',
      prefix: '',
      is_org: 'false',
      organization_name: 'dropped',
      email_addresses: [
        { email_address: 'dropped@example.org', is_primary: true },
        { id: 0, address: 'kept@example.org' },
      ],
      street_addresses: [{ street: '', city: '', state: '', postal_code: '', county: '' }],
      phone_numbers: { number: '1' },
      categories: [
        { key: 'tags', keywords: { name: 'x' } },
        { key: 'no_such_category', keywords: [{ name: 'x' }] },
      ],
      groups: [],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      external_constituent_id: null,
      birthday: null,
      deceased_date: null,
      prefix: '',
      org_name: null,
    });
    expect(body).toMatchObject({
      marital_status_id: null,
      street_addresses: [],
      phone_numbers: [],
      categories: [],
      custom_attrs: [],
    });
    expect(body.email_addresses.map((row: { address: string }) => row.address)).toEqual(['kept@example.org']);
  });

  test('casts text to numbers and American dates, §2.4', async () => {
    const body = await create({
      first_name: 'A',
      last_name: 'B',
      birthday: '02/29/2004',
      external_constituent_id: 77,
      is_anon: '1',
    });
    expect(body).toMatchObject({ birthday: '2004-02-29', external_constituent_id: '77', is_anon: true });
  });

  test.each([
    [{ last_name: 'Solo' }, { addressee: 'Solo', salutation: 'Solo', sort_name: 'Solo', annual_report_name: 'Solo' }],
    [
      { is_org: true, org_name: 'The Bower Agency' },
      {
        addressee: 'The Bower Agency',
        salutation: null,
        sort_name: 'The Bower Agency',
        annual_report_name: null,
        honorary_name: null,
      },
    ],
    [
      { first_name: 'Ann', last_name: 'Lee', addressee: 'The Lee family', salutation: 'Ann and Bo' },
      {
        annual_report_name: 'The Lee family',
        honorary_name: 'The Lee family',
        alt_addressee: 'The Lee family',
        alt_salutation: 'Ann and Bo',
        sort_name: 'Lee, Ann',
      },
    ],
  ])('derives names, §5.3: %o', async (request, expected) => {
    expect(await create(request)).toMatchObject(expected);
  });

  test('refuses only a record without any name, §5.1', async () => {
    const { status, body } = await lgl.post('/constituents', { first_name: ' ', email_addresses: [] });
    expect(status).toBe(422);
    expect(body).toMatchObject({ api_version: '1.0', error: 'Validation Error', errors: [expect.any(String)] });
    expect((await lgl.post('/constituents', {})).status).toBe(422);
    const unnamed = { email_addresses: [{ address: 'nameless@example.org' }] };
    expect((await lgl.post('/constituents', unnamed)).status).toBe(422);
  });

  test('writes nothing when a part is refused', async () => {
    const before = (await lgl.get('/constituents')).body.total_items;
    const { status } = await lgl.post('/constituents', {
      first_name: 'Half',
      last_name: 'Done',
      email_addresses: [{ address: 'half@example.org' }],
      relationships: [{ related_constituent_id: 999999999, name: 'Friend' }],
    });
    expect(status).toBe(422);
    expect((await lgl.get('/constituents')).body.total_items).toBe(before);
  });

  test('one keyword in a single category: the last one stays, §3.8', async () => {
    const keywords = [{ short_code: 'ack_pref_mailing' }, { name: 'prefers EMAIL' }];
    const body = await create({ first_name: 'S', last_name: 'T', categories: [{ key: 'ack_preferences', keywords }] });
    expect(body.categories[0].keywords.map((row: { name: string }) => row.name)).toEqual(['Prefers email']);
  });

  test('never adds a keyword to a category that is not editable, §5.4', async () => {
    const body = await create({
      first_name: 'S',
      last_name: 'T',
      categories: [{ key: 'giving_status', keywords: [{ name: 'Saint' }] }],
    });
    expect(body.categories).toEqual([]);
  });

  test('creates the opposite of a relationship when asked, §3.4', async () => {
    const relationships = [
      { related_constituent_id: friendId, name: 'Parent', rec_name: 'Child', reciprocal_description: 'adopted' },
    ];
    const { id } = await create({ first_name: 'P', last_name: 'Q', relationships });
    const opposite = (await lgl.get(`/constituents/${friendId}`)).body.relationships;
    expect(opposite).toContainEqual(
      expect.objectContaining({ related_constituent_id: id, name: 'Child', description: 'adopted' }),
    );
  });
});

describe('update, §5.2 and §5.5', () => {
  test('touches only what is sent, appends to arrays, keeps derived names', async () => {
    const before = await create({
      first_name: 'Joe',
      last_name: 'Doe',
      email_addresses: [{ address: 'joe@example.org' }],
      class_affiliations: [{ class_affiliation_type_id: 515, year: 2021 }],
    });
    const { status, body } = await lgl.patch(`/constituents/${before.id}`, {
      middle_name: 'Moe',
      class_affiliations: [{ class_affiliation_type_id: '515', year: '2022' }],
      email_addresses: [{ address: 'new@example.org', is_preferred: true }],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ middle_name: 'Moe', addressee: 'Joe Doe', sort_name: 'Doe, Joe' });
    expect(body.class_affiliations.map((row: { year: number }) => row.year)).toEqual([2021, 2022]);
    expect(body.email_addresses).toMatchObject([
      { id: before.email_addresses[0].id, address: 'joe@example.org', is_preferred: false },
      { address: 'new@example.org', is_preferred: true },
    ]);
  });

  test('PUT is PATCH; remove_previous_* replaces; elements with an id are updated, §5.5', async () => {
    const before = await create({
      first_name: 'Joe',
      last_name: 'Doe',
      email_addresses: [{ address: 'a@example.org' }, { address: 'b@example.org' }],
      web_addresses: [{ url: 'a.example' }],
      groups: [{ group_name: 'Staff' }],
    });
    const { body } = await lgl.put(`/constituents/${before.id}.json`, {
      remove_previous_email_addresses: true,
      email_addresses: [{ address: 'c@example.org' }],
      remove_previous_web_addresses: true,
      groups: [{ id: before.groups[0].id, date_end: '2026-06-30', is_current: false }],
    });
    expect(body.email_addresses).toMatchObject([{ address: 'c@example.org', is_preferred: true }]);
    expect(body.web_addresses).toEqual([]);
    expect(body.groups).toMatchObject([{ id: before.groups[0].id, date_end: '2026-06-30', is_current: false }]);
  });

  test('a rename recomputes the names that were generated and no others, §5.2', async () => {
    const { id } = await create({ first_name: 'Ann', last_name: 'Lee', honorary_name: 'Dr. Lee' });
    const { body } = await lgl.patch(`/constituents/${id}`, { last_name: 'Park' });
    expect(body).toMatchObject({ addressee: 'Ann Park', sort_name: 'Park, Ann', honorary_name: 'Dr. Lee' });
  });

  test('null and "" clear', async () => {
    const { id } = await create({ first_name: 'Ann', last_name: 'Lee', job_title: 'Head', birthday: '1990-01-01' });
    const { body } = await lgl.patch(`/constituents/${id}`, { job_title: null, birthday: '' });
    expect(body).toMatchObject({ job_title: null, birthday: null });
  });

  test('a finish before the start is 422, §3.6', async () => {
    const { id } = await create({ first_name: 'Ann', last_name: 'Lee' });
    const memberships = [{ membership_level_name: 'Friend', date_start: '2026-02-01', finish_date: '2026-01-01' }];
    const { status, body } = await lgl.patch(`/constituents/${id}`, { first_name: 'Lost', memberships });
    expect(status).toBe(422);
    expect(body.description).toBe('Finish date must not precede start date');
    expect((await lgl.get(`/constituents/${id}`)).body.first_name).toBe('Ann');
  });

  test('concurrent updates of different fields lose nothing', async () => {
    const { id } = await create({ first_name: 'Ann', last_name: 'Lee' });
    const keys = ['job_title', 'gender', 'nick_name', 'maiden_name', 'suffix', 'prefix', 'middle_name', 'spouse_name'];
    await Promise.all(
      keys.flatMap((key) => [
        lgl.patch(`/constituents/${id}`, { [key]: key }),
        lgl.patch(`/constituents/${id}`, { phone_numbers: [{ number: key }] }),
      ]),
    );
    const { body } = await lgl.get(`/constituents/${id}`);
    for (const key of keys) expect(body[key]).toBe(key);
    expect(body.phone_numbers).toHaveLength(keys.length);
    expect(body.phone_numbers.filter((row: { is_preferred: boolean }) => row.is_preferred)).toHaveLength(1);
  });
});

describe('delete, §5.9', () => {
  test('answers success once, then 404; lists and searches no longer have it', async () => {
    const { id } = await create({ first_name: 'Gone', last_name: 'Away', external_constituent_id: 'gone-1' });
    expect((await lgl.delete(`/constituents/${id}`)).body).toEqual({ api_version: '1.0', result: 'success' });
    expect((await lgl.delete(`/constituents/${id}`)).status).toBe(404);
    expect((await lgl.get(`/constituents/${id}`)).status).toBe(404);
    expect((await lgl.patch(`/constituents/${id}`, { first_name: 'X' })).status).toBe(404);
    expect((await lgl.search('q[]=external_id=gone-1')).body.total_items).toBe(0);
  });
});

test('another organization sees and changes nothing', async () => {
  const other = lglClient(kith.url, await kith.addTenant('lakeside'));
  const { id } = await create({ first_name: 'Private', last_name: 'Person' });
  expect((await other.get(`/constituents/${id}`)).status).toBe(404);
  expect((await other.patch(`/constituents/${id}`, { first_name: 'X' })).status).toBe(404);
  expect((await other.delete(`/constituents/${id}`)).status).toBe(404);
  expect((await other.get('/constituents')).body).toMatchObject({ total_items: 0, items: [] });
  expect((await other.search('q[]=name=Private')).body.total_items).toBe(0);
  const relationships = [{ related_constituent_id: id, name: 'Friend' }];
  expect((await other.post('/constituents', { first_name: 'A', relationships })).status).toBe(422);
});
