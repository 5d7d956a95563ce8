import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { runJob } from '../../support/schedule.ts';

const DAY = 86_400_000;
let kith: TestKith;
let oho: OhoClient;
let receiver: Receiver;
let now = new Date('2031-03-01T00:00:00Z');
beforeAll(async () => {
  receiver = await startReceiver();
  kith = await startKith({ sandbox: true, clock: { now: () => now }, config: { webhookAllowPrivate: true } });
  oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/webhooks', { url: receiver.url });
});
afterAll(async () => {
  await kith.stop();
  await receiver.stop();
});

const runAll = async () => {
  await runJob(kith, 'run_due_scans');
  await runJob(kith, 'monitor_accreditations');
  await runJob(kith, 'run_due_scans');
  await runJob(kith, 'deliver_due_webhooks');
};
const daysLater = async (days: number) => {
  now = new Date(now.getTime() + days * DAY);
  await runAll();
};
let serial = 0;
const newCheck = async (more: object = {}) => {
  serial += 1;
  const names = { first_name: 'Noor', last_name: 'Haddad', email: `n${serial}@clinic.example` };
  const { id } = (await oho.post('/api/constituents', names)).body;
  const scan = {
    type: 'vicwwc',
    identifier: `C${serial}`,
    first_name: 'Noor',
    surname: 'Haddad',
    constituent: { id },
    ...more,
  };
  const { accreditation_id } = (await oho.post('/api/scan', scan)).body;
  await runAll();
  return { id: accreditation_id as number, constituentId: id as number };
};
const shown = async (id: number) => (await oho.get(`/api/accreditations/${id}`)).body;
const looks = async (id: number) => (await oho.get(`/api/accreditations/${id}/history`)).body.length as number;
/** The notices of expiry that a webhook got about an accreditation. */
const told = async (id: number): Promise<{ lead: number }[]> =>
  receiver.received
    .map(({ body }) => JSON.parse(body))
    .filter(({ event, accreditation }) => event === 'accreditation.expiring' && accreditation.id === id)
    .map(({ lead_days }) => ({ lead: lead_days }));
/** How often it was told that the accreditation has expired. */
const toldExpired = (id: number) =>
  receiver.received
    .map(({ body }) => JSON.parse(body))
    .filter(({ event, accreditation }) => event === 'accreditation.expired' && accreditation.id === id).length;

describe('monitoring', () => {
  test('asks the register weekly, without a second look under way, and keeps the first completion', async () => {
    const { id } = await newCheck();
    const before = await shown(id);
    expect(before.next_verification_at).toBe('2031-03-08T00:00:00Z');
    await daysLater(6);
    expect(await looks(id)).toBe(1);
    await daysLater(1);
    await runAll();
    expect(await looks(id)).toBe(2);
    const after = await shown(id);
    expect(after).toMatchObject({
      completed_at: before.completed_at,
      last_verified_at: '2031-03-08T00:00:00Z',
      next_verification_at: '2031-03-15T00:00:00Z',
    });
  });

  test('NSW is yearly; an organization may choose; police checks are not asked again', async () => {
    const [nsw, police] = [await newCheck({ type: 'nswwwc' }), await newCheck({ type: 'police' })];
    await oho.send('PUT', '/api/registries/taswwc', {
      body: JSON.stringify({ registry: 'sandbox', monitoring_days: 2 }),
      headers: { 'content-type': 'application/json' },
    });
    const tas = await newCheck({ type: 'taswwc' });
    await daysLater(2);
    expect([await looks(nsw.id), await looks(police.id), await looks(tas.id)]).toEqual([1, 1, 2]);
    expect((await shown(police.id)).next_verification_at).toBe(null);
  });

  test('stops for who left and for a check switched off, and goes on afterwards', async () => {
    const [left, off] = [await newCheck(), await newCheck()];
    await oho.patch(`/api/constituents/${left.constituentId}`, { active: false });
    expect((await oho.patch(`/api/accreditations/${off.id}`, { active: false })).body.active).toBe(false);
    await daysLater(8);
    expect([await looks(left.id), await looks(off.id)]).toEqual([1, 1]);
    await oho.patch(`/api/constituents/${left.constituentId}`, { active: true });
    await oho.patch(`/api/accreditations/${off.id}`, { active: true });
    await runAll();
    expect([await looks(left.id), await looks(off.id)]).toEqual([2, 2]);
    expect((await oho.patch(`/api/accreditations/${off.id}`, { active: 'no' })).status).toBe(400);
  });
});

