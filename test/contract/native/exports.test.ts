// docs/export.md: files of people through the own API.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCustomFields } from '../../support/custom-fields.ts';
import { startKith, type TestKith } from '../../support/kith.ts';
import { readSheet } from '../../support/read-sheet.ts';
import { addRecord } from '../../support/records.ts';
import { type Client, keyOf, nativeClient } from './client.ts';

const PEOPLE = 2_000;
const FORMULAS = ['=HYPERLINK("http://evil.example","x")', '+1', '-1', '@a', "'=1", "'tis"];
let kith: TestKith;
let api: Client;
let elsewhere: TestKith['lgl'] & { key: string };
beforeAll(async () => {
  kith = await startKith();
  api = nativeClient(kith.url, keyOf(kith));
  const other = await kith.addTenant('oakfield');
  elsewhere = { ...other.lgl, key: keyOf(other) };
  await addCustomFields(kith, [
    { key: 'how_met', name: 'How met', dataType: 'text' },
    { key: 'visits', name: 'Visits', dataType: 'integer' },
  ]);
  for (const name of ['Volunteers', 'Board; "old"', 'Choir']) await api.send('POST', '/groups', { name });
  for (let start = 0; start < PEOPLE; start += 25) {
    await Promise.all(Array.from({ length: 25 }, (_, at) => make(start + at)));
  }
  await nativeClient(kith.url, elsewhere.key).send('POST', '/constituents', { last_name: 'Elsewhere' });
}, 180_000);
afterAll(() => kith.stop());

async function make(number: number): Promise<void> {
  const text = FORMULAS[number % 20] ?? `Émile, "der"\r\nzweite ${number}`;
  const points = (count: number) => Array.from({ length: count }, (_, at) => at);
  const body = {
    ...{
      first_name: text,
      last_name: `Person ${number}`,
      is_org: number % 11 === 0,
      org_name: number % 11 ? null : 'Co',
    },
    birth_date: number % 3 ? null : '1990-02-28',
    email_addresses: points(number % 4).map((at) => ({
      ...{
        address: `p${number}.${at}@example.org`,
        type: at ? 'Work' : 'Home',
        is_preferred: at === 1,
        is_current: at < 2,
      },
    })),
    phone_numbers: points(number % 3).map((at) => ({ number: `+61 2 9${String(number).padStart(4, '0')} ${at}000` })),
    street_addresses: number % 5 ? [] : [{ street: `${number} River St\nFlat 2`, city: 'Perth', postal_code: '0800' }],
    groups:
      number % 7 ? [] : [{ group: 'Board; "old"' }, { group: 'Choir' }, { group: 'Volunteers', is_current: false }],
    custom_fields: number % 6 ? {} : { how_met: text, visits: String(number) },
    external_ids: number % 2 ? {} : { payroll: `00${number}` },
  };
  const { status } = await api.send('POST', '/constituents', body);
  expect(status).toBe(201);
}

async function ask(body: object): Promise<{ id: number; text: string; type: string | null }> {
  const made = await api.send('POST', '/exports', body);
  expect(made).toMatchObject({ status: 202, body: { status: 'ready' } });
  expect(made.headers.get('location')).toBe(`/v1/exports/${made.body.id}`);
  const response = await download(made.body.id);
  expect(response.status).toBe(200);
  return {
    id: made.body.id,
    text: Buffer.from(await response.arrayBuffer()).toString(),
    type: response.headers.get('content-type'),
  };
}

const download = (id: number, key = keyOf(kith), signal?: AbortSignal) =>
  fetch(`${kith.url}/v1/exports/${id}/file`, {
    headers: { authorization: `Bearer ${key}` },
    ...(signal && { signal }),
  });

type Row = Record<string, string>;
const rowsOf = (text: string) => parse(text, { columns: true, bom: true }) as Row[];
const unprotected = (cell: string) => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell);

// biome-ignore lint/suspicious/noExplicitAny: a record of the API
type Shown = any;

