// docs/erasure.md: a person can have everything that is kept about them, and can have it gone.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import { eraseAgain, listErasures } from '../../src/core/erasure/erasures.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { runJob } from '../support/schedule.ts';
import { sql } from '../support/sql.ts';

/** What the person is told by, each a word that stands nowhere else. */
const WORDS = [
  ...[
    'Xylophia',
    'Quandrell',
    'xq@quandrell.example',
    'older@quandrell.example',
    '2065550177',
    'Zanzigasse',
    'Astrogeologist',
  ],
  ...[
    'PAYROLL-XQ-77',
    'Sistervexa',
    'Vermillionnote',
    'Giftsecretword',
    'Deletednoteword',
    'Reportword',
    'Volunteerword',
  ],
  ...['Interactionword', 'WWC7755331', 'visa-of-xylophia', 'Guestword', 'Duplicanda', 'Formerjobword', 'Importword'],
];

let kith: TestKith;
let api: Client;
let oho: OhoClient;
let receiver: Receiver;
let person: number;
let friend: number;
beforeAll(async () => {
  receiver = await startReceiver();
  kith = await startKith({ sandbox: true, config: { webhookAllowPrivate: true } });
  api = nativeClient(kith.url, keyOf(kith));
  oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/webhooks', { url: receiver.url });
  person = await livedLife();
});
afterAll(async () => {
  await kith.stop();
  await receiver.stop();
});

