// What a newcomer does first: start the demo, take its credentials, make one call of each API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DemoCredentials } from '../../src/cli/demo/report.ts';
import {
  type RunningProcess,
  removeDirectory,
  runKith,
  startProcess,
  temporaryDirectory,
} from '../support/kith-process.ts';
import { freePort } from '../support/own-server.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Where a demo keeps its data; empty once it is gone. The name says whose it is. */
const directoriesOf = ({ child }: RunningProcess) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`kith-demo-${child.pid}-`));

/** Without bin/kith.js in between, so that a signal reaches the demo itself. */
function startDemo(...args: string[]): Promise<RunningProcess> {
  return startProcess([process.execPath, MAIN, 'demo', '--port', '0', ...args], {});
}

describe('kith demo --json', () => {
  let demo: RunningProcess;
  let credentials: DemoCredentials;
  beforeAll(async () => {
    demo = await startDemo('--json');
    credentials = JSON.parse(demo.firstLine);
  });
  afterAll(() => demo.stop());

  const basic = () => `Basic ${Buffer.from(`${credentials.oho.email}:${credentials.oho.password}`).toString('base64')}`;

  test('prints one line of JSON: the object of setup, the address and the password', () => {
    expect(demo.output()).toEqual({ stdout: `${demo.firstLine}\n`, stderr: '' });
    const text = expect.stringMatching(/./);
    expect(credentials).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      organization: { id: expect.any(Number), slug: 'riverbend' },
      oho: { email: 'admin@riverbend.example', password: text },
      native: { access_token: expect.stringMatching(/^kith_/) },
      lgl: { access_token: text },
      luminate: { api_key: text, login_name: 'kith-api', login_password: text, organization: 'riverbend' },
    });
  });

  test('answers Little Green Light, with 500 people', async () => {
    const response = await fetch(`${credentials.url}/api/v1/constituents?limit=1`, {
      headers: { authorization: `Bearer ${credentials.lgl.access_token}` },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ total_items: 500, items_count: 1 });
  });

  test.each([
    ['accents', 'name=zoe'],
    ['couples that share an address', 'eaddr=the.'],
    ['organizations', 'constituent_type=1'],
    ['active memberships', 'membership_status=1'],
    ['lapsed memberships', 'membership_status=0'],
    ['a whole-number field', 'custom_attr_int=gala_table|gte|1'],
    ['a date field', 'custom_attr_from=first_visit|2000-01-01'],
    ['a text field left blank', 'custom_attr=how_met|bl|_'],
  ])('has %s to search for', async (_what, query) => {
    const response = await fetch(`${credentials.url}/api/v1/constituents/search?q[]=${encodeURIComponent(query)}`, {
      headers: { authorization: `Bearer ${credentials.lgl.access_token}` },
    });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { total_items: number }).total_items).toBeGreaterThan(9);
  });

  test('answers Oho, with checks in many states', async () => {
    const get = async (path: string) => {
      const response = await fetch(`${credentials.url}/api${path}`, { headers: { authorization: basic() } });
      expect(response.status).toBe(200);
      return response.json();
    };
    const people = (await get('/constituents')) as { id: number; active: boolean; email: string }[];
    const staff = people.filter((person) => person.email?.endsWith('@riverbend.example'));
    expect(staff.filter((person) => person.active).length).toBeGreaterThan(80);
    expect(staff.filter((person) => !person.active).length).toBeGreaterThan(5);
    const details = (await Promise.all(staff.slice(0, 20).map((person) => get(`/constituents/${person.id}`)))) as {
      accreditations: { status: string }[];
    }[];
    const states = details.flatMap((person) => person.accreditations.map((accreditation) => accreditation.status));
    expect(new Set(states)).toEqual(new Set(['pending', 'in_progress', 'completed', 'failed', 'cancelled']));
  });

  test('answers Luminate Online, and the new person is there for the others', async () => {
    const { luminate, url, lgl } = credentials;
    const form = new URLSearchParams({
      ...{ method: 'create', v: '1.0', response_format: 'json', api_key: luminate.api_key },
      ...{ login_name: luminate.login_name, login_password: luminate.login_password },
      ...{ primary_email: 'zoe.example@example.org', 'name.first': 'Zoë', 'name.last': 'Example' },
    });
    const response = await fetch(`${url}/${luminate.organization}/site/SRConsAPI`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    const id = ((await response.json()) as { createConsResponse: { cons_id: string } }).createConsResponse.cons_id;
    const shown = await fetch(`${url}/api/v1/constituents/${id}`, {
      headers: { authorization: `Bearer ${lgl.access_token}` },
    });
    expect(await shown.json()).toMatchObject({ id: Number(id), first_name: 'Zoë', last_name: 'Example' });
  });

  test('is refused a taken port at once', async () => {
    const { port } = new URL(credentials.url);
    const { code, stderr, stdout } = await runKith(['demo', '--port', port], {});
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/in use by another program.*demo: --port/);
  });

  test('ends on SIGTERM and leaves nothing behind', async () => {
    expect(directoriesOf(demo)).toHaveLength(1);
    expect(await demo.stop()).toBe(0);
    expect(directoriesOf(demo)).toEqual([]);
  });
});

test('npm run demo for a person: a table, and a curl line for each API; it ends with npm', async () => {
  const command = ['npm', 'run', '--silent', 'demo', '--', '--empty', '--port', '0'] as const;
  // The demo must not read the settings of a real installation.
  const demo = await startProcess([...command], { DATABASE_URL: 'postgres://kith@127.0.0.1:1/real' });
  await expect.poll(() => demo.output().stdout, { timeout: 20_000 }).toMatch(/SRConsAPI' \\\n.*primary_email/);
  const { stdout } = demo.output();
  for (const words of ['/api/constituents/check_exists', '/api/v1/constituents?limit=2', 'login_password']) {
    expect(stdout).toContain(words);
  }
  const url = /Address +(http:\S+)/.exec(stdout)?.[1];
  expect((await fetch(`${url}/health`)).status).toBe(200);
  // npm's shell does not pass the signal on.
  await demo.stop();
  await expect.poll(() => fetch(`${url}/health`).then(String, () => 'gone'), { timeout: 20_000 }).toBe('gone');
});

test('whoever gets an answer finds the credentials printed, as a script that waits for /health relies on', async () => {
  const directory = await temporaryDirectory('demo-output');
  const port = await freePort();
  const path = join(directory, 'output');
  const output = openSync(path, 'w');
  const args = [MAIN, 'demo', '--json', '--empty', '--port', String(port)];
  const demo = spawn(process.execPath, args, { stdio: ['ignore', output, output] });
  const isAnswering = () => fetch(`http://127.0.0.1:${port}/health`).then(String, () => 'no');
  await expect.poll(isAnswering, { timeout: 60_000, interval: 5 }).not.toBe('no');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ url: `http://127.0.0.1:${port}` });
  demo.kill('SIGTERM');
  await once(demo, 'exit');
  closeSync(output);
  await removeDirectory(directory);
});

test('what a killed demo left is removed by the next one', async () => {
  const killed = await startDemo('--json', '--empty');
  await killed.stop('SIGKILL');
  expect(directoriesOf(killed)).toHaveLength(1);
  const next = await startDemo('--json', '--empty');
  expect(directoriesOf(killed)).toEqual([]);
  expect(await next.stop()).toBe(0);
});
