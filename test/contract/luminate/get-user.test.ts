// docs/contracts/luminate.md §4.5: getUser.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import {
  type Caller,
  caller,
  encode,
  type Fields,
  freshEmail,
  makePerson,
  makeSignedOn,
  refused,
  request,
} from './client.ts';

let kith: TestKith;
let api: Caller;
let elsewhere: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.app.db.all(
    sql(`update organizations set time_zone = 'America/Chicago' where organization_id = $1`, [kith.organization.id]),
  );
  await kith.app.db.all(
    sql(
      `insert into custom_field_definitions (organization_id, key, name, data_type) values
           ($1, 'custom_string1', 'Colour', 'text'), ($1, 'custom_string2', 'Size', 'text'),
           ($1, 'custom_boolean1', 'Volunteer', 'boolean'), ($1, 'custom_monetary_amount1', 'Pledge', 'currency'),
           ($1, 'custom_date1', 'Joined', 'date')`,
      [kith.organization.id],
    ),
  );
  api = caller(kith);
  elsewhere = caller(kith, await kith.addTenant('oakfield'));
});
afterAll(() => kith.stop());

const read = async (id: string, fields?: string) =>
  (await api.server('getUser', { cons_id: id, ...(fields ? { fields } : {}) })).body;

const ROBIN = {
  user_name: 'robin.example',
  'name.title': 'Dr.',
  'name.first': 'Robin',
  'name.last': 'Example',
  'primary_address.street1': '1 Sample Way',
  'primary_address.city': 'Austin',
  'primary_address.state': 'TX',
  'primary_address.zip': '78701',
  'primary_address.country': 'United States',
  birth_date: '1980-02-29',
  'email.accepts_email': 'true',
  'email.preferred_format': 'HTML',
  custom_string1: 'blue',
  custom_boolean1: 'Y',
  custom_monetary_amount1: '25',
  custom_date1: '2024-07-01',
};

