import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ohoClient } from '../../support/oho-client.ts';
import type { Received } from '../../support/receiver.ts';
import { deleteRecord, mailsInOutbox } from '../../support/records.ts';
import { accept, startWebhookScene, type WebhookScene } from '../../support/webhook-scene.ts';

let scene: WebhookScene;
let kith: WebhookScene['kith'];
let oho: WebhookScene['oho'];
let receiver: WebhookScene['receiver'];
beforeAll(async () => {
  scene = await startWebhookScene();
  ({ kith, oho, receiver } = scene);
});
afterEach(() => scene.reset());
afterAll(() => scene.stop());

const later: WebhookScene['later'] = (...given) => scene.later(...given);
const newPerson: WebhookScene['newPerson'] = (...given) => scene.newPerson(...given);
const scan: WebhookScene['scan'] = (...given) => scene.scan(...given);
const subscribe: WebhookScene['subscribe'] = (...given) => scene.subscribe(...given);
const events: WebhookScene['events'] = (...given) => scene.events(...given);
const history: WebhookScene['history'] = (...given) => scene.history(...given);
const hmac = (algorithm: string, secret: string, text: string) =>
  createHmac(algorithm, secret).update(text).digest('hex');

describe('a delivery', () => {
  test('tells of a finished scan, signed over the bytes sent', async () => {
    const { secret } = await subscribe({ events: ['scan.completed'] });
    const person = await newPerson();
    const { correlation_id, accreditation_id } = await scan('D1', person.id);
    await later(0);
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body, path }] = receiver.received as [Received];
    expect(path).toBe('/hook');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['user-agent']).toBe('Kith-webhook/1.0');
    expect(headers['x-oho-attempt']).toBe('1');
    expect(headers['x-hub-signature']).toBe(`sha1=${hmac('sha1', secret, body)}`);
    const [, time, digest] = headers['x-oho-signature']!.match(/^t=(\d+),v1=([0-9a-f]{64})$/)!;
    expect(digest).toBe(hmac('sha256', secret, `${time}.${body}`));
    expect(headers['x-hub-signature-256']).toBe(`sha256=${hmac('sha256', secret, body)}`);
    expect(headers['webhook-id']).toBe(headers['x-oho-delivery']);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    const payload = JSON.parse(body);
    expect(payload).toMatchObject({
      id: headers['x-oho-delivery'],
      event: 'scan.completed',
      organization_id: kith.organization.id,
      correlation_id,
      accreditation: {
        id: accreditation_id,
        status: 'completed',
        registry_response: { oho_status: 'active' },
        constituent_id: person.id,
      },
      constituent: {
        id: person.id,
        external_id: person.external_id,
        first_name: 'Noor',
        last_name: 'Haddad',
        email: person.email,
        active: true,
      },
    });
    expect(payload.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(payload.accreditation).toEqual((await oho.get(`/api/accreditations/${accreditation_id}`)).body);
  });

  test('each event of a check’s life comes when it happens, with what was before', async () => {
    await subscribe();
    const { accreditation_id: id } = await scan('D2');
    await later(0);
    expect(events()).toEqual(['scan.completed', 'accreditation.updated', 'accreditation.status_changed']);
    receiver.received.length = 0;
    await oho.post(`/api/accreditations/${id}/outcome`, { outcome: 'suspended' });
    await later(0);
    expect(events()).toEqual(['accreditation.updated', 'accreditation.status_changed', 'accreditation.revoked']);
    expect(JSON.parse(receiver.received[2]!.body).previous).toEqual({
      oho_status: 'active',
      may_engage: true,
      status_color: 'green',
    });
    receiver.received.length = 0;
    await oho.post(`/api/accreditations/${id}/outcome`, { outcome: 'suspended' });
    await later(0);
    expect(events()).toEqual([]);
    await oho.post(`/api/accreditations/${id}/outcome`, { outcome: 'expired' });
    await later(0);
    expect(events()).toContain('accreditation.expired');
  });

  test('of a person’s status', async () => {
    await subscribe({ events: ['constituent.status_changed'] });
    const { id } = await newPerson();
    await oho.patch(`/api/constituents/${id}`, { phone: '1' });
    await oho.patch(`/api/constituents/${id}`, { active: false, phone: '2' });
    await oho.patch(`/api/constituents/${id}`, { active: false });
    await later(0);
    expect(receiver.received).toHaveLength(1);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      event: 'constituent.status_changed',
      constituent: { id, active: false },
      previous: { active: true },
    });
    expect(receiver.received[0]!.body).not.toContain('phone');
  });

  test('of a person who is deleted and restored through LGL', async () => {
    await subscribe({ events: ['constituent.status_changed'] });
    const { id } = await newPerson();
    await deleteRecord(kith, id);
    await later(0);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      constituent: { id, active: false },
      previous: { active: true },
    });
  });

  test('goes to each webhook that wants the event, and to no other organization’s', async () => {
    const [all, some] = [
      await subscribe({ url: `${receiver.url}/all` }),
      await subscribe({ url: `${receiver.url}/some`, events: ['scan.completed'] }),
    ];
    const other = await kith.addTenant('elsewhere');
    await ohoClient(kith.url, other.basic).post('/api/webhooks', { url: `${receiver.url}/other` });
    await scan('D3');
    await later(0);
    const paths = receiver.received.map(({ path }) => path).sort();
    expect(paths).toEqual(['/all', '/all', '/all', '/some']);
    expect(await history(all.id)).toHaveLength(3);
    expect(await history(some.id)).toHaveLength(1);
  });

  test('that fails is tried five times more with the same id and bytes, then given up on', async () => {
    const { id } = await subscribe({ events: ['scan.completed'] });
    scene.answerWith(() => ({ status: 500 }));
    await scan('D4');
    await later(0);
    await later(20);
    expect(receiver.received).toHaveLength(1);
    for (const wait of [17, 145, 721, 4_321, 25_921]) await later(wait);
    expect(receiver.received.map(({ headers }) => headers['x-oho-attempt'])).toEqual([...'123456']);
    expect(new Set(receiver.received.map(({ headers }) => headers['x-oho-delivery'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    await later(100_000);
    expect(receiver.received).toHaveLength(6);
    const [event] = await history(id);
    expect(event).toMatchObject({ status: 'failed', attempts: 6, last_response: 500 });
    const { log, payload } = (await oho.get(`/api/webhooks/events/${event.id}`)).body;
    expect(log).toHaveLength(6);
    expect(payload).toBe(receiver.received[0]!.body);

    scene.answerWith(accept);
    expect((await oho.post(`/api/webhooks/events/${event.id}/redeliver`)).status).toBe(200);
    await later(0);
    expect(receiver.received).toHaveLength(7);
    expect(receiver.received[6]!.body).toBe(payload);
    expect((await history(id))[0]).toMatchObject({ status: 'delivered', last_response: 204 });
  });

  test('follows no redirect and fails without an answer', async () => {
    const { id } = await subscribe({ events: ['scan.completed'] });
    scene.answerWith(() => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } }));
    await scan('D5');
    await later(0);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    expect((await history(id))[0]).toMatchObject({ status: 'queued', last_response: 302 });
    await oho.patch(`/api/webhooks/${id}`, { url: 'http://127.0.0.1:1/closed' });
    await later(40);
    expect((await history(id))[0]).toMatchObject({
      status: 'queued',
      attempts: 2,
      last_response: null,
      last_error: 'ECONNREFUSED',
    });
  });

  test('events about one person arrive in order, and one person does not hold up another', async () => {
    await subscribe({ events: ['constituent.status_changed'] });
    const [one, two] = [await newPerson(), await newPerson()];
    let failures = 1;
    scene.answerWith(({ body }) => ({
      status: JSON.parse(body).constituent.id === one.id && failures-- > 0 ? 500 : 204,
    }));
    for (const active of [false, true, false]) await oho.patch(`/api/constituents/${one.id}`, { active });
    await oho.patch(`/api/constituents/${two.id}`, { active: false });
    await later(0);
    const about = (id: number) =>
      receiver.received.map(({ body }) => JSON.parse(body)).filter((event) => event.constituent.id === id);
    expect(about(two.id)).toHaveLength(1);
    expect(about(one.id)).toHaveLength(1);
    await later(40);
    expect(about(one.id).map((event) => event.previous.active)).toEqual([true, true, false, true]);
    expect(about(one.id).map((event) => event.constituent.active)).toEqual([false, false, true, false]);
  });

  test('410 disables the webhook at once', async () => {
    const { id } = await subscribe({ events: ['scan.completed'] });
    scene.answerWith(() => ({ status: 410 }));
    await scan('D6');
    await later(0);
    expect((await oho.get(`/api/webhooks/${id}`)).body).toMatchObject({ status: 'auto_disabled', active: false });
    expect((await history(id))[0]).toMatchObject({ status: 'failed', attempts: 1 });
    const [notice] = await mailsInOutbox(kith, 'admin@riverbend.example');
    expect(notice?.subject).toContain('webhook');
    await scan('D7');
    await later(0);
    expect(receiver.received).toHaveLength(1);
    expect((await oho.patch(`/api/webhooks/${id}`, { active: true })).body).toMatchObject({
      status: 'active',
      consecutive_failures: 0,
    });
  });

  test('fifty in a row given up on disable it, and a redrive of the time sends them all again', async () => {
    const { id } = await subscribe({ events: ['scan.completed'] });
    const from = new Date(Date.now() - 60_000).toISOString();
    scene.answerWith(() => ({ status: 503 }));
    for (let index = 0; index < 52; index += 1) await scan(`F${index}`);
    for (const wait of [0, 37, 145, 721, 4_321, 25_921]) await later(wait);
    const shown = (await oho.get(`/api/webhooks/${id}`)).body;
    expect(shown).toMatchObject({ status: 'auto_disabled' });
    expect(shown.consecutive_failures).toBeGreaterThanOrEqual(50);
    expect((await history(id, '?status=failed')).length).toBeGreaterThanOrEqual(50);
    scene.answerWith(accept);
    receiver.received.length = 0;
    await oho.patch(`/api/webhooks/${id}`, { active: true });
    const to = new Date(Date.now() + 60_000).toISOString();
    const { redriven } = (await oho.post(`/api/webhooks/${id}/redrive`, { from, to })).body;
    expect(redriven).toBeGreaterThanOrEqual(50);
    await later(30_000);
    expect(new Set(receiver.received.map(({ headers }) => headers['x-oho-delivery'])).size).toBe(52);
    expect(await history(id, '?status=failed')).toEqual([]);
    expect((await oho.post(`/api/webhooks/${id}/redrive`, { from: 'x', to })).status).toBe(400);
  });

  test('what waits while a webhook is disabled goes out when it is active again', async () => {
    const { id } = await subscribe({ events: ['scan.completed'] });
    scene.answerWith(() => ({ status: 500 }));
    await scan('W1');
    await later(0);
    await oho.patch(`/api/webhooks/${id}`, { active: false });
    scene.answerWith(accept);
    await later(60);
    expect(receiver.received).toHaveLength(1);
    await oho.patch(`/api/webhooks/${id}`, { active: true });
    await later(60);
    expect(receiver.received).toHaveLength(2);
  });
});
