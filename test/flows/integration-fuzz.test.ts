// docs/integrations.md: whatever is posted is kept, or refused and said so; and what is kept becomes records, or says why not.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIntegration } from '../../src/core/integrations/integration.ts';
import { listPosts, type Post } from '../../src/core/integrations/queue.ts';
import { transaction } from '../../src/db/transaction.ts';
import { lgl as dialect } from '../../src/dialects/lgl/index.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { operator } from '../support/records.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

async function addListener(): Promise<{ url: string; posts: () => Promise<Post[]> }> {
  const actor = operator(kith);
  const input = { name: 'Fuzz', savesItself: true, matching: 'id' as const };
  const { id, address } = await transaction(kith.app.db, actor, (tx) => createIntegration(tx, actor, input));
  const posts = () => listPosts(kith.app.db, actor, { integrationId: id, all: true, limit: 1000 });
  return { url: `${kith.url}/integrations/${address}/listener`, posts };
}

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    ...['yes', 'no', 'Organization', 'Gift', 'Pledge', 'Goal', 'Check', 'open', 'Yes', '5', '-5', '1e9', '0', '1001'],
    ...[
      '2026-05-31',
      '02/30/2026',
      '9999-12-31',
      '0001-01-01',
      '2999-01-01',
      'a@x.example',
      'b@x.example',
      '206 555 0100',
    ],
    ...['\u200b', ' ', '%', "'", '\\', '{}', 'x'.repeat(3_000), 'é'.repeat(300), 'A;B,C', '\u202e', '999999999999999'],
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const keys = dialect.posts?.keys ?? [];
const body = fc.record({
  last_name: fc.constantFrom('Rivera', 'Okoro'),
  rest: fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 }),
});

test('random posts become records, or stay with a reason', async () => {
  const { url, posts } = await addListener();
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(body, async ({ last_name, rest }) => {
      const { status } = await fetch(url, { method: 'POST', body: JSON.stringify({ last_name, ...rest }) });
      expect([200, 422]).toContain(status);
      kept += status === 200 ? 1 : 0;
    }),
    { numRuns: 280 },
  );
  const all = await posts();
  expect(all).toHaveLength(kept);
  // One without a reason would be a bug that nobody is told of.
  expect(
    all.filter(({ status, reason }) => status === 'waiting' && reason === null).map(({ fields }) => fields),
  ).toEqual([]);
  const saved = all.filter(({ status }) => status === 'saved').length;
  expect([saved > 20, kept - saved > 20]).toEqual([true, true]);
});

test('random bytes under random types are kept or refused', async () => {
  const { url } = await addListener();
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    '',
    'a/b; charset=utf-16',
  ];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...types), async (bytes, type) => {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      const { status } = await fetch(url, { method: 'POST', body: Buffer.from(bytes), headers });
      expect([200, 400, 422]).toContain(status);
    }),
    { numRuns: 250 },
  );
});
