// docs/contracts/lgl.md §3.9, §5.4: a custom attribute that nobody defined.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
});
afterAll(() => kith.stop());

test('a custom attribute that nobody defined is defined as text, §5.4', async () => {
  const attrs = [
    { key: 'family_history', value: 'Founding member' },
    { key: 'shoe_size', value: '42' },
    { key: 'notes2', value: '' },
  ];
  const byKey = (rows: { key: string }[]) => rows.toSorted((a, b) => a.key.localeCompare(b.key));
  const { status, body } = await lgl.post('/constituents', { last_name: 'Doe', custom_attrs: attrs });
  expect(status).toBe(200);
  expect(byKey(body.custom_attrs)).toMatchObject([
    { classification: 'text', name: 'Family History', key: 'family_history', value: 'Founding member' },
    { classification: 'text', name: 'Notes2', key: 'notes2', value: '' },
    { classification: 'text', name: 'Shoe Size', key: 'shoe_size', value: '42' },
  ]);
  const [first] = byKey(body.custom_attrs);
  const update = {
    custom_attrs: [
      { key: 'family_history', value: 'Chair' },
      { key: 'pet', value: 'Rex' },
    ],
  };
  const changed = byKey((await lgl.patch(`/constituents/${body.id}`, update)).body.custom_attrs);
  expect(changed[0]).toEqual({ ...first, value: 'Chair' });
  expect(changed.find(({ key }) => key === 'pet')).toMatchObject({ key: 'pet', name: 'Pet', value: 'Rex' });
  const listed = (await lgl.get('/attributes?limit=200')).body.items.map(({ key }: { key: string }) => key);
  expect(listed).toEqual(expect.arrayContaining(['family_history', 'shoe_size', 'notes2', 'pet']));
  expect((await lgl.search('q[]=custom_attr=pet|eq|rex')).body.total_items).toBe(1);
  for (const wrong of [
    { id: 999_999, value: 'x' },
    { value: 'x' },
    { key: 'Not a key', value: 'x' },
    { key: '9', value: '' },
  ])
    expect((await lgl.post('/constituents', { last_name: 'Roe', custom_attrs: [wrong] })).status).toBe(422);
  expect((await lgl.search('q[]=name=Roe')).body.total_items).toBe(0);
});
