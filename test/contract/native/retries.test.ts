// Idempotency-Key: a call that is repeated is done once and answered alike (docs/api.md, Retries).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
import { keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let now = new Date('2026-11-27T09:00:00Z');
let api: ReturnType<typeof nativeClient>;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => now } });
  api = nativeClient(kith.url, keyOf(kith));
});
afterAll(() => kith.stop());

const count = async () => (await api.get('/constituents?total=exact&limit=1')).body.total as number;
const send = (key: string, body: unknown, path = '/constituents') =>
  api.send('POST', path, body, { 'idempotency-key': key });

test('the same key and body do nothing again and answer the same', async () => {
  const first = await send('one', { last_name: 'Once', email_addresses: [{ address: 'once@example.org' }] });
  expect(first.status).toBe(201);
  const before = await count();
  const again = await send('one', { last_name: 'Once', email_addresses: [{ address: 'once@example.org' }] });
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await count()).toBe(before);
});

test('another body or path under the same key is refused, and a key that is none', async () => {
  await send('two', { last_name: 'Two' });
  expect((await send('two', { last_name: 'Other' })).body).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  });
  expect((await send('two', { name: 'Two' }, '/groups')).body.code).toBe('idempotency_key_reused');
  expect((await send('a b', { last_name: 'X' })).body.code).toBe('idempotency_key');
  expect((await send('x'.repeat(256), { last_name: 'X' })).body.code).toBe('idempotency_key');
});

test('fifty at once are one', async () => {
  const before = await count();
  const storm = await Promise.all(Array.from({ length: 50 }, () => send('storm', { last_name: 'Storm' })));
  const made = storm.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  expect(storm.filter(({ status }) => status !== 201).every(({ body }) => body.code === 'idempotency_running')).toBe(
    true,
  );
  expect(await count()).toBe(before + 1);
});

test('what was refused can be tried again, corrected', async () => {
  expect((await send('three', { birth_date: 'no date' })).status).toBe(422);
  expect((await send('three', { last_name: 'Three' })).status).toBe(201);
});

test('a PATCH, and an answer without a body, are repeated too', async () => {
  const { body } = await send('four', { last_name: 'Four' });
  const patch = () => api.send('PATCH', `/constituents/${body.id}`, { nick_name: 'F' }, { 'idempotency-key': 'five' });
  const [one, two] = [await patch(), await patch()];
  expect(two.body.version).toBe(one.body.version);
  const other = (await send('six', { last_name: 'Fours' })).body.id;
  const merge = (await send('seven', { survivor_id: body.id, other_ids: [other] }, '/merges')).body;
  const undo = () => api.send('POST', `/merges/${merge.id}/undo`, undefined, { 'idempotency-key': 'eight' });
  expect([(await undo()).status, (await undo()).status]).toEqual([200, 200]);
});

test('a secret that an answer holds is not written down', async () => {
  const made = await send('nine', { name: 'Robot', scopes: ['people:read'] }, '/keys');
  expect((await send('nine', { name: 'Robot', scopes: ['people:read'] }, '/keys')).body).toEqual(made.body);
  const rows = await kith.app.db.all(sql('select answer_sealed from idempotent_calls'));
  expect(JSON.stringify(rows)).not.toContain(made.body.access_token);
});

test('work that was done and not answered is not done again', async () => {
  const request = { last_name: 'Lost' };
  const { body } = await send('ten', request);
  await kith.asOwner(`update idempotent_calls set answer_sealed = null where is_done and answer_sealed is not null`);
  const before = await count();
  expect((await send('ten', request)).body.code).toBe('idempotency_running');
  now = new Date(now.getTime() + 180_000);
  expect((await send('ten', request)).body).toMatchObject({ status: 409, code: 'idempotency_answer_lost' });
  expect(await count()).toBe(before);
  expect((await api.get(`/constituents/${body.id}`)).body.last_name).toBe('Lost');
});

test('a claim whose process died is taken over, and a key of yesterday is free', async () => {
  await send('eleven', { last_name: 'Eleven' });
  await kith.asOwner(`update idempotent_calls set is_done = false, answer_sealed = null`);
  expect((await send('eleven', { last_name: 'Eleven' })).body.code).toBe('idempotency_running');
  now = new Date(now.getTime() + 180_000);
  expect((await send('eleven', { last_name: 'Eleven' })).status).toBe(201);
  now = new Date(now.getTime() + 25 * 3_600_000);
  expect((await send('eleven', { last_name: 'Another' })).status).toBe(201);
});

test('keys of two callers are two', async () => {
  const other = nativeClient(kith.url, keyOf(await kith.addTenant('hillside')));
  await send('twelve', { last_name: 'Ours' });
  const theirs = await other.send('POST', '/constituents', { last_name: 'Theirs' }, { 'idempotency-key': 'twelve' });
  expect([theirs.status, theirs.body.last_name]).toEqual([201, 'Theirs']);
});
