// wire/luminate.md §4.3 to §4.5, §4.14, §4.18, §4.19 and §5: reading and changing records.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Caller, caller, cookieOf, encode, freshEmail, request } from './client.ts';

let kith: TestKith;
let api: Caller;
let elsewhere: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.app.db.all({
    text: `update organizations set time_zone = 'America/Chicago' where organization_id = $1`,
    values: [kith.organization.id],
  });
  await kith.app.db.all({
    text: `insert into custom_field_definitions (organization_id, key, name, data_type) values
           ($1, 'custom_string1', 'Colour', 'text'), ($1, 'custom_string2', 'Size', 'text'),
           ($1, 'custom_boolean1', 'Volunteer', 'boolean'), ($1, 'custom_monetary_amount1', 'Pledge', 'currency'),
           ($1, 'custom_date1', 'Joined', 'date')`,
    values: [kith.organization.id],
  });
  api = caller(kith);
  elsewhere = caller(kith, await kith.addTenant('oakfield'));
});
afterAll(() => kith.stop());

type Fields = Record<string, string>;

async function make(fields: Fields = {}) {
  const primary_email = freshEmail();
  const reply = await api.server('create', { primary_email, ...fields });
  expect(reply.status).toBe(200);
  return { id: String(reply.body.cons_id), primary_email };
}

/** A person in a browser: the cookie and the auth token that goes with it. */
async function makeSignedOn(fields: Fields = {}) {
  const primary_email = freshEmail();
  const created = await api.client('create', { primary_email, ...fields });
  const cookie = cookieOf(created);
  const { body } = await api.client('getLoginUrl', {}, cookie);
  return { id: String(created.body.cons_id), primary_email, cookie, auth: String(body.token) };
}

const read = async (id: string, fields?: string) =>
  (await api.server('getUser', { cons_id: id, ...(fields ? { fields } : {}) })).body;
const refused = (code: string) => ({ status: 403, root: 'errorResponse', body: { code } });

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
    const { id, primary_email } = await make({ ...ROBIN, source: 'newsletter' });
    const reply = await api.server('getUser', { cons_id: id });
    expect(reply).toMatchObject({ status: 200, root: 'getConsResponse' });
    expect(reply.body).toMatchObject({
      cons_id: id,
      member_id: null,
      user_name: 'robin.example',
      name: { title: 'Dr.', first: 'Robin', middle: null, last: 'Example', suffix: null, prof_suffix: null },
      email: { primary_address: primary_email, accepts_email: 'true', preferred_format: '1' },
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
    const { id } = await make({ ...ROBIN, user_name: 'robin.xml' });
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
    const { id } = await make({ ...ROBIN, user_name: 'robin.fields' });
    expect(await read(id, 'cons_id,name.first, custom_string1,nonsense')).toEqual({
      cons_id: id,
      name: { first: 'Robin' },
      custom: { string: { id: 'custom_string1', content: 'blue' } },
    });
    expect(Object.keys(await read(id, 'name'))).toEqual(['name']);
    expect(await read(id, 'nonsense')).toEqual({});
  });

  test('by member_id and primary_email, in that order of precedence', async () => {
    const one = await make({ member_id: 'G-1' });
    const two = await make({ member_id: 'G-2' });
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
    const { id } = await make();
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
    const { id } = await make();
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
    expect(text).toContain('<last>\ufffd&lt;b&gt;&amp;amp;\ufffd ]]&gt; \u{1f600}</last>');
  });

  describe('by the person', () => {
    test('their own record, with what is theirs alone and without what is the administrators’', async () => {
      const { id, cookie, auth } = await makeSignedOn({ reminder_hint: 'the usual' });
      const reply = await api.client('getUser', { auth, ts: '1' }, cookie);
      expect(reply.body).toMatchObject({ cons_id: id, reminder_hint: 'the usual' });
      expect(Object.keys(reply.body)).not.toContain('donor_status');
      expect(Object.keys(await read(id))).not.toContain('reminder_hint');
      expect(await api.client('getUser', { auth, cons_id: id }, cookie)).toMatchObject({ status: 200 });
    });

    test('nobody else’s', async () => {
      const { cookie, auth } = await makeSignedOn();
      const other = await make();
      expect(await api.client('getUser', { auth, cons_id: other.id }, cookie)).toMatchObject(refused('3'));
      const asked = await api.client(
        'getUser',
        { auth, primary_email: other.primary_email, fields: 'cons_id' },
        cookie,
      );
      expect(asked.body.cons_id).not.toBe(other.id);
    });

    test('not without a token', async () => {
      const { cookie } = await makeSignedOn();
      const other = await makeSignedOn();
      expect(await api.client('getUser', {}, cookie)).toMatchObject(refused('5'));
      expect(await api.client('getUser', { auth: other.auth }, cookie)).toMatchObject(refused('5'));
      expect(await api.client('getUser', { auth: other.auth })).toMatchObject(refused('5'));
      expect(await api.client('getUser', { login_name: 'kith-api' })).toMatchObject(refused('5'));
    });

    test('the session as a form field, and a routing id in the path', async () => {
      const { id, cookie, auth } = await makeSignedOn();
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
    const { id } = await make();
    const { body } = await api.server('getSingleSignOnToken');
    const fields = encode({ method: 'getUser', ...api.clientFields, sso_auth_token: body.token, cons_id: id });
    const reply = await request(`${api.clientUrl}?${fields}`, { method: 'POST' });
    expect(reply).toMatchObject({ status: 200, body: { cons_id: id, donor_status: '1' }, cookie: undefined });
  });
});

