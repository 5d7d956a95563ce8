// What a verifier says and Kith cannot read in full never leaves a better status than it says.
import { createHmac } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { type Receiver, type Reply, startReceiver } from '../../support/receiver.ts';
import { runJob } from '../../support/schedule.ts';

const ACTIVE = '{"outcome":"active","expiry_date":"2099-01-01"}';

let kith: TestKith;
let oho: OhoClient;
let verifier: Receiver;
let secret: string;
let reply: Reply = { status: 200, body: ACTIVE };
let ahead = 0;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(Date.now() + ahead) }, config: { webhookAllowPrivate: true } });
  oho = ohoClient(kith.url, kith.basic);
  verifier = await startReceiver(() => reply);
  const body = JSON.stringify({ registry: 'http', url: verifier.url });
  secret = (await oho.send('PUT', '/api/registries/sawwc', { body, headers: JSON_TYPE })).body.secret;
});
afterAll(async () => {
  await verifier.stop();
  await kith.stop();
});

const JSON_TYPE = { 'content-type': 'application/json' };
let number = 0;

/** A check that is cleared, green. */
async function cleared(): Promise<number> {
  reply = { status: 200, body: ACTIVE };
  number += 1;
  const scan = { type: 'sawwc', identifier: `SRN ${number}`, first_name: 'Noor', surname: 'Haddad' };
  const { accreditation_id } = (await oho.post('/api/scan', scan)).body;
  await runJob(kith, 'run_due_scans');
  expect(await shown(accreditation_id)).toMatchObject({ status_color: 'green', status: 'completed' });
  return accreditation_id;
}

const shown = async (id: number) => (await oho.get(`/api/accreditations/${id}`)).body;

async function verifiedWith(body: string, more: Partial<Reply> = {}) {
  const id = await cleared();
  reply = { status: 200, body, ...more };
  await oho.post(`/api/accreditations/${id}/verify`);
  await runJob(kith, 'run_due_scans');
  const [last] = (await oho.get(`/api/accreditations/${id}/history`)).body.slice(-1);
  return { check: await shown(id), evidence: last.evidence };
}

// Within the length that is kept, and too deep to be written as JSON.
const nested = `{"a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`;

test.each([
  ['a day that does not exist', '{"outcome":"barred","expiry_date":"2027-02-31"}'],
  ['another form of date', '{"outcome":"barred","expiry_date":"30/04/2030"}'],
  ['the year 0', '{"outcome":"barred","expiry_date":"0000-01-01"}'],
  ['a number for a date', '{"outcome":"barred","expiry_date":20300430}'],
  ['NUL in the words', '{"outcome":"barred","response":["a\\u0000b"]}'],
  ['half a character in a flag', '{"outcome":"barred","flags":["\\ud800"]}'],
  ['NUL in what is added', '{"outcome":"barred","extra":{"note":"\\u0000"}}'],
  ['something deep', `{"outcome":"barred","extra":${nested}}`],
  ['words that are no list', '{"outcome":"barred","response":"Negative notice"}'],
  ['another spelling', '{"outcome":" Barred "}'],
])('barred, with %s, is barred', async (_what, body) => {
  const { check } = await verifiedWith(body);
  expect(check).toMatchObject({ status: 'completed', status_color: 'red' });
  expect(check.registry_response).toMatchObject({ oho_status: 'barred', may_engage: false });
  expect(check.registry_response.expiry_date).toBeUndefined();
});

test.each([
  ['a word of its own', '{"outcome":"fine"}'],
  ['a clearance that its words speak against', '{"outcome":"active","response":["Suspended"]}'],
  ['an answer that breaks off', '{"outcome":"act'],
  ['a page with such a word', '<p>barred</p>'],
])('who was barred stays so when the next answer is %s', async (_what, body) => {
  const id = await cleared();
  for (const answer of ['{"outcome":"barred"}', body]) {
    reply = { status: 200, body: answer };
    await oho.post(`/api/accreditations/${id}/verify`);
    await runJob(kith, 'run_due_scans');
    const check = await shown(id);
    expect(check.registry_response).toMatchObject({ oho_status: 'barred', may_engage: false });
    expect(check).toMatchObject({ status_color: 'red' });
  }
  expect((await shown(id)).status_flags).toEqual(['barred', 'answer_not_understood']);
});