describe('getUser', () => {
  test('JSON with nesting, nil and custom fields', async () => {
    const { id, primary_email } = await makePerson(api, { ...ROBIN, source: 'newsletter' });
    const reply = await api.server('getUser', { cons_id: id });
    expect(reply).toMatchObject({ status: 200, root: 'getConsResponse' });
    expect(reply.body).toMatchObject({
      cons_id: id,
      member_id: null,
      user_name: 'robin.example',
      name: { title: 'Dr.', first: 'Robin', middle: null, last: 'Example', suffix: null, prof_suffix: null },
      email: { primary_address: primary_email, accepts_email: 'true', preferred_format: 'HTML' },
      primary_address: {
        street1: '1 Sample Way',
        street2: null,
        street3: null,
        city: 'Austin',
        state: 'TX',
        zip: '78701',
        county: null,
        country: 'United States',
      },
      alternate_address1: null,
      employment: null,
      birth_date: '1980-02-29-06:00',
      origin: '35',
      origin_source: 'newsletter',
      active: { status: 'ACTIVE', detail: 'UNKNOWN' },
      donor_status: '1',
      custom: {
        string: [{ id: 'custom_string1', content: 'blue' }, { id: 'custom_string2' }],
        boolean: { id: 'custom_boolean1', content: 'true' },
        monetary_amount: { id: 'custom_monetary_amount1', content: '25.00' },
        date: { id: 'custom_date1', content: '2024-07-01-05:00' },
      },
    });
    expect(reply.text).not.toMatch(/password/);
  });

  test('XML in the documented order', async () => {
    const { id } = await makePerson(api, { ...ROBIN, user_name: 'robin.xml' });
    const { text } = await api.server('getUser', { cons_id: id, response_format: 'xml' });
    expect(text).toContain(`  <cons_id>${id}</cons_id>
  <member_id xsi:nil="true"/>
  <user_name>robin.xml</user_name>
  <name>
    <title>Dr.</title>
    <first>Robin</first>
    <middle xsi:nil="true"/>
    <last>Example</last>
    <suffix xsi:nil="true"/>
    <prof_suffix xsi:nil="true"/>
  </name>
`);
    expect(text).toContain('  <employment xsi:nil="true"/>\n');
    expect(text).toContain(
      '    <string id="custom_string1">blue</string>\n    <string id="custom_string2" xsi:nil="true"/>\n',
    );
  });

  test('only the named fields, with their parents; unknown names are ignored', async () => {
    const { id } = await makePerson(api, { ...ROBIN, user_name: 'robin.fields' });
    expect(await read(id, 'cons_id,name.first, custom_string1,nonsense')).toEqual({
      cons_id: id,
      name: { first: 'Robin' },
      custom: { string: { id: 'custom_string1', content: 'blue' } },
    });
    expect(Object.keys(await read(id, 'name'))).toEqual(['name']);
    expect(await read(id, 'nonsense')).toEqual({});
  });

  test('by member_id and primary_email, in that order of precedence', async () => {
    const one = await makePerson(api, { member_id: 'G-1' });
    const two = await makePerson(api, { member_id: 'G-2' });
    const get = async (fields: Fields) => (await api.server('getUser', { ...fields, fields: 'cons_id' })).body.cons_id;
    expect(await get({ member_id: 'G-1' })).toBe(one.id);
    expect(await get({ primary_email: two.primary_email.toUpperCase() })).toBe(two.id);
    expect(await get({ cons_id: one.id, member_id: 'G-2' })).toBe(one.id);
    expect(await get({ member_id: 'G-1', primary_email: two.primary_email })).toBe(one.id);
  });

  test('errors', async () => {
    expect(await api.server('getUser')).toMatchObject(refused('9'));
    for (const fields of [{ cons_id: '999' }, { member_id: 'x' }, { primary_email: 'x@example.org' }] as Fields[]) {
      expect(await api.server('getUser', fields)).toMatchObject(refused('16'));
    }
    expect(await api.server('getUser', { cons_id: 'abc' })).toMatchObject(refused('22'));
    const { id } = await makePerson(api);
    expect(await elsewhere.server('getUser', { cons_id: id })).toMatchObject(refused('16'));
  });

  test('several people with one address are error 8', async () => {
    const address = freshEmail();
    const headers = { ...kith.lgl, 'content-type': 'application/json' };
    for (const last_name of ['One', 'Two']) {
      const body = JSON.stringify({ last_name, email_addresses: [{ address }] });
      expect((await fetch(`${kith.url}/api/v1/constituents`, { method: 'POST', headers, body })).ok).toBe(true);
    }
    expect(await api.server('getUser', { primary_email: address })).toMatchObject(refused('8'));
    expect(await api.server('update', { primary_email: address, 'name.first': 'x' })).toMatchObject(refused('8'));
  });

  test('an organization and a deleted person are not there', async () => {
    const headers = { ...kith.lgl, 'content-type': 'application/json' };
    const body = JSON.stringify({ is_org: true, org_name: 'Mill Ltd' });
    const response = await fetch(`${kith.url}/api/v1/constituents`, { method: 'POST', headers, body });
    const organization = (await response.json()) as { id: number };
    expect(await api.server('getUser', { cons_id: String(organization.id) })).toMatchObject(refused('16'));
    const { id } = await makePerson(api);
    await fetch(`${kith.url}/api/v1/constituents/${id}`, { method: 'DELETE', headers: kith.lgl });
    expect(await api.server('getUser', { cons_id: id })).toMatchObject(refused('16'));
    expect(await api.server('update', { cons_id: id, 'name.first': 'x' })).toMatchObject(refused('16'));
  });

  test('what another contract stored cannot break the document', async () => {
    const headers = { ...kith.lgl, 'content-type': 'application/json' };
    const last_name = '\u0001<b>&amp;\ufffe ]]> \u{1f600}';
    const body = JSON.stringify({ last_name });
    const response = await fetch(`${kith.url}/api/v1/constituents`, { method: 'POST', headers, body });
    const made = (await response.json()) as { id: number };
    const fields = { cons_id: String(made.id), fields: 'name.last', response_format: 'xml' };
    const { text } = await api.server('getUser', fields);
    // Invisible characters are not kept in a name. A character that XML cannot hold is replaced in the answer.
    expect(text).toContain('<last>&lt;b&gt;&amp;amp;\ufffd ]]&gt; \u{1f600}</last>');
  });

  describe('by the person', () => {
    test('their own record, with what is theirs alone and without what is the administrators’', async () => {
      const { id, cookie, auth } = await makeSignedOn(api, { reminder_hint: 'the usual' });
      const reply = await api.client('getUser', { auth, ts: '1' }, cookie);
      expect(reply.body).toMatchObject({ cons_id: id, reminder_hint: 'the usual' });
      expect(Object.keys(reply.body)).not.toContain('donor_status');
      expect(Object.keys(await read(id))).not.toContain('reminder_hint');
      expect(await api.client('getUser', { auth, cons_id: id }, cookie)).toMatchObject({ status: 200 });
    });

    test('nobody else’s', async () => {
      const { cookie, auth } = await makeSignedOn(api);
      const other = await makePerson(api);
      expect(await api.client('getUser', { auth, cons_id: other.id }, cookie)).toMatchObject(refused('3'));
      const asked = await api.client(
        'getUser',
        { auth, primary_email: other.primary_email, fields: 'cons_id' },
        cookie,
      );
      expect(asked.body.cons_id).not.toBe(other.id);
    });

    test('not without a token', async () => {
      const { cookie } = await makeSignedOn(api);
      const other = await makeSignedOn(api);
      expect(await api.client('getUser', {}, cookie)).toMatchObject(refused('5'));
      expect(await api.client('getUser', { auth: other.auth }, cookie)).toMatchObject(refused('5'));
      expect(await api.client('getUser', { auth: other.auth })).toMatchObject(refused('5'));
      expect(await api.client('getUser', { login_name: 'kith-api' })).toMatchObject(refused('5'));
    });

    test('the session as a form field, and a routing id in the path', async () => {
      const { id, cookie, auth } = await makeSignedOn(api);
      const JSESSIONID = cookie.slice(cookie.indexOf('=') + 1);
      const body = new URLSearchParams({ method: 'getUser', ...api.clientFields, auth, JSESSIONID });
      const reply = await request(`${api.clientUrl};jsessionid=00000000.app1`, { method: 'POST', body });
      expect(reply.body).toMatchObject({ cons_id: id });
    });

    test('GET is not allowed', async () => {
      const reply = await request(`${api.clientUrl}?${encode({ method: 'getUser', ...api.clientFields })}`);
      expect(reply).toMatchObject({ status: 405, body: { code: '405' } });
    });
  });

  test('an administrator’s sign-on token works on the client servlet', async () => {
    const { id } = await makePerson(api);
    const { body } = await api.server('getSingleSignOnToken');
    const fields = encode({ method: 'getUser', ...api.clientFields, sso_auth_token: body.token, cons_id: id });
    const reply = await request(`${api.clientUrl}?${fields}`, { method: 'POST' });
    expect(reply).toMatchObject({ status: 200, body: { cons_id: id, donor_status: '1' }, cookie: undefined });
  });
});

test('home_web_page is the preferred web address of the record, else the first', async () => {
  const { id } = (await (
    await fetch(`${kith.url}/api/v1/constituents`, {
      method: 'POST',
      headers: { ...kith.lgl, 'content-type': 'application/json' },
      body: JSON.stringify({
        first_name: 'Web',
        web_addresses: [{ url: 'a.example' }, { url: 'b.example', is_preferred: true }],
      }),
    })
  ).json()) as { id: number };
  expect(await read(String(id), 'home_web_page')).toEqual({ home_web_page: 'b.example' });
});

test('fields that nothing here computes are listed, empty, and nobody sets them', async () => {
  const created = await api.server('create', { primary_email: freshEmail(), 'email.hard_bounce_count': '7' });
  const id = String(created.body.cons_id);
  expect(await read(id, 'email_opt_in_status,sustained_gift.status,engagement_factors')).toEqual({
    email_opt_in_status: null,
    sustained_gift: null,
    engagement_factors: null,
  });
  expect((await read(id)).email).toMatchObject({ hard_bounce_count: null });
});
