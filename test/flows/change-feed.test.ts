// docs/api.md: the feed of everything that was changed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { createConstituent } from '../../src/core/constituents/record/create-constituent.ts';
import { updateConstituent } from '../../src/core/constituents/record/update-constituent.ts';
import { transaction } from '../../src/db/transaction.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let api: Client;
let elsewhere: Client;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  elsewhere = nativeClient(kith.url, keyOf(await kith.addTenant('oakfield')));
});
afterAll(() => kith.stop());

interface Fed {
  readonly cursor: string;
  readonly id: number;
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: number };
  readonly constituent_id: number | null;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

/** Everything behind a cursor, page by page. */
async function read(client: Client, from = '', query = ''): Promise<{ changes: Fed[]; cursor: string }> {
  const changes: Fed[] = [];
  for (let cursor = from; ; ) {
    const { body, status } = await client.get(`/changes?limit=7&after=${cursor || '0'}${query}`);
    expect(status).toBe(200);
    changes.push(...body.data);
    if (body.data.length < 7) return { changes, cursor: body.next_cursor };
    cursor = body.next_cursor;
  }
}

const lgl = async (method: string, path: string, body?: object) => {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const options = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`${kith.url}/api/v1${path}`, options);
  expect(response.status).toBe(200);
  return response.json();
};

/** What a consumer knows of people who follows the feed. */
function rebuilt(changes: readonly Fed[]): Map<number, Record<string, unknown>> {
  const people = new Map<number, Record<string, unknown>>();
  for (const { subject, after } of changes) {
    if (subject.type !== 'constituent' || after === null) continue;
    people.set(subject.id, { ...people.get(subject.id), ...after });
  }
  return people;
}

/** What is nothing need not be told of a new record. */
function isNothing(value: unknown): boolean {
  return value === null || value === false || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
}

const DERIVED = ['id', 'version', 'display_name', 'updated_at', 'created_at', 'merged_from', 'giving'];

