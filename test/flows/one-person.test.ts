// One person through all three contracts: written in one, at once the same person in the others (docs/architecture.md).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lglClient } from '../contract/lgl/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of three dialects
type Json = any;

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

async function oho(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${kith.url}/api${path}`, {
    method,
    headers: { ...kith.basic, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function luminate(form: Record<string, string>): Promise<{ status: number; body: Json }> {
  const { api_key, login_name, login_password } = kith.credentials.luminate;
  const common = { v: '1.0', api_key, login_name, login_password, response_format: 'json' };
  const response = await fetch(`${kith.url}/site/SRConsAPI`, {
    method: 'POST',
    body: new URLSearchParams({ ...common, ...form }),
  });
  return { status: response.status, body: await response.json() };
}

const lgl = () => lglClient(kith.url, kith);

test('a donor written by LGL is an inactive person to Oho until an employer names them', async () => {
  const donor = (
    await lgl().post('/constituents', {
      first_name: 'Ada',
      last_name: 'Rivera',
      birthday: '1990-05-04',
      external_constituent_id: 'donor-1',
      email_addresses: [{ address: 'old@example.org' }, { address: 'ada@example.org', is_preferred: true }],
      phone_numbers: [
        { number: '0412 345 678', phone_type_name: 'Mobile' },
        { number: '02 9876 5432', phone_type_name: 'Work' },
      ],
    })
  ).body;
  const seen = (await oho('GET', `/constituents/${donor.id}`)).body;
  expect(seen).toMatchObject({
    id: donor.id,
    first_name: 'Ada',
    last_name: 'Rivera',
    email: 'ada@example.org',
    phone: '02 9876 5432',
    mobile_number: '0412 345 678',
    date_of_birth: '1990-05-04',
    external_id: null,
    active: false,
    accreditations: [],
  });

  const person = { first_name: 'Ada', last_name: 'Rivera', email: 'ADA@example.org', external_id: 'HR-1' };
  const ensured = await oho('POST', '/constituents/ensure_exists', person);
  expect([ensured.status, ensured.body.id, ensured.body.active]).toEqual([200, donor.id, true]);

  await oho('PATCH', `/constituents/${donor.id}`, { email: 'new@example.org', phone: null, active: false });
  const back = (await lgl().get(`/constituents/${donor.id}`)).body;
  expect(back.email_addresses).toMatchObject([
    { address: 'old@example.org', is_preferred: false },
    { id: donor.email_addresses[1].id, address: 'new@example.org', is_preferred: true },
  ]);
  expect(back.phone_numbers).toMatchObject([{ number: '0412 345 678' }]);
  expect(back.external_constituent_id).toBe('donor-1');
  // Only an explicit `active` moves it from now on.
  expect((await oho('POST', '/constituents/ensure_exists', { ...person, email: 'new@example.org' })).body.active).toBe(
    false,
  );
});

test('deleting in LGL keeps the person for Oho, inactive; Oho DELETE changes nothing in LGL', async () => {
  const person = { first_name: 'Noor', last_name: 'Haddad', email: 'noor@example.org' };
  const { id } = (await oho('POST', '/constituents/ensure_exists', person)).body;
  expect((await oho('DELETE', `/constituents/${id}`)).body).toMatchObject({ id, active: false });
  expect((await lgl().get(`/constituents/${id}`)).status).toBe(200);
  await oho('PATCH', `/constituents/${id}`, { active: true });
  await lgl().delete(`/constituents/${id}`);
  expect((await oho('GET', `/constituents/${id}`)).body).toMatchObject({
    id,
    active: false,
    email: 'noor@example.org',
  });
});

test('an organization is no person to Oho', async () => {
  const { id } = (await lgl().post('/constituents', { is_org: true, org_name: 'Acme' })).body;
  expect((await oho('GET', `/constituents/${id}`)).status).toBe(404);
  expect((await oho('GET', '/constituents')).body.some((row: Json) => row.id === id)).toBe(false);
});

test('a subscriber written by Luminate is found by LGL search and by Oho check_exists', async () => {
  const created = await luminate({
    method: 'create',
    primary_email: 'robin@example.org',
    'name.first': 'Robin',
    'name.last': 'Exemplar',
    'primary_address.street1': '1 Sample Way',
    'primary_address.street2': 'Unit 2',
    'primary_address.city': 'Austin',
    'primary_address.zip': '78701',
    home_phone: '512 555 0100',
    mobile_phone: '512 555 0101',
    birth_date: '1980-02-29',
    'employment.employer': 'Acme',
    member_id: 'M-1',
  });
  expect(created.status).toBe(200);
  const id = Number(created.body.createConsResponse.cons_id);
  for (const clause of [
    'name=Robin Exemplar',
    'eaddr=robin@example.org',
    'phone_number=5125550101',
    'street=unit 2',
    'postal_code=787',
  ]) {
    const { body } = await lgl().search(`q[]=${encodeURIComponent(clause)}`);
    expect(
      body.items.map((row: Json) => row.id),
      clause,
    ).toEqual([id]);
  }
  expect((await lgl().get(`/constituents/${id}`)).body).toMatchObject({
    birthday: '1980-02-29',
    org_name: 'Acme',
    is_org: false,
    external_constituent_id: null,
    sort_name: 'Exemplar, Robin',
    street_addresses: [{ street: '1 Sample Way\nUnit 2', city: 'Austin', is_preferred: true }],
    phone_numbers: [{ phone_type_name: 'Home' }, { phone_type_name: 'Mobile' }],
  });
  const check = await oho('POST', '/constituents/check_exists', { email: 'robin@example.org' });
  expect(check.body).toEqual({ exists: true, constituent_id: id });
});

test('who shares an address: LGL allows it, Oho matches the active one, Luminate refuses another', async () => {
  const address = 'couple@example.org';
  const names = ['One', 'Two'];
  const [first, second] = await Promise.all(
    names.map(
      async (first_name) => (await lgl().post('/constituents', { first_name, email_addresses: [{ address }] })).body.id,
    ),
  );
  await oho('PATCH', `/constituents/${Math.max(first, second)}`, { active: true });
  const check = await oho('POST', '/constituents/check_exists', { email: address });
  expect(check.body.constituent_id).toBe(Math.max(first, second));
  const refused = await luminate({ method: 'create', primary_email: address });
  expect(refused.status).toBe(403);
  expect(refused.body.errorResponse.code).toBe('11');
});
