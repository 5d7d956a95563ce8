// The list of everyone leaves in constant memory, however many they are.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db/connect.ts';
import { cloneDatabase } from '../support/kith.ts';
import { removeDirectory, runKith, startServing, temporaryDirectory } from '../support/kith-process.ts';
import { basic } from '../support/oho-client.ts';

const PEOPLE = 100_000;
/** Megabytes. The list has about thirty; held as rows and text it would be hundreds. */
const ALLOWED = 60;
const headers = basic('admin@riverbend.example', 'a secret of the tests');

let directory: string;
let env: Record<string, string>;
beforeAll(async () => {
  directory = await temporaryDirectory('list');
  env = { KITH_DATA_DIR: directory, DATABASE_URL: await cloneDatabase() };
  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', 'admin@riverbend.example'];
  await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
  const db = connect({ connectionString: env.DATABASE_URL }, 1);
  const run = (text: string) => db.all({ text, values: [] });
  await run(`insert into constituents (organization_id, first_name, last_name, date_added, active)
    select organization_id, 'First' || i, 'Last' || i, '2026-01-01', true from organizations, generate_series(1, ${PEOPLE}) i`);
  await run(`insert into email_addresses (organization_id, constituent_id, address, normalized_address, search_address, is_preferred)
    select organization_id, id, 'p' || id || '@x.example', 'p' || id || '@x.example', 'p' || id || '@x.example', true from constituents`);
  await run('vacuum analyze');
  await db.close();
}, 120_000);
afterAll(() => removeDirectory(directory));

/** The largest memory that a process ever had, in megabytes. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmHWM:\s+(\d+)/)?.[1]) / 1024;
}

test.skipIf(process.platform !== 'linux')(`${PEOPLE} people`, { timeout: 120_000 }, async () => {
  const server = await startServing(env);
  const get = async (path: string) => (await fetch(server.url + path, { headers })).json() as Promise<unknown[]>;
  await get('/api/constituents?limit=1000');
  const before = await peakMemory(server.child.pid ?? 0);
  expect(await get('/api/constituents')).toHaveLength(PEOPLE);
  expect((await peakMemory(server.child.pid ?? 0)) - before).toBeLessThan(ALLOWED);
  expect(await server.stop()).toBe(0);
});