describe('the feed', () => {
  test('tells a consumer enough to rebuild everybody from nothing', async () => {
    const group = { group: 'Choir' };
    const made = await Promise.all(
      ['Rivera', 'Okoro', 'Haddad', 'Lima'].map(async (name) => {
        const body = { first_name: 'Zoë', last_name: name, groups: [group], external_ids: { payroll: name } };
        return (await api.send('POST', '/constituents', body)).body.id as number;
      }),
    );
    const [a, b, c, d] = made;
    await lgl('PATCH', `/constituents/${a}`, { email_addresses: [{ address: 'zoe@x.example' }], job_title: 'Baker' });
    await lgl('POST', `/constituents/${b}/constituent_relationships`, {
      ...{ related_constituent_id: a, name: 'Friend', rec_name: 'Friend' },
    });
    await lgl('PATCH', `/groups/${(await api.get('/groups')).body.data.at(-1).id}`, { name: 'Council' });
    await lgl('DELETE', `/constituents/${c}`);
    await api.send('PATCH', `/constituents/${d}`, {
      birth_date: '1990-02-28',
      groups: [],
      external_ids: { payroll: null },
    });
    const twin = (await api.send('POST', '/constituents', { first_name: 'Z', last_name: 'Rivera', job_title: 'Cook' }))
      .body.id;
    const other = (
      await api.send('POST', '/constituents', { last_name: 'Short', phone_numbers: [{ number: '206 555 0101' }] })
    ).body.id;
    await api.send('POST', '/merges', { survivor_id: b, other_ids: [twin] });
    const { id: undone } = (await api.send('POST', '/merges', { survivor_id: d, other_ids: [other] })).body;
    await api.send('POST', `/merges/${undone}/undo`);
    const people = rebuilt((await read(api)).changes);
    people.delete(twin);
    const listed = (await api.get('/constituents?limit=1000')).body.data.map(({ id }: { id: number }) => id);
    expect(
      [...people.keys()]
        .filter((id) => people.get(id)?.deleted_at === undefined || people.get(id)?.deleted_at === null)
        .sort(),
    ).toEqual(listed.sort());
    expect(people.size).toBe(listed.length + 1);
    for (const [id, person] of people) {
      const { body } = await api.get(`/constituents/${id}`);
      for (const [name, value] of Object.entries(body).filter(([each]) => !DERIVED.includes(each))) {
        if (name in person) expect({ id, [name]: person[name] }).toEqual({ id, [name]: value });
        else expect({ id, name, nothing: isNothing(value), value }).toMatchObject({ nothing: true });
      }
    }
  });

  test('misses nothing that eight writers commit out of order, and keeps the order of each person', async () => {
    const actor = systemActor(kith.organization, 'cli', 'eight writers');
    const { db } = kith.app;
    const shared = await transaction(db, actor, (tx) => createConstituent(tx, actor, { lastName: 'Shared' }));
    const { cursor: start } = await read(api);
    const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    const seen: Fed[] = [];
    let isWriting = true;
    const reader = (async () => {
      for (let cursor = start, last = false; !last; ) {
        last = !isWriting;
        const found = await read(api, cursor);
        seen.push(...found.changes);
        cursor = found.cursor;
      }
    })();
    const writer = async (number: number) => {
      for (let at = 0; at < 12; at += 1) {
        await transaction(db, actor, async (tx) => {
          await createConstituent(tx, actor, { lastName: `Writer ${number}`, firstName: `${at}` });
          // The transaction that has its number already waits for others, whose numbers are higher.
          await pause();
          await updateConstituent(tx, actor, { id: shared.id, input: { jobTitle: `${number} ${at}` } });
        });
        await transaction(db, actor, async (tx) => {
          await createConstituent(tx, actor, { lastName: `Writer ${number}`, firstName: `slow ${at}` });
          await pause();
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => writer(number)));
    isWriting = false;
    await reader;
    const written = await db.all<{ id: number }>(
      sql(
        `select id from changes where organization_id = $1 and request_id = 'eight writers' and subject_id <> $2
           or request_id = 'eight writers' and kind = 'constituent.updated'`,
        [kith.organization.id, shared.id],
      ),
    );
    expect(written.length).toBe(8 * 12 * 3);
    expect(seen.map(({ id }) => id).toSorted((one, two) => one - two)).toEqual(
      written.map(({ id }) => id).toSorted((one, two) => one - two),
    );
    // Without this the writers would have proved nothing: some change came after one with a higher number.
    expect(seen.some(({ id }, at) => at > 0 && id < (seen[at - 1]?.id ?? 0))).toBe(true);
    let title: unknown = null;
    for (const { subject, before, after } of seen.filter(({ subject: { id } }) => id === shared.id)) {
      expect({ subject, title: before?.job_title ?? null }).toEqual({ subject, title });
      title = after?.job_title;
    }
    expect((await api.get(`/constituents/${shared.id}`)).body.job_title).toBe(title);
  });

  test('waits for what comes next, also behind an open transaction', async () => {
    // An update: a creation would hold one of the rows that count people, and perhaps the one that the other needs.
    const open = (await api.send('POST', '/constituents', { last_name: 'Closed' })).body.id;
    const { cursor } = await read(api);
    expect((await api.get(`/changes?after=${cursor}`)).body).toEqual({ data: [], next_cursor: cursor });
    const waiting = api.get(`/changes?after=${cursor}&wait=20`);
    const actor = systemActor(kith.organization, 'cli', 'open');
    await transaction(kith.app.db, actor, async (tx) => {
      await updateConstituent(tx, actor, { id: open, input: { lastName: 'Open' } });
      const { id } = (await api.send('POST', '/constituents', { last_name: 'Awaited' })).body;
      expect((await waiting).body.data).toMatchObject([{ kind: 'constituent.created', subject: { id } }]);
    });
    const [second] = (await read(api, (await waiting).body.next_cursor)).changes;
    expect(second?.after).toMatchObject({ last_name: 'Open' });
  });

  test('comes as server-sent events, which go on where a consumer left off', async () => {
    const { cursor } = await read(api);
    const ids = [];
    for (const name of ['One', 'Two']) ids.push((await api.send('POST', '/constituents', { last_name: name })).body.id);
    const listen = async (
      headers: Record<string, string>,
      query: string,
      wanted: number,
      then?: () => Promise<void>,
    ) => {
      const authorization = `Bearer ${keyOf(kith)}`;
      const response = await fetch(`${kith.url}/v1/changes?${query}`, {
        headers: { authorization, accept: 'text/event-stream', ...headers },
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      let text = '';
      const decoder = new TextDecoder();
      for await (const piece of response.body ?? []) {
        text += decoder.decode(piece);
        if (then && text.includes('event: change')) await then().finally(() => (then = undefined));
        if (text.split('event: change').length > wanted) break;
      }
      const events = text.split('\n\n').filter((event) => event.includes('event: change'));
      return events.map((event) => {
        const [, id, json] = /^id: (.*)\nevent: change\ndata: (.*)$/.exec(event) ?? [];
        return { id, change: JSON.parse(json ?? '') as Fed };
      });
    };
    const more = async () => void ids.push((await api.send('POST', '/constituents', { last_name: 'Three' })).body.id);
    const events = await listen({}, `after=${cursor}`, 3, more);
    expect(events.map(({ change }) => change.subject.id)).toEqual(ids);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ change }) => change.cursor));
    const rest = await listen({ 'last-event-id': events[0]?.id ?? '' }, '', 2);
    expect(rest.map(({ change }) => change.subject.id)).toEqual(ids.slice(1));
  });

  test('tells of some kinds, or of one subject, if that is asked for', async () => {
    const { cursor } = await read(api);
    const { id } = (await api.send('POST', '/constituents', { last_name: 'Filtered' })).body;
    const other = (await api.send('POST', '/constituents', { last_name: 'Other' })).body.id;
    await lgl('POST', `/constituents/${id}/notes`, { text: 'Called' });
    await lgl('DELETE', `/constituents/${other}`);
    const kinds = async (query: string) => (await read(api, cursor, query)).changes.map(({ kind }) => kind);
    expect(await kinds('&kind=constituent.deleted,note.*')).toEqual(['note.created', 'constituent.deleted']);
    expect(await kinds(`&subject=constituent:${id}`)).toEqual(['constituent.created']);
    expect(await kinds('&subject=note')).toEqual(['note.created']);
    expect(await kinds('&kind=constituent_deleted')).toEqual([]);
    const [note] = (await read(api, cursor, '&subject=note')).changes;
    expect(note).toMatchObject({ constituent_id: id, after: { text: 'Called' } });
    // Whoever asks for few goes on behind all that were passed over.
    const { cursor: passed } = await read(api, cursor, '&subject=note');
    expect((await read(api, passed)).changes).toEqual([]);
    expect((await api.get('/changes?subject=1%20or%201')).status).toBe(422);
  });

  test('is told to nobody else, and to a key for people without what is about keys and settings', async () => {
    await api.send('POST', '/constituents', { last_name: 'Ours' });
    const theirs = (await read(elsewhere)).changes;
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.filter(({ kind }) => kind.startsWith('constituent.'))).toEqual([]);
    const { cursor } = await read(api);
    expect((await elsewhere.get(`/changes?after=${cursor}`)).status).toBe(410);
    const key = (await api.send('POST', '/keys', { name: 'Narrow', scopes: ['people:read'] })).body;
    const narrow = nativeClient(kith.url, key.access_token);
    const types = new Set((await read(narrow)).changes.map(({ subject: { type } }) => type));
    expect(types).toContain('constituent');
    expect([...types].filter((type) => ['key', 'user', 'organization', 'type'].includes(type))).toEqual([]);
    expect((await read(api)).changes.some(({ subject: { type } }) => type === 'key')).toBe(true);
    expect((await narrow.get('/changes?subject=key')).body.data).toEqual([]);
  });
});

