// docs/contracts/lgl.md §6: what real clients do, call by call, and all at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Answer, type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

const ok = ({ status, body }: Answer) => {
  expect(status).toBe(200);
  return body;
};
const newPerson = async (extra: object = {}): Promise<number> =>
  ok(await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera', ...extra })).id;

describe('web registration, §6.3', () => {
  const personal = {
    external_constituent_id: 0,
    is_org: false,
    constituent_contact_type_id: 1247,
    constituent_contact_type_name: 'Primary',
    prefix: '',
    middle_name: '',
    suffix: '',
    spouse_name: '',
    org_name: '',
    job_title: '',
    addressee: 'June Park',
    salutation: 'June',
    sort_name: 'Park, June',
    constituent_interest_level_id: 0,
    constituent_interest_level_name: '',
    constituent_rating_id: 0,
    constituent_rating_name: '',
    is_deceased: false,
    deceased_date: '',
    annual_report_name: 'June Park',
    birthday: 'date',
    gender: '',
    maiden_name: '',
    nick_name: '',
    spouse_nick_name: '',
    date_added: '',
    alt_salutation: 'June',
    alt_addressee: 'June Park',
    honorary_name: 'June Park',
    assistant_name: '',
    marital_status_id: 0,
    marital_status_name: '',
    is_anon: false,
  };

  async function register(first: string, last: string, address: string): Promise<number> {
    const query = `q%5B%5D=name%3D${first}%20${last}`;
    const found = ok(await lgl.get(`/constituents/search.json?${query}`));
    for (const { id } of found.items) {
      const { items } = ok(await lgl.get(`/constituents/${id}/email_addresses.json`));
      if (items.some((row: { address: string }) => row.address === address)) return id;
    }
    const { id } = ok(await lgl.post('/constituents.json', { ...personal, first_name: first, last_name: last }));
    const email = {
      address,
      email_address_type_id: 1,
      email_type_name: 'Home',
      is_preferred: true,
      not_current: false,
    };
    ok(await lgl.post(`/constituents/${id}/email_addresses.json`, email));
    const phone = {
      number: '206-555-0188',
      phone_number_type_id: 1,
      phone_type_name: 'Home',
      is_preferred: true,
      not_current: false,
    };
    ok(await lgl.post(`/constituents/${id}/phone_numbers.json`, phone));
    const place = { street: '1 Elm St', city: 'Seattle', state: 'WA', postal_code: '98101', county: '', country: 'US' };
    const address_ = {
      ...place,
      street_address_type_id: 1,
      street_type_name: 'Home',
      seasonal: false,
      seasonal_from: '01-01',
      seasonal_to: '12-31',
      is_preferred: true,
      not_current: false,
    };
    ok(await lgl.post(`/constituents/${id}/street_addresses.json`, address_));
    const { items: levels } = ok(await lgl.get('/membership_levels.json'));
    const level = { membership_level_id: levels[0].id, membership_level_name: levels[0].name };
    ok(
      await lgl.post(`/constituents/${id}/memberships.json`, {
        ...level,
        date_start: '2026-01-01',
        finish_date: '2026-12-31',
        note: '',
      }),
    );
    return id;
  }

  test('registers once, finds the same person again, leaves a whole record', async () => {
    const id = await register('June', 'Park', 'june@example.org');
    expect(await register('June', 'Park', 'june@example.org')).toBe(id);
    const body = ok(await lgl.get(`/constituents/${id}.json`));
    expect(body).toMatchObject({
      external_constituent_id: null,
      birthday: null,
      marital_status_id: null,
      constituent_contact_type_name: 'Primary',
      email_addresses: [{ address: 'june@example.org', is_preferred: true }],
      phone_numbers: [{ number: '206-555-0188', is_preferred: true }],
      street_addresses: [{ street: '1 Elm St', county: '', seasonal: false }],
      memberships: [{ membership_level_name: 'General', finish_date: '2026-12-31' }],
    });
    const gift = { gift_type_name: 'Gift', received_amount: '25', fund_name: '' };
    expect(ok(await lgl.post(`/constituents/${id}/gifts.json`, gift))).toMatchObject({
      received_amount: 25,
      fund_id: 0,
    });
  });

  test('another of the same name with another address is another person', async () => {
    const first = await register('Mae', 'Dunn', 'mae@example.org');
    expect(await register('Mae', 'Dunn', 'mae.dunn@example.org')).not.toBe(first);
  });

  test('ten registrations at once each leave one whole record', async () => {
    const people = Array.from({ length: 10 }, (_, index) => `Robin${String.fromCharCode(97 + index)}`);
    const registered = await Promise.all(people.map((first) => register(first, 'Vale', `${first}@example.org`)));
    expect(new Set(registered).size).toBe(10);
    for (const id of registered) {
      const { email_addresses, phone_numbers, street_addresses, memberships } = ok(
        await lgl.get(`/constituents/${id}`),
      );
      for (const rows of [email_addresses, phone_numbers, street_addresses, memberships]) expect(rows).toHaveLength(1);
    }
  });
});

test('profile edit: PUT with all four flags replaces contact points, then the membership ends, §6.3', async () => {
  const id = await newPerson({
    email_addresses: [{ address: 'old@example.org' }],
    phone_numbers: [{ number: '1' }, { number: '2' }],
    street_addresses: [{ street: 'Old St' }],
    web_addresses: [{ url: 'old.example' }],
    memberships: [{ membership_level_name: 'Friend', date_start: '2026-01-01' }],
  });
  const edited = ok(
    await lgl.put(`/constituents/${id}.json`, {
      first_name: 'Ada',
      last_name: 'Stone',
      remove_previous_email_addresses: true,
      remove_previous_phone_numbers: true,
      remove_previous_street_addresses: true,
      remove_previous_web_addresses: true,
      email_addresses: [{ id: 0, address: 'new@example.org', email_address_type_id: 1, is_preferred: true }],
      phone_numbers: [{ id: 0, number: '3', phone_number_type_id: 1 }],
      street_addresses: [{ id: 0, street: 'New St' }],
    }),
  );
  expect(edited).toMatchObject({
    last_name: 'Stone',
    email_addresses: [{ address: 'new@example.org', is_preferred: true }],
    phone_numbers: [{ number: '3', is_preferred: true }],
    street_addresses: [{ street: 'New St', is_preferred: true }],
    web_addresses: [],
  });
  const [membership] = ok(await lgl.get(`/constituents/${id}/memberships.json`)).items;
  const { id: membershipId, membership_level_id, membership_level_name, date_start, note } = membership;
  const ending = {
    id: membershipId,
    membership_level_id,
    membership_level_name,
    date_start,
    finish_date: '2026-06-30',
    note,
  };
  expect(ok(await lgl.put(`/memberships/${membershipId}.json`, ending))).toMatchObject({
    id: membershipId,
    finish_date: '2026-06-30',
  });
  expect(ok(await lgl.get('/constituents?limit=1'))).toMatchObject({ items_count: 1 });
});

test('ten profile edits at once: each succeeds, the record is of one of them, not a mixture', async () => {
  const id = await newPerson();
  const edits = Array.from({ length: 10 }, (_, index) => ({
    last_name: `Edit${index}`,
    remove_previous_email_addresses: true,
    email_addresses: [{ address: `edit${index}@example.org` }],
  }));
  const answers = await Promise.all(edits.map((edit) => lgl.put(`/constituents/${id}.json`, edit)));
  for (const [index, answer] of answers.entries()) {
    expect(ok(answer)).toMatchObject({
      last_name: `Edit${index}`,
      email_addresses: [{ address: `edit${index}@example.org` }],
    });
  }
  const { last_name, email_addresses } = ok(await lgl.get(`/constituents/${id}`));
  expect(email_addresses).toMatchObject([{ address: `${String(last_name).toLowerCase()}@example.org` }]);
});

test('twelve reads of one person at once, §6.1 no. 11', async () => {
  const id = await newPerson();
  await lgl.post(`/constituents/${id}/notes`, { text: 'x' });
  const paths =
    `notes?limit=100 group_memberships constituent_relationships class_affiliations memberships volunteer_times
    contact_reports categories gifts?limit=200 appeal_requests invitations`.split(/\s+/);
  const [person, ...lists] = await Promise.all(
    ['', ...paths.map((path) => `/${path}`)].map((path) => lgl.get(`/constituents/${id}${path}`)),
  );
  expect(person?.body.id).toBe(id);
  for (const answer of lists)
    expect(ok(answer)).toMatchObject({ items: expect.any(Array), total_items: expect.any(Number) });
});

test('a hundred reads at once: a missing id among them is a real 404, §6.1 no. 11', async () => {
  const id = await newPerson();
  const wanted = Array.from({ length: 100 }, (_, index) => (index % 10 === 3 ? 900_000_000 + index : id));
  const answers = await Promise.all(wanted.map((one) => lgl.get(`/constituents/${one}`)));
  expect(answers.map(({ status }) => status)).toEqual(wanted.map((one) => (one === id ? 200 : 404)));
});

test('a group with members: created, then twenty memberships at once, §6.3', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => newPerson()));
  const { id: group } = ok(await lgl.post('/groups', { name: 'Table 12' }));
  const answers = await Promise.all(
    people.map((id) => lgl.post(`/constituents/${id}/group_memberships`, { group_id: group })),
  );
  for (const answer of answers) expect(ok(answer)).toMatchObject({ group_id: group, is_current: true });
});

