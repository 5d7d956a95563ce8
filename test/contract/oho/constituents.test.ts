import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { addRecord, deleteRecord } from '../../support/records.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

const KEYS = [
  'id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'mobile_number',
  'date_of_birth',
  'external_id',
  'active',
  'created_at',
  'updated_at',
];
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
let serial = 0;
const person = (more: object = {}) => {
  serial += 1;
  return { first_name: 'Noor', last_name: 'Haddad', email: `noor${serial}@clinic.example`, ...more };
};
const create = async (more: object = {}) => (await oho.post('/api/constituents', person(more))).body;

describe('POST /api/constituents/ensure_exists', () => {
  test('creates with 201 and the documented object', async () => {
    const { status, body } = await oho.post('/api/constituents/ensure_exists', {
      first_name: 'Noor',
      last_name: 'Haddad',
      email: 'noor.haddad@clinic.example',
      external_id: 'HR-0091',
    });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(KEYS);
    expect(body).toMatchObject({
      first_name: 'Noor',
      last_name: 'Haddad',
      email: 'noor.haddad@clinic.example',
      phone: null,
      mobile_number: null,
      date_of_birth: null,
      external_id: 'HR-0091',
      active: true,
    });
    expect(body.id).toBeTypeOf('number');
    expect(body.created_at).toMatch(SECONDS);
    expect(body.updated_at).toMatch(SECONDS);
  });

  test('keeps every optional field as sent', async () => {
    const full = person({
      phone: '+61-2-9876-5432',
      mobile_number: '+61-412-345-678',
      date_of_birth: '1988-07-22',
      external_id: 'EMP-2024-1234',
    });
    const { body } = await oho.post('/api/constituents/ensure_exists', full);
    expect(body).toMatchObject(full);
    expect((await oho.get(`/api/constituents/${body.id}`)).body).toMatchObject(full);
  });

  test('accepts null for every optional field', async () => {
    const nothing = { phone: null, mobile_number: null, date_of_birth: null, external_id: null };
    const { status, body } = await oho.post('/api/constituents/ensure_exists', person(nothing));
    expect(status).toBe(201);
    expect(body).toMatchObject(nothing);
  });

  test('returns the existing person unchanged with 200, matching trimmed and without case', async () => {
    const first = await create({ email: 'John.Smith@School.example' });
    const again = await oho.post('/api/constituents/ensure_exists', {
      first_name: 'Johnny',
      last_name: 'Smith',
      email: '  john.smith@school.EXAMPLE ',
      phone: '1',
    });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first);
  });

  test('does not reactivate an inactive person', async () => {
    const { id, email } = await create();
    await oho.patch(`/api/constituents/${id}`, { active: false });
    const again = await oho.post('/api/constituents/ensure_exists', person({ email }));
    expect(again.body).toMatchObject({ id, active: false });
  });

  test('enrols a person who came through another contract, once', async () => {
    const id = await addRecord(kith, {
      firstName: 'Dora',
      lastName: 'Donor',
      emailAddresses: { items: [{ address: 'dora@x.example' }] },
    });
    expect((await oho.get(`/api/constituents/${id}`)).body.active).toBe(false);
    const body = person({ email: 'dora@x.example', first_name: 'Dora', last_name: 'Donor' });
    expect((await oho.post('/api/constituents/ensure_exists', body)).body).toMatchObject({
      id,
      active: true,
      first_name: 'Dora',
    });
    await oho.patch(`/api/constituents/${id}`, { active: false });
    expect((await oho.post('/api/constituents/ensure_exists', body)).body).toMatchObject({ id, active: false });
  });

  test('200 parallel calls make one person', async () => {
    const body = person();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => oho.post('/api/constituents/ensure_exists', body)),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(199);
  });
});

test('POST /api/constituents/bulk_ensure does what single calls would have done', async () => {
  const known = await create();
  const constituents = [
    person(),
    { ...person(), email: known.email },
    { first_name: 'A' },
    5,
    person({ email: 'bad' }),
  ];
  const { status, body } = await oho.post('/api/constituents/bulk_ensure', { constituents });
  expect(status).toBe(200);
  expect(body.results.map((result: { status: number }) => result.status)).toEqual([201, 200, 400, 400, 400]);
  expect(body.results[1].constituent).toEqual(known);
  expect(body.results[2].error.details).toEqual({ required: ['last_name', 'email'] });
  expect((await oho.post('/api/constituents/bulk_ensure', { constituents: [] })).status).toBe(400);
  expect((await oho.post('/api/constituents/bulk_ensure', {})).body.error.details).toEqual({
    required: ['constituents'],
  });
});

