// A setting that an older version stored, or somebody by hand, and that no statement can take.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tenant } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { runJob } from '../support/schedule.ts';
import { sql } from '../support/sql.ts';
import { startWebhookScene, type WebhookScene } from '../support/webhook-scene.ts';

let scene: WebhookScene;
let other: Tenant;
beforeAll(async () => {
  scene = await startWebhookScene();
  other = await scene.kith.addTenant('hillside');
});
afterAll(() => scene.stop());

const DAY = 86_400_000;

test('stops the monitoring of neither its organization nor another', async () => {
  const { kith, receiver } = scene;
  for (const tenant of [kith, other]) {
    const oho = ohoClient(kith.url, tenant.basic);
    await oho.post('/api/webhooks', { url: receiver.url, events: ['accreditation.expiring'] });
    const scan = { type: 'vicwwc', identifier: 'E1', first_name: 'Noor', surname: 'Haddad', birth_date: '1990-01-01' };
    expect((await oho.post('/api/scan', scan)).status).toBe(200);
  }
  await runJob(kith, 'run_due_scans');
  await kith.app.db.all(
    sql(
      `update organizations set settings = settings || '{"expiryLeadDays": [3000000000], "webhookSha1Header": "Host"}'
           where organization_id = $1`,
      [kith.organization.id],
    ),
  );
  scene.turnClock(3 * 365 * DAY - 20 * DAY);
  await runJob(kith, 'monitor_accreditations');
  await runJob(kith, 'deliver_due_webhooks');
  const told = receiver.received.map(({ body }) => JSON.parse(body)).map((event) => event.organization_id);
  expect(told.sort()).toEqual([kith.organization.id, other.organization.id]);
});
