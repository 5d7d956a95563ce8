import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { addRecord } from '../../support/records.ts';
import { runJob } from '../../support/schedule.ts';
import { sql } from '../../support/sql.ts';

let kith: TestKith;
let oho: OhoClient;
/** Milliseconds that the server's clock is ahead. */
let ahead = 0;
beforeAll(async () => {
  kith = await startKith({ sandbox: true, clock: { now: () => new Date(Date.now() + ahead) } });
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

let serial = 0;
const newPerson = async () => {
  serial += 1;
  const names = { first_name: 'Noor', last_name: 'Haddad', email: `n${serial}@clinic.example` };
  return (await oho.post('/api/constituents', names)).body.id as number;
};
const check = async (id: number, type: string, identifier: string) => {
  const scan = { type, identifier, first_name: 'Noor', surname: 'Haddad', constituent: { id } };
  const { accreditation_id } = (await oho.post('/api/scan', scan)).body;
  await runJob(kith, 'run_due_scans');
  return accreditation_id as number;
};
const verdict = async (id: number, query = '') => (await oho.get(`/api/constituents/${id}/compliance${query}`)).body;

test('without requirements everyone is compliant; requirements are managed', async () => {
  const id = await newPerson();
  expect(await verdict(id)).toEqual({
    constituent_id: id,
    active: true,
    compliant: true,
    issues: [],
    requirements: [],
    expiring_soon: [],
  });
  for (const bad of [
    {},
    { name: 'x', any_of: [] },
    { name: 'x', any_of: ['nope'] },
    { name: 'x', any_of: ['vit'], group_id: 999_999 },
  ]) {
    expect((await oho.post('/api/requirements', bad)).status).toBe(400);
  }
  const { status, body } = await oho.post('/api/requirements', { name: 'Gone soon', any_of: ['vit'] });
  expect([status, body.any_of]).toEqual([201, ['vit']]);
  expect((await verdict(id)).compliant).toBe(false);
  expect((await oho.delete(`/api/requirements/${body.id}`)).status).toBe(204);
  expect((await oho.get('/api/requirements')).body).toEqual([]);
});

test('one verdict with reasons and what expires soon', async () => {
  const wwc = (await oho.post('/api/requirements', { name: 'Children', any_of: ['vicwwc', 'nswwwc', 'qldblue'] })).body;
  const ndis = (await oho.post('/api/requirements', { name: 'NDIS', any_of: ['ndis'] })).body;
  const id = await newPerson();
  expect((await verdict(id)).issues).toEqual([
    {
      requirement_id: wwc.id,
      requirement: 'Children',
      any_of: ['vicwwc', 'nswwwc', 'qldblue'],
      reason: 'missing',
      accreditation_id: null,
    },
    { requirement_id: ndis.id, requirement: 'NDIS', any_of: ['ndis'], reason: 'missing', accreditation_id: null },
  ]);
  const suspended = await check(id, 'vicwwc', 'A-SUSPENDED');
  await check(id, 'ndis', 'NDIS-1');
  expect(await verdict(id)).toMatchObject({
    compliant: false,
    issues: [{ requirement_id: wwc.id, reason: 'suspended', accreditation_id: suspended }],
  });
  const card = await check(id, 'qldblue', '1234567/1');
  expect(await verdict(id)).toMatchObject({ compliant: true, issues: [], expiring_soon: [] });
  const soon = await verdict(id, '?within_days=2000');
  expect(soon.expiring_soon.map((one: { accreditation_id: number }) => one.accreditation_id)).toContain(card);
  expect(soon.expiring_soon[0].days_left).toBeGreaterThan(1000);
  expect((await oho.get(`/api/constituents/${id}/compliance?within_days=x`)).status).toBe(400);
});

test('the list has those who are active, or who are not compliant, or all', async () => {
  const [fine, missing, left] = [await newPerson(), await newPerson(), await newPerson()];
  await check(fine, 'vicwwc', 'OK1');
  await check(fine, 'ndis', 'OK2');
  await oho.patch(`/api/constituents/${left}`, { active: false });
  const donor = await addRecord(kith, { firstName: 'Dora', lastName: 'Donor' });
  const ids = async (query = '') =>
    (await oho.get(`/api/compliance${query}`)).body.map(
      (one: { constituent_id: number }) => one.constituent_id,
    ) as number[];
  const own = (list: number[]) => list.filter((id) => [fine, missing, left, donor].includes(id));
  expect(own(await ids())).toEqual([fine, missing]);
  expect(own(await ids('?compliant=false'))).toEqual([missing]);
  expect(own(await ids('?compliant=true'))).toEqual([fine]);
  expect(own(await ids('?active=all'))).toEqual([fine, missing, left, donor]);
  expect(own(await ids('?active=false'))).toEqual([left, donor]);
  expect((await oho.get('/api/compliance?active=maybe')).status).toBe(400);
});

test('a requirement of a group is for its members', async () => {
  const id = await addRecord(kith, {
    firstName: 'Nurse',
    lastName: 'One',
    active: true,
    groups: { items: [{ group: { name: 'Nurses' } }] },
  });
  const { id: groupId } = await kith.app.db.one<{ id: number }>(sql(`select id from groups where name = 'Nurses'`));
  const other = await newPerson();
  await oho.post('/api/requirements', { name: 'Registered', any_of: ['ahpra'], group_id: groupId });
  const reasons = async (person: number) =>
    (await verdict(person)).issues.map(({ requirement }: { requirement: string }) => requirement);
  expect(await reasons(id)).toContain('Registered');
  expect(await reasons(other)).not.toContain('Registered');
});

test('a passed date ends compliance even before any job runs', async () => {
  const id = await newPerson();
  await check(id, 'ndis', 'N9');
  await check(id, 'vicwwc', 'V9');
  expect((await verdict(id)).compliant).toBe(true);
  ahead += 3 * 366 * 86_400_000;
  expect(await verdict(id)).toMatchObject({ compliant: false, issues: [{ reason: 'expired' }, { reason: 'expired' }] });
});

test('stays within the organization', async () => {
  const id = await newPerson();
  const other = ohoClient(kith.url, (await kith.addTenant('hillside')).basic);
  expect((await other.get(`/api/constituents/${id}/compliance`)).status).toBe(404);
  expect((await other.get('/api/compliance?active=all')).body).toEqual([]);
  expect((await other.get('/api/requirements')).body).toEqual([]);
});