test('what clients send under wrong keys is dropped or understood, never refused, §2.4', async () => {
  const id = await newPerson();
  const friend = await newPerson();
  const { items: types } = ok(await lgl.get('/class_affiliation_types'));
  const affiliation = { class_affiliation_type_id: types[0].id, class_year: 2001 };
  expect(ok(await lgl.post(`/constituents/${id}/class_affiliations`, affiliation)).year).toBeNull();
  const relationship = { related_constituent_id: friend, relationship_type: 'Friend' };
  expect(ok(await lgl.post(`/constituents/${id}/constituent_relationships`, relationship)).name).toBe('Friend');
  const { items: levels } = ok(await lgl.get('/membership_levels'));
  const membership = { membership_level_id: levels[0].id, start_date: '2026-01-01', end_date: '2026-12-31' };
  expect(ok(await lgl.post(`/constituents/${id}/memberships`, membership)).date_start).toBeNull();
  ok(
    await lgl.post(`/constituents/${id}/email_addresses`, {
      address: 'a@example.org',
      is_primary: true,
      email_type: 'Work',
    }),
  );
  ok(await lgl.post(`/constituents/${id}/notes`, { text: 'x', note_date: '2026-01-01', subject: 'x', note_type: 'x' }));
});

test('a body that is no object: 400; none at all: like an empty one; never 5xx', async () => {
  const id = await newPerson();
  for (const path of ['notes', 'email_addresses', 'group_memberships', 'memberships', 'keywords', 'volunteer_times']) {
    const url = `/constituents/${id}/${path}`;
    for (const broken of ['[]', '"x"', '1', '{', 'x=1']) expect((await lgl.post(url, broken)).status).toBe(400);
    const none = await fetch(`${kith.url}/api/v1${url}`, { method: 'POST', headers: kith.lgl });
    expect([200, 422]).toContain(none.status);
    expect((await lgl.post(url, 'null')).status).toBe(none.status);
  }
});

