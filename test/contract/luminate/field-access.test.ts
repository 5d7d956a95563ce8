// docs/contracts/luminate.md §5.4: who may see and set which field, and what an organization says of it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, type Fields, freshEmail, makePerson, makeSignedOn, refused } from './client.ts';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  await kith.app.db.all(
    sql(
      `insert into custom_field_definitions (organization_id, key, name, data_type, audience) values
           ($1, 'custom_string1', 'Watch list', 'text', default), ($1, 'custom_string2', 'House', 'text', 'person_read'),
           ($1, 'custom_string3', 'Diet', 'text', 'person_write'), ($1, 'custom_boolean1', 'Barred', 'boolean', 'staff')`,
      [kith.organization.id],
    ),
  );
  api = caller(kith);
});
afterAll(() => kith.stop());

const STAFF_FIELDS = {
  custom_string1: 'watched',
  custom_string2: 'Red',
  custom_string3: 'none',
  custom_boolean1: 'true',
};
const names = async (servlet: 'client' | 'server', access: string) => {
  const reply = await api[servlet]('listUserFields', { access });
  return (reply.body.field as { name: string }[]).map(({ name }) => name);
};
const read = async (cons_id: string, fields?: string) =>
  (await api.server('getUser', { cons_id, ...(fields === undefined ? {} : { fields }) })).body;

describe('what is for administrators alone', () => {
  const FIELDS: readonly Fields[] = [
    { member_id: 'M-100' },
    { 'membership.id': '7' },
    { cat_id: '3' },
    { 'districts.cong_dist_id_override': 'TX-01' },
    { origin_src_code: 'mine' },
    { custom_string1: 'clean' },
    { custom_string2: 'Blue' },
    { custom_boolean1: 'false' },
  ];

  test.each(FIELDS)('%j is refused in an anonymous create, and nobody is made', async (fields) => {
    const primary_email = freshEmail();
    expect(await api.client('create', { primary_email, ...fields })).toMatchObject(refused('14'));
    expect(await api.server('getUser', { primary_email })).toMatchObject(refused('16'));
    const [name = ''] = Object.keys(fields);
    expect(await api.client('create', { primary_email, [name]: '' })).toMatchObject({ status: 200 });
    expect(await api.server('create', { primary_email: freshEmail(), ...fields })).toMatchObject({ status: 200 });
    expect(await names('client', 'update')).not.toContain(name);
    expect(await names('server', 'update')).toContain(name);
  });

  test.each(['update', 'createOrUpdate'])('a person cannot set them by %s', async (method) => {
    const { id, cookie, auth } = await makeSignedOn(api);
    for (const fields of FIELDS) await api.client(method, { auth, ...fields }, cookie);
    const record = await read(id);
    expect(record.member_id).toBeNull();
    expect(record).toMatchObject({
      cat_id: null,
      membership: null,
      districts: null,
      origin_source: null,
      custom: null,
    });
  });

  test('a batch by member_id keeps writing to whom it means', async () => {
    const real = await makePerson(api, { member_id: 'HR-1' });
    await api.client('create', { primary_email: freshEmail('stranger'), member_id: 'HR-1' });
    expect(await api.server('update', { member_id: 'HR-1', 'name.first': 'Kim' })).toMatchObject({
      body: { cons_id: real.id },
    });
  });
});

