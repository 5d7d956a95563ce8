import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { basic, type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { type Receiver, type Reply, startReceiver } from '../../support/receiver.ts';
import { addUser } from '../../support/records.ts';
import { runJob } from '../../support/schedule.ts';

let kith: TestKith;
let oho: OhoClient;
/** Milliseconds that the server's clock is ahead. */
let ahead = 0;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => new Date(Date.now() + ahead) }, config: { webhookAllowPrivate: true } });
  oho = ohoClient(kith.url, kith.basic);
});
afterAll(() => kith.stop());

const scanOf = (more: object) => ({
  type: 'vicwwc',
  first_name: 'Noor',
  surname: 'Haddad',
  birth_date: '1991-11-30',
  ...more,
});
const submit = async (more: object) => (await oho.post('/api/scan', scanOf(more))).body;
const state = async (correlationId: string) => (await oho.get(`/api/scan/${correlationId}`)).body;
const later = async (seconds: number) => {
  ahead += seconds * 1000;
  await runJob(kith, 'run_due_scans');
};

describe('manual, the default', () => {
  test('waits for a person, who records the outcome with evidence', async () => {
    const { correlation_id, accreditation_id } = await submit({ identifier: 'M1' });
    await later(0);
    expect(await state(correlation_id)).toMatchObject({
      status: 'in_progress',
      accreditation: { status: 'in_progress', registry_response: {} },
    });
    const evidence = { document: 'status report 77', sighted_by: 'P. Nand' };
    const outcome = { outcome: 'active', expiry_date: '2099-05-01', evidence };
    const { status, body } = await oho.post(`/api/accreditations/${accreditation_id}/outcome`, outcome);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'completed',
      status_color: 'green',
      registry_response: { oho_status: 'active', expiry_date: '2099-05-01' },
    });
    expect((await state(correlation_id)).status).toBe('completed');
    const history = (await oho.get(`/api/accreditations/${accreditation_id}/history`)).body;
    expect(history).toHaveLength(1);
    expect(history[0]).toMatchObject({
      registry: 'manual',
      correlation_id,
      evidence: { ...evidence, recordedBy: { type: 'user' } },
    });
  });

  test('the same question is not asked twice while it is open; a corrected one is, and one answer ends both', async () => {
    const receiver = await startReceiver();
    await oho.post('/api/webhooks', { url: receiver.url, events: ['scan.completed'] });
    const first = await submit({ identifier: 'M9' });
    await later(0);
    expect(await submit({ identifier: 'M9' })).toMatchObject({ correlation_id: first.correlation_id });
    const corrected = await submit({ identifier: 'M9', birth_date: '1991-11-03' });
    expect(corrected.correlation_id).not.toBe(first.correlation_id);
    expect(corrected.accreditation_id).toBe(first.accreditation_id);
    await later(0);
    await oho.post(`/api/accreditations/${first.accreditation_id}/outcome`, { outcome: 'active' });
    for (const { correlation_id } of [first, corrected]) expect((await state(correlation_id)).status).toBe('completed');
    await runJob(kith, 'deliver_due_webhooks');
    const told = receiver.received.map(({ body }) => JSON.parse(body).correlation_id);
    expect(told.sort()).toEqual([first.correlation_id, corrected.correlation_id].sort());
    expect((await oho.get(`/api/accreditations/${first.accreditation_id}/history`)).body).toHaveLength(1);
    await receiver.stop();
  });

  test('the log only grows', async () => {
    const { accreditation_id: id } = await submit({ identifier: 'M2' });
    for (const outcome of ['active', 'suspended', 'active'])
      await oho.post(`/api/accreditations/${id}/outcome`, { outcome });
    const history = (await oho.get(`/api/accreditations/${id}/history`)).body;
    const seen = history.map((row: { registry_response: { oho_status: string } }) => row.registry_response.oho_status);
    expect(seen).toEqual(['active', 'suspended', 'active']);
  });

  test('refuses what is no outcome, strangers and viewers', async () => {
    const { accreditation_id: id } = await submit({ identifier: 'M3' });
    const post = (client: OhoClient, body: object) => client.post(`/api/accreditations/${id}/outcome`, body);
    expect((await post(oho, {})).body.error.details).toEqual({ required: ['outcome'] });
    expect((await post(oho, { outcome: 'fine' })).body.error.details).toEqual({ invalid: ['outcome'] });
    expect((await post(oho, { outcome: 'active', expiry_date: '2030-02-31' })).status).toBe(400);
    const other = ohoClient(kith.url, (await kith.addTenant('hillside')).basic);
    expect((await post(other, { outcome: 'active' })).status).toBe(404);
    await addUser(kith, { email: 'viewer@riverbend.example', role: 'data_viewer' });
    const viewer = ohoClient(kith.url, basic('viewer@riverbend.example', ADMIN_PASSWORD));
    expect((await post(viewer, { outcome: 'active' })).status).toBe(403);
    expect((await viewer.post('/api/scan', scanOf({ identifier: 'V' }))).status).toBe(403);
    expect((await viewer.get(`/api/accreditations/${id}`)).status).toBe(200);
    expect((await viewer.patch(`/api/accreditations/${id}`, { active: false })).body.active).toBe(false);
  });
});