test.each([
  ['an expiry that does not exist', '{"outcome":"active","expiry_date":"2099-02-29"}', 'expiry_date'],
  ['an expiry of another form', '{"outcome":"active","expiry_date":"30/04/2020"}', 'expiry_date'],
  ['a part of another name', '{"outcome":"active","expiryDate":"2020-01-01"}', 'expiryDate'],
  ['flags that are no list', '{"outcome":"active","flags":"suspended"}', 'flags'],
  ['a flag that is no text', '{"outcome":"conditions","flags":[7]}', 'flags'],
  ['what is added being no object', '{"outcome":"active","extra":["x"]}', 'extra'],
  ['a clearance spelled otherwise', '{"outcome":"Active"}', 'outcome'],
  ['an unknown word', '{"outcome":"revoked"}', 'outcome'],
  ['an outcome that is no text', '{"outcome":["barred"]}', 'outcome'],
  ['no outcome', '{"status":"barred"}', 'status'],
  ['nothing', '{}', 'outcome'],
  ['another check', '{"outcome":"active","correlation_id":"of-somebody-else"}', 'correlation_id'],
  ['two outcomes', '{"outcome":"barred","outcome":"active"}', 'outcome'],
  ['two outcomes, one escaped', '{"outcome":"barred","\\u006futcome":"active"}', 'outcome'],
  ['two flags', '{"outcome":"active","flags":["suspended"],"flags":[]}', 'flags'],
  ['a name twice further in', '{"outcome":"active","extra":{"a":[{"note":"x","note":"y"}]}}', 'note'],
  ['a check id that is a number', '{"outcome":"active","correlation_id":7}', 'correlation_id'],
  ['a check id that is a list', '{"outcome":"active","correlation_id":["x"]}', 'correlation_id'],
  ['another number', '{"outcome":"active","identifier":"SRN 999999"}', 'identifier'],
  ['another type', '{"outcome":"active","type":"vicwwc"}', 'type'],
  ['another surname', '{"outcome":"active","extra":{"surname":"Other"}}', 'extra'],
  ['another name further in', '{"outcome":"active","extra":{"holder":{"full_name":"Sam Other"}}}', 'extra'],
  ['another card', '{"outcome":"active","extra":{"card number":"SRN 999999"}}', 'extra'],
  ['a flag against it', '{"outcome":"active","flags":["BARRED"]}', 'flags'],
  ['words against it', '{"outcome":"conditions","response":["Cleared","Negative Notice issued"]}', 'response'],
  ['an addition against it', '{"outcome":"active","extra":{"history":[{"state":"Licence cancelled"}]}}', 'extra'],
  ['a name against it', '{"outcome":"active","extra":{"isSuspended":true}}', 'extra'],
  ['what is nested 21 times', `{"outcome":"active","extra":{"a":${'['.repeat(20)}${']'.repeat(20)}}}`, 'extra'],
  ['a word alone', '"barred"', 'answer'],
  ['a list', '[{"outcome":"barred"}]', 'answer'],
  ['half an answer', '{"outcome":"barred","expiry_da', 'answer'],
  ['more than is read', `{"response":["${'x'.repeat(70_000)}"],"outcome":"barred"}`, 'answer'],
])('a clearance, or nothing that can be read, with %s, needs a look', async (_what, body, part) => {
  const { check, evidence } = await verifiedWith(body);
  expect(check).toMatchObject({ status: 'completed', status_color: 'yellow' });
  expect(check.registry_response).toMatchObject({ oho_status: 'review', may_engage: false });
  expect(check.status_flags).toContain('answer_not_understood');
  expect(Object.keys(evidence.unread)).toContain(part);
});

test.each([
  ['what is said not to be so', '{"outcome":"active","extra":{"suspended":false,"cancelled_on":null}}'],
  ['the person who was asked about', '{"outcome":"active","extra":{"surname":"HADDAD","name":"Noor Haddad"}}'],
  ['20 levels', `{"outcome":"active","extra":{"a":${'['.repeat(19)}${']'.repeat(19)}}}`],
])('a clearance with %s stays one', async (_what, body) => {
  const { check } = await verifiedWith(body);
  expect(check).toMatchObject({ status_color: 'green', registry_response: { oho_status: 'active' } });
});

