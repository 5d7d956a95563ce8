// docs/contracts/lgl.md §3.5, §5.6, §5.7: street addresses, phone numbers, e-mail and web addresses under ids of their own.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

const SUCCESS = { api_version: '1.0', result: 'success' };
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

const newPerson = async (extra: object = {}): Promise<number> =>
  (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera', ...extra })).body.id;

const FAMILIES = [
  {
    path: 'email_addresses',
    itemType: 'email_address',
    content: { address: 'ada@example.org' },
    other: { address: 'rivera@example.org' },
    blank: { email_address: 'wrong-key@example.org' },
    keys: 'id item_id item_type address email_address_type_id email_type_name is_preferred not_current parent_id created_at updated_at',
    typeId: 'email_address_type_id',
    typeName: 'email_type_name',
    defaultType: [1, 'Home'],
    otherType: [2, 'Work'],
  },
  {
    path: 'phone_numbers',
    itemType: 'phone_number',
    content: { number: '(206) 555-0188' },
    other: { number: '(206) 555-0189' },
    blank: { number: ' ' },
    keys: 'id item_id item_type number phone_number_type_id phone_type_name is_preferred not_current parent_id normalized_number created_at updated_at',
    typeId: 'phone_number_type_id',
    typeName: 'phone_type_name',
    defaultType: [1, 'Home'],
    otherType: [3, 'Mobile'],
  },
  {
    path: 'street_addresses',
    itemType: 'street_address',
    content: { street: '1 Elm St', city: 'Seattle', state: 'WA', postal_code: '98101-1234' },
    other: { street: '2 Oak St' },
    blank: { street: '', city: '', state: '', postal_code: '', county: '' },
    keys: 'id item_id item_type street city state country postal_code county street_address_type_id street_type_name is_preferred not_current parent_id seasonal_from seasonal_to seasonal lat lng zip5 verified verified_on created_at updated_at',
    typeId: 'street_address_type_id',
    typeName: 'street_type_name',
    defaultType: [1, 'Home'],
    otherType: [4, 'School'],
  },
  {
    path: 'web_addresses',
    itemType: 'web_address',
    content: { url: 'https://ada.example' },
    other: { url: 'https://rivera.example' },
    blank: {},
    keys: 'id item_id item_type url web_address_type_id web_address_type_name is_preferred parent_id created_at updated_at',
    typeId: 'web_address_type_id',
    typeName: 'web_address_type_name',
    defaultType: [5, 'Website'],
    otherType: [7, 'Twitter'],
  },
];

describe.each(FAMILIES)('$path', ({ path, itemType, content, other, blank, keys, typeId, typeName, ...types }) => {
  const isWeb = path === 'web_addresses';

  test('create answers 200 with item_id and item_type after id, §2.2, §3.5', async () => {
    const owner = await newPerson();
    const { status, body } = await lgl.post(`/constituents/${owner}/${path}`, content);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['api_version', ...keys.split(' ')]);
    expect(body).toMatchObject({
      api_version: '1.0',
      item_id: owner,
      item_type: 'Constituent',
      ...content,
      [typeId]: types.defaultType[0],
      [typeName]: types.defaultType[1],
      parent_id: null,
      created_at: expect.stringMatching(TIMESTAMP),
      // §5.6: the first becomes the preferred one, except of web addresses.
      is_preferred: !isWeb,
    });
    expect((await lgl.get(`/${path}/${body.id}`)).body).toEqual(body);
    expect((await lgl.get(`/${path}/${body.id}.json`)).body).toEqual(body);
    const embedded = (await lgl.get(`/constituents/${owner}`)).body[path];
    const { api_version: _, item_id: __, item_type: ___, ...row } = body;
    expect(embedded).toEqual([row]);
  });

  test('a later one is not preferred; claiming it clears the others; deleting it promotes, §5.6', async () => {
    const owner = await newPerson();
    const first = (await lgl.post(`/constituents/${owner}/${path}`, { ...content, is_preferred: true })).body;
    const second = (await lgl.post(`/constituents/${owner}/${path}`, other)).body;
    expect(second.is_preferred).toBe(false);
    expect((await lgl.patch(`/${path}/${second.id}`, { is_preferred: true })).body.is_preferred).toBe(true);
    expect((await lgl.get(`/${path}/${first.id}`)).body.is_preferred).toBe(false);
    expect((await lgl.delete(`/${path}/${second.id}`)).body).toEqual(SUCCESS);
    expect((await lgl.get(`/${path}/${first.id}`)).body.is_preferred).toBe(!isWeb);
  });

  test('PATCH and PUT change what is sent and keep the id; an unknown type id has no name, §3.5', async () => {
    const owner = await newPerson();
    const { id } = (await lgl.post(`/constituents/${owner}/${path}`, content)).body;
    const renamed = await lgl.patch(`/${path}/${id}`, { [typeName]: ` ${String(types.otherType[1]).toUpperCase()} ` });
    expect(renamed.body).toMatchObject({
      id,
      ...content,
      [typeId]: types.otherType[0],
      [typeName]: types.otherType[1],
    });
    const unknown = await lgl.put(`/${path}/${id}.json`, { [typeId]: '99', ...other });
    expect(unknown.status).toBe(200);
    expect(unknown.body).toMatchObject({ id, ...other, [typeId]: 99, [typeName]: '' });
    const touched = await lgl.patch(`/${path}/${id}`, { no_such_key: 1, id: 5 });
    expect(touched.body).toEqual(unknown.body);
  });

  test('lists by id with the envelope, §2.1, §2.5', async () => {
    const owner = await newPerson({ [path]: [content, other] });
    const { body } = await lgl.get(`/constituents/${owner}/${path}?limit=1`);
    expect(body).toMatchObject({
      items_count: 1,
      total_items: 2,
      limit: 1,
      offset: 0,
      next_item: 1,
      item_type: itemType,
    });
    expect(body.next_link).toBe(`${kith.url}/api/v1/constituents/${owner}/${path}?limit=1&offset=1`);
    expect(Object.keys(body.items[0])).toEqual(keys.split(' '));
    const last = (await lgl.get(body.next_link.slice(`${kith.url}/api/v1`.length))).body;
    expect(last).toMatchObject({ items_count: 1, offset: 1 });
    expect(last).not.toHaveProperty('next_link');
    expect(last.items[0].id).toBeGreaterThan(body.items[0].id);
  });

  test('one without content is refused, also when a change empties it', async () => {
    const owner = await newPerson();
    const refused = await lgl.post(`/constituents/${owner}/${path}`, blank);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ api_version: '1.0', error: 'Validation Error', errors: [expect.any(String)] });
    expect((await lgl.get(`/constituents/${owner}/${path}`)).body.total_items).toBe(0);
    const { id } = (await lgl.post(`/constituents/${owner}/${path}`, content)).body;
    const emptied = await lgl.patch(`/${path}/${id}`, Object.fromEntries(Object.keys(content).map((key) => [key, ''])));
    expect(emptied.status).toBe(422);
    expect((await lgl.get(`/${path}/${id}`)).body).toMatchObject(content);
  });

  test('404: unknown, deleted, of a deleted constituent, no id at all', async () => {
    const owner = await newPerson();
    const gone = (await lgl.post(`/constituents/${owner}/${path}`, content)).body.id;
    const kept = (await lgl.post(`/constituents/${owner}/${path}`, other)).body.id;
    expect((await lgl.delete(`/${path}/${gone}`)).status).toBe(200);
    await lgl.delete(`/constituents/${owner}`);
    for (const id of [gone, kept, 999_999_999, 'x', '0', '99999999999999999999', '-1', '1.5']) {
      const answers = [
        await lgl.get(`/${path}/${id}`),
        await lgl.patch(`/${path}/${id}`, content),
        await lgl.delete(`/${path}/${id}`),
      ];
      for (const { status, body } of answers) {
        expect(status, `${id}`).toBe(404);
        expect(body).toMatchObject({ api_version: '1.0', error: 'Not Found', description: expect.any(String) });
      }
    }
    for (const id of [owner, 999_999_999, 'x']) {
      expect((await lgl.get(`/constituents/${id}/${path}`)).status).toBe(404);
      expect((await lgl.post(`/constituents/${id}/${path}`, content)).status).toBe(404);
    }
  });

  test('nested member paths do not exist, §3', async () => {
    const owner = await newPerson();
    const { id } = (await lgl.post(`/constituents/${owner}/${path}`, content)).body;
    const nested = `/constituents/${owner}/${path}/${id}`;
    for (const { status, body } of [await lgl.get(nested), await lgl.put(nested, other), await lgl.delete(nested)]) {
      expect(status).toBe(404);
      expect(body).toMatchObject({ api_version: '1.0', error: 'Not Found' });
    }
  });
});

