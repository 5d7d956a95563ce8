// What the job library does not survive, Kith does: statements that fail, and a runner that ends by itself.

import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { App } from '../src/app.ts';
import { SteadyPool } from '../src/jobs/steady-pool.ts';
import { startWorker, type Worker } from '../src/jobs/worker.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { sql } from './support/sql.ts';

let kith: TestKith;
let worker: Worker | undefined;
beforeAll(async () => {
  kith = await startKith({ sandbox: true });
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});
afterAll(() => kith.stop());

const query = (text: string) => kith.app.db.all<Record<string, unknown>>(sql(text));

/** The same Kith with a log that the test reads. */
function logged(): { app: App; lines: { fields: Record<string, unknown>; message: string }[] } {
  const lines: { fields: Record<string, unknown>; message: string }[] = [];
  const log = Object.create(kith.app.log) as App['log'];
  log.error = (fields: object, message?: string) => {
    lines.push({ fields: fields as Record<string, unknown>, message: message ?? '' });
  };
  return { app: { ...kith.app, log }, lines };
}

async function scanIsCompleted(identifier: string): Promise<void> {
  const headers = { ...kith.basic, 'content-type': 'application/json' };
  const body = JSON.stringify({ type: 'vicwwc', identifier, first_name: 'Ada', surname: 'Rivera' });
  const taken = await fetch(`${kith.url}/api/scan`, { method: 'POST', headers, body });
  const { correlation_id } = (await taken.json()) as { correlation_id: string };
  const status = async () =>
    ((await (await fetch(`${kith.url}/api/scan/${correlation_id}`, { headers })).json()) as { status: string }).status;
  await expect.poll(status, { timeout: 20_000 }).toBe('completed');
}

test('a job whose end cannot be written down is waited for, and the reason is told once', async () => {
  const { app, lines } = logged();
  worker = await startWorker(app);
  await kith.asOwner('alter table graphile_worker._private_jobs rename to hidden');
  await expect
    .poll(() => lines.map(({ message }) => message), { timeout: 20_000 })
    .toContain('background work waits for the database');
  await kith.asOwner('alter table graphile_worker.hidden rename to _private_jobs');
  await scanIsCompleted('K1');
  expect(lines.map(({ message }) => message)).toEqual(['background work waits for the database']);
  expect(lines[0]?.fields.reason).toContain('_private_jobs');
});

test('a runner that ends by itself is replaced, and its end is told with the reason', async () => {
  const { app, lines } = logged();
  worker = await startWorker(app);
  // The library takes this for a newer version of itself and stops working.
  const migrated = JSON.stringify({ migrationNumber: 999, breaking: true });
  await expect
    .poll(
      async () => {
        await query(`select pg_notify('worker:migrate', '${migrated}')`);
        return lines.length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  process.exitCode = 0;
  await scanIsCompleted('K2');
  expect(lines[0]).toMatchObject({ message: 'background work ended by itself; it is started again' });
  expect(lines[0]?.fields.reason).toBe('its runner ended');
});

test('a worker that is told to stop ends, although a job does not', async () => {
  const { app } = logged();
  const warn = vi.fn();
  app.log.warn = warn;
  const held = await kith.app.db.connection();
  worker = await startWorker(app);
  await scanIsCompleted('K3');
  await held.query('begin');
  await held.query('lock table accreditation_scans');
  await query(
    `select graphile_worker.add_job('run_scan', json_build_object('organizationId', ${kith.organization.id}, 'correlationId', 'K'))`,
  );
  const waiting = async () =>
    (await query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`))
      .length;
  await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0);
  await worker.stop();
  worker = undefined;
  expect(await waiting()).toBeGreaterThan(0);
  expect(warn.mock.calls.map(([, message]) => message)).toEqual([
    'running jobs did not end in time; they are begun again at the next start',
  ]);
  await held.query('rollback');
  held.release();
});

test('a statement of the library waits for a database that is away, and gives nothing when nobody waits any more', async () => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
  const told = vi.fn();
  const steady = new SteadyPool(pool, { error: told });
  const client = await steady.asPool().connect();
  const answer = client.query('select 1');
  await expect(Promise.race([answer, new Promise((resolve) => setImmediate(() => resolve('waits')))])).resolves.toBe(
    'waits',
  );
  steady.close();
  expect((await answer).rows).toEqual([]);
  // `Pulse` logs that the database is away, once for the whole process.
  expect(told).not.toHaveBeenCalled();
  await pool.end();
});

test('doctor and readiness know of a worker that is silent, stands still, or is missing while jobs wait', async () => {
  const ready = async () => {
    const answer = await fetch(`${kith.url}/health/ready`);
    return { status: answer.status, body: (await answer.json()) as { status: string; parts: Record<string, string> } };
  };
  expect(await ready()).toEqual({ status: 200, body: { status: 'ok', parts: { database: 'ok', jobs: 'ok' } } });
  const sign = (age: string, standing: number) =>
    query(`insert into job_workers values (gen_random_uuid(), now() - interval '${age}', ${standing})`);
  await sign('1 minute', 0);
  expect((await ready()).body.parts.jobs).toBe('the process that works on jobs gives no sign of life');
  expect((await ready()).status).toBe(503);
  await sign('1 second', 0);
  expect((await ready()).status).toBe(200);
  await sign('1 second', 2);
  expect((await ready()).body.parts.jobs).toBe('jobs that stand still: 2');
  await query('delete from job_workers');
  await query(`select graphile_worker.add_job('run_due_scans', run_at => now() - interval '1 minute')`);
  expect((await ready()).body.parts.jobs).toBe('no process works on jobs; waiting: 1');
  worker = await startWorker(kith.app);
  await expect.poll(async () => (await ready()).status, { timeout: 20_000 }).toBe(200);
});