const page = '<result><outcome>barred</outcome></result>';
test.each<[string, Partial<Reply>]>([
  ['XML', { body: page }],
  ['text', { body: 'This person is EXCLUDED.' }],
  ['escaped letters', { body: '<p>b&#97;rred</p>' }],
  ['UTF-16', { body: Buffer.from(`\ufeff${page}`, 'utf16le') }],
  ['UTF-16 without a mark', { body: Buffer.from(page, 'utf16le').swap16() }],
  ['gzip', { body: gzipSync(page), headers: { 'content-encoding': 'gzip' } }],
  ['gzip that does not say so', { body: gzipSync(page) }],
  ['deflate', { body: deflateSync(page), headers: { 'content-encoding': 'deflate' } }],
  ['brotli', { body: brotliCompressSync(page), headers: { 'content-encoding': 'br' } }],
  ...[201, 202, 206, 302, 403, 404, 500, 503].map((status): [string, Partial<Reply>] => [
    `status ${status}`,
    { status, body: '{"outcome":"b\\u0061rred"}' },
  ]),
])('a word of a refusal in what is no answer, as %s, needs a look', async (_what, more) => {
  const { check, evidence } = await verifiedWith('', more);
  expect(check).toMatchObject({ status: 'completed', status_color: 'yellow' });
  expect(check.registry_response).toMatchObject({ oho_status: 'review', may_engage: false });
  expect(evidence.unread.status).toBe(String(more.status ?? 200));
});

test('an answer that is packed is read', async () => {
  const { check } = await verifiedWith('', { body: gzipSync('{"outcome":"barred"}') });
  expect(check.registry_response.oho_status).toBe('barred');
});

test('is asked about again a day later, not every minute', async () => {
  const { check } = await verifiedWith('{"outcome":"barred","expiry_date":"2027-02-31"}');
  verifier.received.length = 0;
  ahead += 60_000;
  await runJob(kith, 'run_due_scans');
  expect(verifier.received).toHaveLength(0);
  expect(Date.parse(check.next_verification_at) - Date.parse(check.last_verified_at)).toBe(86_400_000);
});

test('a register’s own words do not pass for those of the contract', async () => {
  const extra = { may_engage: true, oho_status: 'active', expiry_date: '2099-01-01', clearance: 'cleared', note: 'x' };
  const { check } = await verifiedWith(JSON.stringify({ outcome: 'suspended', extra }));
  expect(check.registry_response).toEqual({
    may_engage: false,
    oho_status: 'suspended',
    response: ['Suspended'],
    note: 'x',
  });
});

test('a page of a proxy is no answer: the last result stays, as not reached', async () => {
  const { check } = await verifiedWith('<html>Sign in</html>');
  expect(check).toMatchObject({ status_color: 'grey', status_flags: ['registry_unavailable'] });
});

test.each([403, 500])('status %i without such a word: the last result stays, as not reached', async (status) => {
  const { check } = await verifiedWith('Try again later', { status });
  expect(check).toMatchObject({ status_color: 'grey', status_flags: ['registry_unavailable'] });
});

test('a callback that cannot be read takes the clearance away, is refused, and may be sent again', async () => {
  const id = await cleared();
  reply = { status: 202 };
  verifier.received.length = 0;
  await oho.post(`/api/accreditations/${id}/verify`);
  await runJob(kith, 'run_due_scans');
  const path = JSON.parse(verifier.received[0]?.body ?? '').callback_path;
  const call = async (body: string) => {
    const time = Date.now() + ahead;
    const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    const headers = { ...JSON_TYPE, 'x-kith-signature': `t=${time},v1=${digest}` };
    return (await ohoClient(kith.url, {}).send('POST', path, { body, headers })).status;
  };
  for (const unread of ['{"outcome":"revoked"}', 'barred', '{"outcome":']) {
    expect(await call(unread)).toBe(400);
    expect(await shown(id)).toMatchObject({
      status_color: 'yellow',
      registry_response: { may_engage: false, oho_status: 'review' },
    });
  }
  expect(await call('{"outcome":"barred","expiry_date":"2027-02-31"}')).toBe(204);
  expect((await shown(id)).registry_response.oho_status).toBe('barred');
});
