import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { basic, ohoClient } from '../../support/oho-client.ts';
import type { Received } from '../../support/receiver.ts';
import { addUser } from '../../support/records.ts';
import { sql } from '../../support/sql.ts';
import { startWebhookScene, type WebhookScene } from '../../support/webhook-scene.ts';

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
const scan: WebhookScene['scan'] = (...given) => scene.scan(...given);
const subscribe: WebhookScene['subscribe'] = (...given) => scene.subscribe(...given);
const history: WebhookScene['history'] = (...given) => scene.history(...given);
const hmac = (algorithm: string, secret: string, text: string) =>
  createHmac(algorithm, secret).update(text).digest('hex');

describe('a subscription', () => {
  test('shows its secret once', async () => {
    const created = await oho.post('/api/webhooks', {
      url: `${receiver.url}/hook`,
      events: ['scan.completed'],
      description: 'Rostering',
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      events: ['scan.completed'],
      description: 'Rostering',
      active: true,
      status: 'active',
    });
    expect(created.body.secret).toMatch(/^whsec_.{20,}/);
    const { id } = created.body;
    expect((await oho.get(`/api/webhooks/${id}`)).body.secret).toBe(undefined);
    expect((await oho.get('/api/webhooks')).text).not.toContain(created.body.secret);
    const stored = await kith.app.db.all(sql('select * from webhooks'));
    expect(JSON.stringify(stored)).not.toContain(created.body.secret);
  });

  test('can be changed and removed', async () => {
    const { id } = await subscribe();
    expect((await oho.patch(`/api/webhooks/${id}`, { events: ['icr.completed'], active: false })).body).toMatchObject({
      events: ['icr.completed'],
      active: false,
      status: 'disabled',
    });
    expect((await oho.delete(`/api/webhooks/${id}`)).status).toBe(204);
    expect((await oho.get(`/api/webhooks/${id}`)).status).toBe(404);
    expect((await oho.delete(`/api/webhooks/${id}`)).status).toBe(404);
  });

  test.each([
    [{}, 'required'],
    [{ url: 'nonsense' }, 'invalid'],
    [{ url: 'ftp://x.example' }, 'invalid'],
    [{ url: 5 }, 'invalid'],
    [{ url: 'https://x.example', events: ['nope'] }, 'invalid'],
    [{ url: 'https://x.example', events: ['information_request.sent'] }, 'invalid'],
    [{ url: 'https://x.example', events: [] }, 'invalid'],
    [{ url: 'https://x.example', events: 'scan.completed' }, 'invalid'],
    [{ url: 'https://x.example', secret: 'short' }, 'invalid'],
  ])('%j is refused', async (body, kind) => {
    const answer = await oho.post('/api/webhooks', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.error.details)).toEqual([kind]);
  });

  test('is for administrators, of their own organization', async () => {
    const { id } = await subscribe();
    await addUser(kith, { email: 'manager@riverbend.example', role: 'data_manager' });
    const manager = ohoClient(kith.url, basic('manager@riverbend.example', ADMIN_PASSWORD));
    expect((await manager.post('/api/webhooks', { url: 'https://x.example' })).status).toBe(403);
    // Addresses can be secrets, and deliveries tell of people.
    await scan('OF-PEOPLE');
    await later(0);
    const [{ id: deliveryId }] = await history(id);
    const reads = ['/api/webhooks', `/api/webhooks/${id}`, `/api/webhooks/${id}/events`];
    for (const path of [...reads, `/api/webhooks/events/${deliveryId}`]) {
      const refused = await manager.get(path);
      expect([refused.status, refused.text.includes(receiver.url)], path).toEqual([403, false]);
      expect((await oho.get(path)).status, path).toBe(200);
    }
    const other = ohoClient(kith.url, (await kith.addTenant('hillside')).basic);
    for (const answer of [
      await other.get(`/api/webhooks/${id}`),
      await other.patch(`/api/webhooks/${id}`, { active: false }),
      await other.delete(`/api/webhooks/${id}`),
      await other.post(`/api/webhooks/${id}/test`),
      await other.post(`/api/webhooks/${id}/rotate`),
      await other.get(`/api/webhooks/${id}/events`),
      await other.post(`/api/webhooks/${id}/redrive`, { from: '2020-01-01', to: '2099-01-01' }),
    ]) {
      expect(answer.status).toBe(404);
    }
  });

  test('the events can be listed', async () => {
    const types = (await oho.get('/api/webhooks/events')).body.map(({ type }: { type: string }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'scan.completed',
        'accreditation.expired',
        'constituent.status_changed',
        'icr.completed',
      ]),
    );
  });
});