describe('a cursor', () => {
  test('is refused when it is none', async () => {
    for (const after of ['x', '5', '0-aaaaaaaaaaaa', '-1'])
      expect((await api.get(`/changes?after=${after}`)).status).toBe(400);
  });

  test('goes on in a database that was restored into a server whose transactions are counted from the beginning', async () => {
    await api.send('POST', '/constituents', { last_name: 'Before' });
    const { cursor } = await read(api);
    await kith.asOwner('update change_sealing set next_xid = 900000000000');
    for (const name of ['After', 'Later']) {
      const { id } = (await api.send('POST', '/constituents', { last_name: name })).body;
      expect((await read(api, cursor)).changes.map(({ subject }) => subject.id)).toContain(id);
    }
    // The restored number is not waited for: what has its place is not looked through again for ever.
    const done = () =>
      kith.app.db.one<{ rest: number }>(
        sql('select g.next_id - g.done_id as rest from change_sealing g where organization_id = $1', [
          kith.organization.id,
        ]),
      );
    await expect
      .poll(
        async () => {
          await api.send('POST', '/constituents', { last_name: 'Again' });
          await api.get('/changes?limit=1');
          return (await done()).rest;
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBeLessThan(10);
  });

  test('of changes that a restored backup does not have is refused, an older one goes on', async () => {
    const before = await read(api);
    await api.send('POST', '/constituents', { last_name: 'Lost' });
    const lost = await read(api);
    // As a backup holds it that was made at the first cursor.
    await kith.asOwner(`alter table change_seals disable trigger user`);
    await kith.asOwner(
      'delete from change_seals where organization_id = $1 and position > $2',
      ...[kith.organization.id, Number(before.cursor.split('-')[0])],
    );
    await kith.asOwner(`alter table change_seals enable trigger user`);
    await kith.asOwner(
      `update change_sealing g set position = s.position, link = s.link from change_seals s
       where s.organization_id = $1 and g.organization_id = $1 and s.position = $2`,
      ...[kith.organization.id, Number(before.cursor.split('-')[0])],
    );
    const { id } = (await api.send('POST', '/constituents', { last_name: 'Instead' })).body;
    expect((await api.get(`/changes?after=${lost.cursor}`)).body).toMatchObject({ status: 410, code: 'cursor_lost' });
    expect((await read(api, before.cursor)).changes.map(({ subject }) => subject.id)).toContain(id);
  });
});
