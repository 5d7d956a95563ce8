// docs/contracts/lgl.md §3.4: relationships and their types.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, lglClient } from './client.ts';

let kith: TestKith;
let lgl: Client;
let ada: number;
let bo: number;

beforeAll(async () => {
  kith = await startKith();
  lgl = lglClient(kith.url, kith);
  ada = (await lgl.post('/constituents', { first_name: 'Ada', last_name: 'Rivera' })).body.id;
  bo = (await lgl.post('/constituents', { first_name: 'Bo', last_name: 'Okafor' })).body.id;
});
afterAll(() => kith.stop());

const KEYS =
  'api_version id relationship_type_id constituent_id related_constituent_id name description auto_soft_credit also_acknowledge share_address share_phone'.split(
    ' ',
  );

async function typeNamed(name: string): Promise<{ id: number; name: string }> {
  const { items } = (await lgl.get('/relationship_types?limit=100')).body;
  return items.find((row: { name: string }) => row.name === name);
}

test('relationship_types: keys in order, strings as codes, by ordinal, §3.4, §6.2', async () => {
  const { body } = await lgl.get('/relationship_types');
  expect(body).toMatchObject({ item_type: 'relationship_type', total_items: 11 });
  for (const row of body.items) {
    expect(Object.keys(row)).toEqual(
      'id name short_code type_code ordinal removable reciprocal_id auto_soft_credit share_class_year share_membership is_spouse_partner share_class_year_to'.split(
        ' ',
      ),
    );
    expect(row).toMatchObject({
      short_code: expect.any(String),
      type_code: expect.any(String),
      share_membership: false,
    });
  }
  const ordinals = body.items.map((row: { ordinal: number }) => row.ordinal);
  expect(ordinals).toEqual(ordinals.toSorted((a: number, b: number) => a - b));
});

test('create by name; changing the name resolves the type again; ids in the body are ignored', async () => {
  const friend = await typeNamed('Friend');
  const parent = await typeNamed('Parent');
  const created = await lgl.post(`/constituents/${ada}/constituent_relationships`, {
    id: 5,
    related_constituent_id: String(bo),
    name: 'friend',
    description: 'from school',
    share_address: '1',
    created_at: 'x',
  });
  expect(created.status).toBe(200);
  expect(Object.keys(created.body)).toEqual(KEYS);
  expect(created.body).toMatchObject({
    relationship_type_id: friend.id,
    constituent_id: ada,
    related_constituent_id: bo,
    name: 'Friend',
    description: 'from school',
    auto_soft_credit: false,
    also_acknowledge: false,
    share_address: 1,
    share_phone: null,
  });
  const path = `/constituent_relationships/${created.body.id}`;
  const changed = await lgl.patch(path, { id: 99, name: 'Parent' });
  expect(changed.body).toEqual({ ...created.body, relationship_type_id: parent.id, name: 'Parent' });
  expect((await lgl.get(path)).body).toEqual(changed.body);
  expect((await lgl.delete(`${path}.json`)).body).toEqual({ api_version: '1.0', result: 'success' });
  expect((await lgl.delete(path)).status).toBe(404);
});

test('by type id, as a client sends it: the name is the type’s', async () => {
  const sibling = await typeNamed('Sibling');
  const body = {
    related_constituent_id: bo,
    relationship_type_id: sibling.id,
    relationship_type_name: 'x',
    notes: 'x',
  };
  const created = await lgl.post(`/constituents/${ada}/constituent_relationships`, body);
  expect(created.body).toMatchObject({ relationship_type_id: sibling.id, name: 'Sibling', description: null });
});

test('422 without a type, with an unknown one, and to oneself, §5.4; nothing is written', async () => {
  const path = `/constituents/${ada}/constituent_relationships`;
  const before = (await lgl.get(path)).body.items;
  const refused: [object, string][] = [
    [{}, 'related_constituent_id is required'],
    [{ related_constituent_id: bo }, 'relationship_type is required'],
    [{ related_constituent_id: bo, name: '', relationship_type_id: 0 }, 'relationship_type is required'],
    [{ related_constituent_id: bo, name: 'Godparent' }, 'relationship_type is not one of the known values'],
    [{ related_constituent_id: bo, relationship_type_id: 999_999 }, 'relationship_type is not one of the known values'],
    [{ related_constituent_id: bo, relationship_type: 'Foe' }, 'relationship_type is not one of the known values'],
    [
      { related_constituent_id: bo, name: 'Friend', rec_name: 'Foe' },
      'relationship_type is not one of the known values',
    ],
    [{ related_constituent_id: ada, name: 'Friend' }, 'A constituent has no relationship to itself'],
  ];
  for (const [body, description] of refused) {
    const answer = await lgl.post(path, body);
    expect([answer.status, answer.body.description]).toEqual([422, description]);
    const whole = await lgl.patch(`/constituents/${ada}`, { relationships: [body] });
    expect([whole.status, whole.body.description]).toEqual([422, description]);
  }
  expect((await lgl.get(path)).body.items).toEqual(before);
  const friend = (await lgl.post(path, { related_constituent_id: bo, name: 'Friend' })).body;
  for (const change of [{ name: 'Foe' }, { related_constituent_id: ada }])
    expect((await lgl.patch(`/constituent_relationships/${friend.id}`, change)).status).toBe(422);
  expect((await lgl.patch(`/constituent_relationships/${friend.id}`, { name: '' })).body).toEqual(friend);
});

test('a reciprocal makes the opposite row, and goes with it', async () => {
  const cy = (await lgl.post('/constituents', { first_name: 'Cy', last_name: 'Stone' })).body.id;
  const body = { related_constituent_id: cy, name: 'Parent', rec_name: 'Child', reciprocal_description: 'adopted' };
  const created = await lgl.post(`/constituents/${ada}/constituent_relationships`, body);
  const opposite = (await lgl.get(`/constituents/${cy}/constituent_relationships`)).body;
  expect(opposite).toMatchObject({ item_type: 'constituent_relationship', limit: 25, total_items: 1 });
  expect(opposite.items[0]).toMatchObject({ related_constituent_id: ada, name: 'Child', description: 'adopted' });
  await lgl.delete(`/constituent_relationships/${created.body.id}`);
  expect((await lgl.get(`/constituents/${cy}/constituent_relationships`)).body.total_items).toBe(0);
});

test('422 without or with an unknown related constituent; nothing is written', async () => {
  const path = `/constituents/${bo}/constituent_relationships`;
  for (const body of [{ name: 'Friend' }, { name: 'Friend', related_constituent_id: 999_999_999 }]) {
    const refused = await lgl.post(path, body);
    expect(refused.status).toBe(422);
    expect(refused.body.error).toBe('Validation Error');
  }
  expect((await lgl.get(path)).body.total_items).toBe(0);
});
