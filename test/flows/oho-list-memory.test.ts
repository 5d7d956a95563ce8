// The list of everyone leaves in constant memory, however many they are.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db/connect.ts';
import { cloneDatabase } from '../support/kith.ts';
import { removeDirectory, runKith, startServing, temporaryDirectory } from '../support/kith-process.ts';
import { basic } from '../support/oho-client.ts';
import { sql } from '../support/sql.ts';

const PEOPLE = 100_000;
/** Megabytes of heap that the server gets. The list held as rows and text takes hundreds: the process would end. */
const HEAP = 96;
const headers = basic('admin@riverbend.example', 'a secret of the tests');

let directory: string;
let env: Record<string, string>;
beforeAll(async () => {
  directory = await temporaryDirectory('list');
  env = { KITH_DATA_DIR: directory, DATABASE_URL: await cloneDatabase() };
  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', 'admin@riverbend.example'];
  await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
  const db = connect({ connectionString: env.DATABASE_URL }, 1);
  const run = (text: string) => db.all(sql(text));
  await run(`insert into constituents (organization_id, first_name, last_name, date_added, active)
    select organization_id, 'First' || i, 'Last' || i, '2026-01-01', true from organizations, generate_series(1, ${PEOPLE}) i`);
  await run(`insert into email_addresses (organization_id, constituent_id, address, normalized_address, search_address, is_preferred)
    select organization_id, id, 'p' || id || '@x.example', 'p' || id || '@x.example', 'p' || id || '@x.example', true from constituents`);
  await run('vacuum analyze');
  await db.close();
}, 120_000);
afterAll(() => removeDirectory(directory));

test(`${PEOPLE} people through a heap of ${HEAP} MB`, { timeout: 120_000 }, async () => {
  const server = await startServing({ ...env, NODE_OPTIONS: `--max-old-space-size=${HEAP}` });
  for (let time = 0; time < 2; time += 1) {
    const response = await fetch(`${server.url}/api/constituents`, { headers });
    expect(await response.json()).toHaveLength(PEOPLE);
  }
  expect(await server.stop()).toBe(0);
});
