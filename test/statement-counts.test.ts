// SQL statements per request, transaction control included: what a hot path costs must not grow unnoticed. Who means to
// change a number changes it here.
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { populate } from '../bench/populate.ts';
import { scenarios } from '../bench/scenarios.ts';
import { recordStatements } from '../bench/statements.ts';
import { buildServer } from '../src/http/server.ts';
import { startKith, type TestKith } from './support/kith.ts';
import { ohoClient } from './support/oho-client.ts';
import { startReceiver } from './support/receiver.ts';
import { runJob } from './support/schedule.ts';

const EXPECTED: Readonly<Record<string, number>> = {
  'lgl create': 2,
  'lgl show': 2,
  'lgl list page 1': 4,
  'lgl list at 90 %': 4,
  'lgl search name': 3,
  'lgl search e-mail': 3,
  'lgl search custom number': 3,
  'lgl sort date_updated!': 4,
  'lgl create gift': 8,
  'lgl show gift': 2,
  'lgl search gifts': 4,
  'native changes': 4,
  'oho ensure (there)': 6,
  'oho ensure (new)': 6,
  'luminate create': 11,
};

const PEOPLE = 100;
let kith: TestKith;
let server: FastifyInstance;
beforeAll(async () => {
  kith = await startKith({ sandbox: true, config: { webhookAllowPrivate: true } });
  server = await buildServer(kith.app);
  const client = new pg.Client({ connectionString: kith.app.config.migrateUrl ?? '' });
  await client.connect();
  await populate(client, kith.organization.id, PEOPLE);
  await client.end();
});
afterAll(async () => {
  await server.close();
  await kith.stop();
});

test('statements per request', async () => {
  const counts: Record<string, number> = {};
  for (const scenario of scenarios(kith.credentials, await ohoToken())) {
    // The first request of a kind may do more than the others (a person is enrolled once, a password verified once).
    await recordStatements(server, scenario.call(1, PEOPLE));
    const again = scenario.name === 'oho ensure (there)' ? 1 : 2;
    const { status, statements } = await recordStatements(server, scenario.call(again, PEOPLE));
    expect(status, scenario.name).toBe(scenario.status);
    counts[scenario.name] = statements.length;
  }
  expect(counts).toEqual(EXPECTED);
});

test('statements from a scan to its webhook', async () => {
  const receiver = await startReceiver();
  const oho = ohoClient(kith.url, { authorization: `Bearer ${await ohoToken()}` });
  const { id } = (
    await oho.post('/api/constituents', { first_name: 'Noor', last_name: 'Haddad', email: 'noor@clinic.example' })
  ).body;
  await oho.post('/api/webhooks', { url: receiver.url, events: ['scan.completed'] });
  const statementsOf = async (identifier: string) => {
    const before = kith.app.db.meter.statements;
    await oho.post('/api/scan', {
      type: 'vicwwc',
      identifier,
      first_name: 'Noor',
      surname: 'Haddad',
      constituent: { id },
    });
    const accepted = kith.app.db.meter.statements - before;
    await runJob(kith, 'run_due_scans');
    return { accepted, told: kith.app.db.meter.statements - before - accepted };
  };
  await statementsOf('first');
  const counts = await statementsOf('second');
  expect(receiver.received).toHaveLength(2);
  // Who asks, the person, the check; begin and commit.
  expect(counts.accepted).toBe(5);
  // What is due, the scan, its answer; the queue, the person, the claim, the end; the queue again.
  expect(counts.told).toBe(8);
  await receiver.stop();
});

async function ohoToken(): Promise<string> {
  const me = (await (await fetch(`${kith.url}/api/users/me`, { headers: kith.basic })).json()) as { id: number };
  const answer = await fetch(`${kith.url}/api/users/${me.id}/token`, { method: 'POST', headers: kith.basic });
  return ((await answer.json()) as { token: string }).token;
}