test('values of every wrong type never give a 5xx', async () => {
  const id = await newPerson();
  const bodies: Record<string, object> = {
    notes: { text: 'x', note_type_id: 1, note_type_name: 'x', external_id: 'x', original_date: 'x', constituent_id: 1 },
    contact_reports: { name: 'x', text: 'x', original_date: 'x', team_member: 'x', contact_report_type_id: 1 },
    volunteer_times: {
      hours: 1,
      completed_hours: 1,
      date: 'x',
      end_date: 'x',
      description: 'x',
      external_id: 'x',
      custom_fields: [],
    },
    memberships: { membership_level_id: 1, membership_level_name: 'x', date_start: 'x', finish_date: 'x', note: 'x' },
    class_affiliations: { class_affiliation_type_id: 1, year: 1, note: 'x' },
    group_memberships: { group_id: 1, group_name: 'x', date_start: 'x', date_end: 'x', is_current: true },
    constituent_relationships: {
      related_constituent_id: 1,
      name: 'x',
      share_address: 1,
      rec_name: 'x',
      description: 'x',
    },
    street_addresses: { street: 'x', city: 'x', postal_code: 'x', seasonal_from: 'x', street_address_type_id: 1 },
    phone_numbers: { number: 'x', phone_number_type_id: 1 },
    keywords: { id: 1, keyword_id: 1 },
  };
  const values = [
    null,
    true,
    -1,
    1.5,
    9_007_199_254_740_991,
    1e300,
    '',
    ' ',
    '\u0000',
    '😀'.repeat(50),
    '9'.repeat(400),
    [],
    [1],
    {},
    { id: 1 },
  ];
  for (const [path, body] of Object.entries(bodies)) {
    for (const key of Object.keys(body)) {
      const answers = await Promise.all(
        values.map((value) => lgl.post(`/constituents/${id}/${path}`, { ...body, [key]: value })),
      );
      for (const [index, { status, body: answer }] of answers.entries()) {
        expect(status, `${path}.${key} = ${JSON.stringify(values[index])}: ${JSON.stringify(answer)}`).toBeLessThan(
          500,
        );
      }
    }
  }
});
