// Names, addresses, ids and names of groups in all the forms in which people and programs send them: one and the same in
// every contract (docs/decisions/0020).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, lglClient } from '../contract/lgl/client.ts';
import { type Caller, caller, freshEmail, refused } from '../contract/luminate/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { addUser } from '../support/records.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let lgl: Client;
let oho: OhoClient;
let luminate: Caller;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  lgl = lglClient(kith.url, kith);
  oho = ohoClient(`${kith.url}/api`, kith.basic);
  luminate = caller(kith);
});
afterAll(() => kith.stop());

const query = (term: string, value: string) => new URLSearchParams({ 'q[]': `${term}=${value}`, limit: '100' });

async function found(term: string, value: string): Promise<number[]> {
  const { status, body } = await lgl.search(query(term, value).toString());
  expect(status).toBe(200);
  return body.items.map(({ id }: { id: number }) => id).sort((a: number, b: number) => a - b);
}

async function add(person: object): Promise<number> {
  const { status, body } = await lgl.post('/constituents', person);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body.id;
}

describe('one e-mail address is one person', () => {
  test.each([
    ['a zero width space behind it', 'dup1@example.org', 'dup1@example.org\u200b'],
    ['a byte order mark before it', 'dup2@example.org', '\ufeffdup2@example.org'],
    ['a soft hyphen in it', 'dup3@example.org', 'du\u00adp3@example.org'],
    ['a direction mark', 'dup4@example.org', '\u202adup4@example.org\u202c'],
    ['a space that does not break', 'dup5@example.org', 'dup5@example.org\u00a0'],
    ['decomposed', 'zoë@example.org', 'zoe\u0308@example.org'],
    ['a typographic apostrophe', "o'dup@example.org", 'o’dup@example.org'],
  ])('%s', async (_, plain, odd) => {
    const names = { first_name: 'Dee', last_name: 'Upton' };
    const first = await oho.post('/constituents', { ...names, email: odd });
    expect(first.status).toBe(201);
    expect((await oho.post('/constituents/ensure_exists', { ...names, email: plain })).body.id).toBe(first.body.id);
    expect((await oho.post('/constituents', { ...names, email: plain })).status).toBe(409);
    expect((await oho.post('/constituents/check_exists', { email: plain })).body.constituent_id).toBe(first.body.id);
    expect(await luminate.server('create', { primary_email: plain })).toMatchObject(refused('11'));
    expect((await luminate.server('getUser', { primary_email: plain })).body.cons_id).toBe(String(first.body.id));
    expect(await found('eaddr', plain)).toEqual([first.body.id]);
    // The address that mail is sent to has no invisible characters.
    const [shown] = (await lgl.get(`/constituents/${first.body.id}`)).body.email_addresses;
    expect(shown.address).toMatch(/^[\p{L}\p{N}@.'’]+$/u);
  });

  test('full width letters find it, but are no address: mail to them would not arrive', async () => {
    const [plain, wide] = ['dup6@example.org', 'ｄｕｐ６@example.org'];
    const names = { first_name: 'Dee', last_name: 'Upton' };
    expect((await oho.post('/constituents', { ...names, email: wide })).status).toBe(400);
    expect((await lgl.post('/constituents', { last_name: 'Upton', email_addresses: [{ address: wide }] })).status).toBe(
      422,
    );
    expect(await luminate.server('create', { primary_email: wide })).toMatchObject({ status: 403 });
    const { id } = (await oho.post('/constituents', { ...names, email: plain })).body;
    expect(await found('eaddr', wide)).toEqual([id]);
  });

  test('accents are another mailbox', async () => {
    const names = { first_name: 'Dee', last_name: 'Upton' };
    const ids = [];
    for (const email of ['chloe@example.org', 'chloé@example.org']) {
      ids.push((await oho.post('/constituents/ensure_exists', { ...names, email })).body.id);
    }
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a search finds every form of a name', () => {
  test.each([
    ["O'Brien", ["O'Brien", 'O’Brien', 'O‘Brien', 'OʼBrien', 'O´Brien', 'O`Brien']],
    ['Ray-Nand', ['Ray-Nand', 'Ray‐Nand', 'Ray‑Nand', 'Ray–Nand', 'Ray\u00ad-Nand', 'ＲＡＹ－ＮＡＮＤ']],
    ['Zoë Ünal', ['Zoë Ünal', 'Zoe\u0308 U\u0308nal', 'zoe unal', 'Zoë\u00a0Ünal', 'Zoë\u3000Ünal', 'Zo\u200bë Ünal']],
    ['Елена Ёлкина', ['Елена Ёлкина', 'Елена Елкина', 'ЕЛЕНА ЁЛКИНА']],
    ['محمد', ['محمد', 'مُحَمَّد', 'محمــد']],
  ])('%s', async (_, forms) => {
    const ids: number[] = [];
    for (const last_name of forms) ids.push(await add({ last_name }));
    for (const form of forms) expect(await found('name', form)).toEqual(ids);
  });

  test('letters are not removed', async () => {
    const names = ['たかだ', 'たかた', 'कि', 'कु', 'มานี', 'มานิ', 'Чайка', 'Чаика'];
    const ids = new Map<string, number>();
    for (const last_name of names) ids.set(last_name, await add({ last_name }));
    for (const name of names) expect(await found('name', name)).toEqual([ids.get(name)]);
  });

  test.each(['name', 'eaddr', 'phone_number', 'street', 'city', 'state', 'postal_code', 'country', 'external_id'])(
    '%s of which folding leaves nothing finds nobody',
    async (term) => {
      await add({
        last_name: 'Anyone',
        email_addresses: [{ address: freshEmail() }],
        phone_numbers: [{ number: '206 555 0100' }],
        street_addresses: [{ street: '1 Main St', city: 'Elm', state: 'WA', postal_code: '98101', country: 'US' }],
      });
      for (const nothing of ['\u0301', '\u200b', '\u00ad', '\u2060\u0308']) {
        expect(await found(term, nothing)).toEqual([]);
      }
    },
  );
});

test('external ids are the same with and without what nobody sees', async () => {
  const id = await add({ last_name: 'Id', external_constituent_id: 'LGL\u00a0-1\u200b' });
  expect((await lgl.get(`/constituents/${id}`)).body.external_constituent_id).toBe('LGL -1');
  expect(await found('external_id', 'LGL\u2009-1')).toEqual([id]);
  const hr = await oho.post('/constituents', {
    first_name: 'H',
    last_name: 'R',
    email: freshEmail(),
    external_id: 'HR-é1\u200b',
  });
  expect((await oho.get(`/constituents?external_id=${encodeURIComponent('HR-e\u03011')}`)).body).toMatchObject([
    { id: hr.body.id, external_id: 'HR-é1' },
  ]);
  await luminate.server('create', { primary_email: freshEmail(), member_id: 'M-7\u200b' });
  const taken = await luminate.server('create', { primary_email: freshEmail(), member_id: '\ufeffM-7' });
  expect(taken).toMatchObject(refused('11'));
  expect((await luminate.server('getUser', { member_id: 'M-7' })).body.member_id).toBe('M-7');
});

test('groups, keywords, types and levels go by what people read', async () => {
  const made = await lgl.post('/groups', { name: 'Café\u00a0Friends\u200b' });
  expect(made.body.name).toBe('Café Friends');
  for (const name of ['Cafe\u0301 Friends', 'CAFÉ FRIENDS', 'Café  Friends', 'Ｃafé Friends']) {
    expect([name, (await lgl.post('/groups', { name })).status]).toEqual([name, 422]);
  }
  const level = await lgl.post('/membership_levels', { name: 'Gold–Plus' });
  const id = await add({
    last_name: 'Reader',
    groups: [{ group_name: 'cafe\u0301 friends\u200b' }],
    email_addresses: [{ address: freshEmail(), email_type_name: 'Wo\u00adrk' }],
    memberships: [{ membership_level_name: 'gold-plus', date_start: '2026-01-01' }],
    categories: [{ key: 'tags', keywords: [{ name: 'Na\u00efve Fans' }] }],
  });
  const again = await add({
    last_name: 'Reader',
    categories: [{ key: 'tags', keywords: [{ name: 'NAI\u0308VE\u00a0fans' }] }],
  });
  const [one, two] = [await lgl.get(`/constituents/${id}`), await lgl.get(`/constituents/${again}`)];
  expect(one.body.groups).toMatchObject([{ group_id: made.body.id }]);
  expect(one.body.email_addresses).toMatchObject([{ email_type_name: 'Work' }]);
  expect(one.body.memberships).toMatchObject([{ membership_level_id: level.body.id }]);
  expect(one.body.categories[0].keywords).toMatchObject([{ name: 'Naïve Fans' }]);
  expect(two.body.categories[0].keywords).toEqual(one.body.categories[0].keywords);
  const { category_id, name } = one.body.categories[0].keywords[0];
  const twin = await lgl.post(`/categories/${category_id}/keywords`, { name: `${name}\u200b`.normalize('NFD') });
  expect(twin.status).toBe(422);
});

describe('signing on', () => {
  test('with a password and a user name in another form', async () => {
    const user_name = `zoe-${process.pid}`;
    const made = { primary_email: freshEmail(), user_name: `${user_name}\u200b`, user_password: 'flöten und hörner 7' };
    expect((await luminate.server('create', made)).status).toBe(200);
    for (const form of ['NFC', 'NFD'] as const) {
      const user_password = 'flöten und hörner 7'.normalize(form);
      const login = await luminate.server('login', { user_name: `ｚ${user_name.slice(1)}`, password: user_password });
      expect(login).toMatchObject({ status: 200, root: 'loginResponse' });
    }
    const wrong = await luminate.server('login', { user_name, password: 'floten und hörner 7' });
    expect(wrong).toMatchObject(refused('202'));
    const twin = {
      primary_email: freshEmail(),
      user_name: `\ufeff${user_name.toUpperCase()}`,
      user_password: 'another password 1',
    };
    expect(await luminate.server('create', twin)).toMatchObject(refused('11'));
  });

  test('of staff, by address', async () => {
    await addUser(kith, { email: 'zoë.admin@example.org', role: 'org_admin', password: 'gru\u0308n und blau' });
    for (const [email, password] of [
      ['zoë.admin@example.org', 'grün und blau'],
      ['ZOE\u0308.admin@example.org\u200b', 'gru\u0308n und blau'],
    ]) {
      const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
      expect((await ohoClient(`${kith.url}/api`, { authorization }).get('/constituents?limit=1')).status).toBe(200);
    }
    const twin = { email: 'zoe\u0308.admin@example.org', role: 'org_admin' };
    await expect(addUser(kith, twin)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(addUser(kith, { email: '<z@example.org>', role: 'org_admin' })).rejects.toMatchObject({
      code: 'email_format',
    });
  });
});

describe('one rule for what an e-mail address is', () => {
  const names = { first_name: 'E', last_name: 'Mail' };

  test.each([
    'a@example..org',
    '<a@example.org>',
    'mailto:a@example.org',
    'a@example',
    'a@-example.org',
    'a b@example.org',
    'a@b@example.org',
    'a@example.org, b@example.org',
    `${'a'.repeat(65)}@example.org`,
  ])('%s is none in any contract', async (email) => {
    expect((await oho.post('/constituents', { ...names, email })).body.error.code).toBe('invalid_email');
    expect((await oho.post('/constituents/ensure_exists', { ...names, email })).body.error.code).toBe('invalid_email');
    const person = await lgl.post('/constituents', { last_name: 'Mail', email_addresses: [{ address: email }] });
    expect(person).toMatchObject({ status: 422, body: { description: 'This is not an e-mail address' } });
    expect(await luminate.server('create', { primary_email: email })).toMatchObject(refused('22'));
    expect((await luminate.server('isEmailValid', { email })).body.valid).toBe('false');
    const id = await add({ last_name: 'Mail' });
    expect((await lgl.post(`/constituents/${id}/email_addresses`, { address: email })).status).toBe(422);
    expect((await oho.patch(`/constituents/${id}`, { email })).body.error.code).toBe('invalid_email');
    const update = await luminate.server('update', { cons_id: String(id), 'email.primary_address': email });
    expect(update).toMatchObject(refused('22'));
  });

  test.each([
    "o'neil+tag@example.org",
    'a..b@example.org',
    'ada@bücher.example',
    '用户@例子.example',
    `${'l'.repeat(64)}@example.org`,
  ])('%s, shown by one contract, is accepted by the others as it is', async (address) => {
    const id = await add({ ...names, email_addresses: [{ address }] });
    const shown = (await oho.get(`/constituents/${id}`)).body.email;
    expect(shown).toBe(address);
    expect((await oho.patch(`/constituents/${id}`, { email: shown })).status).toBe(200);
    const user = (await luminate.server('getUser', { cons_id: String(id) })).body;
    const email = user.email.primary_address;
    expect((await luminate.server('update', { cons_id: String(id), primary_email: email })).status).toBe(200);
    expect((await luminate.server('isEmailValid', { email })).body.valid).toBe('true');
    expect((await lgl.get(`/constituents/${id}`)).body.email_addresses).toMatchObject([{ address }]);
  });

  test('what is on record from before may stay', async () => {
    const id = await add({ ...names, email_addresses: [{ address: freshEmail() }] });
    await kith.app.db.all(
      sql(
        `update email_addresses set address = 'n/a', normalized_address = 'n/a' where organization_id = $1 and constituent_id = $2`,
        [kith.organization.id, id],
      ),
    );
    expect((await oho.patch(`/constituents/${id}`, { email: 'n/a', phone: '206 555 0111' })).status).toBe(200);
    expect((await lgl.patch(`/constituents/${id}`, { last_name: 'Post' })).status).toBe(200);
    const fields = { cons_id: String(id), 'email.primary_address': 'n/a', 'name.first': 'Em' };
    expect((await luminate.server('update', fields)).status).toBe(200);
    expect((await oho.patch(`/constituents/${id}`, { email: 'none' })).body.error.code).toBe('invalid_email');
  });
});

test('a name of nothing but what nobody sees is none', async () => {
  const nothing = { first_name: '\u200b', last_name: '\u00a0\u2060' };
  const person = await oho.post('/constituents', { ...nothing, email: freshEmail() });
  expect(person.body.error.details).toEqual({ required: ['first_name', 'last_name'] });
  expect((await lgl.post('/constituents', nothing)).status).toBe(422);
  expect((await lgl.post('/groups', { name: '\u3164\u200b' })).status).toBe(422);
});

test('a card number is the same in every way of writing it', async () => {
  const person = { first_name: 'Card', surname: 'Holder', email: freshEmail() };
  const constituent = { first_name: 'Card', last_name: 'Holder', email: person.email };
  const ids = new Set<number>();
  for (const identifier of ['1234567A', '１２３４５６７Ａ', '1234\u200b567a', '123\u00a0456–7A', '١٢٣٤٥٦٧A']) {
    const { status, body } = await oho.post('/scan', { type: 'vicwwc', identifier, ...person, constituent });
    expect(status).toBe(200);
    ids.add(body.accreditation_id);
  }
  expect(ids.size).toBe(1);
});