test('phone numbers are normalised, §5.7', async () => {
  const owner = await newPerson();
  const { body } = await lgl.post(`/constituents/${owner}/phone_numbers`, { number: '+1 (206) 555-0188' });
  expect(body).toMatchObject({ number: '+1 (206) 555-0188', normalized_number: '2065550188' });
  expect((await lgl.patch(`/phone_numbers/${body.id}`, { number: '555 01' })).body.normalized_number).toBe('55501');
});

test('street addresses get zip5 and seasonal bounds, §5.7', async () => {
  const owner = await newPerson();
  const { body } = await lgl.post(`/constituents/${owner}/street_addresses`, {
    street: '1 Elm St',
    postal_code: '98101-1234',
  });
  expect(body).toMatchObject({
    zip5: '98101',
    seasonal_from: '01-01',
    seasonal_to: '12-31',
    seasonal: null,
    country: null,
  });
  expect(body).toMatchObject({ lat: null, lng: null, verified: false, verified_on: null });
});

test('what a web form posts under the new id is taken, §6.3', async () => {
  const owner = await newPerson();
  const email = await lgl.post(`/constituents/${owner}/email_addresses.json`, {
    id: 0,
    address: 'ada@example.org',
    email_address_type_id: 1,
    email_type_name: 'Home',
    is_preferred: true,
    not_current: false,
  });
  expect(email).toMatchObject({ status: 200, body: { address: 'ada@example.org', is_preferred: true } });
  const address = await lgl.post(`/constituents/${owner}/street_addresses.json`, {
    street: '1 Elm St',
    street_address_type_id: 1,
    street_type_name: 'Home',
    city: 'Seattle',
    state: 'WA',
    postal_code: '98101',
    county: '',
    country: 'US',
    seasonal_from: '01-01',
    seasonal_to: '12-31',
    seasonal: false,
    is_preferred: true,
    not_current: false,
  });
  expect(address).toMatchObject({ status: 200, body: { county: '', country: 'US', seasonal: false } });
});

