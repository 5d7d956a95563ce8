// docs/api.md: merging through the own API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let api: Client;
let elsewhere: Client;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  elsewhere = nativeClient(kith.url, keyOf(await kith.addTenant('oakfield')));
});
afterAll(() => kith.stop());

const make = async (body: object) => (await api.send('POST', '/constituents', body)).body;
const pair = async () => [
  await make({
    first_name: 'Zoe',
    last_name: 'Rivera',
    birth_date: '1990-02-28',
    email_addresses: [{ address: 'z@x.example' }],
  }),
  await make({
    first_name: 'Zoë',
    last_name: 'Rivera',
    birth_date: '1990-02-27',
    phone_numbers: [{ number: '206 555 0101' }],
  }),
];

test('two records become one, as the dry run said, and two again', async () => {
  const [one, two] = await pair();
  await api.send('POST', '/notes', { constituent_id: two.id, text: 'Called' });
  const body = { survivor_id: one.id, other_ids: [two.id], choose: { birth_date: two.id } };
  const dry = await api.send('POST', '/merges?dry_run=true', body);
  expect(dry.body).toMatchObject({ survivor: { birth_date: '1990-02-27' }, change_set_id: null });
  expect((await api.get(`/constituents/${two.id}`)).body.id).toBe(two.id);
  const done = await api.send('POST', '/merges', body);
  expect(done).toMatchObject({
    status: 201,
    body: { survivor_id: one.id, other_ids: [two.id], moved: dry.body.moved },
  });
  expect(done.body.survivor.phone_numbers).toMatchObject([{ number: '206 555 0101' }]);
  expect(done.body.conflicts).toContainEqual(expect.objectContaining({ field: 'birth_date' }));
  const through = (await api.get(`/constituents/${two.id}`)).body;
  expect(through).toMatchObject({ id: one.id, merged_from: [two.id] });
  expect((await api.get(`/constituents/${two.id}/history?limit=1`)).body.data[0].subject.id).toBe(one.id);
  expect((await api.get(`/constituents/${one.id}/notes`)).body.total).toBe(1);
  expect((await api.get(`/change_sets/${done.body.change_set_id}/changes`)).body.data.length).toBeGreaterThan(1);
  expect((await api.get(`/merges/${done.body.id}`)).body).toMatchObject({ id: done.body.id, undone_at: null });
  const undone = await api.send('POST', `/merges/${done.body.id}/undo`);
  expect(undone).toMatchObject({ status: 200, body: { undone_at: expect.any(String), survivor: { id: one.id } } });
  expect((await api.get(`/constituents/${two.id}`)).body).toMatchObject({ id: two.id, first_name: 'Zoë' });
  expect((await api.get(`/constituents/${one.id}`)).body.birth_date).toBe('1990-02-28');
  expect((await api.get('/merges')).body.data[0].id).toBe(done.body.id);
});

test('a patch of a version that was read under the old id is of the survivor', async () => {
  const [one, two] = await pair();
  await api.send('POST', '/merges', { survivor_id: one.id, other_ids: [two.id] });
  const { body, headers } = await api.get(`/constituents/${two.id}`);
  const etag = headers.get('etag') ?? '';
  expect(etag).toBe(`"${body.version}"`);
  const patch = (last_name: string) =>
    api.send('PATCH', `/constituents/${two.id}`, { last_name }, { 'if-match': etag });
  expect(await patch('Lima')).toMatchObject({ status: 200, body: { id: one.id, last_name: 'Lima' } });
  expect((await patch('Okoro')).status).toBe(412);
});

test('nobody merges what is not theirs, what is not there, or one with itself', async () => {
  const [one, two] = await pair();
  for (const [client, body] of [
    [elsewhere, { survivor_id: one.id, other_ids: [two.id] }],
    [api, { survivor_id: one.id, other_ids: [999_999_999] }],
    [api, { survivor_id: one.id, other_ids: [one.id] }],
    [api, { survivor_id: one.id, other_ids: [] }],
    [api, { survivor_id: one.id, other_ids: [two.id], choose: { colour: two.id } }],
  ] as const) {
    const { status } = await client.send('POST', '/merges', body);
    expect([404, 422]).toContain(status);
  }
  expect((await api.get(`/constituents/${two.id}`)).body.id).toBe(two.id);
  expect((await elsewhere.get('/merges')).body.total).toBe(0);
});
