// DATABASE_URL: Kith on a PostgreSQL server of the operator's own, as an ordinary role, over TCP with a password. With the
// server that comes with Kith, and with each supported one that this machine has.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import {
  type Environment,
  removeDirectory,
  runKith,
  startServing,
  temporaryDirectory,
} from '../support/kith-process.ts';
import { embeddedPrograms, startOwnServer } from '../support/own-server.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const SYSTEM = '/usr/lib/postgresql';
const SUPPORTED = ['15', '16', '17', '18'];

const programsOf = (version: string) => join(SYSTEM, version, 'bin');
const isInstalled = (version: string) =>
  ['initdb', 'postgres'].every((name) => existsSync(join(programsOf(version), name)));

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

/** From an empty database to one person in two APIs; what Kith does not do is leave traces elsewhere. */
async function liveOn(url: string, env: Environment): Promise<void> {
  const empty = await runKith(['doctor'], env);
  expect(empty.stderr).toMatch(/^problem: migrations: The database is empty/);

  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', 'admin@riverbend.example'];
  const { stdout, stderr } = await runKith(['setup', ...options, '--password', 'a secret of the tests', '--json'], env);
  expect(stderr).toBe('');
  const authorization = `Bearer ${JSON.parse(stdout).lgl.access_token}`;
  const server = await startServing(env);
  const created = await fetch(`${server.url}/api/v1/constituents`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      first_name: 'Zoë',
      last_name: 'Ångström',
      email_addresses: [{ address: 'zoe@example.org' }],
    }),
  });
  expect(created.status).toBe(200);
  const { id } = (await created.json()) as { id: number };
  // Accents and case: the search must not depend on the locale the server was initialised with.
  const search = await fetch(`${server.url}/api/v1/constituents/search?q=name%3DANGSTROM`, {
    headers: { authorization },
  });
  expect(await search.json()).toMatchObject({ total_items: 1, items: [{ id }] });
  const basic = `Basic ${Buffer.from('admin@riverbend.example:a secret of the tests').toString('base64')}`;
  const shown = await fetch(`${server.url}/api/constituents/${id}`, { headers: { authorization: basic } });
  expect(await shown.json()).toMatchObject({ id, email: 'zoe@example.org', active: false });
  expect(await runKith(['doctor'], env)).toMatchObject({ code: 0, stderr: '' });
  expect(await server.stop()).toBe(0);
  // The server is the operator's: it runs on.
  expect(await query(url, 'select count(*)::integer as people from constituents')).toEqual([{ people: 1 }]);
}

async function withOwnServer(programs: string): Promise<void> {
  const dataDir = await temporaryDirectory('own-data');
  const server = await startOwnServer(programs);
  try {
    await liveOn(server.url, { KITH_DATA_DIR: dataDir, DATABASE_URL: server.url });
    expect(readdirSync(dataDir)).toEqual(['secret']);
  } finally {
    await server.stop();
    await removeDirectory(dataDir);
  }
}

describe('a server of the operator', () => {
  test('of the version that comes with Kith', async () => {
    await withOwnServer(await embeddedPrograms());
  });

  test.for(SUPPORTED)('PostgreSQL %s of this machine', async (version, { skip }) => {
    if (!isInstalled(version)) skip(`${programsOf(version)} is not there`);
    await withOwnServer(programsOf(version));
  });
});
