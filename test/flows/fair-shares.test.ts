// One organization's receivers and registers that never answer hold up neither its own checks nor anybody else's work.

import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueMail } from '../../src/core/mail/queue-mail.ts';
import { NOBODY, transaction } from '../../src/db/transaction.ts';
import { type HostilePeer, startHostilePeer } from '../support/hostile-peer.ts';
import { startKith, type Tenant, type TestKith } from '../support/kith.ts';
import { ohoClient } from '../support/oho-client.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let other: Tenant;
let dead: HostilePeer;
let receiver: Receiver;
let smtp: SMTPServer;
const mailed: string[] = [];

beforeAll(async () => {
  dead = await startHostilePeer((socket) => socket.resume());
  receiver = await startReceiver();
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      mailed.push(address);
      done();
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const address = smtp.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const config = { webhookAllowPrivate: true, smtpUrl: `smtp://127.0.0.1:${port}` };
  kith = await startKith({ sandbox: true, worker: true, config });
  other = await kith.addTenant('hillside');
});
afterAll(async () => {
  await dead.stop();
  await kith.stop();
  await receiver.stop();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

const clientOf = (tenant: Tenant) => ohoClient(kith.url, tenant.basic);
const scan = async (tenant: Tenant, identifier: string, more = {}) => {
  const body = { type: 'vicwwc', identifier, first_name: 'Noor', surname: 'Haddad', birth_date: '1990-01-01', ...more };
  const { status, body: taken } = await clientOf(tenant).post('/api/scan', body);
  expect(status).toBe(200);
  return taken.correlation_id as string;
};
const statusOf = async (tenant: Tenant, id: string) => (await clientOf(tenant).get(`/api/scan/${id}`)).body.status;
const count = async (text: string) => (await kith.app.db.one<{ count: number }>(sql(text))).count;
const attempted = () => count('select count(*) from webhook_deliveries where attempts > 0');

test('a receiver that never answers, 150 events', { timeout: 60_000 }, async () => {
  await clientOf(kith).post('/api/webhooks', { url: `http://127.0.0.1:${dead.port}/` });
  const told = clientOf(other).post('/api/webhooks', { url: receiver.url, events: ['scan.completed'] });
  expect((await told).status).toBe(201);
  for (let number = 0; number < 150; number += 1) await scan(kith, `DEAD-${number}`);
  // Its receiver is being called and answers nobody.
  await expect.poll(() => dead.open(), { timeout: 20_000 }).toBeGreaterThan(0);
  const own = await scan(kith, 'OWN');
  const theirs = await scan(other, 'THEIRS');
  await transaction(kith.app.db, NOBODY, (tx) =>
    queueMail(tx, other.organization.id, {
      constituentId: null,
      recipient: 'noor@clinic.example',
      subject: 'Hello',
      text: 'Hello',
    }),
  );
  await expect.poll(() => statusOf(other, theirs), { timeout: 10_000 }).toBe('completed');
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
  await expect.poll(() => statusOf(kith, own), { timeout: 10_000 }).toBe('completed');
  await expect.poll(() => mailed, { timeout: 10_000 }).toEqual(['noor@clinic.example']);
  // All of this was done while most events of the dead receiver had not been tried once: no other work waited for them.
  expect(await attempted()).toBeLessThan(100);
});

test('a register that never answers', { timeout: 60_000 }, async () => {
  const url = `http://127.0.0.1:${dead.port}/`;
  const body = JSON.stringify({ registry: 'http', url });
  const headers = { 'content-type': 'application/json' };
  const chosen = await clientOf(kith).send('PUT', '/api/registries/vicwwc', { body, headers });
  expect(chosen.status).toBe(200);
  const before = dead.opened();
  const waiting = [];
  for (let number = 0; number < 30; number += 1) waiting.push(await scan(kith, `REGISTER-${number}`));
  await expect.poll(() => dead.opened(), { timeout: 20_000 }).toBeGreaterThan(before);
  const theirs = await scan(other, 'THEIRS-TOO');
  await expect.poll(() => statusOf(other, theirs), { timeout: 10_000 }).toBe('completed');
  const statuses = await Promise.all(waiting.map((id) => statusOf(kith, id)));
  expect(statuses.filter((status) => status === 'completed')).toEqual([]);
});