describe('register-file', () => {
  test('looks cards up in an imported register and keeps its source in the evidence', async () => {
    await oho.send('PUT', '/api/registries/wawwc', json({ registry: 'register-file' }));
    const early = await submit({ type: 'wawwc', identifier: '111 222' });
    await later(0);
    expect(await state(early.correlation_id)).toMatchObject({
      status: 'pending',
      accreditation: { status: 'in_progress', status_flags: ['registry_unavailable'] },
    });

    const csv = [
      'Identifier,First Name,Surname,Birth Date,Status,Expiry Date',
      '111-222,Noor,Haddad,1991-11-30,active,2099-01-31',
      '333,Noor,Haddad,,Cancelled,',
      '444,Someone,Else,,active,2099-01-31',
    ].join('\n');
    const headers = { 'content-type': 'text/csv' };
    const imported = await oho.send('POST', '/api/registers/wawwc/imports?source=wa-register-2026-11', {
      body: csv,
      headers,
    });
    expect([imported.status, imported.body.row_count]).toEqual([201, 3]);
    await later(31);
    const found = await state(early.correlation_id);
    expect(found).toMatchObject({
      status: 'completed',
      accreditation: {
        status_color: 'green',
        status_flags: [],
        registry_response: { oho_status: 'active', expiry_date: '2099-01-31' },
      },
    });
    const [row] = (await oho.get(`/api/accreditations/${found.accreditation_id}/history`)).body;
    expect(row.evidence).toMatchObject({
      source: 'wa-register-2026-11',
      sha256: imported.body.sha256,
      register: 'wawwc',
    });
    const expected = { '333': 'cancelled', '444': 'review', '555': 'not_valid' };
    for (const [identifier, ohoStatus] of Object.entries(expected)) {
      const { correlation_id } = await submit({ type: 'wawwc', identifier });
      await later(0);
      expect((await state(correlation_id)).accreditation.registry_response.oho_status).toBe(ohoStatus);
    }
  });

  test('finds people on a list of bans by name and birth date', async () => {
    await oho.send('PUT', '/api/registries/agedcareban', json({ registry: 'register-file' }));
    const csv = 'name,birth_date,order\nJórdan Quill,1970-05-05,Permanent\nAlex Undated,,Until 2030\n';
    await oho.send('POST', '/api/registers/agedcareban/imports?ignore=order', {
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    const check = async (first_name: string, surname: string, birth_date: string) => {
      const { correlation_id } = await submit({
        type: 'agedcareban',
        identifier: null,
        first_name,
        surname,
        birth_date,
      });
      await later(0);
      return (await state(correlation_id)).accreditation.registry_response.oho_status;
    };
    expect(await check('jordan', 'QUILL', '1970-05-05')).toBe('barred');
    expect(await check('Jordan', 'Quill', '1999-05-05')).toBe('active');
    expect(await check('Alex', 'Undated', '1990-01-01')).toBe('review');
    expect(await check('Nobody', 'Listed', '1990-01-01')).toBe('active');
  });

  test('refuses what is no register', async () => {
    const headers = { 'content-type': 'text/csv' };
    expect((await oho.send('POST', '/api/registers/x/imports', { body: 'a,b\n"', headers })).status).toBe(400);
    expect((await oho.post('/api/registers/x/imports', { a: 1 })).status).toBe(400);
  });
});

describe('http', () => {
  let verifier: Receiver;
  let secret: string;
  let answer: () => Reply | Promise<Reply> = () => ({ status: 200, body: '{"outcome":"active"}' });
  beforeAll(async () => {
    verifier = await startReceiver(() => answer());
    const set = await oho.send(
      'PUT',
      '/api/registries/sawwc',
      json({ registry: 'http', url: `${verifier.url}/verify` }),
    );
    secret = set.body.secret;
    expect(set.body).toMatchObject({ type: 'sawwc', registry: 'http', has_secret: true });
  });
  afterAll(() => verifier.stop());
  afterEach(() => {
    verifier.received.length = 0;
  });
  const check = (identifier: string, more: object = {}) => submit({ type: 'sawwc', identifier, ...more });
  const sign = (body: string, time: number, key = secret) =>
    `t=${time},v1=${createHmac('sha256', key).update(`${time}.${body}`).digest('hex')}`;

  test('is asked with a signed request and answers at once', async () => {
    answer = () => ({
      status: 200,
      body: '{"outcome":"conditions","expiry_date":"2099-06-30","extra":{"card_type":"volunteer"}}',
    });
    const { correlation_id } = await check('SRN 1');
    await later(0);
    const [request] = verifier.received;
    expect(request!.path).toBe('/verify');
    expect(JSON.parse(request!.body)).toMatchObject({
      correlation_id,
      type: 'sawwc',
      identifier: 'SRN 1',
      inputs: { first_name: 'Noor', surname: 'Haddad', birth_date: '1991-11-30' },
    });
    const signature = request!.headers['x-kith-signature']!;
    expect(signature).toBe(sign(request!.body, Number(signature.match(/^t=(\d+)/)?.[1])));
    expect((await state(correlation_id)).accreditation).toMatchObject({
      status_color: 'yellow',
      registry_response: { may_engage: true, oho_status: 'active', expiry_date: '2099-06-30', card_type: 'volunteer' },
    });
  });

  test('may call back later, signed; a wrong, old or repeated callback changes nothing', async () => {
    answer = () => ({ status: 202 });
    const { correlation_id } = await check('SRN 2');
    await later(0);
    expect((await state(correlation_id)).status).toBe('in_progress');
    const path = JSON.parse(verifier.received[0]!.body).callback_path;
    const body = '{"outcome":"barred"}';
    const now = Date.now() + ahead;
    const call = (signature: string, text = body) =>
      ohoClient(kith.url, {}).send('POST', path, {
        body: text,
        headers: { 'content-type': 'application/json', 'x-kith-signature': signature },
      });
    for (const wrong of ['', 'x', sign(body, now, 'another secret'), sign(body, now - 600_000), sign('{}', now)]) {
      expect((await call(wrong)).status).toBe(401);
    }
    expect((await call(sign('{"outcome":"?"}', now), '{"outcome":"?"}')).status).toBe(400);
    expect((await state(correlation_id)).status).toBe('in_progress');
    expect((await call(sign(body, now))).status).toBe(204);
    expect(await state(correlation_id)).toMatchObject({
      status: 'completed',
      accreditation: { registry_response: { oho_status: 'barred' } },
    });
    expect((await call(sign(body, now))).status).toBe(204);
    const { accreditation_id } = await state(correlation_id);
    expect((await oho.get(`/api/accreditations/${accreditation_id}/history`)).body).toHaveLength(1);
  });

  test('trouble is retried with growing waits, shown, given up on, and can be run again', async () => {
    answer = () => ({ status: 500 });
    const { correlation_id, accreditation_id } = await check('SRN 3');
    await later(0);
    expect(await state(correlation_id)).toMatchObject({
      status: 'pending',
      attempts: 1,
      accreditation: { status: 'in_progress', status_color: 'grey', status_flags: ['registry_unavailable'] },
    });
    await later(29);
    expect((await state(correlation_id)).attempts).toBe(1);
    for (const wait of [2, 121, 601, 3_601, 21_601]) await later(wait);
    expect(await state(correlation_id)).toMatchObject({
      status: 'failed',
      attempts: 6,
      accreditation: { status: 'failed' },
    });
    answer = () => ({ status: 200, body: '{"outcome":"active"}' });
    ahead += 60_000;
    const again = (await oho.post(`/api/accreditations/${accreditation_id}/verify`)).body;
    expect((await oho.get(`/api/accreditations/${accreditation_id}`)).body.status).toBe('pending');
    await later(0);
    expect(await state(again.correlation_id)).toMatchObject({
      status: 'completed',
      accreditation: { status: 'completed', status_flags: [] },
    });
  });

  test('keeps the last result in sight while the register cannot be reached', async () => {
    answer = () => ({ status: 200, body: '{"outcome":"active","expiry_date":"2099-01-01"}' });
    const { accreditation_id } = await check('SRN 4');
    await later(0);
    answer = () => ({ status: 200, body: 'not json' });
    await oho.post(`/api/accreditations/${accreditation_id}/verify`);
    await later(0);
    expect((await oho.get(`/api/accreditations/${accreditation_id}`)).body).toMatchObject({
      status: 'completed',
      status_color: 'grey',
      status_flags: ['registry_unavailable'],
      registry_response: { oho_status: 'active', expiry_date: '2099-01-01' },
    });
  });

  test('after five failures in a row it is left alone for a minute', async () => {
    answer = () => ({ status: 200, body: '{"outcome":"active"}' });
    await check('SRN 5');
    ahead += 100_000;
    await later(0);
    answer = () => ({ status: 503 });
    for (let index = 0; index < 5; index += 1) {
      await check(`SRN 5${index}`);
      await later(0);
    }
    verifier.received.length = 0;
    await check('SRN 6');
    await later(0);
    expect(verifier.received).toHaveLength(0);
    answer = () => ({ status: 200, body: '{"outcome":"active"}' });
    await later(61);
    expect(verifier.received.length).toBeGreaterThan(0);
  });

  test('is not asked without what the register needs', async () => {
    await oho.send('PUT', '/api/registries/nswwwc', json({ registry: 'http', url: verifier.url }));
    const { correlation_id } = await submit({ type: 'nswwwc', identifier: 'WWC1234567E', birth_date: null });
    await later(0);
    expect((await state(correlation_id)).accreditation).toMatchObject({
      status: 'completed',
      status_color: 'grey',
      status_flags: ['birth_date_missing'],
    });
    expect(verifier.received.filter(({ body }) => body.includes('nswwwc'))).toHaveLength(0);
  });
});

describe('choosing a registry', () => {
  test('is for administrators, and takes only what exists', async () => {
    const put = (type: string, body: object, client = oho) => client.send('PUT', `/api/registries/${type}`, json(body));
    expect((await put('nope', { registry: 'manual' })).status).toBe(400);
    expect((await put('vicwwc', { registry: 'magic' })).body.error.details).toEqual({ invalid: ['registry'] });
    expect((await put('vicwwc', { registry: 'http' })).body.error.details).toEqual({ required: ['url'] });
    expect((await put('vicwwc', { registry: 'http', url: 'ftp://x.example' })).status).toBe(400);
    await addUser(kith, { email: 'manager@riverbend.example', role: 'data_manager' });
    const manager = ohoClient(kith.url, basic('manager@riverbend.example', ADMIN_PASSWORD));
    expect((await put('vicwwc', { registry: 'sandbox' }, manager)).status).toBe(403);
    expect((await put('default', { registry: 'sandbox' })).body).toMatchObject({
      type: 'default',
      registry: 'sandbox',
    });
    const { correlation_id } = await submit({ type: 'taswwc', identifier: 'T1' });
    await later(0);
    expect((await state(correlation_id)).accreditation.registry_response.oho_status).toBe('active');
    const list = (await oho.get('/api/registries')).body as { type: string; has_secret: boolean; secret?: string }[];
    expect(list.every((setting) => setting.secret === undefined)).toBe(true);
  });

  test('a secret that is not given again stays, also when two set it at once', async () => {
    const put = async (body: object) =>
      (await oho.send('PUT', '/api/registries/ntwwc', json({ registry: 'http', ...body }))).body;
    const url = 'https://verifier.example/check';
    const both = await Promise.all([put({ url }), put({ url })]);
    expect(both.filter(({ secret }) => secret !== undefined)).toHaveLength(1);
    expect(await put({ url: 'https://verifier.example/moved', secret: null })).not.toHaveProperty('secret');
    expect(await put({ url, secret: 'one of the verifier’s own' })).toHaveProperty('secret');
    expect(await put({ url, registry: 'manual' })).toMatchObject({ registry: 'manual', has_secret: true });
    const again = await put({ url });
    expect(again).toMatchObject({ url, has_secret: true });
    expect(again).not.toHaveProperty('secret');
  });

  test('where it is reached is told to administrators only', async () => {
    await oho.send('PUT', '/api/registries/actwwc', json({ registry: 'http', url: 'https://v.example/?key=1' }));
    await addUser(kith, { email: 'reader@riverbend.example', role: 'data_viewer' });
    const reader = ohoClient(kith.url, basic('reader@riverbend.example', ADMIN_PASSWORD));
    const shown = await reader.get('/api/registries');
    expect([shown.status, shown.text.includes('v.example')]).toEqual([200, false]);
    expect((await oho.get('/api/registries')).text).toContain('https://v.example/?key=1');
  });
});

function json(body: object): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
