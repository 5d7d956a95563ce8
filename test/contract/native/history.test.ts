// docs/api.md: what happened to a record, by whom and through what, and the record as it was at any moment.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { sql } from '../../support/sql.ts';
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

// biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever comes
const lgl = async (method: string, path: string, body?: object): Promise<any> => {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const response = await fetch(`${kith.url}/api/v1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
};
const oho = (method: string, path: string, body: object) =>
  fetch(`${kith.url}/api${path}`, {
    method,
    headers: { ...kith.basic, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
/** A relationship that is on both sides. */
const FRIENDS = { name: 'Friend', rec_name: 'Friend' };

const make = async (body: object) => (await api.send('POST', '/constituents', body)).body;

describe('the history of a record', () => {
  test('says what changed as people call it, by whom, through what, newest first', async () => {
    const { id } = await make({ first_name: 'Noor', last_name: 'Haddad' });
    await lgl('PATCH', `/constituents/${id}`, { last_name: 'Okoro', email_addresses: [{ address: 'noor@x.example' }] });
    await oho('PATCH', `/constituents/${id}`, { phone: '206 555 0101' });
    const { data } = (await api.get(`/constituents/${id}/history`)).body;
    expect(data.map(({ kind, via }: { kind: string; via: string }) => [kind, via])).toEqual([
      ['constituent.updated', 'oho'],
      ['constituent.updated', 'lgl'],
      ['constituent.created', 'native'],
    ]);
    expect(data[0].actor).toMatchObject({ type: 'user', name: expect.stringContaining('@') });
    expect(data[1].actor).toMatchObject({ type: 'key', name: 'First key' });
    expect(data[1].fields).toContainEqual({ field: 'last_name', label: 'Last name', before: 'Haddad', after: 'Okoro' });
    expect(data[1].fields).toContainEqual(
      expect.objectContaining({ field: 'email_addresses', label: 'E-mail addresses', before: [] }),
    );
  });

  test('has what belongs to the person, and comes in pages', async () => {
    const { id } = await make({ last_name: 'Noted' });
    for (let at = 0; at < 3; at += 1) await lgl('POST', `/constituents/${id}/notes`, { text: `Called ${at}` });
    await lgl('POST', `/constituents/${id}/gifts`, { received_amount: 12.5 });
    const kinds: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await api.get(`/constituents/${id}/history?limit=2${cursor}`);
      kinds.push(...body.data.map(({ kind }: { kind: string }) => kind));
      if (!body.next_cursor) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(kinds).toEqual(['gift.created', 'note.created', 'note.created', 'note.created', 'constituent.created']);
  });

  test('is told to nobody else, and refuses what is no cursor', async () => {
    const { id } = await make({ last_name: 'Secret' });
    expect((await elsewhere.get(`/constituents/${id}/history`)).status).toBe(404);
    expect((await api.get(`/constituents/${id}/history?cursor=x`)).status).toBe(400);
    expect((await api.get('/constituents/999999999/history')).status).toBe(404);
  });
});

describe('change sets', () => {
  test('hold what one request changed, also of others', async () => {
    const a = await make({ last_name: 'Left' });
    const b = await make({ last_name: 'Right' });
    await lgl('POST', `/constituents/${a.id}/constituent_relationships`, { related_constituent_id: b.id, ...FRIENDS });
    const [newest] = (await api.get('/change_sets?limit=1')).body.data;
    expect(newest).toMatchObject({ via: 'lgl', changes: 2 });
    expect((await api.get(`/change_sets/${newest.id}`)).body).toEqual(newest);
    const { data } = (await api.get(`/change_sets/${newest.id}/changes`)).body;
    expect(data.map(({ subject }: { subject: { id: number } }) => subject.id).sort()).toEqual([a.id, b.id].sort());
    for (const change of data) expect(change).toMatchObject({ change_set_id: newest.id, kind: 'constituent.updated' });
  });

  test('are listed newest first, each once, and are nobody else’s', async () => {
    const ids: number[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await api.get(`/change_sets?limit=4${cursor}`);
      ids.push(...body.data.map(({ id }: { id: number }) => id));
      if (!body.next_cursor) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(ids).toEqual([...new Set(ids)].toSorted((one, two) => two - one));
    expect((await elsewhere.get(`/change_sets/${ids[0]}`)).status).toBe(404);
    const theirs = (await elsewhere.get('/change_sets')).body.data.map(({ id }: { id: number }) => id);
    expect(ids.filter((id) => theirs.includes(id))).toEqual([]);
  });
});

/** What every moment of a record shows; its version, the time of its last write and the giving are of today alone. */
function content({ updated_at: _, version: __, giving: ___, ...record }: Record<string, unknown>) {
  return record;
}

describe('as of a moment', () => {
  test('a record is what it was then, whoever changed it since', async () => {
    const { id } = await make({ first_name: 'Zoë', last_name: 'Rivera', groups: [{ group: 'Choir' }] });
    const other = await make({ last_name: 'Friend' });
    const [email] = (await lgl('PATCH', `/constituents/${id}`, { email_addresses: [{ address: 'zoe@x.example' }] }))
      .email_addresses;
    const group = (await lgl('POST', '/groups', { name: 'Board' })).id;
    const steps: (() => Promise<unknown>)[] = [
      () => lgl('PATCH', `/constituents/${id}`, { last_name: 'Lima', job_title: 'Baker' }),
      () => oho('PATCH', `/constituents/${id}`, { phone: '206 555 0111', active: true }),
      () => lgl('PATCH', `/email_addresses/${email.id}`, { address: 'z@x.example' }),
      () => lgl('POST', `/constituents/${id}/group_memberships`, { group_id: group }),
      () => lgl('PATCH', `/groups/${group}`, { name: 'Council' }),
      () => api.send('PATCH', `/constituents/${id}`, { custom_fields: {}, last_name: 'Okoro', email_addresses: [] }),
      () =>
        lgl('POST', `/constituents/${other.id}/constituent_relationships`, { related_constituent_id: id, ...FRIENDS }),
      () => lgl('DELETE', `/groups/${group}`),
      () => lgl('DELETE', `/constituents/${other.id}`),
      () => api.send('DELETE', `/constituents/${id}`),
      () => api.send('POST', `/constituents/${id}/restore`),
      () => api.send('PATCH', `/constituents/${id}`, { birth_date: '1990-02-28', external_ids: { payroll: 'E-1' } }),
    ];
    const moments: { at: string; record: object }[] = [];
    const look = async () => {
      const { at } = await kith.app.db.one<{ at: string }>(sql('select clock_timestamp() as at'));
      moments.push({ at, record: (await api.get(`/constituents/${id}`)).body });
      // The next change is in another millisecond.
      await expect
        .poll(async () => (await kith.app.db.one<{ at: string }>(sql('select clock_timestamp() as at'))).at)
        .not.toBe(at);
    };
    await look();
    for (const step of steps) {
      await step();
      await look();
    }
    for (const { at, record } of moments) {
      const then = await api.get(`/constituents/${id}?as_of=${encodeURIComponent(at)}`);
      expect(then.status).toBe(200);
      expect(content(then.body)).toEqual(content(record as Record<string, unknown>));
    }
    // Each of them is another one: a comparison of equal records would prove nothing.
    expect(
      new Set(moments.map(({ record }) => JSON.stringify(content(record as Record<string, unknown>)))).size,
    ).toBeGreaterThan(10);
  });

  test('there is no record before it was made, and no moment in what is none', async () => {
    const { id } = await make({ last_name: 'Young' });
    expect((await api.get(`/constituents/${id}?as_of=2020-01-01T00:00:00Z`)).status).toBe(404);
    expect((await api.get(`/constituents/${id}?as_of=yesterday`)).status).toBe(422);
    expect((await api.get(`/constituents/${id}?as_of=2099-01-01T00:00:00%2B02:00`)).body).toMatchObject({ id });
  });
});