describe('custom fields', () => {
  test('the staff sees all, a person what is for people', async () => {
    const { id, cookie, auth } = await makeSignedOn(api);
    expect(await api.server('update', { cons_id: id, ...STAFF_FIELDS })).toMatchObject({ status: 200 });
    expect((await read(id)).custom).toEqual({
      string: [
        { id: 'custom_string1', content: 'watched' },
        { id: 'custom_string2', content: 'Red' },
        { id: 'custom_string3', content: 'none' },
      ],
      boolean: { id: 'custom_boolean1', content: 'true' },
    });
    const own = [
      { id: 'custom_string2', content: 'Red' },
      { id: 'custom_string3', content: 'none' },
    ];
    expect((await api.client('getUser', { auth }, cookie)).body.custom).toEqual({ string: own });
    for (const fields of ['custom_string1', 'custom_boolean1,custom_string1', 'custom']) {
      expect((await api.client('getUser', { auth, fields }, cookie)).text).not.toContain('watched');
    }
  });

  test('a person changes what is theirs to change', async () => {
    const { id, cookie, auth } = await makeSignedOn(api, { custom_string3: 'vegan' });
    await api.server('update', { cons_id: id, custom_string2: 'Red' });
    expect(await api.client('update', { auth, custom_string3: 'none' }, cookie)).toMatchObject({ status: 200 });
    expect(await api.client('update', { auth, custom_string2: 'Blue' }, cookie)).toMatchObject(refused('14'));
    // A caller who may not fill a field may not empty it either.
    expect(await api.client('update', { auth, custom_string2: '' }, cookie)).toMatchObject({ status: 200 });
    expect((await read(id, 'custom_string2,custom_string3')).custom.string).toEqual([
      { id: 'custom_string2', content: 'Red' },
      { id: 'custom_string3', content: 'none' },
    ]);
  });

  test('lists follow', async () => {
    const custom = (list: string[]) => list.filter((name) => name.startsWith('custom_'));
    expect(custom(await names('client', 'view'))).toEqual(['custom_string2', 'custom_string3']);
    expect(custom(await names('client', 'update'))).toEqual(['custom_string3']);
    expect(custom(await names('server', 'update'))).toHaveLength(4);
    expect(await api.client('listUserFieldChoices', { field: 'custom_string1' })).toMatchObject(refused('18'));
    expect(await api.client('listUserFieldChoices', { field: 'custom_string2' })).toMatchObject({ status: 200 });
  });
});