test('not_current: the next current one becomes preferred, §5.6', async () => {
  const owner = await newPerson({ email_addresses: [{ address: 'a@example.org' }, { address: 'b@example.org' }] });
  const [first, second] = (await lgl.get(`/constituents/${owner}`)).body.email_addresses;
  const body = (await lgl.patch(`/email_addresses/${first.id}`, { not_current: '1' })).body;
  expect(body).toMatchObject({ not_current: true, is_preferred: false });
  expect((await lgl.get(`/email_addresses/${second.id}`)).body.is_preferred).toBe(true);
});

test('twenty writes of one person at once lose nothing and leave one preferred, §6.1 no. 11', async () => {
  const owner = await newPerson();
  const numbers = Array.from({ length: 20 }, (_, index) => ({ number: `206 555 01${index + 10}`, is_preferred: true }));
  const answers = await Promise.all(numbers.map((body) => lgl.post(`/constituents/${owner}/phone_numbers`, body)));
  expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(20);
  for (const [index, { body }] of answers.entries()) expect(body.number).toBe(numbers[index]?.number);
  const rows = (await lgl.get(`/constituents/${owner}/phone_numbers?limit=100`)).body.items;
  expect(rows).toHaveLength(20);
  expect(rows.filter((row: { is_preferred: boolean }) => row.is_preferred)).toHaveLength(1);
});

test('two deletes at once: one succeeds, one is 404; a delete and a change never revive the row', async () => {
  const owner = await newPerson({ email_addresses: [{ address: 'a@example.org' }] });
  const [{ id }] = (await lgl.get(`/constituents/${owner}`)).body.email_addresses;
  const answers = await Promise.all([
    lgl.delete(`/email_addresses/${id}`),
    lgl.delete(`/email_addresses/${id}`),
    ...Array.from({ length: 6 }, () => lgl.patch(`/email_addresses/${id}`, { address: 'b@example.org' })),
  ]);
  expect(
    answers
      .slice(0, 2)
      .map(({ status }) => status)
      .sort(),
  ).toEqual([200, 404]);
  expect((await lgl.get(`/constituents/${owner}/email_addresses`)).body.total_items).toBe(0);
});

interface Step {
  readonly what: 'add' | 'change' | 'delete';
  readonly at: number;
  readonly body: { readonly is_preferred?: boolean; readonly not_current?: boolean };
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('add', 'change', 'delete'),
  at: fc.nat(9),
  body: fc.record({ is_preferred: fc.boolean(), not_current: fc.boolean() }, { requiredKeys: [] }),
});

test('whatever is added, changed and deleted: one is preferred while any is current, as the record says too, §5.6', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const owner = await newPerson();
      let ids: number[] = [];
      for (const { what, at, body } of steps) {
        const id = ids[at % Math.max(ids.length, 1)];
        const change = { ...body, address: `${at}@example.org` };
        if (what === 'add' || id === undefined)
          ids.push((await lgl.post(`/constituents/${owner}/email_addresses`, change)).body.id);
        else if (what === 'change')
          expect((await lgl.patch(`/email_addresses/${id}`, change)).body).toMatchObject(
            change.is_preferred ? change : { id },
          );
        else expect((await lgl.delete(`/email_addresses/${id}`)).status).toBe(200);
        if (what === 'delete') ids = ids.filter((other) => other !== id);
        const rows = (await lgl.get(`/constituents/${owner}/email_addresses`)).body.items;
        expect(rows.map((row: { id: number }) => row.id)).toEqual(ids);
        const preferred = rows.filter((row: { is_preferred: boolean }) => row.is_preferred).length;
        if (rows.some((row: { not_current: boolean }) => !row.not_current)) expect(preferred).toBe(1);
        else expect(preferred).toBeLessThanOrEqual(1);
        const embedded = (await lgl.get(`/constituents/${owner}`)).body.email_addresses;
        expect(rows.map(({ item_id: _, item_type: __, ...row }: Record<string, unknown>) => row)).toEqual(embedded);
      }
    }),
    { numRuns: 40 },
  );
});