describe('rotation', () => {
  test('both secrets sign for a day', async () => {
    const { id, secret: old } = await subscribe({ events: ['scan.completed'] });
    const { secret } = (await oho.post(`/api/webhooks/${id}/rotate`)).body;
    expect(secret).not.toBe(old);
    const versions = async (identifier: string) => {
      receiver.received.length = 0;
      await scan(identifier);
      await later(0);
      const [{ headers, body }] = receiver.received as [Received];
      const [time, ...signatures] = headers['x-oho-signature']!.replace('t=', '').split(',');
      expect(headers['x-hub-signature']).toBe(`sha1=${hmac('sha1', secret, body)}`);
      return signatures.map((signature) =>
        signature === `v1=${hmac('sha256', secret, `${time}.${body}`)}`
          ? 'new'
          : signature === `v1=${hmac('sha256', old, `${time}.${body}`)}`
            ? 'old'
            : 'wrong',
      );
    };
    expect(await versions('R1')).toEqual(['new', 'old']);
    scene.turnClock(86_401_000);
    expect(await versions('R2')).toEqual(['new']);
  });
});

describe('a ping', () => {
  test('is one attempt at once, whatever is subscribed to and also when disabled', async () => {
    const { id, secret } = await subscribe({ events: ['icr.completed'], active: false });
    const { status, body } = await oho.post(`/api/webhooks/${id}/test`);
    expect([status, body.delivered, body.response]).toEqual([200, true, 204]);
    const [ping] = receiver.received as [Received];
    expect(ping.headers['x-oho-event']).toBe('webhook.test');
    expect(ping.headers['x-hub-signature']).toBe(`sha1=${hmac('sha1', secret, ping.body)}`);
    scene.answerWith(() => ({ status: 500 }));
    expect((await oho.post(`/api/webhooks/${id}/test`)).body).toMatchObject({ delivered: false, response: 500 });
    await later(60);
    expect(receiver.received).toHaveLength(2);
    expect((await history(id)).map((event: { status: string }) => event.status)).toEqual(['failed', 'delivered']);
  });
});

describe('without KITH_WEBHOOK_ALLOW_PRIVATE', () => {
  let strict: TestKith;
  beforeAll(async () => {
    strict = await startKith({ sandbox: true });
  });
  afterAll(() => strict.stop());

  test.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://localhost/x',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
  ])('%s is refused', async (url) => {
    const { status, body } = await ohoClient(strict.url, strict.basic).post('/api/webhooks', { url });
    expect([status, body.error.details]).toEqual([400, { invalid: ['url'] }]);
  });

  test('a name that stands for a private address is not called', async () => {
    const client = ohoClient(strict.url, strict.basic);
    // Where anybody knows this name, it is for the loopback address, and nothing in it says so.
    const { id } = (
      await client.post('/api/webhooks', { url: `https://localhost4.localdomain4:${new URL(receiver.url).port}/` })
    ).body;
    const { body } = await client.post(`/api/webhooks/${id}/test`);
    expect(body.delivered).toBe(false);
    expect(body.error).toMatch(/a private address|timeout|^E[A-Z]+$/);
    expect(receiver.received).toHaveLength(0);
  });
});
