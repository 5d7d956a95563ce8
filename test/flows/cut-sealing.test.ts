// Sealing goes on after the connections of the sealers were cut at any moment, and seals nothing twice (docs/decisions/0030).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let api: Client;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
});
afterAll(() => kith.stop());

/** Changes as many writers leave them, without the writers. */
const insertChanges = (count: number) =>
  kith.asOwner(
    `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, dialect, request_id, after)
     select $1, 'constituent.updated', 'constituent', n, 'system', 'cli', 'many', '{"lastName": "Many"}' from generate_series(1, $2::int) n`,
    ...[kith.organization.id, count],
  );

test('each change has one place in an unbroken chain', { timeout: 120_000 }, async () => {
  let interrupted = 0;
  for (let at = 0; at < 15; at += 1) {
    await insertChanges(1_500);
    const reads = [api.get('/changes?limit=1'), api.get('/audit/head')].map((read) =>
      read.then(
        ({ status }) => status,
        () => 0,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    await kith.asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    for (const status of await Promise.all(reads)) if (status !== 200) interrupted += 1;
    await expect.poll(async () => (await api.get('/changes?limit=1')).status, { timeout: 20_000 }).toBe(200);
  }
  // Without this nobody was interrupted.
  expect(interrupted).toBeGreaterThan(0);
  const headers = { authorization: `Bearer ${keyOf(kith)}` };
  const exported = async () => (await fetch(`${kith.url}/v1/audit/export`, { headers })).text().catch(() => '');
  await expect.poll(async () => (await exported()).includes('"type":"end"'), { timeout: 20_000 }).toBe(true);
  const { verify } = await import(new URL('../../bin/verify-audit.js', import.meta.url).href);
  const { public_key: key } = (await api.get('/audit/head')).body;
  const found = await verify((await exported()).trimEnd().split('\n'), { key });
  expect(found.faults).toEqual([]);
  const { changes, sealed, highest } = await kith.app.db.one<Record<string, number>>(
    sql(
      `select (select count(*) from changes where organization_id = $1) as changes,
         (select count(distinct change_id) from change_seals where organization_id = $1) as sealed,
         (select max(position) from change_seals where organization_id = $1) as highest`,
      [kith.organization.id],
    ),
  );
  expect([sealed, highest, found.entries]).toEqual([changes, changes, changes]);
});
