// Everything at once about a few people: no request fails for another's sake, no check is doubled or lost.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoAnswer, type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';

let kith: TestKith;
let twin: Pick<TestKith, 'url' | 'stop'>;
let receiver: Receiver;
let clients: OhoClient[];
beforeAll(async () => {
  receiver = await startReceiver();
  kith = await startKith({ sandbox: true, worker: true, config: { webhookAllowPrivate: true } });
  twin = await kith.startTwin();
  clients = [ohoClient(kith.url, kith.basic), ohoClient(twin.url, kith.basic)];
});
afterAll(async () => {
  await twin.stop();
  await kith.stop();
  await receiver.stop();
});

test('400 writes of every kind by two processes, two workers and a webhook', { timeout: 60_000 }, async () => {
  const [oho] = clients as [OhoClient];
  await oho.post('/api/webhooks', { url: receiver.url });
  await oho.post('/api/screening_packages', { code: 'std', name: 'Std', items: [{ type: 'vit' }] });
  const people: { id: number; email: string }[] = [];
  for (const name of ['a', 'b', 'c']) {
    people.push(
      (await oho.post('/api/constituents', { first_name: name, last_name: 'X', email: `${name}@x.example` })).body,
    );
  }
  const scanOf = (id: number, identifier: string) => ({
    type: 'vicwwc',
    identifier,
    first_name: 'A',
    surname: 'B',
    birth_date: '1990-01-01',
    email: `${identifier}@x.example`,
    constituent: { id },
  });
  const first = (await oho.post('/api/scan', scanOf(people[0]!.id, 'shared'))).body.accreditation_id;
  const kinds: ((client: OhoClient, person: { id: number; email: string }, n: number) => Promise<OhoAnswer>)[] = [
    (client, { id }, n) => client.post('/api/scan', scanOf(id, `n${n % 7}`)),
    (client, { id }) => client.post('/api/scan', scanOf(id, 'shared')),
    (client, { id }, n) => client.patch(`/api/constituents/${id}`, { phone: `${n}`, active: n % 3 === 0 }),
    (client, { id }, n) =>
      client.patch(`/api/constituents/${id}`, { email: `fresh${n}@x.example`, mobile_number: `${n}` }),
    (client, { email }) => client.post('/api/constituents/ensure_exists', { first_name: 'A', last_name: 'B', email }),
    (client) => client.post(`/api/accreditations/${first}/verify`),
    (client, _person, n) =>
      client.post(`/api/accreditations/${first}/outcome`, { outcome: n % 2 ? 'active' : 'suspended' }),
    (client, _person, n) => client.patch(`/api/accreditations/${first}`, { active: n % 2 === 0 }),
    (client, { id }) => client.delete(`/api/constituents/${id}`),
    (client, { id }) => client.get(`/api/constituents/${id}`),
  ];
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, n) => kinds[n % kinds.length]!(clients[n % 2]!, people[(n >> 1) % 3]!, n)),
  );
  const failed = answers.filter(({ status }) => status >= 400);
  expect(failed.map(({ status, text }) => `${status} ${text}`)).toEqual([]);

  const scans = answers.flatMap(({ body }) =>
    body.correlation_id && body.received_at ? [body.correlation_id as string] : [],
  );
  await expect
    .poll(
      async () =>
        (await Promise.all(scans.map((id) => oho.get(`/api/scan/${id}`)))).filter(
          ({ body }) => body.status !== 'completed',
        ).length,
      { timeout: 30_000 },
    )
    .toBe(0);
  for (const { id } of people) {
    const { accreditations } = (await oho.get(`/api/constituents/${id}`)).body;
    const keys = accreditations.map(
      ({ type, identifier }: { type: string; identifier: string }) => `${type} ${identifier}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(accreditations.every(({ status }: { status: string }) => status === 'completed')).toBe(true);
  }
});
