// Whatever is sent as a file is read or refused, and every row of what is read comes to something.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workOnImport } from '../../src/core/transfer/work-on-import.ts';
import { keyOf, nativeClient } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { Chance } from '../support/made-people.ts';

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const CELLS = [
  ...[
    'Zoë',
    '"',
    '""',
    '"a;b"',
    "'=1+1",
    '=1+1',
    'a@b.example',
    'a@b.example;c@d.example',
    '13/02/1990',
    '31/02/1990',
    '1/2/3',
  ],
  ...[
    'x'.repeat(5_000),
    '\u0000',
    '\uFEFF',
    '\u202Eabc',
    '\uD800',
    'null',
    '-',
    'TRUE',
    '999999999999999999',
    '1.0',
    '😀',
    'İ',
  ],
  ...[
    '+1 206 555 0101',
    'p:+46',
    '',
    ' ',
    '\t',
    'Total',
    'constructor',
    '__proto__',
    '%00',
    '<script>',
    '2134',
    'Seattle, WA 98101',
  ],
];
const HEADINGS =
  'First Name,Last Name,Full Name,Email,Phone,Birthday,Street,City,Zip,Groups,Deceased?,custom:x,external_id:a,id,CSZ,Payroll Name,,Reserved'.split(
    ',',
  );

function madeFile(chance: Chance): Buffer {
  if (chance.is(0.25)) return Buffer.from(Array.from({ length: chance.below(400) }, () => chance.below(256)));
  const separator = [',', ';', '\t', '|'][chance.below(4)]!;
  const end = ['\r\n', '\n', '\r'][chance.below(3)]!;
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: 1 + chance.below(most) }, () => from[chance.below(from.length)]!);
  const lines = Array.from({ length: chance.below(12) }, () => some(CELLS, 12).join(separator));
  const text = [some(HEADINGS, 10).join(separator), ...lines].join(end);
  const bytes = Buffer.from(text, chance.is(0.1) ? 'utf16le' : chance.is(0.2) ? 'latin1' : 'utf8');
  return chance.is(0.2) ? bytes.subarray(0, chance.below(bytes.length + 1)) : bytes;
}

test('four hundred odd files are read or refused, and none fails', async () => {
  const chance = new Chance(2026);
  const api = nativeClient(kith.url, keyOf(kith));
  const seen = { read: 0, refused: 0, rows: 0 };
  for (let turn = 0; turn < 400; turn += 1) {
    const headers = { authorization: `Bearer ${keyOf(kith)}`, 'content-type': 'text/csv' };
    const response = await fetch(`${kith.url}/v1/imports`, {
      method: 'POST',
      headers,
      body: new Uint8Array(madeFile(chance)),
    });
    const body = (await response.json()) as { id: number; code: string };
    expect([202, 422], `${turn}: ${JSON.stringify(body).slice(0, 200)}`).toContain(response.status);
    if (response.status === 422) {
      expect(body.code).toMatch(/^file_/);
      seen.refused += 1;
      continue;
    }
    seen.read += 1;
    expect((await api.send('POST', `/imports/${body.id}/run`)).status).toBe(202);
    await workOnImport(kith.app.db, { organizationId: kith.organization.id, importId: body.id });
    expect((await api.get(`/imports/${body.id}`)).body, String(turn)).toMatchObject({ status: 'done', problem: null });
    const { data } = (await api.get(`/imports/${body.id}/rows?limit=1000`)).body;
    for (const { outcome, errors } of data) {
      expect(outcome).not.toBeNull();
      if (outcome === 'error') expect(errors.length).toBeGreaterThan(0);
    }
    seen.rows += data.length;
  }
  expect(seen.read).toBeGreaterThan(150);
  expect(seen.refused).toBeGreaterThan(20);
  expect(seen.rows).toBeGreaterThan(500);
}, 180_000);
