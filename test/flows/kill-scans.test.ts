// No check and no event is lost: the server is killed at random moments while scans come in and a receiver fails at random.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { removeDirectory, runKith, startServing, temporaryDirectory } from '../support/kith-process.ts';
import { basic } from '../support/oho-client.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

// A claim of a killed worker has to run out, and a failed delivery waits half a minute for its retry.
vi.setConfig({ testTimeout: 240_000 });

const SCANS = 500;
const KILLS = 5;

let parent: string;
let env: Record<string, string>;
let receiver: Receiver;
let server: Awaited<ReturnType<typeof startServing>>;
const headers = { 'content-type': 'application/json', ...basic('admin@riverbend.example', 'a secret of the tests') };
/** Deliveries that were refused once. */
const refused = new Set<string>();
beforeAll(async () => {
  receiver = await startReceiver((request) => {
    const id = request.headers['x-oho-delivery'] ?? '';
    // Each at most once, so that nobody waits for the second, longer retry.
    if (refused.has(id) || Math.random() > 0.05) return { status: 204 };
    refused.add(id);
    return { status: 500 };
  });
  parent = await temporaryDirectory('kill-scans');
  env = { KITH_DATA_DIR: join(parent, 'data'), KITH_WEBHOOK_ALLOW_PRIVATE: '1' };
  const options = [
    '--name',
    'Riverbend School',
    '--slug',
    'riverbend',
    '--email',
    'admin@riverbend.example',
    '--sandbox',
  ];
  await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
});
afterAll(async () => {
  await server.stop();
  await receiver.stop();
  await removeDirectory(parent);
});

test('every acknowledged scan is completed and told of at least once, repetitions under the same id', async () => {
  server = await startServing(env);
  const post = (path: string, body: unknown) =>
    fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  await post('/api/webhooks', { url: receiver.url, events: ['scan.completed'] });
  const acknowledged = new Map<string, number>();

  /** Asks until it is acknowledged: the key makes a repetition harmless. */
  const submit = async (index: number) => {
    const body = {
      type: 'vicwwc',
      identifier: `K${index}`,
      first_name: 'A',
      surname: 'B',
      idempotency_key: `key ${index}`,
    };
    while (!acknowledged.has(`K${index}`)) {
      const answer = await post('/api/scan', body).catch(() => undefined);
      if (answer?.status === 200) {
        const { correlation_id } = (await answer.json().catch(() => ({}))) as { correlation_id?: string };
        if (correlation_id) acknowledged.set(correlation_id, index).set(`K${index}`, index);
      } else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const submitting = Array.from({ length: 5 }, async (_, lane) => {
    for (let index = lane; index < SCANS; index += 5) await submit(index);
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const goal = ((kill + 1) * 2 * SCANS) / (KILLS + 1.5);
    await expect.poll(() => acknowledged.size, { timeout: 60_000, interval: 5 }).toBeGreaterThan(goal);
    await server.stop('SIGKILL');
    server = await startServing(env);
  }
  await Promise.all(submitting);

  const correlationIds = [...acknowledged.keys()].filter((key) => !key.startsWith('K'));
  expect(correlationIds).toHaveLength(SCANS);
  const told = () => new Set(receiver.received.map(({ body }) => JSON.parse(body).correlation_id));
  await expect
    .poll(() => correlationIds.filter((id) => !told().has(id)).length, { timeout: 180_000, interval: 1_000 })
    .toBe(0);
  for (const id of correlationIds) {
    const scan = (await (await fetch(`${server.url}/api/scan/${id}`, { headers })).json()) as { status: string };
    expect(scan.status).toBe('completed');
  }
  // One event is one delivery id, however often it came; one delivery id is one event.
  const ids = new Map<string, Set<string>>();
  for (const { headers: sent, body } of receiver.received) {
    const { correlation_id, id } = JSON.parse(body);
    expect(id).toBe(sent['x-oho-delivery']);
    ids.set(correlation_id, (ids.get(correlation_id) ?? new Set()).add(id));
  }
  for (const [correlationId, deliveryIds] of ids) expect(deliveryIds.size, correlationId).toBe(1);
});
