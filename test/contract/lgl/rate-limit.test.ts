// docs/contracts/lgl.md §1.5: the limit per key, exact across processes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { lglClient } from './client.ts';

let now = new Date('2026-03-01T10:00:00Z');
let kith: TestKith;
beforeAll(async () => {
  kith = await startKith({ clock: { now: () => now }, config: { variables: { KITH_LGL_RATE_LIMIT: '30/300' } } });
});
afterAll(() => kith.stop());

test('of a burst on two processes exactly the allowed number passes; then 429 until the window ends', async () => {
  const twin = await kith.startTwin();
  const clients = [lglClient(kith.url, kith), lglClient(twin.url, kith)];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => clients[index % 2]!.get('/constituents?limit=1')),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(30);
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused).toHaveLength(30);
  expect(refused[0]?.headers.get('retry-after')).toBe('300');
  expect([...(refused[0]?.headers.keys() ?? [])].filter((name) => name.includes('ratelimit'))).toEqual([]);
  expect(refused[0]?.body).toEqual({
    api_version: '1.0',
    error: 'Rate Limit Exceeded',
    description: expect.stringContaining('300 seconds'),
  });
  await twin.stop();

  const anonymous = await fetch(`${kith.url}/api/v1/constituents`);
  expect(anonymous.status).toBe(401);
  const other = lglClient(kith.url, await kith.addTenant('lakeside'));
  expect((await other.get('/constituents')).status).toBe(200);
  now = new Date(now.getTime() + 300_000);
  expect((await clients[0]!.get('/constituents?limit=1')).status).toBe(200);
});
