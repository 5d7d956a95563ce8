// docs/contracts/luminate.md §4.14, §4.18 and §4.19: which fields there are, and what they take.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { type Caller, caller, encode, type Fields, freshEmail, refused, request } from './client.ts';

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
