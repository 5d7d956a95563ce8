// A webhook with much waiting: activating it and driving again cost the same however much it is.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorker } from '../../src/jobs/worker.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { sql } from '../support/sql.ts';

/** More than a process keeps in memory. */
const WAITING = 1_300;
let kith: TestKith;
let oho: OhoClient;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  kith = await startKith({ config: { webhookAllowPrivate: true } });
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(async () => {
  await kith.stop();
  await receiver.stop();
});

const run = (text: string, ...values: unknown[]) => kith.app.db.all<Record<string, number>>(sql(text, values));
const jobs = async () => (await run('select count(*) from graphile_worker.jobs'))[0]?.count ?? 0;
/** What a call costs: statements, and jobs that it left. */
async function costOf(call: () => Promise<unknown>): Promise<{ statements: number; jobs: number }> {
  const [statements, before] = [kith.app.db.meter.statements, await jobs()];
  await call();
  return { statements: kith.app.db.meter.statements - statements - 1, jobs: (await jobs()) - before };
}

test('one job, and everything goes out', { timeout: 120_000 }, async () => {
  const { id } = (await oho.post('/api/webhooks', { url: receiver.url, active: false })).body;
  const wait = (from: number, to: number) =>
    run(
      `insert into webhook_deliveries (organization_id, webhook_id, event, subject)
       select $1, $2, 'constituent.status_changed', 'constituent ' || n from generate_series($3::bigint, $4::bigint) n`,
      kith.organization.id,
      id,
      from,
      to,
    );
  const activate = () => oho.patch(`/api/webhooks/${id}`, { active: true });
  await wait(1, 1);
  const forOne = await costOf(activate);
  await oho.patch(`/api/webhooks/${id}`, { active: false });
  await wait(2, WAITING);
  expect(await costOf(activate)).toEqual(forOne);
  expect(forOne.jobs).toBe(1);

  await run(`update webhook_deliveries set status = 'failed' where webhook_id = $1`, id);
  const range = { from: '2020-01-01', to: '2099-01-01' };
  const redrive = async () =>
    expect((await oho.post(`/api/webhooks/${id}/redrive`, range)).body.redriven).toBe(WAITING);
  expect((await costOf(redrive)).jobs).toBe(1);

  const worker = await startWorker(kith.app);
  await expect.poll(() => receiver.received.length, { timeout: 90_000, interval: 200 }).toBe(WAITING);
  await worker.stop();
});
