// docs/api.md: a change set is taken back, but for what was changed later; that is a change set, and is taken back as well.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type Client, keyOf, nativeClient } from './client.ts';

let kith: TestKith;
let api: Client;
let friend: number;
let group: number;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  friend = (await make({ last_name: 'Friend' })).id;
  // Defines the attribute: what a set defined besides is not taken back.
  await lgl('PATCH', `/constituents/${friend}`, { custom_attrs: [{ key: 'how_met', value: 'x' }] });
  await api.send('POST', '/membership_levels', { name: 'Gold' });
  group = (await api.send('POST', '/groups', { name: 'Choir' })).body.id;
  const category = (await api.send('POST', '/keyword_categories', { name: 'Diet' })).body;
  for (const name of ['Vegan', 'Kosher'])
    await api.send('POST', `/keyword_categories/${category.id}/keywords`, { name });
});
afterAll(() => kith.stop());

const make = async (body: object) => (await api.send('POST', '/constituents', body)).body;
const show = async (id: number) => (await api.get(`/constituents/${id}`)).body;

async function lgl(method: string, path: string, body?: object) {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const response = await fetch(`${kith.url}/api/v1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
}

/** The last change of a record’s change set. */
const lastSet = async (id: number): Promise<number> =>
  (await api.get(`/constituents/${id}/history?limit=1`)).body.data[0].change_set_id;
const revert = async (set: number, query = '') => (await api.send('POST', `/change_sets/${set}/revert${query}`)).body;

/** A record without what another row has another one of, and without its times. */
function content(record: object): unknown {
  const left = new Set(['id', 'version', 'created_at', 'updated_at', 'enrolled_at']);
  return JSON.parse(
    JSON.stringify(record, (name, value) =>
      left.has(name) ? undefined : name === 'deleted_at' ? value !== null : value,
    ),
  );
}

/** Writes of one record, each in one request, through several contracts; `n` chooses among what there is. */
const WRITES: Readonly<Record<string, (id: number, n: number) => Promise<unknown>>> = {
  names: (id, n) => api.send('PATCH', `/constituents/${id}`, { first_name: `F${n}`, last_name: `L${n}`, suffix: null }),
  flags: (id, n) => lgl('PATCH', `/constituents/${id}`, { is_deceased: n % 2 === 0, is_anon: n % 3 === 0 }),
  birth: (id, n) => api.send('PATCH', `/constituents/${id}`, { birth_date: `19${60 + n}-01-02`, gender: `g${n}` }),
  emails: (id, n) =>
    api.send('PATCH', `/constituents/${id}`, {
      email_addresses: Array.from({ length: n % 3 }, (_, at) => ({ address: `a${at}.${n}@x.example`, type: 'Work' })),
    }),
  phone: (id, n) => lgl('POST', `/constituents/${id}/phone_numbers`, { number: `206 555 01${10 + n}` }),
  address: (id, n) =>
    lgl('POST', `/constituents/${id}/street_addresses`, { street: `${n} Sample Way`, city: 'Austin' }),
  group: (id) => api.send('PATCH', `/constituents/${id}`, { groups: [{ group: { id: group } }] }),
  noGroups: (id) => api.send('PATCH', `/constituents/${id}`, { groups: [] }),
  membership: (id, n) =>
    lgl('POST', `/constituents/${id}/memberships`, {
      membership_level_id: null,
      membership_level_name: 'Gold',
      date_start: `20${10 + n}-01-01`,
    }).catch(() => 0),
  relationship: (id) =>
    lgl('POST', `/constituents/${id}/constituent_relationships`, { related_constituent_id: friend, name: 'Friend' }),
  attribute: (id, n) => lgl('PATCH', `/constituents/${id}`, { custom_attrs: [{ key: 'how_met', value: `fair ${n}` }] }),
  keyword: (id, n) =>
    lgl('PATCH', `/constituents/${id}`, {
      categories: [{ name: 'Diet', keywords: [{ name: n % 2 === 0 ? 'Vegan' : 'Kosher' }] }],
    }),
  external: (id, n) =>
    api.send('PATCH', `/constituents/${id}`, { external_ids: { payroll: n % 2 ? `E-${id}-${n}` : null } }),
  delete: (id) => api.send('DELETE', `/constituents/${id}`),
  restore: (id) => api.send('POST', `/constituents/${id}/restore`),
};

const step = fc.record({ write: fc.constantFrom(...Object.keys(WRITES)), n: fc.integer({ min: 0, max: 9 }) });
const apply = (id: number, { write, n }: { write: string; n: number }) => WRITES[write]!(id, n).catch(() => undefined);

test('a set without later changes leaves the record as it was; taken back twice, as the set had made it', async () => {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 4 }), step, async (earlier, last) => {
      const { id } = await make({
        first_name: 'Zoë',
        last_name: 'Rivera',
        email_addresses: [{ address: 'z@x.example' }],
      });
      for (const each of earlier) await apply(id, each);
      const before = await show(id);
      await apply(id, last);
      const after = await show(id);
      if (after.version === before.version) return;
      changed += 1;
      const set = await lastSet(id);
      const dry = await revert(set, '?dry_run=true');
      expect(await show(id)).toEqual(after);
      const done = await revert(set);
      expect(done).toMatchObject({ reverted: 1, kept: [] });
      expect(dry).toEqual({ ...done, status: 'dry_run', change_set_id: null });
      expect(content(await show(id))).toEqual(content(before));
      await revert(done.change_set_id);
      expect(content(await show(id))).toEqual(content(after));
    }),
    { numRuns: 60 },
  );
  expect(changed).toBeGreaterThan(30);
}, 120_000);

describe('what was changed later', () => {
  test('stays, field by field and element by element, and is named', async () => {
    const { id } = await make({ first_name: 'Ada', last_name: 'Lima', email_addresses: [{ address: 'a@x.example' }] });
    await api.send('PATCH', `/constituents/${id}`, {
      first_name: 'Bea',
      last_name: 'Okoro',
      email_addresses: [{ address: 'b@x.example' }, { address: 'c@x.example' }],
    });
    const set = await lastSet(id);
    const { email_addresses } = await show(id);
    const c = email_addresses.find(({ address }: { address: string }) => address === 'c@x.example');
    await lgl('PATCH', `/constituents/${id}`, { last_name: 'Stone' });
    await lgl('PATCH', `/email_addresses/${c.id}`, { address: 'd@x.example' });
    const report = await revert(set);
    const because = 'changed later by First key';
    expect(report.kept).toContainEqual({
      subject: { type: 'constituent', id },
      constituent_id: id,
      field: 'last_name',
      because,
    });
    expect(report.kept).toContainEqual(expect.objectContaining({ field: 'email_addresses', because }));
    const now = await show(id);
    expect(now).toMatchObject({ first_name: 'Ada', last_name: 'Stone' });
    expect(now.email_addresses.map(({ address }: { address: string }) => address).sort()).toEqual([
      'a@x.example',
      'd@x.example',
    ]);
  });

  test('of a record that the set made keeps it; without that it is deleted', async () => {
    const [kept, gone] = [await make({ last_name: 'Kept' }), await make({ last_name: 'Gone' })];
    await lgl('PATCH', `/constituents/${kept.id}`, { first_name: 'Still' });
    const reports = [await revert((await createdIn(kept.id)) ?? 0), await revert((await createdIn(gone.id)) ?? 0)];
    expect(reports).toMatchObject([
      { reverted: 0, kept: [{ constituent_id: kept.id, field: null, because: 'changed later by First key' }] },
      { reverted: 1, kept: [] },
    ]);
    expect((await show(kept.id)).deleted_at).toBeNull();
    expect((await show(gone.id)).deleted_at).not.toBeNull();
  });
});

async function createdIn(id: number): Promise<number | undefined> {
  const { data } = (await api.get(`/constituents/${id}/history`)).body;
  return data.find(({ kind }: { kind: string }) => kind === 'constituent.created')?.change_set_id;
}

test('what is no person’s record is named as kept, and nothing is taken back for whoever may not write', async () => {
  const { id } = (await api.send('POST', '/funds', { name: 'Roof' })).body;
  const [set] = (await api.get('/change_sets?limit=1')).body.data;
  expect(await revert(set.id)).toMatchObject({ reverted: 0, kept: [{ subject: { type: 'fund', id }, field: null }] });
  const { body } = await api.send('POST', '/keys', { name: 'Settings', scopes: ['settings:write'] });
  const weak = nativeClient(kith.url, body.access_token);
  expect((await weak.send('POST', `/change_sets/${set.id}/revert`)).status).toBe(403);
  expect((await api.send('POST', '/change_sets/999999999/revert')).status).toBe(404);
});