describe('update', () => {
  test('changes what is named and nothing else; empty clears', async () => {
    const { id } = await make({ ...ROBIN, user_name: 'robin.update', home_phone: '512-555-0101', mobile_phone: '1' });
    const change = {
      'name-first': 'Rob',
      'name.title': '',
      home_street2: 'Flat 2',
      mobile_phone: '',
      custom_string1: '',
    };
    const reply = await api.server('update', { cons_id: id, ...change });
    expect(reply.text).toBe(`{"updateConsResponse":{"message":"User updated.","cons_id":"${id}"}}`);
    expect(await read(id)).toMatchObject({
      name: { title: null, first: 'Rob', last: 'Example' },
      primary_address: { street1: '1 Sample Way', street2: 'Flat 2', city: 'Austin' },
      home_phone: '512-555-0101',
      mobile_phone: null,
      birth_date: '1980-02-29-06:00',
      custom: { string: [{ id: 'custom_string1' }, { id: 'custom_string2' }] },
    });
    const xml = await api.server('update', { cons_id: id, 'name.first': 'R', response_format: 'xml' });
    expect(xml.text).toMatch(
      /<updateConsResponse [^>]+>\n {2}<cons_id>\d+<\/cons_id>\n {2}<message>User updated\.<\/message>/,
    );
  });

  test('alternate addresses, then their removal', async () => {
    const { id } = await make({ home_city: 'Austin' });
    await api.server('update', { cons_id: id, other_city: 'Waco', 'alternate_address2.city': 'Paris' });
    expect(await read(id, 'primary_address.city,alternate_address1.city,alternate_address2.city')).toEqual({
      primary_address: { city: 'Austin' },
      alternate_address1: { city: 'Waco' },
      alternate_address2: { city: 'Paris' },
    });
    await api.server('update', { cons_id: id, other_city: '' });
    expect(await read(id, 'alternate_address1.city')).toEqual({ alternate_address1: { city: 'Paris' } });
  });

  test('with cons_id, primary_email is the new address and member_id the new id', async () => {
    const { id } = await make();
    const primary_email = freshEmail('new');
    await api.server('update', { cons_id: id, primary_email, member_id: 'U-1' });
    expect(await read(id, 'email.primary_address,member_id')).toEqual({
      email: { primary_address: primary_email },
      member_id: 'U-1',
    });
  });

  test('by member_id; one that nobody has leaves it to the e-mail address', async () => {
    const { id, primary_email } = await make({ member_id: 'U-2' });
    const moved = freshEmail('moved');
    expect(await api.server('update', { member_id: 'U-2', primary_email: moved })).toMatchObject({
      body: { cons_id: id },
    });
    const reply = await api.server('update', { member_id: 'U-3', primary_email: moved });
    expect(reply).toMatchObject({ body: { cons_id: id } });
    expect(await read(id, 'member_id,email.primary_address')).toEqual({
      member_id: 'U-3',
      email: { primary_address: moved },
    });
    expect(await api.server('update', { member_id: 'nobody', primary_email })).toMatchObject(refused('16'));
  });

  test('errors', async () => {
    const other = await make({ user_name: 'other.person', member_id: 'U-9' });
    const { id } = await make();
    expect(await api.server('update', { 'name.first': 'x' })).toMatchObject(refused('9'));
    const bad: [string, Fields][] = [
      ['16', { cons_id: '999' }],
      ['13', { cons_id: id, primary_email: other.primary_email }],
      ['12', { cons_id: id, user_name: 'Other.Person' }],
      ['11', { cons_id: id, member_id: 'U-9' }],
      ['22', { cons_id: id, birth_date: 'soon' }],
      ['22', { cons_id: id, custom_boolean1: 'perhaps' }],
      ['22', { cons_id: id, custom_monetary_amount1: 'much' }],
      ['23', { cons_id: id, custom_string1: 'x'.repeat(256) }],
      ['22', { cons_id: id, add_group_ids: '12' }],
      ['35', { cons_id: id, 'name.first': 'a\u0007b' }],
    ];
    for (const [code, fields] of bad)
      expect(await api.server('update', fields), JSON.stringify(fields)).toMatchObject(refused(code));
  });

  test('several with one member_id are error 15', async () => {
    for (const name of ['A', 'B']) {
      const { id } = await make({ 'name.first': name });
      await kith.app.db.all({
        text: `insert into external_ids (organization_id, constituent_id, system, value) values ($1, $2, 'luminate', 'twice')`,
        values: [kith.organization.id, id],
      });
    }
    expect(await api.server('update', { member_id: 'twice' })).toMatchObject(refused('15'));
    expect(await api.server('getUser', { member_id: 'twice' })).toMatchObject(refused('8'));
  });

  test('groups are joined once and left', async () => {
    const group = await kith.app.db.one<{ id: number }>({
      text: `insert into groups (organization_id, name, key) values ($1, 'Choir', 'choir') returning id`,
      values: [kith.organization.id],
    });
    const { id } = await make();
    const groups = async () => {
      const response = await fetch(`${kith.url}/api/v1/constituents/${id}`, { headers: kith.lgl });
      const { groups } = (await response.json()) as { groups: { group_name: string }[] };
      return groups.map((membership) => membership.group_name);
    };
    for (let time = 0; time < 2; time += 1)
      await api.server('update', { cons_id: id, add_group_ids: String(group.id) });
    expect(await groups()).toEqual(['Choir']);
    await api.server('update', { cons_id: id, remove_group_ids: String(group.id) });
    expect(await groups()).toEqual([]);
  });

  test('logs an interaction and says in the feed who changed what', async () => {
    const { id } = await make();
    await api.server('update', { cons_id: id, 'name.first': 'Sam', interaction_subject: 'Moved house' });
    const rows = await kith.app.db.all({
      text: 'select subject from interactions where constituent_id = $1 order by id',
      values: [id],
    });
    expect(rows).toEqual([{ subject: 'create' }, { subject: 'Moved house' }]);
    const change = await kith.app.db.one({
      text: `select actor_type, dialect, before, after from changes where subject_id = $1 and kind = 'constituent.updated'`,
      values: [id],
    });
    expect(change).toMatchObject({
      actor_type: 'user',
      dialect: 'luminate',
      before: { firstName: null },
      after: { firstName: 'Sam' },
    });
  });

  describe('by the person', () => {
    test('their own record', async () => {
      const { id, cookie, auth } = await makeSignedOn();
      const primary_email = freshEmail('mine');
      const fields = { auth, 'name.first': 'Kim', primary_email, member_id: 'stolen', home_city: 'Austin' };
      expect(await api.client('update', fields, cookie)).toMatchObject({ status: 200, body: { cons_id: id } });
      expect(await read(id, 'name.first,email.primary_address,member_id,primary_address.city')).toEqual({
        name: { first: 'Kim' },
        email: { primary_address: primary_email },
        member_id: null,
        primary_address: { city: 'Austin' },
      });
    });

    test('not others, nor what is not theirs to set', async () => {
      const { cookie, auth } = await makeSignedOn();
      const other = await make();
      expect(await api.client('update', { auth, cons_id: other.id, 'name.first': 'x' }, cookie)).toMatchObject(
        refused('3'),
      );
      expect(await api.client('update', { auth, add_group_ids: '5000' }, cookie)).toMatchObject(refused('14'));
      expect(await api.client('update', { auth, 'membership.status': 'Gold' }, cookie)).toMatchObject(refused('14'));
      expect(await api.client('update', { auth, primary_email: other.primary_email }, cookie)).toMatchObject(
        refused('13'),
      );
      expect(await api.client('update', { 'name.first': 'x' }, cookie)).toMatchObject(refused('5'));
    });

    test('a new password signs other browsers off', async () => {
      const { id, cookie, auth } = await makeSignedOn({ user_name: 'pass.word', user_password: 'first' });
      const other = cookieOf(await api.client('login', { user_name: 'pass.word', password: 'first' }));
      await api.client('update', { auth, user_password: 'second' }, cookie);
      expect(await api.client('loginTest', {}, other)).toMatchObject(refused('3'));
      expect(await api.client('loginTest', {}, cookie)).toMatchObject({ body: { cons_id: id } });
      expect(await api.client('login', { user_name: 'pass.word', password: 'second' })).toMatchObject({ status: 200 });
    });
  });
});

