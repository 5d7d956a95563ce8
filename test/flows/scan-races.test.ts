// Workers, people and schedules may change one check at once. What one of them read before another wrote must not decide.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScan } from '../../src/core/accreditations/run-scan.ts';
import type { DeliveryQueue } from '../../src/core/base/jobs.ts';
import type { Db } from '../../src/db/connect.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
  oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/webhooks', { url: 'https://receiver.example/hook' });
});
afterAll(() => kith.stop());

let serial = 0;
const submit = async (more: object = {}) => {
  serial += 1;
  const body = { type: 'vicwwc', identifier: `R${serial}`, first_name: 'Noor', surname: 'Haddad', ...more };
  return (await oho.post('/api/scan', body)).body as { correlation_id: string; accreditation_id: number };
};

/** Reads as Kith does, and lets something happen once, right after a scan was read. */
const interrupted = (happens: () => Promise<unknown>): Db => {
  let isOver = false;
  const maybe: Db['maybe'] = async (query) => {
    const row = await kith.app.db.maybe(query);
    if (isOver || !('name' in query) || query.name !== 'scan_see') return row;
    isOver = true;
    await happens();
    return row;
  };
  return Object.create(kith.app.db, { maybe: { value: maybe } }) as Db;
};
const run = async (correlationId: string, db = kith.app.db) => {
  const delivered: DeliveryQueue[] = [];
  const deliver = async (queue: DeliveryQueue) => void delivered.push(queue);
  await runScan({ ...kith.app, db, deliver }, { organizationId: kith.organization.id, correlationId });
  return delivered;
};
const looks = async (id: number) => (await oho.get(`/api/accreditations/${id}/history`)).body.length as number;

test('a check that is switched off while its answer is made stays off', async () => {
  const { correlation_id, accreditation_id } = await submit();
  const path = `/api/accreditations/${accreditation_id}`;
  const delivered = await run(
    correlation_id,
    interrupted(() => oho.patch(path, { active: false })),
  );
  const shown = { status: 'completed', status_color: 'green', active: false, next_verification_at: null };
  expect((await oho.get(path)).body).toMatchObject(shown);
  expect((await oho.get(`/api/scan/${correlation_id}`)).body).toMatchObject({ status: 'completed', attempts: 1 });
  expect([await looks(accreditation_id), delivered.length]).toEqual([1, 1]);
});

test('of two workers that read the same scan one writes its answer', async () => {
  const { correlation_id, accreditation_id } = await submit();
  let first: DeliveryQueue[] = [];
  const second = await run(
    correlation_id,
    interrupted(async () => {
      first = await run(correlation_id);
    }),
  );
  expect([first.length, second.length, await looks(accreditation_id)]).toEqual([1, 0, 1]);
});

test('two checks of one person with the same number at once are one', async () => {
  const { id } = (
    await oho.post('/api/constituents', { first_name: 'Noor', last_name: 'Haddad', email: 'noor@clinic.example' })
  ).body;
  const scans = await Promise.all(
    Array.from({ length: 12 }, () => submit({ identifier: 'SAME 1', constituent: { id } })),
  );
  expect(new Set(scans.map((scan) => scan.accreditation_id)).size).toBe(1);
  expect((await oho.get(`/api/constituents/${id}`)).body.accreditations).toHaveLength(1);
});