describe('POST /api/constituents/check_exists', () => {
  test('answers 200 whether or not there is someone', async () => {
    const { id, email } = await create();
    const there = await oho.post('/api/constituents/check_exists', { email: email.toUpperCase() });
    expect([there.status, there.text]).toEqual([200, `{"exists":true,"constituent_id":${id}}`]);
    const absent = await oho.post('/api/constituents/check_exists', { email: 'absent@clinic.example' });
    expect([absent.status, absent.text]).toEqual([200, '{"exists":false,"constituent_id":null}']);
  });

  test('finds by external id where no e-mail is given', async () => {
    const { id } = await create({ external_id: 'HR-CHECK' });
    expect((await oho.post('/api/constituents/check_exists', { external_id: 'HR-CHECK' })).body).toEqual({
      exists: true,
      constituent_id: id,
    });
    expect((await oho.post('/api/constituents/check_exists', { email: null, external_id: 'none' })).body.exists).toBe(
      false,
    );
  });

  test('refuses a missing or malformed address', async () => {
    const missing = await oho.post('/api/constituents/check_exists', {});
    expect(missing.status).toBe(400);
    expect(missing.body.error.details).toEqual({ required: ['email'] });
    expect((await oho.post('/api/constituents/check_exists', { email: 'x' })).body.error.code).toBe('invalid_email');
  });
});