const lgl = async (method: string, path: string, body?: object) => {
  const headers = { ...kith.lgl, 'content-type': 'application/json' };
  const response = await fetch(`${kith.url}/api/v1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect({ path, status: response.status, text }).toMatchObject({ status: 200 });
  return JSON.parse(text);
};

/** Somebody of whom something is kept in every table that can keep anything. */
async function livedLife(): Promise<number> {
  const post = async (path: string, body: object) => {
    const { status, body: made } = await api.send('POST', path, body);
    expect({ path, status, made }).toMatchObject({ status: 201 });
    return made;
  };
  const { id } = await post('/constituents', {
    ...{ first_name: 'Xylophia', last_name: 'Quandrell', job_title: 'Formerjobword', birth_date: '1971-03-09' },
    email_addresses: [{ address: 'older@quandrell.example' }],
    phone_numbers: [{ number: '2065550177' }],
    street_addresses: [{ street: 'Zanzigasse 9', city: 'Wien' }],
    external_ids: { payroll: 'PAYROLL-XQ-77' },
  });
  await api.send('PATCH', `/constituents/${id}`, {
    job_title: 'Astrogeologist',
    email_addresses: [{ address: 'xq@quandrell.example' }],
  });
  friend = (await post('/constituents', { first_name: 'Robin', last_name: 'Friend' })).id;
  await lgl('POST', `/constituents/${friend}/constituent_relationships`, {
    ...{ related_constituent_id: id, name: 'Friend', rec_name: 'Friend', description: 'Sistervexa of Xylophia' },
  });
  await post('/notes', { constituent_id: id, text: 'Vermillionnote' });
  const { id: note } = await post('/notes', { constituent_id: id, text: 'Deletednoteword' });
  await api.send('DELETE', `/notes/${note}`);
  await lgl('POST', `/constituents/${id}/gifts`, {
    received_amount: 12.5,
    note: 'Giftsecretword',
    received_date: '2026-05-01',
  });
  await lgl('POST', `/constituents/${id}/contact_reports`, { text: 'Reportword' });
  await lgl('POST', `/constituents/${id}/volunteer_times`, {
    hours: 3,
    date: '2026-05-01',
    description: 'Volunteerword',
  });
  await kith.app.db.all(
    sql(
      `insert into interactions (organization_id, constituent_id, subject, body) values ($1, $2, 'Interactionword', 'x')`,
      [...[kith.organization.id, id]],
    ),
  );
  await oho.post('/api/scan', {
    ...{ type: 'vicwwc', identifier: 'WWC7755331', first_name: 'Xylophia', surname: 'Quandrell', constituent: { id } },
  });
  await runJob(kith, 'run_due_scans');
  await runJob(kith, 'deliver_due_webhooks');
  await oho.post('/api/screening_packages', { code: 'care', name: 'Care', items: [{ type: 'nswwwc' }] });
  const asked = await oho.post('/api/icrs', {
    ...{ screening_package_code: 'care', constituent: { id }, message: 'Dear Xylophia' },
  });
  expect(asked.status).toBe(201);
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from('%PDF-1.4 visa-of-xylophia'))]), 'visa-of-xylophia.pdf');
  expect((await oho.send('POST', `/api/icrs/${asked.body.id}/attachments`, { body: form })).status).toBe(201);
  const twin = await post('/constituents', { first_name: 'Duplicanda', last_name: 'Quandrell', job_title: 'Other' });
  await post('/merges', { survivor_id: id, other_ids: [twin.id] });
  const insert = (table: string, columns: string, values: string) =>
    kith.asOwner(`insert into ${table} (organization_id, ${columns}) values ($1, ${values})`, kith.organization.id, id);
  await insert(
    'invitations',
    'constituent_id, event_id, guest_first_name, notes, rsvp, attended',
    `$2, (select id from events where organization_id = $1 limit 1), 'Guestword', 'Guestword', 0, false`,
  ).catch(async () => {
    await post('/events', { name: 'Gala' });
    await insert(
      'invitations',
      'constituent_id, event_id, guest_first_name, notes, rsvp, attended',
      `$2, (select id from events where organization_id = $1 limit 1), 'Guestword', 'Guestword', 0, false`,
    );
  });
  await insert(
    'mails',
    'recipient, subject, body_text',
    `'admin@riverbend.example', 'A check of ' || $2::bigint::text, 'The check of Xylophia Quandrell expires'`,
  );
  await kith.asOwner(
    `with made as (insert into imports (organization_id, file_name, request_id, actor_type, dialect, finished_at, status)
       values ($1, 'people.csv', 'import', 'user', 'native', now() - interval '1 day', 'done') returning id)
     insert into import_rows (organization_id, import_id, row, cells) select $1, id, 1, '["Importword", "xq@quandrell.example"]' from made`,
    kith.organization.id,
  );
  await insert(
    'sign_on_events',
    'dialect, outcome, reason, subject_type, subject_id, address, hour, last_at',
    `'luminate', 'signed_on', '', 'constituent', $2, '192.0.2.7', now(), now()`,
  );
  await insert(
    'sessions',
    'constituent_id, session_hash, expires_at, ends_at, variables',
    `$2, 'x', now(), now(), '{"source": "Xylophia"}'`,
  );
  return id;
}

/** Where the words stand, in every row of every table, and how often. */
async function found(words: readonly string[]): Promise<string[]> {
  const tables = await kith.app.db.all<{ name: string }>(
    sql(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker') order by 1`),
  );
  const hits: string[] = [];
  for (const { name } of tables) {
    const row = name.endsWith('attachments') ? `t::text || convert_from(t.content, 'LATIN1')` : 't::text';
    const rows = await kith.app.db.all<{ word: string }>(
      sql(
        `select distinct word from ${name} t, unnest($1::text[]) word where position(lower(word) in lower(${row})) > 0`,
        [words],
      ),
    );
    hits.push(...rows.map(({ word }) => `${name}: ${word}`));
  }
  return hits.sort();
}

/** In the files of the database, once the space of what is gone has been given back. */
async function foundInFiles(words: readonly string[]): Promise<string[]> {
  await kith.asOwner('vacuum full');
  await kith.asOwner('checkpoint');
  const { oid } = await kith.app.db.one<{ oid: number }>(
    sql('select oid::int from pg_database where datname = current_database()'),
  );
  const home = dirname(inject('databaseHost'));
  const [cluster] = (await readdir(home)).filter(
    (name) => name.startsWith('postgres') && !name.includes('socket') && !name.includes('.'),
  );
  const folder = join(home, cluster ?? 'postgres', 'base', String(oid));
  const hits: string[] = [];
  const names = await readdir(folder);
  expect(names.length).toBeGreaterThan(100);
  for (const name of names) {
    const bytes = (await readFile(join(folder, name))).toString('latin1').toLowerCase();
    hits.push(...words.filter((word) => bytes.includes(word.toLowerCase())).map((word) => `${name}: ${word}`));
  }
  return hits;
}

