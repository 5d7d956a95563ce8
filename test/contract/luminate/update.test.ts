// docs/contracts/luminate.md §4.3 and §4.4: update and createOrUpdate.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, cookieOf, type Fields, freshEmail, makePerson, makeSignedOn, refused } from './client.ts';

let kith: TestKith;
let api: Caller;
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

describe('update', () => {
  test('changes what is named and nothing else; empty clears', async () => {
    const { id } = await makePerson(api, {
      ...ROBIN,
      user_name: 'robin.update',
      home_phone: '512-555-0101',
      mobile_phone: '1',
    });
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
    const { id } = await makePerson(api, { home_city: 'Austin' });
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
    const { id } = await makePerson(api);
    const primary_email = freshEmail('new');
    await api.server('update', { cons_id: id, primary_email, member_id: 'U-1' });
    expect(await read(id, 'email.primary_address,member_id')).toEqual({
      email: { primary_address: primary_email },
      member_id: 'U-1',
    });
  });

  test('an empty primary_email selects nobody and clears nothing', async () => {
    const { id, primary_email } = await makePerson(api);
    expect(await api.server('update', { cons_id: id, primary_email: '', 'name.first': 'Kim' })).toMatchObject({
      status: 200,
    });
    expect(await read(id, 'email.primary_address')).toEqual({ email: { primary_address: primary_email } });
    await api.server('update', { cons_id: id, 'email.primary_address': '' });
    expect(await read(id, 'email.primary_address')).toEqual({ email: null });
  });

  test('by member_id; one that nobody has leaves it to the e-mail address', async () => {
    const { id, primary_email } = await makePerson(api, { member_id: 'U-2' });
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

  test.each(['email.primary_address', 'email-primary_address', 'email_primary_address'])(
    'by %s, where nothing else selects',
    async (name) => {
      const { id, primary_email } = await makePerson(api);
      const reply = await api.server('update', { [name]: primary_email.toUpperCase(), 'name.first': 'Kim' });
      expect(reply.body).toEqual({ message: 'User updated.', cons_id: id });
      expect(await read(id, 'name.first,email.primary_address')).toEqual({
        name: { first: 'Kim' },
        email: { primary_address: primary_email },
      });
      expect(await api.server('update', { [name]: freshEmail(), 'name.first': 'x' })).toMatchObject(refused('16'));
      expect(await api.server('update', { [name]: '', 'name.first': 'x' })).toMatchObject(refused('9'));
    },
  );

  test('found by their second address, a person keeps the first', async () => {
    const { id, primary_email } = await makePerson(api);
    const second = freshEmail('second');
    const headers = { ...kith.lgl, 'content-type': 'application/json' };
    const body = JSON.stringify({ address: second, email_address_type_id: 2 });
    await fetch(`${kith.url}/api/v1/constituents/${id}/email_addresses`, { method: 'POST', headers, body });
    for (const fields of [
      { 'email.primary_address': second },
      { primary_email: second, 'email.primary_address': second },
      { member_id: 'second-1', 'email.primary_address': second },
    ] as Fields[]) {
      expect(await api.server('update', { ...fields, 'name.first': 'Kim' })).toMatchObject({ body: { cons_id: id } });
      expect(await read(id, 'email.primary_address')).toEqual({ email: { primary_address: primary_email } });
    }
  });

  test('errors', async () => {
    const other = await makePerson(api, { user_name: 'other.person', member_id: 'U-9' });
    const { id } = await makePerson(api);
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
      const { id } = await makePerson(api, { 'name.first': name });
      await kith.app.db.all(
        sql(
          `insert into external_ids (organization_id, constituent_id, system, value) values ($1, $2, 'luminate', 'twice')`,
          [kith.organization.id, id],
        ),
      );
    }
    expect(await api.server('update', { member_id: 'twice' })).toMatchObject(refused('15'));
    expect(await api.server('getUser', { member_id: 'twice' })).toMatchObject(refused('8'));
  });

  test('groups are joined once and left', async () => {
    const group = await kith.app.db.one<{ id: number }>(
      sql(`insert into groups (organization_id, name, key) values ($1, 'Choir', 'choir') returning id`, [
        kith.organization.id,
      ]),
    );
    const { id } = await makePerson(api);
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
    const { id } = await makePerson(api);
    await api.server('update', { cons_id: id, 'name.first': 'Sam', interaction_subject: 'Moved house' });
    const rows = await kith.app.db.all(
      sql('select subject from interactions where constituent_id = $1 order by id', [id]),
    );
    expect(rows).toEqual([{ subject: 'create' }, { subject: 'Moved house' }]);
    const change = await kith.app.db.one(
      sql(
        `select actor_type, dialect, before, after from changes where subject_id = $1 and kind = 'constituent.updated'`,
        [id],
      ),
    );
    expect(change).toMatchObject({
      actor_type: 'user',
      dialect: 'luminate',
      before: { firstName: null },
      after: { firstName: 'Sam' },
    });
  });

  describe('by the person', () => {
    test('their own record', async () => {
      const { id, cookie, auth } = await makeSignedOn(api);
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
      const { cookie, auth } = await makeSignedOn(api);
      const other = await makePerson(api);
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
      const { id, cookie, auth } = await makeSignedOn(api, { user_name: 'pass.word', user_password: 'the first' });
      const other = cookieOf(await api.client('login', { user_name: 'pass.word', password: 'the first' }));
      await api.client('update', { auth, user_password: 'the second', old_password: 'the first' }, cookie);
      expect(await api.client('loginTest', {}, other)).toMatchObject(refused('3'));
      expect(await api.client('loginTest', {}, cookie)).toMatchObject({ body: { cons_id: id } });
      expect(await api.client('login', { user_name: 'pass.word', password: 'the second' })).toMatchObject({
        status: 200,
      });
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

  // A form plugin sends the address under the field's names alone, dots and underscores together.
  test('finds the person by email.primary_address', async () => {
    const address = freshEmail();
    const fields = { 'email.primary_address': address, email_primary_address: address, 'name.first': 'Lee' };
    const first = await api.server('createOrUpdate', fields);
    expect(first.body.message).toBe('User created.');
    const again = await api.server('createOrUpdate', { ...fields, 'name.first': 'Kim' });
    expect(again.body).toEqual({ message: 'User updated.', cons_id: first.body.cons_id });
    expect(await read(first.body.cons_id, 'name.first')).toEqual({ name: { first: 'Kim' } });
    const shared = freshEmail('shared');
    await kith.changeSetting('uniqueEmail', false);
    for (const name of ['A', 'B']) await makePerson(api, { primary_email: shared, 'name.first': name });
    await kith.changeSetting('uniqueEmail', true);
    expect(await api.server('createOrUpdate', { 'email.primary_address': shared })).toMatchObject(refused('8'));
  });

  test('simultaneous calls by email.primary_address make one person', async () => {
    const address = freshEmail();
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => api.server('createOrUpdate', { 'email.primary_address': address })),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map((reply) => reply.body.cons_id)).size).toBe(1);
  });

  test('with cons_id, primary_email changes the address; an unknown cons_id never creates', async () => {
    const { id } = await makePerson(api);
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
    const { id, cookie, auth } = await makeSignedOn(api);
    const reply = await api.client('createOrUpdate', { auth, primary_email: freshEmail() }, cookie);
    expect(reply.body).toEqual({ message: 'User updated.', cons_id: id });
    expect(await api.client('createOrUpdate', { primary_email: freshEmail() })).toMatchObject(refused('5'));
  });
});
