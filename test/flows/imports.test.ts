// docs/import.md: a file of people is read, checked, corrected, written and taken back, through the own API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workOnImport } from '../../src/core/transfer/work-on-import.ts';
import { type Client, keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { Chance, makePeople } from '../support/made-people.ts';
import { sql } from '../support/sql.ts';

let kith: TestKith;
let api: Client;
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
});
afterAll(() => kith.stop());

async function upload(content: string | Buffer, { type = 'text/csv', query = '' } = {}) {
  const response = await fetch(`${kith.url}/v1/imports${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf(kith)}`, 'content-type': type },
    body: typeof content === 'string' ? content : new Uint8Array(content),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the tests are about the shape of what comes back
  return { status: response.status, body: (await response.json()) as any };
}

const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`;

/** What the job does at once. */
async function work(id: number, what: 'check' | 'run' | 'revert') {
  const asked = await api.send('POST', `/imports/${id}/${what}`);
  expect(asked.status).toBe(202);
  await workOnImport(kith.app.db, { organizationId: kith.organization.id, importId: id });
  return (await api.get(`/imports/${id}`)).body;
}

const rowsOf = async (id: number, query = '') => (await api.get(`/imports/${id}/rows?limit=1000${query}`)).body.data;
const find = async (q: string) => (await api.get(`/constituents?q=${encodeURIComponent(q)}`)).body.data;

test('a file is predicted, written as predicted, and taken back', async () => {
  const there = (
    await api.send('POST', '/constituents', {
      first_name: 'Bob',
      last_name: 'Stonebridge',
      job_title: 'Driver',
      email_addresses: [{ address: 'bob@mail.example' }],
    })
  ).body;
  const { status, body: made } = await upload(
    csv(
      'First Name,Last Name,E-mail,Mobile Phone,Date of birth,Job Title,Groups',
      'Zoë,Riverton,zoe@mail.example,(206) 555-0101,28/02/1990,Nurse,Choir; Board',
      'Bob,Stonebridge,BOB@mail.example,206 555 0102,,Porter,',
      'Eve,Brokenby,not-an-address,,,,',
      'Ann,Leeson,ann@mail.example,,31/02/1990,,',
      'Zoe,Riverton,zoe@mail.example,,,,',
    ),
    { query: '?filename=donors.csv' },
  );
  expect(status).toBe(202);
  expect(made).toMatchObject({
    status: 'ready',
    file: { name: 'donors.csv', encoding: 'utf-8', delimiter: ',', rows: 5 },
  });
  expect(made.mapping.columns.map(({ target }: { target: string }) => target)).toEqual([
    ...['first_name', 'last_name', 'email', 'phone', 'birth_date', 'job_title', 'groups'],
  ]);
  const checked = await work(made.id, 'check');
  expect(checked).toMatchObject({
    status: 'checked',
    result: { created: 1, updated: 1, unchanged: 0, skipped: 1, failed: 2 },
  });
  expect(await find('zoe@mail.example')).toEqual([]);
  const [zoe, bob, eve, ann, again] = await rowsOf(made.id);
  expect(zoe).toMatchObject({
    outcome: 'create',
    constituent_id: null,
    changes: { birth_date: { before: null, after: '1990-02-28' } },
  });
  expect(bob).toMatchObject({
    outcome: 'update',
    constituent_id: there.id,
    matched_by: 'email',
    changes: { job_title: { before: 'Driver', after: 'Porter' } },
  });
  expect(eve.errors).toEqual([{ column: 2, code: 'email_format', detail: 'not-an-address' }]);
  expect(ann.errors).toEqual([{ column: 4, code: 'date_format', detail: '31/02/1990' }]);
  expect(again).toMatchObject({ outcome: 'skip', errors: [{ code: 'same_as_row', detail: '2' }] });
  const refused = await fetch(`${kith.url}/v1/imports/${made.id}/errors.csv`, {
    headers: { authorization: `Bearer ${keyOf(kith)}` },
  });
  expect(await refused.text()).toContain('E-mail: “not-an-address” is no e-mail address.');

  const corrected = await api.send('PATCH', `/imports/${made.id}/rows/4`, { values: { 2: 'eve@mail.example' } });
  expect(corrected.status).toBe(204);
  const done = await work(made.id, 'run');
  expect(done).toMatchObject({ status: 'done', result: { created: 2, updated: 1, skipped: 1, failed: 1 } });
  const [person] = await find('zoe@mail.example');
  const shown = (await api.get(`/constituents/${person.id}`)).body;
  expect(shown).toMatchObject({ first_name: 'Zoë', birth_date: '1990-02-28', job_title: 'Nurse' });
  expect(shown.groups.map(({ name }: { name: string }) => name)).toEqual(['Choir', 'Board']);
  expect(shown.phone_numbers).toMatchObject([{ number: '(206) 555-0101', type: 'Mobile' }]);
  const sets = (await api.get('/change_sets')).body.data;
  expect(sets.map(({ request_id }: { request_id: string }) => request_id)).toContain(done.request_id);

  // Somebody edits one of them; the rest goes back.
  await api.send('PATCH', `/constituents/${there.id}`, { job_title: 'Captain' });
  const dry = await api.send('POST', `/imports/${made.id}/revert?dry_run=true`);
  expect(dry.body).toMatchObject({ reverted: 3, kept: [{ constituent_id: there.id, field: 'job_title' }] });
  expect(await find('eve@mail.example')).toHaveLength(1);
  expect(await work(made.id, 'revert')).toMatchObject({ status: 'reverted' });
  expect(await find('zoe@mail.example')).toEqual([]);
  const after = (await api.get(`/constituents/${there.id}`)).body;
  expect(after).toMatchObject({ job_title: 'Captain', phone_numbers: [] });
});

test.each([
  ['UTF-8 with a mark', Buffer.from('\uFEFFVorname;Nachname;Straße\r\nJörg;Bärmann;Hauptstraße 1\r\n')],
  ['Windows-1252', Buffer.from('Vorname;Nachname;Stra\xdfe\r\nJ\xf6rg;B\xe4rmann;Hauptstra\xdfe 1\r\n', 'latin1')],
  [
    'UTF-16',
    Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('Vorname\tNachname\tStraße\r\nJörg\tBärmann\tHauptstraße 1\r\n', 'utf16le'),
    ]),
  ],
  ['old line ends', Buffer.from('Vorname,Nachname,Straße\rJörg,Bärmann,Hauptstraße 1\r')],
  ['told separator', Buffer.from('sep=|\nVorname|Nachname|Straße\nJörg|Bärmann|Hauptstraße 1\n')],
  [
    'title lines',
    Buffer.from('Spenderliste\n\nStand 1.11.2026\nVorname,Nachname,Straße\nJörg,Bärmann,Hauptstraße 1\n'),
  ],
])('%s', async (_name, bytes) => {
  const { status, body } = await upload(bytes);
  expect(status).toBe(202);
  expect(body.mapping.columns.map(({ target }: { target: string }) => target)).toEqual([
    'first_name',
    'last_name',
    'street',
  ]);
  expect((await rowsOf(body.id))[0].values).toEqual(['Jörg', 'Bärmann', 'Hauptstraße 1']);
});

test('what is no table is refused, and nothing of it stays', async () => {
  const before = (await api.get('/imports?limit=1000')).body.data.length;
  for (const [content, code] of [
    ['', 'file_empty'],
    ['First Name,Last Name\r\n', 'file_rows'],
    ['PK\u0003\u0004xlsx', 'file_format'],
    ['{"people":[]}', 'file_format'],
  ] as const) {
    expect(await upload(content)).toMatchObject({ status: 422, body: { code } });
  }
  expect(await upload('a,b\nc,d', { query: '?encoding=klingon' })).toMatchObject({ status: 422 });
  const form = new FormData();
  form.set('note', 'no file');
  const response = await fetch(`${kith.url}/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf(kith)}` },
    body: form,
  });
  expect(response.status).toBe(422);
  expect((await api.get('/imports?limit=1000')).body.data).toHaveLength(before);
});

test('a file in a form is read too, and is forgotten on request', async () => {
  const form = new FormData();
  form.set('file', new Blob(['Name,Phone\nPriya Ramanson,206 555 0133\n'], { type: 'text/csv' }), 'form.csv');
  const headers = { authorization: `Bearer ${keyOf(kith)}` };
  const response = await fetch(`${kith.url}/v1/imports`, { method: 'POST', headers, body: form });
  const body = (await response.json()) as { id: number; file: { name: string; rows: number } };
  expect(body.file).toMatchObject({ name: 'form.csv', rows: 1 });
  expect((await api.send('DELETE', `/imports/${body.id}`)).status).toBe(204);
  expect((await api.get(`/imports/${body.id}`)).status).toBe(404);
});

test('dates that could be two are asked about, and follow the order that is told', async () => {
  const { body } = await upload(
    csv('First name,Last name,Birthday', 'Ida,Datesby,03/04/1990', 'Udo,Datesby,05/06/1991'),
  );
  const asked = await work(body.id, 'check');
  expect(asked.result.failed).toBe(2);
  expect((await rowsOf(body.id))[0].errors).toMatchObject([{ code: 'date_order' }]);
  await api.send('PATCH', `/imports/${body.id}`, { options: { date_order: 'mdy' } });
  await work(body.id, 'check');
  const [ida] = await rowsOf(body.id);
  expect(ida.changes.birth_date.after).toBe('1990-03-04');
  // One cell of another column decides for all of its own.
  const { body: second } = await upload(
    csv('First name,Last name,Birthday', 'Ida,Other,03/04/1990', 'Udo,Other,13/06/1991'),
  );
  await work(second.id, 'check');
  expect((await rowsOf(second.id))[0].changes.birth_date.after).toBe('1990-04-03');
});

test('several who fit are never guessed, and a shared mailbox is no person', async () => {
  for (const first_name of ['Kofi', 'Kwame']) {
    await api.send('POST', '/constituents', {
      first_name,
      last_name: 'Sharedby',
      email_addresses: [{ address: 'home@shared.example' }],
    });
  }
  const { body } = await upload(
    csv(
      'First,Last,Email',
      'Kwame,Sharedby,home@shared.example',
      'K,Sharedby,home@shared.example',
      'Abena,Sharedby,home@shared.example',
    ),
  );
  await work(body.id, 'check');
  const rows = await rowsOf(body.id);
  expect(rows.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unchanged', 'error', 'create']);
  expect(rows[1].errors).toMatchObject([{ code: 'several_people' }]);
});

test('somebody who was changed after the check is not overwritten', async () => {
  const { body: one } = await api.send('POST', '/constituents', {
    first_name: 'Ulla',
    last_name: 'Racer',
    email_addresses: [{ address: 'ulla@race.example' }],
  });
  const { body } = await upload(csv('First,Last,Email,Job title', 'Ulla,Racer,ulla@race.example,Baker'));
  await work(body.id, 'check');
  await api.send('PATCH', `/constituents/${one.id}`, { job_title: 'Miller' });
  const done = await work(body.id, 'run');
  expect(done.result).toMatchObject({ updated: 0, failed: 1 });
  expect((await rowsOf(body.id))[0].errors).toMatchObject([{ code: 'changed_since_check' }]);
  expect((await api.get(`/constituents/${one.id}`)).body.job_title).toBe('Miller');
});

test('all or nothing writes nobody if a row is refused', async () => {
  const { body } = await upload(
    csv('First,Last,Email', 'Allan,Nothingby,allan@nothing.example', 'Eve,Nothingby,broken'),
  );
  await api.send('PATCH', `/imports/${body.id}`, { options: { transaction: 'all_or_nothing' } });
  await work(body.id, 'check');
  expect(await api.send('POST', `/imports/${body.id}/run`)).toMatchObject({
    status: 409,
    body: { code: 'rows_refused' },
  });
  await api.send('PATCH', `/imports/${body.id}`, { options: {} });
  expect(await work(body.id, 'run')).toMatchObject({ status: 'failed', problem: 'rows_refused' });
  expect(await find('allan@nothing.example')).toEqual([]);
});

test('what is blank is kept or cleared, and what is there is kept or filled', async () => {
  const make = async (last_name: string) =>
    (
      await api.send('POST', '/constituents', {
        first_name: 'Olga',
        last_name,
        job_title: 'Pilot',
        email_addresses: [{ address: `${last_name}@fill.example` }],
      })
    ).body.id;
  const run = async (options: object, last: string, job: string) => {
    const id = await make(last);
    const { body } = await upload(
      csv('First,Last,Email,Job title,Occupation', `Olga,${last},${last}@fill.example,${job},Sailor`),
    );
    await api.send('PATCH', `/imports/${body.id}`, { options });
    await work(body.id, 'run');
    const { job_title, occupation } = (await api.get(`/constituents/${id}`)).body;
    return [job_title, occupation];
  };
  expect(await run({}, 'Keeper', '')).toEqual(['Pilot', 'Sailor']);
  expect(await run({ blank: 'clear' }, 'Clearer', '')).toEqual([null, 'Sailor']);
  expect(await run({ on_match: 'fill' }, 'Filler', 'Cook')).toEqual(['Pilot', 'Sailor']);
  expect(await run({ on_match: 'skip' }, 'Skipper', 'Cook')).toEqual(['Pilot', null]);
});

test('what was predicted for made files is what happens, and goes back without a trace', async () => {
  const chance = new Chance(11);
  const people = makePeople({ count: 300, duplicates: 0.3, seed: 5 });
  for (const person of people.slice(0, 80)) {
    await api.send('POST', '/constituents', {
      ...{ first_name: person.firstName, last_name: person.lastName, birth_date: person.birthDate },
      email_addresses: person.emails.map((address) => ({ address })),
    });
  }
  const before = await fingerprint();
  const lines = people.map((person) => {
    const email = chance.is(0.05) ? 'broken@' : person.emails.join(';');
    const birth = chance.is(0.05) ? '1990-13-01' : (person.birthDate ?? '');
    return [person.firstName, person.lastName, email, person.phones[0] ?? '', birth, person.addresses[0]?.street ?? '']
      .map((cell) => `"${cell}"`)
      .join(',');
  });
  const { body } = await upload(csv('First name,Last name,Email,Phone,Birth date,Street', ...lines));
  await work(body.id, 'check');
  const predicted = await rowsOf(body.id);
  const done = await work(body.id, 'run');
  const written = await rowsOf(body.id);
  const outline = (rows: { row: number; outcome: string }[]) => rows.map(({ row, outcome }) => `${row} ${outcome}`);
  expect(outline(written)).toEqual(outline(predicted));
  expect(done.result.created).toBeGreaterThan(100);
  expect(done.result.updated + done.result.unchanged).toBeGreaterThan(30);
  expect(done.result.failed).toBeGreaterThan(5);
  expect(await fingerprint()).not.toEqual(before);
  await work(body.id, 'revert');
  expect(await fingerprint()).toEqual(before);
});

/** What is on record of everybody who is present, times and ids of rows aside. */
async function fingerprint() {
  return kith.app.db.all(
    sql(`select c.id, c.first_name, c.last_name, c.birth_date,
      (select array_agg(normalized_address order by normalized_address) from email_addresses e where e.constituent_id = c.id) as emails,
      (select array_agg(digits order by digits) from phone_numbers p where p.constituent_id = c.id) as phones,
      (select array_agg(street order by street) from street_addresses s where s.constituent_id = c.id) as streets
      from constituents c where c.deleted_at is null order by c.id`),
  );
}

test('a worker that died is followed by another, and nothing is written twice', async () => {
  const lines = Array.from({ length: 450 }, (_, at) => `Kim${at},Twiceby,kim${at}@twice.example`);
  const { body } = await upload(csv('First,Last,Email', ...lines));
  await work(body.id, 'check');
  await api.send('POST', `/imports/${body.id}/run`);
  const told = { organizationId: kith.organization.id, importId: body.id };
  // Two begin at once: one of them works.
  await Promise.all([workOnImport(kith.app.db, told), workOnImport(kith.app.db, told)]);
  expect((await api.get(`/imports/${body.id}`)).body).toMatchObject({ status: 'done', result: { created: 450 } });
  const [{ people }] = (await kith.app.db.all(
    sql(`select count(*) as people from constituents where last_name = 'Twiceby' and deleted_at is null`),
  )) as [{ people: number }];
  expect(people).toBe(450);
});

test('a stranger sees no import, and a key that only reads starts none', async () => {
  const { body } = await upload(csv('First,Last', 'Solo,Strangerby'));
  const elsewhere = nativeClient(kith.url, keyOf(await kith.addTenant('oakfield')));
  for (const path of ['', '/rows', '/errors.csv'])
    expect((await elsewhere.get(`/imports/${body.id}${path}`)).status).toBe(404);
  for (const action of ['check', 'run', 'cancel', 'revert']) {
    expect((await elsewhere.send('POST', `/imports/${body.id}/${action}`)).status).toBe(404);
  }
  expect((await elsewhere.send('PATCH', `/imports/${body.id}`, {})).status).toBe(404);
  expect((await elsewhere.get('/imports')).body.data).toEqual([]);
});
