// From a scan that is sent to the webhook that tells its result, against the bare job round trip.
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { familySeconds, processSeconds } from './cpu.ts';
import { startBareJobs } from './jobs-limit.ts';
import type { Bench } from './measure.ts';
import { person } from './populate.ts';
import { type RoundTrips, Sample } from './round-trips.ts';

/** From the first byte of the scan sent to the last byte of its webhook received. */
export interface ScanWebhook {
  /** One scan after the other. */
  readonly one: RoundTrips;
  /** `concurrency` scans under way at a time. */
  readonly many: RoundTrips;
  /** Processor milliseconds per scan of the server and of PostgreSQL, of `many`. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** The bare job round trip, in turns with the scans and with the same concurrency. */
  readonly limit: { readonly one: RoundTrips; readonly many: RoundTrips };
  /** p95 of the scan over p95 of the bare job. */
  readonly ratio: { readonly one: number; readonly many: number };
}

/** Turns that scans and bare jobs take. */
const ROUNDS = 4;

/** With less, statements are still being planned and a slow moment decides the 95th percentile. */
const LEAST_SECONDS = 6;

/**
 * Measures for `seconds`, six at least, half as long again for the bare jobs, after as long for warming up: every connection
 * plans a statement anew the first five times. The server needs `KITH_WEBHOOK_ALLOW_PRIVATE=1`; the sandbox, which answers
 * at once, is chosen here.
 */
export async function measureScanWebhook(
  bench: Bench,
  { ohoToken }: { readonly ohoToken: string },
): Promise<ScanWebhook> {
  await using scans = await startScans(bench, ohoToken);
  await using jobs = await startBareJobs(bench);
  const { concurrency } = bench;
  const seconds = Math.max(bench.seconds, LEAST_SECONDS);
  await new Sample().take(scans.roundTrip, { concurrency, seconds });
  await new Sample().take(jobs.roundTrip, { concurrency, seconds: 1 });
  await analyze(bench.databaseUrl);
  const [one, many, bareOne, bareMany] = [new Sample(), new Sample(), new Sample(), new Sample()];
  const turn = seconds / ROUNDS / 2;
  let [serverCpu, databaseCpu] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    await one.take(scans.roundTrip, { concurrency: 1, seconds: turn });
    await bareOne.take(jobs.roundTrip, { concurrency: 1, seconds: turn / 2 });
    const before = [processSeconds(bench.serverPid), familySeconds(bench.databasePid)] as const;
    await many.take(scans.roundTrip, { concurrency, seconds: turn });
    serverCpu += processSeconds(bench.serverPid) - before[0];
    databaseCpu += familySeconds(bench.databasePid) - before[1];
    await bareMany.take(jobs.roundTrip, { concurrency, seconds: turn / 2 });
  }
  const scan = { one: one.summary(), many: many.summary() };
  const limit = { one: bareOne.summary(), many: bareMany.summary() };
  const cpu = (total: number) => (total * 1000) / scan.many.count;
  const ratio = { one: scan.one.p95 / limit.one.p95, many: scan.many.p95 / limit.many.p95 };
  return { ...scan, serverCpu: cpu(serverCpu), databaseCpu: cpu(databaseCpu), limit, ratio };
}

/** What autovacuum does within a minute to tables that have grown; until then plans are those of empty tables. */
async function analyze(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('analyze');
  await client.end();
}

/** Subscribes a receiver of its own; a round trip is one scan and its webhook. The people take turns. */
async function startScans(bench: Bench, ohoToken: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: bench.concurrency });
  const call = caller(bench.url, { agent, ohoToken });
  await call('PUT', '/api/registries/default', { registry: 'sandbox' });
  await enrolPeople(call);
  const receiver = await startReceiver();
  const subscription = { url: receiver.url, events: ['scan.completed'] };
  const webhook = (await call('POST', '/api/webhooks', subscription)) as { id: number };
  let number = 0;
  // What an earlier run checked already would be another look at the same accreditation.
  const run = Date.now();
  return {
    roundTrip: async () => {
      number += 1;
      const { id, first, last } = person(number % PEOPLE);
      const identifier = `${run}-${number}`;
      const told = receiver.toldOf(identifier);
      const scan = { type: 'vicwwc', identifier, first_name: first, surname: last, constituent: { id } };
      await call('POST', '/api/scan', scan);
      await told;
    },
    [Symbol.asyncDispose]: async () => {
      await call('DELETE', `/api/webhooks/${webhook.id}`);
      agent.destroy();
      await receiver.stop();
    },
  };
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** As many as one bulk call takes. */
const PEOPLE = 500;

/** Checks are of people who work here, and the first check of anybody else would enrol them. */
async function enrolPeople(call: Call): Promise<void> {
  const people = Array.from({ length: PEOPLE }, (_, number) => person(number));
  const constituents = people.map(({ first, last, email }) => ({ first_name: first, last_name: last, email }));
  await call('POST', '/api/constituents/bulk_ensure', { constituents });
}

function caller(url: string, { agent, ohoToken }: { agent: Agent; ohoToken: string }): Call {
  const headers = { authorization: `Bearer ${ohoToken}`, 'content-type': 'application/json' };
  return (method, path, body) =>
    new Promise<unknown>((resolve, reject) => {
      const outgoing = request(url + path, { agent, method, headers }, async (response) => {
        const answer = await text(response);
        if ((response.statusCode ?? 500) < 300) resolve(answer === '' ? undefined : JSON.parse(answer));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** How long a webhook may take before the run has failed (milliseconds). */
const PATIENCE = 20_000;

async function startReceiver() {
  const waiting = new Map<string, () => void>();
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    response.writeHead(204).end();
    const { accreditation } = JSON.parse(body) as { accreditation: { identifier: string } };
    waiting.get(accreditation.identifier)?.();
    waiting.delete(accreditation.identifier);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    /** Settles when the webhook about an identifier has arrived. */
    toldOf: (identifier: string) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no webhook about ${identifier}`)), PATIENCE);
        waiting.set(identifier, () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