describe('rules of the organization', () => {
  const list = async (servlet: 'client' | 'server', name: string, access = 'view') => {
    const reply = await api[servlet]('listUserFields', { access });
    return (reply.body.field as Record<string, string>[]).find((field) => field.name === name);
  };

  test('hidden from people', async () => {
    await kith.changeSetting('fieldRules', { gender: { person: 'hidden' }, custom_string3: { person: 'hidden' } });
    const { id, cookie, auth } = await makeSignedOn(api);
    await api.server('update', { cons_id: id, gender: 'FEMALE', custom_string3: 'vegan' });
    expect(await list('client', 'gender')).toBeUndefined();
    expect(await list('client', 'gender', 'update')).toBeUndefined();
    expect(await list('server', 'gender')).toMatchObject({ isUserModifiable: 'false' });
    const own = await api.client('getUser', { auth }, cookie);
    expect(own.text).not.toMatch(/gender|vegan/);
    expect(await api.client('update', { auth, gender: 'x' }, cookie)).toMatchObject(refused('14'));
    expect(await api.client('create', { primary_email: freshEmail(), gender: 'x' })).toMatchObject(refused('14'));
    expect(await api.client('listUserFieldChoices', { field: 'gender' })).toMatchObject(refused('18'));
    expect(await read(id, 'gender')).toEqual({ gender: 'FEMALE' });
  });

  test('read-only for people, and for administrators', async () => {
    const rules = {
      'name.last': { person: 'readOnly' },
      nickname: { staff: 'readOnly' },
      birth_date: { person: 'readOnly', staff: 'readOnly' },
    };
    const { id, cookie, auth } = await makeSignedOn(api, { 'name.last': 'Reed', birth_date: '1980-02-29' });
    await kith.changeSetting('fieldRules', rules);
    expect(await api.client('update', { auth, 'name.last': 'Hill' }, cookie)).toMatchObject(refused('14'));
    expect(await api.client('update', { auth, last_name: 'Hill' }, cookie)).toMatchObject(refused('14'));
    expect(await api.client('update', { auth, nickname: 'Rob' }, cookie)).toMatchObject({ status: 200 });
    expect(await api.server('update', { cons_id: id, nickname: 'Bob' })).toMatchObject(refused('14'));
    // What nobody may set is ignored, as all such fields are.
    expect(await api.server('update', { cons_id: id, birth_date: '' })).toMatchObject({ status: 200 });
    expect(await read(id, 'name.last,nickname,birth_date')).toMatchObject({ name: { last: 'Reed' }, nickname: 'Rob' });
    expect((await read(id, 'birth_date')).birth_date).toMatch(/^1980-02-29/);
    expect(await list('client', 'name.last')).toMatchObject({ isUserModifiable: 'false' });
    expect(await list('client', 'name.last', 'update')).toBeUndefined();
    expect(await list('server', 'nickname', 'update')).toBeUndefined();
    expect(await list('server', 'nickname')).toMatchObject({ isUserModifiable: 'true' });
  });

  test('required of people, or of all', async () => {
    await kith.changeSetting('fieldRules', {
      birth_date: { person: 'required' },
      custom_string3: { person: 'required' },
      home_phone: { person: 'required', staff: 'required' },
    });
    const all = { birth_date: '1980-02-29', custom_string3: 'none', home_phone: '555-0100' };
    expect(await list('client', 'birth_date')).toMatchObject({ required: 'true' });
    expect(await list('server', 'birth_date')).toMatchObject({ required: 'false' });
    expect(await list('server', 'home_phone')).toMatchObject({ required: 'true' });
    for (const name of Object.keys(all)) {
      const rest = Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
      expect(await api.client('create', { primary_email: freshEmail(), ...rest }), name).toMatchObject(refused('10'));
    }
    expect(await api.server('create', { primary_email: freshEmail() })).toMatchObject(refused('10'));
    expect(await api.server('createOrUpdate', { primary_email: freshEmail() })).toMatchObject(refused('10'));
    expect(await api.server('create', { primary_email: freshEmail(), home_phone: '1' })).toMatchObject({ status: 200 });
    const { id, cookie, auth } = await makeSignedOn(api, all);
    expect(await api.client('update', { auth, birth_date: '' }, cookie)).toMatchObject(refused('10'));
    expect(await api.client('update', { auth, nickname: 'Rob' }, cookie)).toMatchObject({ status: 200 });
    expect(await api.server('update', { cons_id: id, birth_date: '' })).toMatchObject({ status: 200 });
    await kith.changeSetting('fieldRules', undefined);
  });

  test('the address of a new record is always taken, and changed by whom the rule lets', async () => {
    await kith.changeSetting('fieldRules', { 'email.primary_address': { person: 'readOnly' } });
    const { id, primary_email, cookie, auth } = await makeSignedOn(api);
    const fields = { auth, primary_email: freshEmail() };
    expect(await api.client('update', fields, cookie)).toMatchObject(refused('14'));
    expect(await read(id, 'email.primary_address')).toEqual({ email: { primary_address: primary_email } });
    await kith.changeSetting('fieldRules', undefined);
    expect(await api.client('update', fields, cookie)).toMatchObject({ status: 200 });
  });

  test('changePassword obeys as well', async () => {
    const { cookie, auth } = await makeSignedOn(api, { user_password: 'first password', reminder_hint: 'a' });
    const fields = {
      auth,
      old_password: 'first password',
      user_password: 'next password',
      retype_password: 'next password',
    };
    await kith.changeSetting('fieldRules', { user_password: { person: 'readOnly' } });
    expect(await api.client('changePassword', fields, cookie)).toMatchObject(refused('14'));
    await kith.changeSetting('fieldRules', { reminder_hint: { person: 'hidden' } });
    expect(await api.client('changePassword', { ...fields, reminder_hint: 'b' }, cookie)).toMatchObject(refused('14'));
    await kith.changeSetting('fieldRules', undefined);
    expect(await api.client('changePassword', fields, cookie)).toMatchObject({ status: 200 });
  });
});
