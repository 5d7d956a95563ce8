// docs/erasure.md: what is older than an organization's settings say goes, and a change says so.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type Tenant, type TestKith } from '../support/kith.ts';
import { runJob } from '../support/schedule.ts';
import { sql } from '../support/sql.ts';

let ahead = 0;
let kith: TestKith;
let other: Tenant;
let api: Client;
let elsewhere: Client;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(Date.now() + ahead) } });
  other = await kith.addTenant('oakfield');
  api = nativeClient(kith.url, keyOf(kith));
  elsewhere = nativeClient(kith.url, keyOf(other));
});
afterAll(() => kith.stop());

const DAY = 86_400_000;
const count = async (table: string, { organization } = kith as Tenant) =>
  (
    await kith.app.db.one<{ count: number }>(
      sql(`select count(*) as count from ${table} where organization_id = $1`, [organization.id]),
    )
  ).count;

async function fill({ organization }: Tenant): Promise<void> {
  const { db } = kith.app;
  const insert = (table: string, columns: string, values: string) =>
    db.all(sql(`insert into ${table} (organization_id, ${columns}) values ($1, ${values})`, [organization.id]));
  for (const days of [5, 50, 500]) {
    const at = `now() - interval '${days} days'`;
    await insert(
      'mails',
      'recipient, subject, body_text, status, sent_at, created_at',
      `'a@x.example', 's', 't', 'sent', ${at}, ${at}`,
    );
    await insert(
      'mails',
      'recipient, subject, body_text, status, created_at',
      `'a@x.example', 's', 't', 'queued', ${at}`,
    );
    await insert(
      'sign_on_events',
      'dialect, outcome, reason, subject_type, subject_id, address, hour, last_at',
      `'oho', 'failed', '', 'user', ${days}, '192.0.2.7', ${at}, ${at}`,
    );
  }
}

const changeOfJob = async (client: Client) =>
  (await client.get('/changes?kind=organization.retention_applied')).body.data.map(
    ({ after }: { after: object }) => after,
  );

test('by default mails and deleted people stay, and sign-ons go after 90 days', async () => {
  await fill(kith);
  await fill(other);
  await runJob(kith, 'apply_retention');
  expect(await count('mails')).toBe(6);
  expect(await count('sign_on_events')).toBe(2);
  expect(await changeOfJob(api)).toEqual([{ sign_on_events: 1 }]);
  // Nothing is left to do, and nothing is said of it.
  await runJob(kith, 'apply_retention');
  expect((await changeOfJob(api)).length).toBe(1);
});

test('mails go when they are older than the setting, but none that still waits; others keep theirs', async () => {
  await kith.changeSetting('keepMailDays', 30);
  await kith.changeSetting('keepSignOnDays', 30);
  await runJob(kith, 'apply_retention');
  expect(await count('mails')).toBe(4);
  expect(await count('sign_on_events')).toBe(1);
  expect((await changeOfJob(api)).at(-1)).toEqual({ mails: 2, sign_on_events: 1 });
  expect(await count('mails', other)).toBe(6);
  expect(await changeOfJob(elsewhere)).toEqual([{ sign_on_events: 1 }]);
});

test('rows of imported files go after 90 days, unless the import is at work', async () => {
  for (const [days, status] of [
    [100, 'done'],
    [100, 'running'],
    [10, 'done'],
  ] as const) {
    await kith.app.db.all(
      sql(
        `with made as (insert into imports (organization_id, file_name, request_id, actor_type, dialect, created_at, status)
           values ($1, 'f.csv', 'r', 'user', 'native', now() - make_interval(days => $2), $3) returning id)
         insert into import_rows (organization_id, import_id, row, cells) select $1, id, n, '[]' from made, generate_series(1, 3) n`,
        [kith.organization.id, days, status],
      ),
    );
  }
  await runJob(kith, 'apply_retention');
  expect(await count('import_rows')).toBe(6);
  expect((await changeOfJob(api)).at(-1)).toEqual({ import_rows: 3 });
});

test('deleted people are erased, once, and nobody else', async () => {
  await kith.changeSetting('keepDeletedPeopleDays', 365);
  const make = async (client: Client, last_name: string) =>
    (await client.send('POST', '/constituents', { last_name })).body.id;
  const [gone, restored, stays] = [await make(api, 'Gone'), await make(api, 'Restored'), await make(api, 'Stays')];
  const theirs = await make(elsewhere, 'Theirs');
  for (const id of [gone, restored]) await api.send('DELETE', `/constituents/${id}`);
  await elsewhere.send('DELETE', `/constituents/${theirs}`);
  await api.send('POST', `/constituents/${restored}/restore`);
  await runJob(kith, 'apply_retention');
  expect((await api.get(`/constituents/${gone}`)).body.last_name).toBe('Gone');
  ahead = 366 * DAY;
  await runJob(kith, 'apply_retention');
  await runJob(kith, 'apply_retention');
  expect((await api.get(`/constituents/${gone}`)).body.last_name).toBe(null);
  for (const [client, id, name] of [
    [api, restored, 'Restored'],
    [api, stays, 'Stays'],
    [elsewhere, theirs, 'Theirs'],
  ] as const)
    expect((await client.get(`/constituents/${id}`)).body.last_name).toBe(name);
  expect((await changeOfJob(api)).filter((after: object) => 'deleted_people' in after)).toEqual([
    expect.objectContaining({ deleted_people: 1 }),
  ]);
  const erased = (await api.get('/changes?kind=constituent.erased')).body.data;
  expect(erased).toMatchObject([
    { via: 'job', subject: { id: gone }, after: { reason: 'retention: deleted for 365 days' } },
  ]);
});
