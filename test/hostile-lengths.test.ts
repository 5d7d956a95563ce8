// What a stranger sends costs no more than its length, whichever contract it is sent to.
import { request as send } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from './support/kith.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

interface Sent {
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const luminate = (length: number, piece: string, name: string): Sent => ({
  path: '/site/CRConsAPI',
  headers: form,
  body: `method=getLoginUrl&v=1.0&api_key=${kith.credentials.luminate.api_key}&${name}=${encodeURIComponent(piece.repeat(length / piece.length))}`,
});

/** Sends a request as it is, which `fetch` would not, and returns its status. */
function statusOf({ path, headers = {}, body }: Sent): Promise<number> {
  const { hostname, port } = new URL(kith.url);
  return new Promise((resolve, reject) => {
    const request = send({ hostname, port, path, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject).end(body);
  });
}

async function timeOf(sent: Sent): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    expect(await statusOf(sent)).toBeLessThan(500);
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

describe.each<readonly [what: string, largest: number, make: (length: number) => Sent]>([
  ...['${', `\${\${a}`, '${/', '${a/', '$', '//', '/.'].flatMap((piece) =>
    ['redirect', 'success_redirect'].map(
      (name) => [`${piece} in ${name}`, 80_000, (length: number) => luminate(length, piece, name)] as const,
    ),
  ),
  [
    'pieces without =',
    400_000,
    (length) => ({ path: '/site/CRConsAPI', headers: form, body: ' &'.repeat(length / 2) }),
  ],
  ['+ in a body', 400_000, (length) => ({ path: '/site/CRConsAPI', headers: form, body: `a=${'+'.repeat(length)}@` })],
  ['/ in a path', 15_000, (length) => ({ path: `/site/CRConsAPI${'/'.repeat(length)}x` })],
  ['; in a path', 15_000, (length) => ({ path: `/site/CRConsAPI${';'.repeat(length)}x` })],
  ['/ in a path of the donor database', 15_000, (length) => ({ path: `/api/v1/constituents${'/'.repeat(length)}x` })],
  ['.json/ in a path', 15_000, (length) => ({ path: `/api/v1/constituents${'.json/'.repeat(length / 6)}x` })],
  ['/ in a path of compliance', 15_000, (length) => ({ path: `/api/constituents${'/'.repeat(length)}x` })],
  ...['/site/SRConsAPI', '/api/v1/constituents', '/api/constituents'].map(
    (path) =>
      [
        `white space in a header of ${path}`,
        15_000,
        (length: number) => ({
          path,
          headers: { authorization: `Bearer ${' a'.repeat(length / 2)}${' '.repeat(9)}\t!` },
        }),
      ] as const,
  ),
  ['; in a search', 15_000, (length) => ({ path: `/api/v1/constituents/search?q=${';a'.repeat(length / 2)}` })],
])('%s', (_what, largest, make) => {
  test('four times as much takes no sixteen times as long', async () => {
    const large = await timeOf(make(largest));
    // A quarter of a second is no denial of service. A quadratic search takes many times that.
    const isSlow = large > 250 && large > 8 * (await timeOf(make(largest / 4)));
    expect(isSlow).toBe(false);
  });
});