/** What a row has to be, from what the API shows of the person. */
function expectedRow(shown: Shown): Row {
  const row: Record<string, unknown> = {};
  const plain = Object.entries(shown).filter(([, value]) => value === null || typeof value !== 'object');
  for (const [name, value] of plain) row[name] = value;
  const preferredFirst = (points: Shown[]) => [...points].sort((a, b) => b.is_preferred - a.is_preferred);
  preferredFirst(shown.email_addresses).forEach((email, at) => {
    row[`email_${at + 1}`] = email.address;
    row[`email_${at + 1}_type`] = email.type;
    row[`email_${at + 1}_is_preferred`] = email.is_preferred;
    row[`email_${at + 1}_is_current`] = email.is_current;
  });
  preferredFirst(shown.phone_numbers).forEach((phone, at) => {
    row[`phone_${at + 1}`] = phone.number;
    row[`phone_${at + 1}_type`] = phone.type;
  });
  shown.street_addresses.forEach((address: Shown, at: number) => {
    for (const part of ['street', 'city', 'state', 'postal_code', 'county', 'country'])
      row[`${part}_${at + 1}`] = address[part];
    row[`address_${at + 1}_type`] = address.type;
  });
  const names = (isCurrent: boolean) =>
    shown.groups
      .filter((group: Shown) => group.is_current === isCurrent)
      .map(({ name }: Shown) => (/;|^"/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
      .join(';');
  row.groups = names(true);
  row.former_groups = names(false);
  for (const [key, value] of Object.entries(shown.custom_fields)) row[`custom:${key}`] = value;
  for (const { system, value } of shown.external_ids) row[`external_id:${system}`] = value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')]));
}

async function everybody(): Promise<Shown[]> {
  const ids: number[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await api.get(`/constituents?limit=1000&sort=id${cursor}`);
    ids.push(...body.data.map((person: Shown) => person.id));
    if (body.next_cursor === null) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  const shown: Shown[] = [];
  for (let start = 0; start < ids.length; start += 25) {
    const piece = ids.slice(start, start + 25).map(async (id) => (await api.get(`/constituents/${id}`)).body);
    shown.push(...(await Promise.all(piece)));
  }
  return shown;
}

test('what another parser reads of the file is what the API shows', { timeout: 120_000 }, async () => {
  const { text, type } = await ask({ format: 'csv' });
  expect(type).toBe('text/csv; charset=utf-8');
  const rows = rowsOf(text);
  const people = await everybody();
  expect(rows.map(({ id }) => Number(id))).toEqual(people.map(({ id }) => id));
  expect(rows.length).toBe(PEOPLE);
  /** Not in the file: of the record as a whole, and what can be made of the rest. */
  const left = new Set(['version', 'display_name', 'deleted_at']);
  people.forEach((shown, at) => {
    const row = rows[at] ?? {};
    const expected = Object.entries(expectedRow(shown)).filter(([name]) => !left.has(name));
    for (const [name, value] of expected) expect([name, unprotected(row[name] ?? 'absent')]).toEqual([name, value]);
    const known = new Set(expected.map(([name]) => name));
    const more = Object.entries(row).filter(([name, value]) => !known.has(name) && value !== '');
    expect(more.filter(([name]) => !/_is_(preferred|current)$|_name$/.test(name))).toEqual([]);
  });
});

test('no cell begins like a formula, and none was changed otherwise', async () => {
  const { text } = await ask({ format: 'csv', columns: ['first_name', 'custom:how_met', 'phone_1'] });
  const cells = rowsOf(text).flatMap((row) => Object.values(row));
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  for (const formula of FORMULAS) expect(cells.map(unprotected)).toContain(formula);
  const raw = await ask({ format: 'csv', columns: ['first_name'], for: 'programs' });
  expect(raw.text.startsWith('first_name\r\n')).toBe(true);
  const bare = rowsOf(raw.text).map(({ first_name }) => first_name);
  for (const formula of FORMULAS) expect(bare).toContain(formula);
});

test('a workbook has the same cells, as texts that no spreadsheet runs', { timeout: 60_000 }, async () => {
  const odd = '_x0041_ <&> \u0001 ]]> \t 😀 \n end ';
  const { body } = await api.send('POST', '/constituents', { last_name: 'Sheet', custom_fields: { how_met: odd } });
  const columns = [
    'id',
    'is_org',
    'first_name',
    'custom:how_met',
    'external_id:payroll',
    'postal_code_1',
    'email_1',
    'groups',
  ];
  const made = await api.send('POST', '/exports', { format: 'xlsx', columns });
  const response = await download(made.body.id);
  expect(response.headers.get('content-disposition')).toContain('.xlsx"');
  const [headings, ...sheet] = readSheet(Buffer.from(await response.arrayBuffer()));
  expect(headings?.map((cell) => cell?.value)).toEqual(columns);
  const rows = rowsOf((await ask({ format: 'csv', for: 'programs', columns })).text);
  expect(sheet.map((cells) => columns.map((_, at) => cells[at]?.value ?? ''))).toEqual(
    rows.map((row) => columns.map((name) => row[name])),
  );
  expect(rows.length).toBe(PEOPLE + 1);
  expect(rows.at(-1)?.['custom:how_met']).toBe((await api.get(`/constituents/${body.id}`)).body.custom_fields.how_met);
  expect(new Set(sheet.flatMap((cells) => cells.flatMap((cell) => cell?.type ?? [])))).toEqual(
    new Set(['n', 'b', 'inlineStr']),
  );
  await api.send('DELETE', `/constituents/${body.id}`);
});

test('JSON lines have what is chosen, in lists', async () => {
  const columns = ['id', 'email_addresses', 'groups', 'custom_fields', 'external_ids', 'email_1'];
  const { text } = await ask({ format: 'jsonl', columns });
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBe(PEOPLE);
  for (const line of lines) expect(Object.keys(line)).toEqual(columns);
  const left = { columns: ['group_memberships', 'group_3_is_current'], format: 'jsonl' };
  const members = (await ask(left)).text.split('\n').filter((line) => line.includes('Volunteers'));
  expect(members.length).toBe(Math.ceil(PEOPLE / 7));
  expect(JSON.parse(members[0] ?? '')).toMatchObject({
    group_memberships: [{ is_current: true }, { group: 'Choir' }, { group: 'Volunteers', is_current: false }],
    group_3_is_current: false,
  });
  const shown = (await api.get(`/constituents/${lines[42].id}`)).body;
  expect(lines[42].custom_fields).toEqual(shown.custom_fields);
  expect(lines[42].email_addresses.length).toBe(shown.email_addresses.length);
  expect(lines.some(({ groups }) => groups.includes('Board; "old"'))).toBe(true);
});

test('a vCard for each, keywords for whom has them, and whoever a search finds', async () => {
  const { text, type } = await ask({ format: 'vcf' });
  expect(type).toBe('text/vcard; charset=utf-8');
  expect(text.match(/^END:VCARD\r$/gm)?.length).toBe(PEOPLE);
  const keyword = (await ask({ format: 'csv', q: 'Person 77', columns: ['id', 'last_name'] })).text;
  const found = (await api.get('/constituents?q=Person%2077&limit=1000')).body.data;
  expect(rowsOf(keyword).map(({ id }) => Number(id))).toEqual(found.map(({ id }: Shown) => id));
  expect(found.length).toBeGreaterThan(1);
  expect(found.length).toBeLessThan(PEOPLE);
  const category = (await api.get('/keyword_categories')).body.data.find(({ name }: Shown) => name === 'Interests');
  const key = category?.key ?? (await api.get('/keyword_categories')).body.data[0].key;
  const id = await addRecord(kith, { lastName: 'Keyword', categories: [{ key, keywords: [{ name: 'Rivers' }] }] });
  const given = (await api.get(`/constituents/${id}`)).body.keywords;
  expect(given).toMatchObject([{ name: 'Rivers' }]);
  const { text: csv } = await ask({ format: 'csv', q: String(id), columns: [`keywords:${key}`] });
  expect(rowsOf(csv)).toEqual([{ [`keywords:${key}`]: given.map(({ name }: Shown) => name).join(';') }]);
  await api.send('DELETE', `/constituents/${id}`);
  expect((await ask({ format: 'csv', q: String(id), columns: ['id'] })).text).toBe('\uFEFFid\r\n');
});

test('each download is recorded: who, what, how many', async () => {
  const { id } = await ask({ format: 'csv', q: 'Person 77', columns: ['id'] });
  const shown = (await api.get(`/exports/${id}`)).body;
  expect(shown).toMatchObject({ id, q: 'Person 77', downloaded_at: expect.any(String) });
  expect(shown.progress.done).toBe(shown.progress.total);
  expect((await api.get('/exports?limit=1')).body.data[0].id).toBe(id);
  const changes = async () => (await api.get(`/changes?subject=export:${id}`)).body.data;
  expect(await changes()).toMatchObject([
    { kind: 'export.created', actor: { type: 'key' }, after: { format: 'csv', columns: ['id'], is_search: true } },
    { kind: 'export.started', after: { expected: shown.progress.done } },
    { kind: 'export.ended', after: { count: shown.progress.done, is_whole: true } },
  ]);
});

test('a download that breaks off is recorded too', async () => {
  const { body } = await api.send('POST', '/exports', { format: 'csv' });
  const stop = new AbortController();
  const reader = (await download(body.id, undefined, stop.signal)).body?.getReader();
  await reader?.read();
  stop.abort();
  const kinds = async () =>
    (await api.get(`/changes?subject=export:${body.id}`)).body.data.map(({ kind }: Shown) => kind);
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(['export.created', 'export.started', 'export.ended']);
  const last = (await api.get(`/changes?subject=export:${body.id}`)).body.data.at(-1);
  expect(last.after).toMatchObject({ is_whole: false });
  expect(last.after.count).toBeLessThan(PEOPLE);
  expect((await api.get(`/exports/${body.id}`)).body.progress.done).toBeNull();
});

test('a search that names an erased person is forgotten, and leaves nothing in the history', async () => {
  const address = 'forget.me@example.org';
  const { id } = (await api.send('POST', '/constituents', { email_addresses: [{ address }] })).body;
  const made = await ask({ format: 'csv', q: address.toUpperCase(), columns: ['email_1'] });
  expect(rowsOf(made.text)).toEqual([{ email_1: address }]);
  await api.send('POST', `/constituents/${id}/erase`, { reason: 'asked for' });
  expect((await api.get(`/exports/${made.id}`)).status).toBe(404);
  expect(JSON.stringify((await api.get(`/changes?subject=export:${made.id}`)).body)).not.toMatch(/forget/i);
});

test('only with the permission, only of the own organization, only columns that there are', async () => {
  const { id } = await ask({ format: 'csv', columns: ['id'] });
  expect((await download(id, elsewhere.key)).status).toBe(404);
  const reader = (await api.send('POST', '/keys', { name: 'Reader', scopes: ['people:read'] })).body;
  const weak = nativeClient(kith.url, reader.access_token ?? reader.key);
  expect((await weak.get('/constituents?limit=1')).status).toBe(200);
  expect((await weak.send('POST', '/exports', { format: 'csv' })).status).toBe(403);
  expect((await weak.get(`/exports/${id}/file`)).status).toBe(403);
  for (const body of [
    { format: 'csv', columns: ['colour'] },
    { format: 'csv', columns: ['custom:colour'] },
    { format: 'csv', columns: ['email_100'] },
    { format: 'csv', list_id: 999_999 },
    { format: 'vcf', columns: ['id'] },
    { format: 'pdf' },
    {},
  ]) {
    expect([body, (await api.send('POST', '/exports', body)).status]).toEqual([body, 422]);
  }
  const { text } = await ask({ format: 'csv', columns: ['email_9', 'external_id:nobody', 'custom:visits'] });
  expect(text.split('\r\n')[0]).toBe('\uFEFFemail_9,external_id:nobody,custom:visits');
});