describe('createOrUpdate', () => {
  test('creates, then updates', async () => {
    const primary_email = freshEmail();
    const first = await api.server('createOrUpdate', { primary_email, 'name.first': 'Lee' });
    const id = first.body.cons_id;
    expect(first.text).toBe(`{"createOrUpdateConsResponse":{"message":"User created.","cons_id":"${id}"}}`);
    const second = await api.server('createOrUpdate', {
      primary_email: primary_email.toUpperCase(),
      'name.last': 'Hill',
    });
    expect(second.text).toBe(`{"createOrUpdateConsResponse":{"message":"User updated.","cons_id":"${id}"}}`);
    expect(await read(id, 'name.first,name.last,email.primary_address')).toEqual({
      name: { first: 'Lee', last: 'Hill' },
      email: { primary_address: primary_email },
    });
  });

  test('with cons_id, primary_email changes the address; an unknown cons_id never creates', async () => {
    const { id } = await make();
    const primary_email = freshEmail();
    expect(await api.server('createOrUpdate', { cons_id: id, primary_email })).toMatchObject({ body: { cons_id: id } });
    expect(await read(id, 'email.primary_address')).toEqual({ email: { primary_address: primary_email } });
    expect(await api.server('createOrUpdate', { cons_id: '999', primary_email: freshEmail() })).toMatchObject(
      refused('16'),
    );
  });

  test('a new member_id creates, and needs an address', async () => {
    expect(await api.server('createOrUpdate', { member_id: 'C-1' })).toMatchObject(refused('10'));
    expect(await api.server('createOrUpdate', {})).toMatchObject(refused('10'));
    const created = await api.server('createOrUpdate', { member_id: 'C-1', primary_email: freshEmail() });
    expect(created.body.message).toBe('User created.');
    const updated = await api.server('createOrUpdate', { member_id: 'C-1', 'name.first': 'Ada' });
    expect(updated.body).toEqual({ message: 'User updated.', cons_id: created.body.cons_id });
  });

  test('simultaneous calls with one address make one person and all succeed', async () => {
    const primary_email = freshEmail();
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => api.server('createOrUpdate', { primary_email })),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map((reply) => reply.body.cons_id)).size).toBe(1);
    expect(replies.filter((reply) => reply.body.message === 'User created.')).toHaveLength(1);
  });

  test('a person may only update themselves', async () => {
    const { id, cookie, auth } = await makeSignedOn();
    const reply = await api.client('createOrUpdate', { auth, primary_email: freshEmail() }, cookie);
    expect(reply.body).toEqual({ message: 'User updated.', cons_id: id });
    expect(await api.client('createOrUpdate', { primary_email: freshEmail() })).toMatchObject(refused('5'));
  });
});

