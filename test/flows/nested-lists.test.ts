// A nested list of hundreds takes as many statements as one of two, also where its elements make groups and keywords.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';

let kith: TestKith;
let classType: number;
beforeAll(async () => {
  kith = await startKith();
  const answer = await fetch(`${kith.url}/api/v1/class_affiliation_types`, { headers: kith.lgl });
  classType = ((await answer.json()) as { items: { id: number }[] }).items[0]?.id ?? 0;
});
afterAll(() => kith.stop());

async function send(method: string, path: string, body: unknown) {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const answer = await fetch(`${kith.url}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown> & { id: number };
}

/** Statements of one write of `count` elements, all of them new. */
async function statementsOf(list: (count: number, mark: string) => Record<string, unknown>, count: number) {
  const mark = `of ${count}`;
  const { id } = await send('POST', 'constituents', { first_name: 'Ada', last_name: 'Lund' });
  const before = kith.app.db.meter.statements;
  const patched = await send('PATCH', `constituents/${id}`, list(count, mark));
  const patch = kith.app.db.meter.statements - before;
  const start = kith.app.db.meter.statements;
  await send('POST', 'constituents', { first_name: 'Ada', last_name: 'Lund', ...list(count, `${mark} again`) });
  return { patched, patch, post: kith.app.db.meter.statements - start };
}

const many = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));

test.each<readonly [string, (count: number, mark: string) => Record<string, unknown>]>([
  ['groups', (count, mark) => ({ groups: many(count, (index) => ({ group_name: `Group ${index} ${mark}` })) })],
  ['email_addresses', (count) => ({ email_addresses: many(count, (index) => ({ address: `a${index}@x.example` })) })],
  ['phone_numbers', (count) => ({ phone_numbers: many(count, (index) => ({ number: `02 9999 ${1000 + index}` })) })],
  ['street_addresses', (count) => ({ street_addresses: many(count, (index) => ({ street: `${index} Elm Street` })) })],
  ['web_addresses', (count) => ({ web_addresses: many(count, (index) => ({ url: `https://x.example/${index}` })) })],
  [
    'memberships',
    (count) => ({ memberships: many(count, () => ({ membership_level_name: 'Friend', date_start: '2026-01-01' })) }),
  ],
  [
    'class_affiliations',
    (count) => ({
      class_affiliations: many(count, (index) => ({
        class_affiliation_type_id: classType,
        year: 1900 + (index % 100),
      })),
    }),
  ],
])('%s', async (_name, list) => {
  const few = await statementsOf(list, 2);
  const lots = await statementsOf(list, 300);
  expect({ patch: lots.patch, post: lots.post }).toEqual({ patch: few.patch, post: few.post });
});

test('keywords of an editable category', async () => {
  const category = await send('POST', 'categories', {
    name: 'Skills',
    item_type: 'Constituent',
    facet_type: 'list',
    editable: true,
  });
  const list = (count: number, mark: string) => ({
    categories: [{ id: category.id, keywords: many(count, (index) => ({ name: `Skill ${index} ${mark}` })) }],
  });
  const few = await statementsOf(list, 2);
  const lots = await statementsOf(list, 300);
  expect(lots.patch).toBe(few.patch);
});

test('names that differ in case are one group, in the order in which they were given', async () => {
  const body = {
    first_name: 'Bo',
    last_name: 'Ek',
    groups: [{ group_name: 'Zebra' }, { group_name: 'Ant' }, { group_name: 'zebra ' }],
  };
  const { groups } = (await send('POST', 'constituents', body)) as unknown as {
    groups: { group_name: string }[];
  };
  expect(groups.map(({ group_name }) => group_name)).toEqual(['Zebra', 'Ant', 'Zebra']);
});

test('4,000 new groups at once', { timeout: 60_000 }, async () => {
  const groups = many(4000, (index) => ({ group_name: `Parish ${index}` }));
  const { id } = await send('POST', 'constituents', { first_name: 'Ada', last_name: 'Lund' });
  const patched = await send('PATCH', `constituents/${id}`, { groups });
  expect(patched.groups).toHaveLength(4000);
  const next = await send('PATCH', `constituents/${id}`, { groups: [{ group_name: 'parish 17' }] });
  expect((next.groups as { group_name: string }[]).at(-1)?.group_name).toBe('Parish 17');
});
