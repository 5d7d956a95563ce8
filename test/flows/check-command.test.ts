// What people do for registers at the command line, beside a running server (docs/registries.md).
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../support/kith.ts';
import { removeDirectory, runKith, temporaryDirectory } from '../support/kith-process.ts';
import { type OhoClient, ohoClient } from '../support/oho-client.ts';
import { runJob } from '../support/schedule.ts';

let kith: TestKith;
let oho: OhoClient;
let directory: string;
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
  directory = await temporaryDirectory('check');
});
afterAll(async () => {
  await kith.stop();
  await removeDirectory(directory);
});

const run = (...args: string[]) => {
  const { databaseUrl = '', secret = '' } = kith.app.config;
  return runKith(['check', ...args], { DATABASE_URL: databaseUrl, KITH_SECRET: secret, KITH_DATA_DIR: directory });
};
const submit = async (type: string, identifier: string | null) => {
  const scan = { type, identifier, first_name: 'Jo', surname: 'Doe', birth_date: '1970-01-01' };
  const { accreditation_id } = (await oho.post('/api/scan', scan)).body;
  await runJob(kith, 'run_due_scans');
  return accreditation_id as number;
};
const shown = async (id: number) => (await oho.get(`/api/accreditations/${id}`)).body;

test('kith check waiting and decide', { timeout: 90_000 }, async () => {
  const id = await submit('vicwwc', '1234567A');
  expect((await run('waiting')).stdout).toContain('1234567A');
  const refused = await run(
    'decide',
    String(id),
    '--outcome',
    'active',
    '--expires',
    '2030-02-31',
    '--evidence',
    'seen',
  );
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--expires')]);
  const decided = await run(
    'decide',
    String(id),
    '--outcome',
    'active',
    '--expires',
    '2099-04-30',
    '--evidence',
    'seen',
  );
  expect(decided.code).toBe(0);
  expect(await shown(id)).toMatchObject({
    status: 'completed',
    registry_response: { oho_status: 'active', expiry_date: '2099-04-30' },
  });
  const [row] = (await oho.get(`/api/accreditations/${id}/history`)).body;
  expect(row.evidence).toMatchObject({ note: 'seen', recordedBy: { type: 'system' } });
  expect((await run('waiting')).stdout).toContain('No check waits');
  expect((await run('decide', '99999', '--outcome', 'active', '--evidence', 'seen')).code).toBe(1);
});

test('kith check import', async () => {
  const file = join(directory, 'orders.csv');
  await writeFile(file, '\ufeffName,Birth Date\nJo Doe,1970-01-01\n');
  expect((await run('import', 'agedcareban', file, '--source', 'list of May')).stdout).toContain('1 row');
  expect((await run('import', 'agedcareban', join(directory, 'none.csv'))).code).toBe(1);
  await oho.send('PUT', '/api/registries/agedcareban', {
    body: '{"registry":"register-file"}',
    headers: { 'content-type': 'application/json' },
  });
  expect((await shown(await submit('agedcareban', null))).registry_response.oho_status).toBe('barred');
});

test('kith check import --preview, and what it does not understand', { timeout: 90_000 }, async () => {
  const file = join(directory, 'other.csv');
  await writeFile(file, 'Full Name;DOB\nSam Lee;1980-01-01\n');
  const preview = await run('import', 'agedcareban', file, '--preview');
  expect(preview.stdout).toMatch(/DOB +birth_date +1 +1980-01-01[\s\S]*1 row; nothing was replaced/);
  expect((await shown(await submit('agedcareban', null))).registry_response.oho_status).toBe('barred');
  await writeFile(file, 'name,order,region\nSam Lee,1,North\n');
  const unknown = await run('import', 'agedcareban', file, '--preview');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('"order", "region"; known are')]);
  expect((await run('import', 'agedcareban', file, '--preview', '--ignore', 'order', 'Region')).code).toBe(0);
  await writeFile(file, Buffer.from('name\nJo D\xf6e\n', 'latin1'));
  const refused = await run('import', 'agedcareban', file);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--charset')]);
  expect((await run('import', 'agedcareban', file, '--charset', 'windows-1252', '--preview')).stdout).toContain(
    'Jo Döe',
  );
});