describe('isEmailValid', () => {
  test.each([
    ['robin@example.org', 'true'],
    ['robin+tag@mail.example.co.uk', 'true'],
    ['robin@example', 'false'],
    ['robin', 'false'],
    ['a b@example.org', 'false'],
    ['robin@@example.org', 'false'],
    ['', 'false'],
  ])('%s is %s', async (email, valid) => {
    expect((await api.server('isEmailValid', { email })).text).toBe(`{"isEmailValidResponse":{"valid":"${valid}"}}`);
    const url = `${api.clientUrl}?${encode({ method: 'isEmailValid', ...api.clientFields, email })}`;
    expect((await request(url)).body).toEqual({ valid });
  });

  test('without an address', async () => {
    expect(await api.client('isEmailValid')).toMatchObject(refused('9'));
  });
});

describe('listUserFields', () => {
  const list = async (servlet: 'client' | 'server', fields: Fields = {}) => {
    const reply = await api[servlet]('listUserFields', fields);
    expect(reply).toMatchObject({ status: 200, root: 'listConsFieldsResponse' });
    return reply.body.field as Record<string, unknown>[];
  };
  const names = async (...of: Parameters<typeof list>) => (await list(...of)).map((field) => field.name);

  test('each as captured, by name', async () => {
    const fields = await list('server');
    const byName = fields.map((field) => String(field.name));
    expect(byName).toEqual(byName.toSorted());
    expect(fields).toContainEqual({
      name: 'user_name',
      label: 'User Name',
      group: 'Biographical Information',
      required: 'true',
      isUserModifiable: 'true',
      valueType: 'TEXT',
      maxChars: '255',
    });
    expect(Object.keys(fields[0]!).slice(0, 3)).toEqual(['name', 'label', 'group']);
    expect(fields).toContainEqual(
      expect.objectContaining({ name: 'custom_string1', label: 'Colour', valueType: 'TEXT' }),
    );
  });

  test('fewer for people than for administrators, and fewer to set than to see', async () => {
    expect(await names('client', { access: 'update' })).not.toContain('membership.id');
    expect(await names('server', { access: 'update' })).toContain('membership.id');
    expect(await names('server', { access: 'update' })).not.toContain('cons_id');
    expect(await names('client')).not.toContain('donor_status');
    expect(await names('client')).toEqual(expect.arrayContaining(['cons_id', 'name.first', 'user_password']));
  });

  test('choices on request, groups together on request', async () => {
    const fields = await list('client', { include_choices: 'true', sort_order: 'group' });
    expect(fields.find((field) => field.name === 'email.preferred_format')?.choices).toEqual({
      choice: ['HTML', 'Plain Text'],
    });
    const groups = fields.map((field) => String(field.group));
    expect(groups).toEqual(groups.toSorted());
    const xml = await api.client('listUserFields', { response_format: 'xml', include_choices: 'true' });
    expect(xml.text).toContain(`    <valueType>ENUMERATION</valueType>
    <choices>
      <choice>HTML</choice>
      <choice>Plain Text</choice>
    </choices>
`);
  });

  test('what create accepts is what is listed for update', async () => {
    const fields = await list('server', { access: 'update' });
    // primary_email, which is sent along, outweighs the address.
    for (const field of fields.filter(({ name }) => name !== 'email.primary_address')) {
      expect(['TEXT', 'BOOLEAN', 'DATE', 'ENUMERATION', 'NUMBER']).toContain(field.valueType);
      const long = { primary_email: freshEmail(), [String(field.name)]: 'x'.repeat(Number(field.maxChars ?? 255) + 1) };
      const reply = await api.server('create', long);
      expect(['22', '23'], String(field.name)).toContain(reply.body.code);
    }
  });

  test('errors', async () => {
    expect(await api.client('listUserFields', { access: 'delete' })).toMatchObject(refused('22'));
    expect(await api.client('listUserFields', { sort_order: 'size' })).toMatchObject(refused('22'));
  });
});

describe('listUserFieldChoices', () => {
  test('states, formats, years, nothing', async () => {
    const choices = async (field: string) => (await api.client('listUserFieldChoices', { field })).body;
    expect((await choices('primary_address.state')).choice).toEqual(expect.arrayContaining(['AK', 'TX', 'WY']));
    expect(await choices('email.preferred_format')).toEqual({ choice: ['HTML', 'Plain Text'] });
    expect((await choices('birth_date')).choice).toContain('1980');
    expect(await choices('name.first')).toEqual({});
    const xml = await api.server('listUserFieldChoices', { field: 'name.first', response_format: 'xml' });
    expect(xml.text).toMatch(/<listConsFieldChoicesResponse [^>]+\/>\n$/);
  });

  test('errors', async () => {
    expect(await api.client('listUserFieldChoices')).toMatchObject(refused('9'));
    expect(await api.client('listUserFieldChoices', { field: 'nonsense' })).toMatchObject(refused('18'));
  });
});
