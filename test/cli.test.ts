// The command line as an operator and a script use it: bin/kith.js on an embedded database of its own.

import { connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect } from '../src/db/connect.ts';
import { cloneDatabase } from './support/kith.ts';
import {
  databasePid,
  type Installation,
  type RunningProcess,
  runKith,
  startServing,
  temporaryInstallation,
} from './support/kith-process.ts';
import { sql } from './support/sql.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('cli');
  env = installation.env;
});
afterAll(() => installation.remove());

const setup = (slug: string, ...more: string[]) => [
  ...['setup', '--name', `${slug} School`, '--slug', slug, '--email', `admin@${slug}.example`],
  ...more,
];

const lglStatus = async (url: string, key: string) =>
  (await fetch(`${url}/api/v1/constituents?limit=1`, { headers: { authorization: `Bearer ${key}` } })).status;

const ohoStatus = async (url: string, email: string, password: string) => {
  const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
  return (await fetch(`${url}/api/users/me`, { headers: { authorization } })).status;
};

interface Printed {
  readonly lgl: { readonly access_token: string };
}

describe('an installation from its first command on', () => {
  let server: RunningProcess & { url: string };
  let riverbend: Printed;
  let hillside: Printed;

  test('doctor says what is missing before there is anything', async () => {
    const { code, stderr } = await runKith(['doctor'], env);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `problem: database: There is none in ${env.KITH_DATA_DIR} yet. "npm start" creates it; KITH_DATA_DIR says where.\n`,
    );
  });

  test('setup without a server prints exactly the documented object, and leaves no database running', async () => {
    const { code, stdout, stderr } = await runKith(setup('riverbend', '--password', 'first secret', '--json'), env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = expect.stringMatching(/^[\w-]{16,}$/);
    expect(JSON.parse(stdout)).toEqual({
      organization: { id: expect.any(Number), slug: 'riverbend' },
      oho: { email: 'admin@riverbend.example' },
      native: { access_token: expect.stringMatching(/^kith_[\w-]{16,}$/) },
      lgl: { access_token: text },
      luminate: { api_key: text, login_name: 'kith-api', login_password: text, organization: 'riverbend' },
    });
    riverbend = JSON.parse(stdout);
    expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
  });

  test('serve says once where it listens, and the credentials work', async () => {
    server = await startServing(env);
    expect(server.output().stdout).toBe(`listening on ${server.url}\n`);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await lglStatus(server.url, riverbend.lgl.access_token)).toBe(200);
    expect(await ohoStatus(server.url, 'admin@riverbend.example', 'first secret')).toBe(200);
  });

  test('setup beside the running server, with the password from standard input', async () => {
    const { code, stdout } = await runKith(setup('hillside', '--password-stdin', '--json'), env, 'pass: wörd\n');
    expect(code).toBe(0);
    hillside = JSON.parse(stdout);
    expect(await lglStatus(server.url, hillside.lgl.access_token)).toBe(200);
    expect(await ohoStatus(server.url, 'admin@hillside.example', 'pass: wörd')).toBe(200);
    expect(server.output().stdout).toBe(`listening on ${server.url}\n`);
  });

  test('setup for a person is a table that says what comes next', async () => {
    const { code, stdout } = await runKith(setup('third', '--password', 'a good one'), env);
    expect(code).toBe(0);
    for (const words of ['Little Green Light', 'login_password', '/third/site/SRConsAPI', 'npm start']) {
      expect(stdout).toContain(words);
    }
  });

  test('a created key opens the API at once and a revoked one no longer does', async () => {
    const created = await runKith(['token', 'create', '-o', 'riverbend', '--name', 'Website', '--json'], env);
    const { id, key } = JSON.parse(created.stdout);
    expect(await lglStatus(server.url, key)).toBe(200);
    const listed = await runKith(['token', 'list', '-o', 'riverbend', '--json'], env);
    expect(listed.stdout).not.toContain(key);
    expect(JSON.parse(listed.stdout)).toContainEqual(
      expect.objectContaining({ id, name: 'Website', lastFour: key.slice(-4), revokedAt: null }),
    );
    expect((await runKith(['token', 'revoke', String(id), '-o', 'hillside'], env)).code).toBe(1);
    expect(await lglStatus(server.url, key)).toBe(200);
    expect((await runKith(['token', 'revoke', String(id), '-o', 'riverbend'], env)).code).toBe(0);
    expect(await lglStatus(server.url, key)).toBe(401);
    expect(await lglStatus(server.url, riverbend.lgl.access_token)).toBe(200);
  });

  test('users can be added, get a new password and be deactivated', async () => {
    const organization = ['-o', 'riverbend'];
    const email = 'ops@riverbend.example';
    const added = await runKith(
      ['user', 'add', '--email', email, '--password-stdin', '--json', ...organization],
      env,
      'number one',
    );
    expect(JSON.parse(added.stdout)).toMatchObject({ email, role: 'data_viewer', active: true });
    expect(await ohoStatus(server.url, email, 'number one')).toBe(200);

    const changed = await runKith(
      ['user', 'set-password', email.toUpperCase(), '--password', 'number two', ...organization],
      env,
    );
    expect(changed.code).toBe(0);
    expect(await ohoStatus(server.url, email, 'number one')).toBe(401);
    expect(await ohoStatus(server.url, email, 'number two')).toBe(200);

    expect((await runKith(['user', 'deactivate', email, ...organization], env)).code).toBe(0);
    expect(await ohoStatus(server.url, email, 'number two')).toBe(401);
    const listed = await runKith(['user', 'list', ...organization], env);
    expect(listed.stdout).toMatch(/ops@riverbend\.example .* data_viewer +deactivated/);
    expect(listed.stdout).toMatch(/admin@riverbend\.example .* org_admin +active/);
  });

  test('doctor finds nothing wrong, and then a wrong secret', async () => {
    const fine = await runKith(['doctor'], env);
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    expect(fine.stdout).toMatch(/ok +database +PostgreSQL 18/);
    for (const check of ['disk', 'migrations', 'secret', 'clock', 'jobs'])
      expect(fine.stdout).toContain(`ok  ${check}`);

    const wrong = await runKith(['doctor', '--json'], {
      ...env,
      KITH_SECRET: 'another secret, also of more than 32 characters',
    });
    expect(wrong.code).toBe(1);
    const { ok, checks } = JSON.parse(wrong.stdout);
    const problems = checks.filter((check: { ok: boolean }) => !check.ok);
    expect({ ok, problems: problems.map((check: { check: string }) => check.check) }).toEqual({
      ok: false,
      problems: ['secret'],
    });
  });

  test.each([
    [
      'a slug in use',
      setup('riverbend', '--password', 'a good one'),
      /slug "riverbend" is in use already; choose another/,
    ],
    [
      'an e-mail in use',
      setup('new', '--password', 'a good one', '--email', 'ADMIN@hillside.example'),
      /in use already/,
    ],
    ['a slug that URLs use', setup('api', '--password', 'a good one'), /means something else in URLs/],
    ['a slug that is none', setup('New School', '--password', 'a good one'), /lower-case letters, digits and hyphens/],
    ['a short password', setup('new', '--password', 'short 1'), /at least 8 characters/],
    ['a password that everybody knows', setup('new', '--password', 'Password1'), /known from break-ins/],
    [
      'the same of a user',
      ['user', 'add', '--email', 'a@b.example', '--password', '12345678', '-o', 'riverbend'],
      /break-ins/,
    ],
    ['no password', setup('new'), /pipe it in or type it with --password-stdin/],
    ['an unknown time zone', setup('new', '--password', 'a good one', '--time-zone', 'Mars/North'), /IANA name/],
    ['no organization named', ['token', 'list'], /Name the organization with --organization.*riverbend, hillside/],
    ['an unknown organization', ['user', 'list', '-o', 'hill'], /no organization "hill".*riverbend, hillside/],
    ['an unknown key', ['token', 'revoke', '999999', '-o', 'riverbend'], /kith token list/],
    [
      'an unknown user',
      ['user', 'set-password', 'nobody', '--password', 'a good one', '-o', 'riverbend'],
      /kith user list/,
    ],
    ['an unknown command', ['frob'], /unknown command 'frob'/],
  ])('refuses %s on stderr, with what to do', async (_what, args, words) => {
    const { code, stdout, stderr } = await runKith(args, env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    // One sentence for a person, never a stack.
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a second server on one port says so, and leaves the first one alone', async () => {
    const taken = { ...env, KITH_PORT: new URL(server.url).port };
    const { code, stderr } = await runKith(['serve'], taken);
    expect(code).toBe(1);
    expect(stderr).toMatch(/in use by another program.*KITH_PORT/);
    expect(await lglStatus(server.url, riverbend.lgl.access_token)).toBe(200);
  });

  test('SIGTERM ends server and database, with exit code 0', async () => {
    expect(await server.stop()).toBe(0);
    expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
  });

  test('a running request is waited for, until a second signal', async () => {
    const second = await startServing(env);
    const { hostname, port } = new URL(second.url);
    const socket = connectSocket(Number(port), hostname).on('error', () => undefined);
    socket.write(
      `POST /api/v1/constituents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${riverbend.lgl.access_token}\r\n`,
    );
    socket.write('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    // The server has the request once it has answered one that came later.
    expect((await fetch(`${second.url}/health`)).status).toBe(200);
    second.child.kill('SIGTERM');
    await expect.poll(() => second.output().stderr, { timeout: 20_000 }).toContain('"stopping"');
    // That nothing happens can only be waited for; two signals in one moment count as one (npm sends a second).
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(second.child.exitCode).toBeNull();
    expect(await second.stop('SIGTERM')).toBe(143);
    socket.destroy();
    // What it left running is taken over and stopped by the next one to come.
    expect(await databasePid(env.KITH_DATA_DIR)).toBeDefined();
    expect((await runKith(['doctor'], env)).code).toBe(0);
    expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
  });
});

test('doctor has one line for each of several problems', async () => {
  const url = await cloneDatabase();
  const db = connect({ connectionString: url }, 1);
  await db.all(sql(`delete from migrations where name = '0001-access.sql'`));
  await db.all(sql(`select graphile_worker.add_job('forgotten', run_at => now() - interval '1 hour')`));
  await db.all(sql(`select graphile_worker.add_job('broken', run_at => now() + interval '1 hour')`));
  await db.all(sql(`update graphile_worker._private_jobs set attempts = max_attempts where run_at > now()`));
  // This connection is that of a server to the doctor.
  const { code, stderr, stdout } = await runKith(['doctor'], { ...env, DATABASE_URL: url });
  await db.close();
  expect(code).toBe(1);
  const problems = stderr.trimEnd().split('\n');
  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(/^problem: migrations: 1 not applied yet \(0001-access\.sql\); restart/);
  expect(problems[1]).toMatch(/^problem: jobs: 1 have waited .* restart it/);
  expect(problems[2]).toMatch(/^problem: jobs: 1 failed for good/);
  expect(stdout).toMatch(/ok +database/);

  const stopped = await runKith(['doctor'], { ...env, DATABASE_URL: url });
  expect(stopped.stderr).not.toContain('have waited');
});

describe('an environment that cannot work', () => {
  test.each([
    ['a port that is none', { KITH_PORT: 'http' }, /KITH_PORT: .*environment variable/],
    ['a database address that is none', { DATABASE_URL: 'mysql://x' }, /DATABASE_URL: takes postgres:\/\//],
    ['an unreachable database', { DATABASE_URL: 'postgres://kith@127.0.0.1:1/kith' }, /does not answer.*DATABASE_URL/],
  ])('%s is named by serve and by doctor', async (_what, wrong, words) => {
    const [served, examined] = await Promise.all([
      runKith(['serve'], { ...env, ...wrong }),
      runKith(['doctor'], { ...env, ...wrong }),
    ]);
    expect({ serve: served.code, doctor: examined.code }).toEqual({ serve: 1, doctor: 1 });
    expect(served.stderr).toMatch(words);
    expect(examined.stderr).toMatch(words);
    expect(examined.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
