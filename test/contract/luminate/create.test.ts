// docs/contracts/luminate.md §4.2 and §6: create on both servlets.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, freshEmail, request } from './client.ts';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
});
afterAll(() => kith.stop());

/** The person as LGL shows them. */
async function person(id: string) {
  const response = await fetch(`${kith.url}/api/v1/constituents/${id}`, { headers: kith.lgl });
  expect(response.status).toBe(200);
  return response.json();
}

async function stored(id: string) {
  const text = `select c.*, (select json_object_agg(system, value) from external_ids x where x.constituent_id = c.id) as external
    from constituents c where organization_id = $1 and id = $2`;
  return kith.app.db.one(sql<Record<string, unknown>>(text, [kith.organization.id, id]));
}

/** Of a new record. */
const CODES = { origin: 35, activeDetail: 1, donorStatus: 1 };

describe.each(['server', 'client'] as const)('on the %s servlet', (servlet) => {
  test('XML exactly as documented', async () => {
    const reply = await api[servlet]('create', { primary_email: freshEmail(), response_format: 'xml' });
    expect(reply).toMatchObject({ status: 200, type: 'text/xml;charset=UTF-8' });
    expect(reply.text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<createConsResponse xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <cons_id>${reply.body.cons_id}</cons_id>
  <message>User created.</message>
</createConsResponse>
`);
    expect(Number(reply.body.cons_id)).toBeGreaterThan(1_001_000);
  });

  test('JSON exactly as documented', async () => {
    const reply = await api[servlet]('create', { primary_email: freshEmail() });
    expect(reply.text).toBe(`{"createConsResponse":{"message":"User created.","cons_id":"${reply.body.cons_id}"}}`);
  });

  test('a single sign-on token on request', async () => {
    const reply = await api[servlet]('create', { primary_email: freshEmail(), get_single_sign_on_token: 'true' });
    expect(reply.body.token).toMatch(/^[\w-]{80,}$/);
    const xml = await api[servlet]('create', {
      primary_email: freshEmail(),
      get_single_sign_on_token: 'TRUE',
      response_format: 'xml',
    });
    expect(xml.text).toMatch(/<\/message>\n {2}<token>[\w-]+<\/token>\n<\/createConsResponse>/);
  });

  const refused: [string, Record<string, string>][] = [
    ['10', { primary_email: '' }],
    ['10', { 'name.first': 'Robin' }],
    ['22', { primary_email: 'not an address' }],
    ['22', { birth_date: '31.12.1990' }],
    ['22', { birth_date: '1990-02-30' }],
    ['22', { 'email.accepts_email': 'perhaps' }],
    ['22', { 'email.preferred_format': 'PDF' }],
    ['22', { user_name: 'robin!' }],
    ['22', { add_interest_ids: '1001,x' }],
    ['22', { interaction_count: '-1' }],
    ['22', { get_single_sign_on_token: 'maybe' }],
    ['23', { 'name.first': 'x'.repeat(51) }],
    ['23', { primary_email: `${'x'.repeat(250)}@example.org` }],
    ['23', { user_password: 'x'.repeat(91) }],
    ['23', { member_id: 'x'.repeat(33) }],
    ['23', { source: 'x'.repeat(256) }],
    ['23', { interaction_subject: 'x'.repeat(81) }],
    ['30', { interaction_body: 'x'.repeat(1501) }],
    ['35', { 'name.first': 'Ro\u0000bin' }],
    ['35', { 'name.first': 'Ro\u001bbin' }],
    ['35', { interaction_subject: '\ufffe' }],
  ];
  const titled = refused.map(([code, fields]) => [code, JSON.stringify(fields).slice(0, 40), fields] as const);
  test.each(titled)('error %s for %s', async (code, _, fields) => {
    const base: Record<string, string> = 'name.first' in fields && code === '10' ? {} : { primary_email: freshEmail() };
    const reply = await api[servlet]('create', { ...base, ...fields });
    expect(reply).toMatchObject({ status: 403, root: 'errorResponse', body: { code } });
    expect(reply.body.message).not.toBe('');
    const xml = await api[servlet]('create', { ...base, ...fields, response_format: 'xml' });
    expect(xml).toMatchObject({ status: 403, root: 'errorResponse', body: { code } });
  });
});

test('error 22 names group and label as observed', async () => {
  const reply = await api.server('create', { primary_email: freshEmail(), user_name: 'robin example' });
  expect(reply.body.message).toBe(
    `One or more attributes failed validation: "Biographical Information/User Name" Invalid characters in User Name (valid characters are letters, digits, '-', '_', '@', '.', '%', and ':').`,
  );
});

test.each(['%00', '%ED%A0%80', '%FF', '%EF%BF%BF'])('bytes %s in a name are refused', async (bytes) => {
  const body = `${new URLSearchParams({ method: 'create', ...api.serverFields, primary_email: freshEmail() })}&name.first=A${bytes}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await request(api.serverUrl, { method: 'POST', body, headers })).toMatchObject({
    status: 403,
    body: { code: '35' },
  });
});

test('the record in the other dialects', async () => {
  const primary_email = `Zoe.${freshEmail()}`;
  const reply = await api.server('create', {
    primary_email,
    member_id: 'M-1',
    'name.title': 'Dr.',
    'name.first': 'Zoë',
    last_name: 'Ångström <&>',
    home_street1: '1 Sample Way',
    'primary_address.street3': 'Rear door',
    'primary_address.city': 'Austin',
    home_stateprov: 'TX',
    home_zip: '78701',
    home_phone: '512-555-0101',
    mobile_phone: '512-555-0102',
    'employment.employer': 'Riverbend Mills',
    position: 'Foreman',
    cons_occupation: 'Miller',
    birth_date: '1980-02-29T00:00:00',
    'email.accepts_email': 'Y',
    source: 'newsletter',
    sub_source: 'footer',
  });
  expect(reply.status).toBe(200);
  expect(await person(reply.body.cons_id)).toMatchObject({
    prefix: 'Dr.',
    first_name: 'Zoë',
    last_name: 'Ångström <&>',
    org_name: 'Riverbend Mills',
    is_org: false,
    job_title: 'Foreman',
    birthday: '1980-02-29',
    email_addresses: [{ address: primary_email, is_preferred: true }],
    street_addresses: [{ street: '1 Sample Way\n\nRear door', city: 'Austin', state: 'TX', postal_code: '78701' }],
    external_constituent_id: null,
  });
  expect(await stored(reply.body.cons_id)).toMatchObject({
    active: false,
    extras: { luminate: { ...CODES, originSource: 'newsletter', originSubsource: 'footer' } },
    occupation: 'Miller',
    accepts_email: true,
    external: { luminate: 'M-1' },
  });
  const check = await fetch(`${kith.url}/api/constituents/check_exists`, {
    method: 'POST',
    headers: { ...kith.basic, 'content-type': 'application/json' },
    body: JSON.stringify({ email: primary_email.toLowerCase() }),
  });
  expect(await check.json()).toEqual({ exists: true, constituent_id: Number(reply.body.cons_id) });
});

test.each([
  ['a hyphen', 'name-first'],
  ['an underscore', 'name_first'],
])('a field name with %s for its dot', async (_, name) => {
  const reply = await api.server('create', { 'email-primary_address': freshEmail(), [name]: 'Robin' });
  expect(await person(reply.body.cons_id)).toMatchObject({ first_name: 'Robin' });
});

test('dates in three parts', async () => {
  const parts = { birth_date_MONTH: '3', birth_date_DAY: '9', birth_date_YEAR: '1984' };
  const reply = await api.server('create', { primary_email: freshEmail(), ...parts });
  expect(await person(reply.body.cons_id)).toMatchObject({ birthday: '1984-03-09' });
});

test('what a new record looks like when little is said', async () => {
  const reply = await api.client('create', { primary_email: freshEmail('pat'), 'name.first': '   ' });
  expect(await stored(reply.body.cons_id)).toMatchObject({
    first_name: null,
    user_name: expect.stringMatching(/^pat\./),
    password_hash: null,
    accepts_email: false,
  });
});

describe('uniqueness', () => {
  test('an e-mail address in use is refused in any case', async () => {
    const primary_email = freshEmail('Casey');
    expect((await api.server('create', { primary_email })).status).toBe(200);
    const again = await api.client('create', { primary_email: primary_email.toUpperCase() });
    expect(again).toMatchObject({ status: 403, body: { code: '11' } });
  });

  test('of simultaneous calls with one address only one succeeds', async () => {
    const primary_email = freshEmail();
    const replies = await Promise.all(Array.from({ length: 12 }, () => api.server('create', { primary_email })));
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === '11')).toHaveLength(11);
  });

  test('an organization may allow shared addresses', async () => {
    const tenant = await kith.addTenant('sharing');
    await kith.app.db.all(
      sql(`update organizations set settings = '{"uniqueEmail": false}' where organization_id = $1`, [
        tenant.organization.id,
      ]),
    );
    const sharing = caller(kith, tenant);
    const primary_email = freshEmail();
    for (let time = 0; time < 2; time += 1) {
      expect((await sharing.server('create', { primary_email })).status).toBe(200);
    }
  });

  test('the address of another organization is free', async () => {
    const elsewhere = caller(kith, await kith.addTenant('elsewhere'));
    const fields = { primary_email: freshEmail(), member_id: 'shared', user_name: 'shared.name' };
    expect((await api.server('create', fields)).status).toBe(200);
    expect((await elsewhere.server('create', fields)).status).toBe(200);
  });

  test('user name and member id are nobody else’s', async () => {
    const taken = { user_name: 'taken.name', member_id: 'taken-1' };
    expect((await api.server('create', { primary_email: freshEmail(), ...taken })).status).toBe(200);
    const others: Record<string, string>[] = [{ user_name: 'Taken.Name' }, { member_id: 'taken-1' }];
    for (const fields of others) {
      const again = await api.server('create', { primary_email: freshEmail(), ...fields });
      expect(again).toMatchObject({ status: 403, body: { code: '11' } });
    }
  });

  test('user names that are made up do not collide', async () => {
    const local = `jo${process.pid}`;
    const replies = await Promise.all(
      Array.from({ length: 15 }, (_, n) => api.server('create', { primary_email: `${local}@host${n}.example.org` })),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    const names = await Promise.all(replies.map(async (reply) => (await stored(reply.body.cons_id)).user_name));
    expect(new Set(names).size).toBe(15);
    expect(names).toContain(local);
    expect(names).toContain(`${local}1`);
  });
});

describe('lists', () => {
  const insert = async (text: string, ...values: unknown[]) =>
    (await kith.app.db.one<{ id: number }>(sql(text, [kith.organization.id, ...values]))).id;

  test('groups may be joined through the server servlet alone', async () => {
    const group = await insert(
      `insert into groups (organization_id, name, key) values ($1, 'Choir', 'choir') returning id`,
    );
    const reply = await api.server('create', { primary_email: freshEmail(), add_group_ids: `${group}, ${group}` });
    expect(await person(reply.body.cons_id)).toMatchObject({ groups: [{ group_name: 'Choir' }] });
    const client = await api.client('create', { primary_email: freshEmail(), add_group_ids: String(group) });
    expect(client).toMatchObject({ status: 403, body: { code: '14' } });
  });

  test('built-in, security and unknown groups are refused and nothing is created', async () => {
    const security = await insert(
      `insert into groups (organization_id, name, key, is_security) values ($1, 'Admins', 'admins', true) returning id`,
    );
    for (const id of [101, security, 999_999]) {
      const primary_email = freshEmail();
      const reply = await api.server('create', { primary_email, add_group_ids: String(id) });
      expect(reply).toMatchObject({ status: 403, body: { code: '22' } });
      expect((await api.server('create', { primary_email })).status).toBe(200);
    }
  });

  test('an interest of a center joins the center', async () => {
    const center = await insert(`insert into centers (organization_id, name) values ($1, 'North') returning id`);
    const optIn = await insert(`insert into centers (organization_id, name) values ($1, 'South') returning id`);
    const interest = await insert(
      `insert into interests (organization_id, name, center_id) values ($1, 'Clean water', $2) returning id`,
      center,
    );
    const reply = await api.client('create', {
      primary_email: freshEmail(),
      add_interest_ids: String(interest),
      add_center_opt_in_ids: String(optIn),
    });
    const rows = await kith.app.db.all(
      sql('select center_id, opted_in from constituent_centers where constituent_id = $1 order by center_id', [
        reply.body.cons_id,
      ]),
    );
    expect(rows).toEqual([
      { center_id: center, opted_in: false },
      { center_id: optIn, opted_in: true },
    ]);
  });
});

describe('interaction', () => {
  const logged = (id: string) =>
    kith.app.db.all<Record<string, unknown>>(
      sql('select * from interactions where organization_id = $1 and constituent_id = $2', [kith.organization.id, id]),
    );

  test('one is logged as asked', async () => {
    const reply = await api.server('create', {
      primary_email: freshEmail(),
      interaction_subject: 'Signed up',
      interaction_body: 'At the fair',
      interaction_cat_id: '0',
      interaction_count: '2',
    });
    expect(await logged(reply.body.cons_id)).toMatchObject([
      { subject: 'Signed up', body: 'At the fair', security_category_id: 0, count: 2, interaction_type_id: 0 },
    ]);
  });

  test.each(['', ' ', ' \t '])('a subject of %j is the default one', async (interaction_subject) => {
    const reply = await api.client('create', { primary_email: freshEmail(), interaction_subject });
    expect(await logged(reply.body.cons_id)).toMatchObject([{ subject: 'create' }]);
  });

  test('one is logged without being asked', async () => {
    const reply = await api.client('create', { primary_email: freshEmail() });
    expect(await logged(reply.body.cons_id)).toMatchObject([
      { subject: 'create', body: null, count: 1, user_id: null },
    ]);
  });
});

describe('session', () => {
  test('the client servlet signs the person on, and refuses a second create', async () => {
    const first = await api.client('create', { primary_email: freshEmail() });
    expect(first.cookie).toMatch(/^JSESSIONID=[\w-]+\.app\d+; Path=\/site; HttpOnly; SameSite=Lax$/);
    const second = { primary_email: freshEmail() };
    expect(await api.client('create', second, cookieOf(first))).toMatchObject({ status: 403, body: { code: '3' } });
    const asField = { ...second, JSESSIONID: cookieOf(first).split('=')[1]! };
    expect(await api.client('create', asField)).toMatchObject({ status: 403, body: { code: '3' } });
    expect(await api.client('create', second)).toMatchObject({ status: 200 });
  });

  test('a session says nothing to another organization', async () => {
    const elsewhere = caller(kith, await kith.addTenant('strangers'));
    const cookie = cookieOf(await api.client('create', { primary_email: freshEmail() }));
    expect(await elsewhere.client('create', { primary_email: freshEmail() }, cookie)).toMatchObject({ status: 200 });
  });

  test('the server servlet opens none and needs the administrator', async () => {
    expect((await api.server('create', { primary_email: freshEmail() })).cookie).toBeUndefined();
    const anonymous = { method: 'create', ...api.clientFields, primary_email: freshEmail() };
    const reply = await request(api.serverUrl, { method: 'POST', body: new URLSearchParams(anonymous) });
    expect(reply).toMatchObject({ status: 403, body: { code: '3' } });
  });

  test('a password is kept as a hash', async () => {
    const reply = await api.client('create', {
      primary_email: freshEmail(),
      user_name: 'kim',
      password: 'open sesame',
    });
    expect((await stored(reply.body.cons_id)).password_hash).toMatch(/^\$argon2id\$/);
    const changes = await kith.app.db.all(sql('select before, after from changes'));
    expect(JSON.stringify(changes)).not.toMatch(/open sesame|argon2id/);
  });

  test('what is the administrators’ alone is refused', async () => {
    const fields = { primary_email: freshEmail(), 'membership.status': 'Gold' };
    expect(await api.client('create', fields)).toMatchObject({ status: 403, body: { code: '14' } });
    expect(await api.server('create', fields)).toMatchObject({ status: 200 });
  });

  test('read-only fields are ignored', async () => {
    const fields = { primary_email: freshEmail(), origin: '1', cons_id: '1', 'email.status': 'BAD' };
    const reply = await api.client('create', fields);
    expect(await stored(reply.body.cons_id)).toMatchObject({
      extras: { luminate: { origin: 35, activeDetail: 1, donorStatus: 1 } },
    });
    expect(reply.body.cons_id).not.toBe('1');
  });
});

test('a custom field', async () => {
  await kith.app.db.all(
    sql(
      `insert into custom_field_definitions (organization_id, key, name, data_type) values
           ($1, 'custom_string1', 'Colour', 'text'), ($1, 'custom_date5', 'Joined', 'date'), ($1, 'shoe', 'Shoe', 'integer')`,
      [kith.organization.id],
    ),
  );
  const { id } = await kith.app.db.one<{ id: number }>(
    sql(`select id from custom_field_definitions where key = 'shoe' and organization_id = $1`, [kith.organization.id]),
  );
  const fields = { custom_string1: 'blue', custom_date5_MONTH: '3', custom_date5_DAY: '9', custom_date5_YEAR: '2024' };
  const reply = await api.server('create', { primary_email: freshEmail(), ...fields, [`custom_number${id}`]: '42' });
  expect(reply.status).toBe(200);
  const values = await kith.app.db.all(
    sql('select value_text from custom_field_values where constituent_id = $1 order by value_text', [
      reply.body.cons_id,
    ]),
  );
  expect(values).toEqual([{ value_text: '2024-03-09' }, { value_text: '42' }, { value_text: 'blue' }]);
  const bad = await api.server('create', { primary_email: freshEmail(), custom_date5: 'soon' });
  expect(bad).toMatchObject({ body: { code: '22' } });
});