describe('everything about a person', () => {
  test('is told by tables, with the history, and without what opens anything', async () => {
    const { status, body } = await api.get(`/constituents/${person}/everything`);
    expect(status).toBe(200);
    const text = JSON.stringify(body);
    const files = ['visa-of-xylophia'];
    expect(WORDS.filter((word) => !text.includes(word) && !files.includes(word))).toEqual([]);
    expect(body.record).toMatchObject({ id: person, last_name: 'Quandrell' });
    expect(Object.keys(body.tables)).toEqual(
      expect.arrayContaining(['notes', 'gifts', 'mails', 'sign_on_events', 'attachments']),
    );
    expect(text).not.toMatch(/token_hash|password_hash|token_sealed|session_hash/);
    expect((await api.get('/constituents/999999/everything')).status).toBe(404);
  });

  test('comes as a zip with the files and a page for people', async () => {
    const response = await fetch(`${kith.url}/v1/constituents/${person}/everything?format=zip`, {
      headers: { authorization: `Bearer ${keyOf(kith)}` },
    });
    const files = unzipped(Buffer.from(await response.arrayBuffer()));
    expect([...files.keys()]).toEqual([
      'person.html',
      'everything.json',
      expect.stringMatching(/^attachments\/\d+ visa-of-xylophia\.pdf$/),
    ]);
    expect(JSON.parse(files.get('everything.json') ?? '').record.lastName).toBe('Quandrell');
    expect(files.get('person.html')).toContain('<h1>Xylophia Quandrell</h1>');
    expect([...files.values()].at(-1)).toBe('%PDF-1.4 visa-of-xylophia');
  });
});

/** The files of an archive by name, read from its directory as any reader does. */
function unzipped(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size, named] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + named);
    const start = archive.readUInt32LE(at + 42) + 30 + named;
    const content = inflateRawSync(archive.subarray(start, start + packed));
    expect(content.length).toBe(size);
    files.set(name, content.toString('utf8'));
    at += 46 + named;
  }
  return files;
}