describe('expiry', () => {
  const expiresIn = (days: number) => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);
  const decide = (id: number, expiry_date: string) =>
    oho.post(`/api/accreditations/${id}/outcome`, { outcome: 'active', expiry_date });

  test('is announced once at each lead time, and takes effect the day after the date', async () => {
    // A type that no schedule asks about, so that only time passes.
    const { id } = await newCheck({ type: 'first_aid' });
    await decide(id, expiresIn(100));
    const days: number[] = [];
    for (let day = 0; day <= 103; day += 1) {
      const count = (await told(id)).length;
      await daysLater(day === 0 ? 0 : 1);
      await runAll();
      if ((await told(id)).length > count) days.push(day);
      const status = (await shown(id)).registry_response.oho_status;
      expect(status, `day ${day}`).toBe(day <= 100 ? 'active' : 'expired');
    }
    expect(days).toEqual([10, 40, 70, 86, 93, 100]);
    expect((await told(id)).map(({ lead }) => lead)).toEqual([90, 60, 30, 14, 7, 0]);
    expect(await shown(id)).toMatchObject({
      status: 'completed',
      status_color: 'red',
      status_flags: ['expired'],
      registry_response: { may_engage: false },
    });
    expect(await looks(id)).toBe(3);
    expect(toldExpired(id)).toBe(1);
  });

  test('one notice says all that passed while nobody looked', async () => {
    const { id } = await newCheck({ type: 'first_aid' });
    await decide(id, expiresIn(10));
    await runAll();
    expect((await told(id)).map(({ lead }) => lead)).toEqual([14]);
    await daysLater(4);
    expect((await told(id)).map(({ lead }) => lead)).toEqual([14, 7]);
  });

  test('a renewal begins again', async () => {
    const { id } = await newCheck({ type: 'first_aid' });
    await decide(id, expiresIn(1));
    await runAll();
    await daysLater(3);
    expect((await shown(id)).registry_response.oho_status).toBe('expired');
    await decide(id, expiresIn(5));
    await runAll();
    expect((await shown(id)).registry_response.oho_status).toBe('active');
    expect((await told(id)).map(({ lead }) => lead)).toEqual([7, 7]);
  });

  test('two workers at once give one notice', async () => {
    const { id } = await newCheck({ type: 'first_aid' });
    await decide(id, expiresIn(20));
    await Promise.all(Array.from({ length: 6 }, () => runJob(kith, 'monitor_accreditations')));
    await runAll();
    expect((await told(id)).map(({ lead }) => lead)).toEqual([30]);
  });

  test('a register that calls an old card current is not believed', async () => {
    const { id } = await newCheck({ type: 'first_aid' });
    expect((await decide(id, expiresIn(-1))).body.registry_response).toMatchObject({
      oho_status: 'expired',
      may_engage: false,
    });
  });
});

test('two workers run one scan once', async () => {
  const scan = { type: 'vicwwc', identifier: 'ONCE', first_name: 'A', surname: 'B' };
  const { accreditation_id } = (await oho.post('/api/scan', scan)).body;
  await Promise.all(Array.from({ length: 6 }, () => runJob(kith, 'run_due_scans')));
  expect(await looks(accreditation_id)).toBe(1);
});

describe('GET /api/accreditations', () => {
  test('filters by the status and the color that are shown', async () => {
    const type = 'satrb';
    const ids = async (query: string) =>
      (await oho.get(`/api/accreditations?type=${type}&${query}`)).body.map((item: { id: number }) => item.id);
    const conditions = await newCheck({ type, identifier: 'F1-CONDITIONS' });
    const pending = await newCheck({ type, identifier: 'F2-PENDING' });
    // Found active by a person, then asked about a register that does not answer.
    const unreached = await newCheck({ type, identifier: 'F3-UNAVAILABLE' });
    expect(await ids('status_color=grey')).toEqual([pending.id, unreached.id]);
    await oho.post(`/api/accreditations/${unreached.id}/outcome`, { outcome: 'active' });
    expect(await ids('status_color=green')).toEqual([unreached.id]);
    await oho.post(`/api/accreditations/${unreached.id}/verify`);
    await runAll();
    expect(await shown(unreached.id)).toMatchObject({ status_color: 'grey', status_flags: ['registry_unavailable'] });
    expect(await ids('status_color=green')).toEqual([]);
    expect(await ids('status_color=grey')).toEqual([pending.id, unreached.id]);
    expect(await ids('status_color=yellow')).toEqual([conditions.id]);
    expect(await ids('oho_status=active')).toEqual([conditions.id, unreached.id]);
    for (const unknown of ['oho_status=conditions', 'status_color=purple']) expect(await ids(unknown)).toEqual([]);
  });

  test('filters, pages and streams', async () => {
    const one = await newCheck({ type: 'qct', identifier: 'L1-SUSPENDED' });
    const two = await newCheck({ type: 'qct', identifier: 'L2' });
    const ids = async (query: string) =>
      (await oho.get(`/api/accreditations?${query}`)).body.map((item: { id: number }) => item.id) as number[];
    expect(await ids('type=qct')).toEqual([one.id, two.id]);
    expect(await ids('type=qct&oho_status=suspended')).toEqual([one.id]);
    expect(await ids('type=qct&status_color=green')).toEqual([two.id]);
    expect(await ids('type=qct&status=failed')).toEqual([]);
    expect(await ids(`constituent_id=${two.constituentId}`)).toEqual([two.id]);
    const { correlation_id } = await shown(two.id);
    expect(await ids(`correlation_id=${correlation_id}`)).toEqual([two.id]);
    expect(await ids('type=qct&limit=1')).toEqual([one.id]);
    expect(await ids(`type=qct&limit=1&cursor=${one.id}`)).toEqual([two.id]);
    expect(await ids('type=qct&expiring_before=2030-01-01')).toEqual([]);
    expect(await ids('type=qct&updated_since=2999-01-01')).toEqual([]);
    for (const bad of ['constituent_id=x', 'expiring_before=soon', 'limit=0', 'type=%00']) {
      expect((await oho.get(`/api/accreditations?${bad}`)).status).toBe(400);
    }
    for (const path of ['/api/accreditations/99999', '/api/accreditations/x/history']) {
      expect((await oho.get(path)).status).toBe(404);
    }
    expect((await oho.post('/api/accreditations/99999/verify')).status).toBe(404);
  });
});
