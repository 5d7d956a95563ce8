// A webhook is told in the format that its row names, whichever dialect brings it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { WebhookFormat } from '../../src/core/webhooks/webhook-format.ts';
import { openLanes } from '../../src/jobs/lanes.ts';
import { runJob } from '../support/schedule.ts';
import { sql } from '../support/sql.ts';
import { startWebhookScene, type WebhookScene } from '../support/webhook-scene.ts';

let scene: WebhookScene;
beforeAll(async () => {
  scene = await startWebhookScene();
});
afterEach(() => scene.reset());
afterAll(() => scene.stop());

const run = (text: string, ...values: unknown[]) => scene.kith.app.db.all(sql<{ id: number }>(text, values));

const PLAIN: WebhookFormat = {
  name: 'plain',
  headers: ({ event, attempt }) => ({ 'x-plain': `${event} ${attempt}` }),
  payload: ({ event, constituent }) => ({ told: event, whom: constituent?.id }),
};

async function deliverWith(formats: readonly WebhookFormat[]): Promise<void> {
  const { app } = scene.kith;
  const known = formats.map((format) => [format.name, format] as const);
  const lanes = openLanes({ ...app, webhookFormats: new Map([...app.webhookFormats, ...known]) });
  await lanes.webhooks.pushDue();
  await lanes.idle();
}

test('a format has its own headers, payload and names of events', async () => {
  const { id } = await scene.subscribe({ events: ['icr.sent', 'constituent.status_changed'] });
  await run(`update webhooks set format = 'plain' where id = $1`, id);
  const person = await scene.newPerson();
  await scene.oho.patch(`/api/constituents/${person.id}`, { active: false });
  await run(
    `insert into webhook_deliveries (organization_id, webhook_id, event) values ($1, $2, 'information_request.sent')`,
    ...[scene.kith.organization.id, id],
  );
  await deliverWith([PLAIN]);
  const told = scene.receiver.received.map(({ headers, body }) => [headers['x-plain'], JSON.parse(body)]);
  expect(told).toHaveLength(2);
  expect(told).toContainEqual([
    'constituent.status_changed 1',
    { told: 'constituent.status_changed', whom: person.id },
  ]);
  expect(told).toContainEqual(['information_request.sent 1', { told: 'information_request.sent' }]);
  const headers = scene.receiver.received.flatMap((request) => Object.keys(request.headers));
  expect(headers.filter((name) => /^(?:x-oho|x-hub|webhook-)/.test(name))).toEqual([]);
});

test('what waits in a format that nobody speaks stays, and goes out when somebody does', async () => {
  const { id } = await scene.subscribe({ events: ['constituent.status_changed'] });
  await run(`update webhooks set format = 'plain' where id = $1`, id);
  const person = await scene.newPerson();
  await scene.oho.patch(`/api/constituents/${person.id}`, { active: false });
  await runJob(scene.kith, 'deliver_due_webhooks');
  expect(scene.receiver.received).toEqual([]);
  expect(await scene.history(id)).toMatchObject([{ status: 'queued', attempts: 0 }]);
  const ping = await scene.oho.post(`/api/webhooks/${id}/test`, {});
  expect([ping.status, ping.body.error.code]).toEqual([503, 'unavailable']);
  await deliverWith([PLAIN]);
  expect(scene.receiver.received).toHaveLength(1);
});

test('an event whose change was recorded in Oho’s words is told as it was recorded', async () => {
  const { id } = await scene.subscribe({ events: ['scan.completed'] });
  const recorded = {
    ...{
      id: 7,
      constituentId: null,
      type: 'ndis',
      identifier: '1',
      correlationId: 'c',
      inputs: {},
      status: 'completed',
    },
    ...{ statusColor: 'red', statusFlags: ['x'], registryResponse: { oho_status: 'interim_bar', may_engage: false } },
    ...{ expiryDate: null, monitored: true, nextVerificationAt: null, completedAt: null, lastVerifiedAt: null },
    ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
  };
  const before = { statusColor: 'green', registryResponse: { oho_status: 'active', may_engage: true } };
  const organizationId = scene.kith.organization.id;
  const [change] = await run(
    `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
     values ($1, 'accreditation.verified', 'accreditation', 7, 'system', null, 'job', 'r', $2, $3) returning id`,
    ...[organizationId, JSON.stringify(before), JSON.stringify(recorded)],
  );
  await run(
    `insert into webhook_deliveries (organization_id, webhook_id, change_id, event) values ($1, $2, $3, 'scan.completed')`,
    ...[organizationId, id, change?.id],
  );
  await deliverWith([]);
  expect(JSON.parse(scene.receiver.received[0]!.body)).toMatchObject({
    accreditation: {
      status_color: 'red',
      status_flags: ['x'],
      registry_response: { oho_status: 'interim_bar', may_engage: false },
    },
    previous: { oho_status: 'active', may_engage: true, status_color: 'green' },
  });
});
