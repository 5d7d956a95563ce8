// The role that serves, in real processes: on data of a version that had one role for everything, and on a server of the
// operator's own.
import { Client } from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { openApp } from '../../src/app.ts';
import { setUpOrganization } from '../../src/cli/set-up-organization.ts';
import { readConfig } from '../../src/config.ts';
import { startEmbedded } from '../../src/db/embedded/start-embedded.ts';
import { openLog } from '../../src/log.ts';
import {
  ADMIN,
  databasePid,
  type Environment,
  runKith,
  startServing,
  temporaryInstallation,
} from '../support/kith-process.ts';
import { embeddedPrograms, startOwnServer } from '../support/own-server.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

async function query(connection: Address | string, text: string): Promise<unknown[][]> {
  const client = new Client(typeof connection === 'string' ? { connectionString: connection } : { ...connection });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** Who is connected besides the one that asks. */
const USERS = `select distinct usename::text from pg_stat_activity
  where application_name = 'kith' and datname = current_database()`;

async function creates(env: Environment, key: string): Promise<void> {
  const server = await startServing(env);
  const answer = await fetch(`${server.url}/api/v1/constituents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ first_name: 'Noor', last_name: 'Haddad' }),
  });
  expect(answer.status).toBe(200);
  expect(await server.stop()).toBe(0);
}

test('data of an earlier version gets its role at the next start', async () => {
  const installation = await temporaryInstallation('roles');
  cleanUps.push(installation.remove);
  const { env } = installation;
  // As it was: the owner of everything serves.
  const earlier = await startEmbedded({ dataDir: env.KITH_DATA_DIR, log: () => undefined });
  const { host, user, database } = earlier.connection;
  const url = `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`;
  const app = await openApp(readConfig({ ...env, DATABASE_URL: url }), { log: openLog('silent') });
  const input = { name: 'Riverbend School', slug: 'riverbend', ...ADMIN };
  const key = (await setUpOrganization(app, input)).credentials.lgl.access_token;
  await app.close();
  expect(await query(earlier.connection, "select 1 from pg_roles where rolname = 'kith_app'")).toEqual([]);
  await earlier.stop();

  const before = await runKith(['doctor'], env);
  expect(before.stderr).toMatch(/^problem: roles: .*restart/m);
  const server = await startServing(env);
  expect(await query(earlier.connection, USERS)).toEqual([['kith_app']]);
  const serving = { ...earlier.connection, user: 'kith_app' };
  await expect(query(serving, 'truncate changes')).rejects.toMatchObject({ code: '42501' });
  await expect(query(serving, "copy (select 1) to program 'true'")).rejects.toMatchObject({ code: '42501' });
  expect(await server.stop()).toBe(0);
  expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
  await creates(env, key);
  expect(await runKith(['doctor'], env)).toMatchObject({ code: 0, stderr: '' });
});

test('on a server of the operator another role than the owner serves, and need not know it', async () => {
  const installation = await temporaryInstallation('own-roles');
  cleanUps.push(installation.remove);
  const server = await startOwnServer(await embeddedPrograms());
  cleanUps.push(server.stop);
  const serving = { ...installation.env, DATABASE_URL: server.servingUrl };
  const migrating = { ...serving, KITH_MIGRATE_URL: server.url };

  // Without the owner there is nobody who could make the tables.
  const refused = await runKith(
    ['setup', '--name', 'X', '--slug', 'x', '--email', 'a@x.example', '--password', ADMIN.password],
    serving,
  );
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('KITH_MIGRATE_URL');

  const options = ['--name', 'Riverbend School', '--slug', 'riverbend', '--email', ADMIN.email];
  const made = await runKith(['setup', ...options, '--password', ADMIN.password, '--json'], migrating);
  expect(made.stderr).toBe('');
  await creates(serving, JSON.parse(made.stdout).lgl.access_token);
  await creates(migrating, JSON.parse(made.stdout).lgl.access_token);
  await expect(query(server.servingUrl, 'truncate changes')).rejects.toMatchObject({ code: '42501' });
  const separate = await runKith(['doctor'], serving);
  expect(separate).toMatchObject({ code: 0, stderr: '' });
  expect(separate.stdout).toMatch(/ok +roles/);

  const together = await runKith(['doctor'], { ...serving, DATABASE_URL: server.url });
  expect(together).toMatchObject({ code: 0, stderr: '' });
  expect(together.stdout).toMatch(/warning +roles +.*owner.*KITH_MIGRATE_URL/);
});
