// docs/contracts/luminate.md §5.2: email.secondary_address is another e-mail address of the person, apart from the primary one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Caller, caller, freshEmail, request, signUp } from './client.ts';

let kith: TestKith;
let api: Caller;
beforeAll(async () => {
  kith = await startKith();
  api = caller(kith);
});
afterAll(() => kith.stop());

const read = async (cons_id: string) => (await api.server('getUser', { cons_id, fields: 'email' })).body.email;
const change = (cons_id: string, fields: Record<string, string>) => api.server('update', { cons_id, ...fields });

test('is stored by create and read back', async () => {
  const [primary_email, second] = [freshEmail(), freshEmail('second')];
  const { body } = await api.client('create', { primary_email, 'email.secondary_address': second });
  expect(await read(body.cons_id)).toMatchObject({ primary_address: primary_email, secondary_address: second });
});

test('is added, changed and taken away by update, and the primary one stays', async () => {
  const { id } = await signUp(api);
  const { primary_address } = await read(id);
  for (const second of [freshEmail(), freshEmail()]) {
    expect((await change(id, { 'email.secondary_address': second })).status).toBe(200);
    expect(await read(id)).toMatchObject({ primary_address, secondary_address: second });
  }
  await change(id, { 'email.secondary_address': '' });
  const after = await read(id);
  expect(after.primary_address).toBe(primary_address);
  expect(after.secondary_address ?? null).not.toEqual(expect.stringContaining('@'));
});

test('both change in one call', async () => {
  const { id } = await signUp(api);
  const both = { primary_address: freshEmail(), secondary_address: freshEmail() };
  const named = Object.entries(both).map(([name, value]) => [`email.${name}`, value]);
  await change(id, Object.fromEntries(named));
  expect(await read(id)).toMatchObject(both);
  const primary_address = freshEmail();
  await change(id, { 'email.primary_address': primary_address });
  expect(await read(id)).toMatchObject({ ...both, primary_address });
});

test('is nobody else’s, in create and in update', async () => {
  const taken = freshEmail();
  await api.client('create', { primary_email: taken });
  const made = await api.client('create', { primary_email: freshEmail(), 'email.secondary_address': taken });
  expect(made.body.code).toBe('11');
  const { id } = await signUp(api);
  expect((await change(id, { 'email.secondary_address': taken })).body.code).toBe('13');
  const own = freshEmail();
  await change(id, { 'email.secondary_address': own });
  expect((await change(id, { 'email.secondary_address': own.toUpperCase() })).status).toBe(200);
  expect((await api.client('create', { primary_email: own })).body.code).toBe('11');
});

test('is an e-mail address', async () => {
  const { id } = await signUp(api);
  expect((await change(id, { 'email.secondary_address': 'no address' })).body.code).toBe('22');
});

test('labels and types of a captured list', async () => {
  const { body } = await api.server('listUserFields', {});
  const fields = new Map<string, { label: string; valueType: string; maxChars?: string }>(
    body.field.map((field: { name: string }) => [field.name, field]),
  );
  const labels = {
    'districts.cong_dist_id_override': 'Congressional District (Manual Override)',
    'districts.state_house_dist_id_override': 'State House District (Manual Override)',
    'districts.state_senate_dist_id_override': 'State Senate District (Manual Override)',
    'districts.home_county_id_override': 'Home County (Manual Override)',
    'membership.expiration_date': 'Expiration',
    'membership.last_renewal_date': 'Last Renewal',
    'membership.status': 'Status',
    origin_subsrc_code: 'Origin Subsource Code',
  };
  for (const [name, label] of Object.entries(labels)) expect(fields.get(name)?.label, name).toBe(label);
  expect(fields.get('cat_id')).toMatchObject({ label: 'Security Category', valueType: 'TEXT' });
  expect(fields.get('cat_id')).not.toHaveProperty('maxChars');
});

test('NEXTURL by http to the host of an https address leads there by https, and nowhere else', async () => {
  const secure = await startKith({ config: { publicUrl: 'https://give.example' } });
  const sent = async (target: string) => {
    const url = `${secure.url}/site/UserLogin?logout=&NEXTURL=${encodeURIComponent(target)}`;
    return (await request(url)).headers.get('location');
  };
  expect(await sent('http://give.example/site/PixelServer')).toBe('https://give.example/site/PixelServer');
  expect(await sent('http://give.example/site/SPageServer?pagename=home#top')).toBe(
    'https://give.example/site/SPageServer?pagename=home#top',
  );
  expect(await sent('http://give.example:8080/')).toBeNull();
  expect(await sent('http://give.example.other.example/')).toBeNull();
  expect(await sent('http://x@give.example/')).toBeNull();
  await secure.stop();
});

test('the employer’s address, by the column names that forms use, is the second alternate one', async () => {
  const sent = {
    employer_street1: '1 Mill Lane',
    employer_city: 'Leeds',
    employer_zip: 'LS1 1AA',
    employer_country: 'GB',
  };
  const { body } = await api.client('create', {
    primary_email: freshEmail(),
    ...sent,
    other_city: 'York',
    home_city: 'Hull',
  });
  const { body: shown } = await api.server('getUser', { cons_id: body.cons_id });
  expect(shown.primary_address).toMatchObject({ city: 'Hull' });
  expect(shown.alternate_address1).toMatchObject({ city: 'York' });
  expect(shown.alternate_address2).toMatchObject({ street1: '1 Mill Lane', city: 'Leeds', zip: 'LS1 1AA' });
});

test.each([
  ['HTML', 'HTML'],
  ['plain text', 'Plain Text'],
  ['1', '1'],
  ['2', '2'],
])('the preferred format %s is answered as it was set: %s', async (format, answered) => {
  const { id } = await signUp(api);
  await change(id, { 'email.preferred_format': format });
  expect(await read(id)).toMatchObject({ preferred_format: answered });
});
