// Work that stands still is seen from outside: by `GET /health/ready` and by `kith doctor`.
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { startWorker } from '../../src/jobs/worker.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { runKith } from '../support/kith-process.ts';
import { ohoClient } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

// The doctor is a program of its own, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let kith: TestKith;
beforeEach(async () => {
  kith = await startKith({ sandbox: true, config: { webhookAllowPrivate: true } });
});
afterEach(() => kith.stop());

const oho = () => ohoClient(kith.url, kith.basic);

async function ready(): Promise<{ status: number; jobs: string | undefined }> {
  const answer = await fetch(`${kith.url}/health/ready`);
  const { parts } = (await answer.json()) as { parts: Record<string, string> };
  return { status: answer.status, jobs: parts.jobs };
}

async function doctor(): Promise<string> {
  const env = { DATABASE_URL: kith.app.config.databaseUrl ?? '', KITH_DATA_DIR: kith.app.config.dataDir };
  const { stdout, stderr } = await runKith(['doctor'], env);
  return `${stdout}${stderr}`;
}

async function submitCheck(identifier: string): Promise<string> {
  const body = { type: 'vicwwc', identifier, first_name: 'Noor', surname: 'Haddad' };
  return (await oho().post('/api/scan', body)).body.correlation_id;
}

/** A worker that is alive and last finished something of each kind so long ago. */
async function pretendWorker(age: string, kinds = ['checks', 'webhooks', 'mails']): Promise<void> {
  const doneAt = `to_char((now() - interval '${age}') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  await kith.asOwner('delete from job_workers');
  await kith.asOwner(
    `insert into job_workers (id, seen_at, standing, work) select gen_random_uuid(), now() + interval '1 hour', 0,
       json_agg(json_build_object('name', kind, 'failures', 0, 'failingSince', null, 'failedAt', null, 'doneAt', ${doneAt}))
     from unnest($1::text[]) kind`,
    kinds,
  );
}

const OLD = `now() - interval '20 minutes'`;

async function addWebhook(): Promise<number> {
  const { body } = await oho().post('/api/webhooks', { url: 'http://127.0.0.1:1/hook' });
  return body.id;
}

/** Makes one piece of work of each kind that was due 20 minutes ago. */
const OUTDATED: Readonly<Record<string, () => Promise<void>>> = {
  checks: async () => {
    await submitCheck('K1');
    // Claimed at this moment, as by a worker that claims it again and again.
    await kith.asOwner(
      `update accreditation_scans set next_attempt_at = ${OLD}, claimed_until = now() + interval '20 seconds'`,
    );
  },
  webhooks: async () => {
    const id = await addWebhook();
    await kith.asOwner(`update webhooks set updated_at = ${OLD}`);
    await kith.asOwner(
      `insert into webhook_deliveries (organization_id, webhook_id, event, subject, created_at)
       values ($1, $2, 'ping', 'constituent 1', ${OLD})`,
      kith.organization.id,
      id,
    );
  },
  mails: async () => {
    await kith.asOwner(
      `insert into mails (organization_id, recipient, subject, body_text, next_attempt_at) values ($1, 'a@example.org', 'S', 'T', ${OLD})`,
      kith.organization.id,
    );
  },
};

test('a handler that throws every time makes Kith unready, until it is mended', async () => {
  const worker = await startWorker(kith.app);
  onTestFinished(() => worker.stop());
  await kith.asOwner(
    `create function broken() returns trigger language plpgsql as $$ begin raise exception 'a bug'; end $$`,
  );
  await kith.asOwner(
    'create trigger broken before update on accreditation_scans for each row execute function broken()',
  );
  const ids = [await submitCheck('K1'), await submitCheck('K2'), await submitCheck('K3')];
  await expect.poll(ready, { timeout: 30_000 }).toEqual({
    status: 503,
    jobs: expect.stringMatching(/^checks: \d+ failures in a row since \d{4}-\d\d-\d\dT/),
  });
  expect(await doctor()).toMatch(/problem: jobs: checks: \d+ failures in a row since \d{4}-/);
  await kith.asOwner('drop trigger broken on accreditation_scans');
  await kith.app.db.all(sql(`select graphile_worker.add_job('run_due_scans')`));
  await expect.poll(ready, { timeout: 30_000 }).toEqual({ status: 200, jobs: 'ok' });
  for (const id of ids) expect((await oho().get(`/api/scan/${id}`)).body.status).toBe('completed');
});

test.each(Object.keys(OUTDATED))('%s that were due long ago are seen', async (kind) => {
  await pretendWorker('20 minutes');
  expect(await ready()).toEqual({ status: 200, jobs: 'ok' });
  await OUTDATED[kind]?.();
  const words = new RegExp(
    `${kind}: 1 due and not finished, the oldest since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ`,
  );
  expect(await ready()).toEqual({ status: 503, jobs: expect.stringMatching(words) });
  // A long queue that moves is no reason to take no requests; the doctor tells of it all the same.
  await pretendWorker('1 minute');
  expect(await ready()).toEqual({ status: 200, jobs: 'ok' });
  expect(await doctor()).toMatch(words);
});

test('mails that wait for an SMTP server are no fault', async () => {
  await pretendWorker('20 minutes', ['checks', 'webhooks']);
  await OUTDATED.mails?.();
  expect(await ready()).toEqual({ status: 200, jobs: 'ok' });
});

test('a receiver that is down does not make Kith unready, nor does a webhook that is off', async () => {
  const worker = await startWorker(kith.app);
  onTestFinished(() => worker.stop());
  const id = await addWebhook();
  await submitCheck('K1');
  const attempts = () =>
    kith.app.db.all<{ attempts: number }>(
      sql('select attempts from webhook_deliveries where next_attempt_at is not null limit 1'),
    );
  await expect.poll(attempts, { timeout: 20_000 }).toEqual([{ attempts: 1 }]);
  await worker.stop();
  await pretendWorker('20 minutes');
  // What waits behind the retry is an hour old.
  await kith.asOwner(
    `insert into webhook_deliveries (organization_id, webhook_id, event, subject)
     select organization_id, webhook_id, event, subject from webhook_deliveries`,
  );
  await kith.asOwner(`update webhook_deliveries set created_at = now() - interval '1 hour'`);
  await kith.asOwner(`update webhooks set updated_at = now() - interval '1 hour'`);
  expect(await ready()).toEqual({ status: 200, jobs: 'ok' });
  await kith.asOwner(`update webhook_deliveries set next_attempt_at = null`);
  expect(await ready()).toMatchObject({ status: 503 });
  await kith.asOwner(`update webhooks set status = 'disabled' where id = $1`, id);
  expect(await ready()).toEqual({ status: 200, jobs: 'ok' });
});