describe('POST /api/constituents', () => {
  test('creates with 201', async () => {
    const { status, body } = await oho.post('/api/constituents', person({ employee_id: 'E-7' }));
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(KEYS);
    expect(body).toMatchObject({ external_id: 'E-7', active: true });
  });

  test('refuses an address in use with 409', async () => {
    const { email } = await create();
    const { status, body } = await oho.post('/api/constituents', person({ email: ` ${email.toUpperCase()}` }));
    expect(status).toBe(409);
    expect(body).toEqual({
      error: { code: 'duplicate_email', message: 'Email already exists for another constituent' },
    });
  });

  test('of 20 parallel calls with one address one succeeds', async () => {
    const body = person();
    const answers = await Promise.all(Array.from({ length: 20 }, () => oho.post('/api/constituents', body)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  test('takes an explicit active, and external_id before employee_id', async () => {
    const body = await create({ active: false, external_id: 'A', employee_id: 'B' });
    expect(body).toMatchObject({ active: false, external_id: 'A' });
  });
});

describe('GET /api/constituents/{id}', () => {
  test('shows the person with accreditations', async () => {
    const created = await create();
    const { status, body } = await oho.get(`/api/constituents/${created.id}`);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([...KEYS, 'accreditations']);
    expect(body).toEqual({ ...created, accreditations: [] });
  });

  test.each(['99999', '0', '-1', 'abc', '1.5', '99999999999999999999', '9007199254740993', '%00', '1e5'])(
    '%s is not found, in the documented sentence',
    async (id) => {
      const { status, body } = await oho.get(`/api/constituents/${id}`);
      expect(status).toBe(404);
      const shown = decodeURIComponent(id);
      expect(body).toEqual({ error: { code: 'not_found', message: `Constituent with ID ${shown} not found` } });
    },
  );

  test('a person deleted through LGL is shown as inactive; an organization is not shown', async () => {
    const id = await addRecord(kith, { firstName: 'Gone', lastName: 'Person', active: true });
    await deleteRecord(kith, id);
    expect((await oho.get(`/api/constituents/${id}`)).body).toMatchObject({
      id,
      active: false,
      email: '',
      first_name: 'Gone',
    });
    const company = await addRecord(kith, { isOrg: true, orgName: 'Acme' });
    for (const answer of [
      await oho.get(`/api/constituents/${company}`),
      await oho.patch(`/api/constituents/${company}`, { active: true }),
      await oho.delete(`/api/constituents/${company}`),
    ]) {
      expect(answer.status).toBe(404);
    }
    const list = (await oho.get('/api/constituents')).body as { id: number }[];
    expect(list.some((item) => item.id === id)).toBe(true);
    expect(list.some((item) => item.id === company)).toBe(false);
  });

  test('external ids of other systems stay theirs', async () => {
    const id = await addRecord(kith, { firstName: 'Two', lastName: 'Numbers', externalIds: { lgl: 'L1' } });
    expect((await oho.get(`/api/constituents/${id}`)).body.external_id).toBe(null);
    expect((await oho.patch(`/api/constituents/${id}`, { external_id: 'H1' })).body.external_id).toBe('H1');
    expect((await oho.get('/api/constituents?external_id=L1')).body).toEqual([]);
  });
});

describe('PATCH /api/constituents/{id}', () => {
  test('changes what is named, answers 200 with the whole object, and moves updated_at', async () => {
    const before = await create({ phone: '+61-2-1111-1111', external_id: 'KEEP' });
    await expect
      .poll(
        async () => {
          const changes = {
            phone: `+61-2-8888-${Date.now() % 10_000}`,
            active: false,
            id: 1,
            created_at: 'x',
            unknown: {},
          };
          const { status, body } = await oho.patch(`/api/constituents/${before.id}`, changes);
          expect(status).toBe(200);
          expect(Object.keys(body)).toEqual(KEYS);
          expect(body).toMatchObject({
            id: before.id,
            phone: changes.phone,
            active: false,
            external_id: 'KEEP',
            created_at: before.created_at,
          });
          return body.updated_at > before.updated_at;
        },
        { timeout: 5_000 },
      )
      .toBe(true);
  });

  test('null and empty clear what may be null', async () => {
    const { id } = await create({ phone: '1', mobile_number: '2', date_of_birth: '1990-01-01', external_id: 'x' });
    const { body } = await oho.patch(`/api/constituents/${id}`, {
      phone: null,
      mobile_number: '',
      date_of_birth: null,
      external_id: null,
    });
    expect(body).toMatchObject({ phone: null, mobile_number: null, date_of_birth: null, external_id: null });
  });

  test('phone and mobile are separate', async () => {
    const { id } = await create({ mobile_number: '+61-412-345-678' });
    expect((await oho.patch(`/api/constituents/${id}`, { phone: '+61-3-9000-0000' })).body).toMatchObject({
      phone: '+61-3-9000-0000',
      mobile_number: '+61-412-345-678',
    });
    expect((await oho.patch(`/api/constituents/${id}`, { phone: null })).body).toMatchObject({
      phone: null,
      mobile_number: '+61-412-345-678',
    });
  });

  test('an address of another is refused, one’s own is not', async () => {
    const [one, two] = [await create(), await create()];
    const refused = await oho.patch(`/api/constituents/${one.id}`, { email: two.email });
    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe('duplicate_email');
    expect((await oho.get(`/api/constituents/${one.id}`)).body.email).toBe(one.email);
    expect((await oho.patch(`/api/constituents/${one.id}`, { email: one.email.toUpperCase() })).body.email).toBe(
      one.email.toUpperCase(),
    );
    const fresh = await oho.patch(`/api/constituents/${one.id}`, { email: `new-${one.email}` });
    expect([fresh.status, fresh.body.email]).toEqual([200, `new-${one.email}`]);
    expect((await oho.post('/api/constituents/check_exists', { email: one.email })).body.exists).toBe(false);
  });

  test('one’s own address does not conflict even where another shares it', async () => {
    const email = 'couple@home.example';
    const items = [{ address: email }];
    const [, second] = [
      await addRecord(kith, { firstName: 'Ann', emailAddresses: { items } }),
      await addRecord(kith, { firstName: 'Bob', emailAddresses: { items } }),
    ];
    expect((await oho.patch(`/api/constituents/${second}`, { email, active: true })).status).toBe(200);
  });

  test('two people who want one address at once: one gets it', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => create()));
    const answers = await Promise.all(
      people.map(({ id }) => oho.patch(`/api/constituents/${id}`, { email: 'wanted@x.example' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(409)]);
  });

  test('required fields cannot be cleared', async () => {
    const { id } = await create();
    for (const name of ['first_name', 'last_name', 'email']) {
      for (const value of [null, '', '  ']) {
        const { status, body } = await oho.patch(`/api/constituents/${id}`, { [name]: value });
        expect(status).toBe(400);
        expect(body.error).toEqual({
          code: 'validation_error',
          message: 'Missing required fields',
          details: { required: [name] },
        });
      }
    }
  });

  test('unknown ids are not found', async () => {
    expect((await oho.patch('/api/constituents/99999', { active: true })).body.error.message).toBe(
      'Constituent with ID 99999 not found',
    );
  });
});

describe('DELETE /api/constituents/{id}', () => {
  test('keeps the record, inactive, as often as it is called', async () => {
    const { id } = await create();
    for (const _ of [1, 2]) {
      const { status, body } = await oho.delete(`/api/constituents/${id}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, active: false });
    }
    expect((await oho.get(`/api/constituents/${id}`)).status).toBe(200);
    const minimal = await oho.delete(`/api/constituents/${id}`, { prefer: 'return=minimal' });
    expect([minimal.status, minimal.text]).toEqual([204, '']);
    expect((await oho.patch(`/api/constituents/${id}`, { active: true })).body.active).toBe(true);
  });
});

describe('another organization', () => {
  test('sees and touches nothing of this one', async () => {
    const mine = await create({ external_id: 'MINE' });
    const other = ohoClient(kith.url, (await kith.addTenant('hillside')).basic);
    const answers = [
      await other.get(`/api/constituents/${mine.id}`),
      await other.patch(`/api/constituents/${mine.id}`, { active: false }),
      await other.delete(`/api/constituents/${mine.id}`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
    expect((await other.get('/api/constituents')).body).toEqual([]);
    expect((await other.get('/api/constituents?external_id=MINE')).body).toEqual([]);
    expect((await other.post('/api/constituents/check_exists', { email: mine.email })).body.exists).toBe(false);
    expect((await other.post('/api/constituents/check_exists', { external_id: 'MINE' })).body.exists).toBe(false);
    const own = await other.post('/api/constituents/ensure_exists', person({ email: mine.email }));
    expect(own.status).toBe(201);
    expect(own.body.id).not.toBe(mine.id);
    expect((await oho.get(`/api/constituents/${mine.id}`)).body).toMatchObject(mine);
  });
});