describe('erasing', () => {
  test('needs a scope of its own and a reason', async () => {
    const scopes = ['people:write', 'settings:write'];
    const { access_token } = (await api.send('POST', '/keys', { name: 'Writer', scopes })).body;
    const writer = nativeClient(kith.url, access_token);
    expect((await writer.send('POST', `/constituents/${person}/erase`, { reason: 'asked' })).status).toBe(403);
    expect((await api.send('POST', `/constituents/${person}/erase`, {})).status).toBe(422);
    expect((await api.send('POST', '/constituents/999999/erase', { reason: 'asked' })).status).toBe(404);
  });

  test('takes the person out of every table, the history, and the files of the database', {
    timeout: 120_000,
  }, async () => {
    await api.get('/audit/head');
    // Without this the search would prove nothing.
    const before = await found(WORDS);
    expect(WORDS.filter((word) => !before.some((hit) => hit.endsWith(`: ${word}`)))).toEqual([]);
    const inFiles = await foundInFiles(WORDS);
    expect(inFiles.length).toBeGreaterThan(WORDS.length);
    const dry = await api.send('POST', `/constituents/${person}/erase?dry_run=true`, { reason: 'asked for on 3 May' });
    expect(dry).toMatchObject({ status: 200, body: { status: 'dry_run', change_set_id: null } });
    expect(await found(WORDS)).toEqual(before);
    const done = await api.send('POST', `/constituents/${person}/erase`, { reason: 'asked for on 3 May' });
    expect(done.body).toMatchObject({ ...dry.body, status: 'done', change_set_id: expect.any(Number) });
    expect(done.body.erased).toMatchObject({
      notes: 1,
      email_addresses: 1,
      attachments: 1,
      interactions: 1,
      merge_rows: expect.any(Number),
    });
    expect(await found(WORDS)).toEqual([]);
    expect(await foundInFiles(WORDS)).toEqual([]);
  });

  test('keeps what law and sums need, without the person', async () => {
    const gifts = await kith.app.db.all(
      sql('select received_amount::text, received_date::text, note from gifts where constituent_id = $1', [person]),
    );
    expect(gifts).toEqual([{ received_amount: '12.50', received_date: '2026-05-01', note: null }]);
    const checks = (await api.get(`/constituents/${person}/accreditations`)).body.data;
    expect(checks).toMatchObject([{ type: 'vicwwc', identifier: null }]);
    const record = (await api.get(`/constituents/${person}`)).body;
    expect(record).toMatchObject({ id: person, display_name: '', email_addresses: [], deleted_at: expect.any(String) });
    expect((await api.get(`/constituents/${friend}`)).body.relationships).toEqual([]);
    expect((await api.send('POST', `/constituents/${person}/restore`)).status).toBe(404);
    const [merge] = (await api.get('/merges')).body.data;
    expect((await api.send('POST', `/merges/${merge.id}/undo`)).status).toBe(409);
    const [erased] = (await api.get('/changes?kind=constituent.erased')).body.data;
    expect((await api.send('POST', `/change_sets/${erased.change_set_id}/revert`)).status).toBe(409);
  });

  test('leaves the audit trail valid, and tells followers', async () => {
    const response = await fetch(`${kith.url}/v1/audit/export`, {
      headers: { authorization: `Bearer ${keyOf(kith)}` },
    });
    const lines = (await response.text()).trimEnd().split('\n');
    const { verify } = await import(new URL('../../bin/verify-audit.js', import.meta.url).href);
    const { public_key: key } = (await api.get('/audit/head')).body;
    const verified = await verify(lines, { key });
    expect(verified.faults).toEqual([]);
    expect(verified.erased).toBeGreaterThan(8);
    const changes = (await api.get(`/changes?subject=constituent:${person}&limit=1000`)).body.data;
    const own = changes.filter(({ kind }: { kind: string }) => kind !== 'constituent.erased');
    expect(own.length).toBeGreaterThan(3);
    for (const change of own) expect(change).toMatchObject({ before: null, after: null, erased: true });
    expect(changes.at(-1)).toMatchObject({ kind: 'constituent.erased', after: { reason: 'asked for on 3 May' } });
    const kinds = (await api.get('/changes?kind=note.erased,gift.erased,accreditation.erased')).body.data;
    expect(kinds.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'accreditation.erased',
      'gift.erased',
      'note.erased',
    ]);
    expect((await api.get(`/constituents/${person}/history`)).status).toBe(200);
    expect((await api.get(`/constituents/${person}/everything`)).status).toBe(200);
  });

  test('is done again by the ledger in a database that does not know of it', async () => {
    const actor = systemActor(kith.organization, 'cli', 'restore');
    const ledger = await listErasures(kith.app.db, actor);
    expect(ledger).toMatchObject([{ erasedIds: [person, expect.any(Number)], reason: 'asked for on 3 May' }]);
    expect(WORDS.filter((word) => JSON.stringify(ledger).includes(word))).toEqual([]);
    expect(await eraseAgain(kith.app.db, actor, ledger)).toBe(0);
    // As a backup has it that was made before: the person, and no ledger.
    const again = await livedLife();
    expect(await found(['Vermillionnote'])).not.toEqual([]);
    expect(await eraseAgain(kith.app.db, actor, [{ erasedIds: [again, 999_999], reason: 'ledger' }])).toBe(1);
    expect(await found(WORDS)).toEqual([]);
  });

  test('is for the role that serves and by the functions alone', async () => {
    await expect(kith.app.db.all(sql('update changes set before = null'))).rejects.toThrow();
    await expect(
      kith.app.db
        .all(sql(`select set_config('kith.erasing', 'content', false)`))
        .then(() => kith.app.db.all(sql('delete from changes'))),
    ).rejects.toThrow();
  });
});
