// `kith export`: everybody leaves in constant memory, however many they are.
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db/connect.ts';
import { cloneDatabase } from '../support/kith.ts';
import { removeDirectory, runKith, temporaryDirectory } from '../support/kith-process.ts';
import { entriesOf } from '../support/read-sheet.ts';
import { sql } from '../support/sql.ts';

const PEOPLE = 20_000;
/** Megabytes of heap. The file is as large, and the records that it is made of take several times as much. */
const HEAP = 96;

let directory: string;
let env: Record<string, string>;
let someId = 0;
beforeAll(async () => {
  directory = await temporaryDirectory('export');
  env = { KITH_DATA_DIR: directory, DATABASE_URL: await cloneDatabase() };
  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', 'admin@riverbend.example'];
  await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
  const db = connect({ connectionString: env.DATABASE_URL }, 1);
  const run = (text: string) => db.all(sql(text));
  await run(`insert into constituents (organization_id, first_name, last_name, addressee, date_added, active)
    select organization_id, 'First' || i, 'Last' || i, repeat('x', 5000), '2026-01-01', true
    from organizations, generate_series(1, ${PEOPLE}) i`);
  await run(`insert into email_addresses (organization_id, constituent_id, address, normalized_address, search_address, is_preferred)
    select organization_id, id, 'p' || id || '@x.example', 'p' || id || '@x.example', 'p' || id || '@x.example', true from constituents`);
  const [some] = await db.all<{ id: number }>(sql('select max(id) as id from constituents'));
  someId = some?.id ?? 0;
  await run('vacuum analyze');
  await db.close();
}, 120_000);
afterAll(() => removeDirectory(directory));

test(`${PEOPLE} people through a heap of ${HEAP} MB`, { timeout: 240_000 }, async () => {
  const output = join(directory, 'people.csv');
  const options = ['export', '--organization', 'riverbend', '--output', output];
  const began = performance.now();
  const done = await runKith(options, { ...env, NODE_OPTIONS: `--max-old-space-size=${HEAP}` });
  expect(done).toMatchObject({ code: 0, stdout: `${output} has ${PEOPLE} records.\n`, stderr: '' });
  console.log(`${Math.round(PEOPLE / ((performance.now() - began) / 1000))} records a second`);
  const { size, mode } = await stat(output);
  expect(size).toBeGreaterThan(HEAP * 1_000_000);
  expect(mode & 0o077).toBe(0);
  const ids = new Set<string>();
  for await (const row of createReadStream(output).pipe(parse({ columns: true, bom: true }))) {
    expect(row.email_1).toBe(`p${row.id}@x.example`);
    ids.add(row.id);
  }
  expect(ids.size).toBe(PEOPLE);
});

test('a workbook as well', { timeout: 240_000 }, async () => {
  const output = join(directory, 'people.xlsx');
  const done = await runKith(['export', '--format', 'xlsx', '--output', output], {
    ...env,
    NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
  });
  expect(done).toMatchObject({ code: 0, stderr: '' });
  let rows = 0;
  const zip = await readFile(output);
  const sheet = entriesOf(zip).find(({ name }) => name === 'xl/worksheets/sheet1.xml');
  let carried = '';
  for await (const text of sheet?.open() ?? []) {
    carried += String(text);
    rows += carried.split('<row ').length - 1;
    carried = carried.slice(-4);
  }
  expect(rows).toBe(PEOPLE + 1);
});

test('what a search finds goes to standard output, in the columns that are named', async () => {
  const found = await runKith(['export', '--filter', `p${someId}@`, '--columns', 'id, email_1'], env);
  expect(found).toMatchObject({ code: 0, stderr: '' });
  expect(found.stdout).toBe(`\uFEFFid,email_1\r\n${someId},p${someId}@x.example\r\n`);
  const lines = await runKith(['export', '--filter', String(someId), '--format', 'jsonl', '--columns', 'id'], env);
  expect(JSON.parse(lines.stdout)).toEqual({ id: someId });
});

test('a disk that is full, or a reader who has enough, is recorded with how many left', {
  timeout: 60_000,
}, async () => {
  const ended = async () => {
    const db = connect({ connectionString: env.DATABASE_URL ?? '' }, 1);
    const rows = await db.all<{ after: { count: number; isWhole: boolean } }>(
      sql("select after from changes where kind = 'export.ended' order by id desc limit 1"),
    );
    await db.close();
    return rows[0]?.after;
  };
  for (const format of ['csv', 'xlsx', 'jsonl']) {
    const full = await runKith(['export', '--format', format, '--output', '/dev/full'], env);
    expect([format, full]).toMatchObject([format, { code: 1, stdout: '', stderr: expect.stringContaining('ENOSPC') }]);
    const { count = 0, isWhole } = (await ended()) ?? {};
    expect(isWhole).toBe(false);
    expect(count).toBeLessThan(PEOPLE);
  }
  const command = `node bin/kith.js export | head -1`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], {
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\uFEFFid,[^\n]*\r\n$/);
  expect(await ended()).toMatchObject({ isWhole: false });
});

test('a column or a list that there is not is named, and nothing is written', async () => {
  const output = join(directory, 'nothing.csv');
  const colour = await runKith(['export', '--columns', 'id,colour', '--output', output], env);
  expect(colour).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('colour') });
  expect((await runKith(['export', '--list', '999'], env)).stderr).toContain('kith list list');
  await expect(readFile(output)).rejects.toThrow('ENOENT');
});
