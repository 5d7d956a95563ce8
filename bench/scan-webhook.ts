// From a scan that is sent to the webhook that tells its result, against the bare job round trip.
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type JobsLimit, measureJobsLimit, type RoundTrips, repeat } from './jobs-limit.ts';
import type { Bench } from './measure.ts';
import { person } from './populate.ts';

/** Latencies in milliseconds from the first byte of the scan sent to the last byte of its webhook received. */
export interface ScanWebhook {
  /** One scan after the other. */
  readonly one: RoundTrips;
  /** `concurrency` scans under way at a time. */
  readonly many: RoundTrips;
  /** The bare job round trip, in the same run and with the same concurrency. */
  readonly limit: JobsLimit;
  /** p95 of the scan over p95 of the bare job. */
  readonly ratio: { readonly one: number; readonly many: number };
}

/**
 * Measures for `seconds` in all. The server needs `KITH_WEBHOOK_ALLOW_PRIVATE=1`; the sandbox, which answers at once, is
 * chosen here. Each scan is of another person, as an integration sends them.
 */
export async function measureScanWebhook(
  bench: Bench,
  { ohoToken }: { readonly ohoToken: string },
): Promise<ScanWebhook> {
  const agent = new Agent({ keepAlive: true, maxSockets: bench.concurrency });
  const call = caller(bench.url, { agent, ohoToken });
  await call('PUT', '/api/registries/default', { registry: 'sandbox' });
  await using receiver = await startReceiver();
  const webhook = (await call('POST', '/api/webhooks', { url: receiver.url, events: ['scan.completed'] })) as {
    id: number;
  };
  let number = 0;
  // What an earlier run checked already would be another look at the same accreditation.
  const run = Date.now();
  const roundTrip = async () => {
    number += 1;
    const { id, first, last } = person((number * 7919) % bench.size);
    const identifier = `${run}-${number}`;
    const told = receiver.toldOf(identifier);
    await call('POST', '/api/scan', {
      type: 'vicwwc',
      identifier,
      first_name: first,
      surname: last,
      constituent: { id },
    });
    await told;
  };
  try {
    await repeat(roundTrip, { concurrency: bench.concurrency, seconds: 0.5 });
    const one = await repeat(roundTrip, { concurrency: 1, seconds: bench.seconds / 2 });
    const many = await repeat(roundTrip, { concurrency: bench.concurrency, seconds: bench.seconds / 2 });
    const limit = await measureJobsLimit(bench);
    const ratio = { one: one.p95 / limit.one.p95, many: many.p95 / limit.many.p95 };
    return { one, many, limit, ratio };
  } finally {
    await call('DELETE', `/api/webhooks/${webhook.id}`);
    agent.destroy();
  }
}

function caller(url: string, { agent, ohoToken }: { agent: Agent; ohoToken: string }) {
  const headers = { authorization: `Bearer ${ohoToken}`, 'content-type': 'application/json' };
  return (method: string, path: string, body?: unknown) =>
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
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
