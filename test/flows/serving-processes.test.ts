// `kith serve --workers 2` as an operator meets it: one address, several processes, any of which may die.
import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  ADMIN,
  databasePid,
  type Installation,
  type RunningProcess,
  runKith,
  setUpRiverbend,
  startServing,
  temporaryInstallation,
} from '../support/kith-process.ts';
import { basic } from '../support/oho-client.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let installation: Installation;
let env: Installation['env'];
let server: RunningProcess & { url: string };
const headers = { 'content-type': 'application/json', ...basic(ADMIN.email, ADMIN.password) };

beforeAll(async () => {
  installation = await temporaryInstallation('serving-processes');
  env = installation.env;
  await setUpRiverbend(installation);
});
afterEach(async () => {
  if (isRunning(server.child.pid)) await server.stop();
});
afterAll(() => installation.remove());

interface LogLine {
  readonly pid: number;
  readonly msg: string;
}

const log = (): LogLine[] =>
  server
    .output()
    .stderr.split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line));

/** The processes that have said something, in the order of their first words. */
const processesThat = (msg: string) => [...new Set(log().flatMap((line) => (line.msg === msg ? [line.pid] : [])))];

/** Those that listen: what they say of it may arrive after the address that the first process prints. */
async function listening(count: number): Promise<number[]> {
  await expect.poll(() => processesThat('accepting connections'), { timeout: 20_000 }).toHaveLength(count);
  return processesThat('accepting connections');
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The status of an answer over a connection of its own. */
const ask = (path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(server.url + path, { agent: false }, (response) => {
      resolve(response.resume().statusCode);
    }).on('error', reject);
  });

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${server.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { id: number; correlation_id: string };
  return { status: response.status, body: answer };
};

/** Kills a serving process, and waits until its end is noticed. */
async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 20_000, interval: 5 }).toBe(false);
}

/** Begins a request that never becomes whole. */
async function hangUp(): Promise<() => void> {
  const { hostname, port } = new URL(server.url);
  const socket = connectSocket(Number(port), hostname).on('error', () => undefined);
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': '100' });
  socket.write(`POST /api/constituents/ensure_exists HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}`).join('\r\n')}`);
  await new Promise<void>((resolve) => {
    socket.write('\r\n\r\n{', () => resolve());
  });
  // A process has it once each of them has answered one that came later.
  const before = log().length;
  const answering = () =>
    new Set(
      log()
        .slice(before)
        .map(({ pid }) => pid),
    ).size;
  await expect.poll(async () => (await ask('/health')) && answering(), { timeout: 20_000 }).toBe(2);
  return () => socket.destroy();
}

test('two processes answer on one address, and make one person of one e-mail address', async () => {
  server = await startServing(env, '--workers', '2');
  expect(server.output().stdout).toBe(`listening on ${server.url}\n`);
  const person = { first_name: 'Noor', last_name: 'Haddad', email: 'noor@example.org' };
  const answers = await Promise.all(Array.from({ length: 24 }, () => post('/constituents/ensure_exists', person)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(23).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  await expect.poll(() => processesThat('request').length).toBe(2);
  expect(processesThat('request')).not.toContain(server.child.pid);
  expect(processesThat('request').sort()).toEqual((await listening(2)).sort());

  const scan = await post('/scan', { type: 'vicwwc', identifier: 'K1', first_name: 'Noor', surname: 'Haddad' });
  const status = async () => {
    const shown = await fetch(`${server.url}/api/scan/${scan.body.correlation_id}`, { headers });
    return ((await shown.json()) as { status: string }).status;
  };
  await expect.poll(status, { timeout: 20_000 }).toBe('completed');

  const processes = processesThat('request');
  expect(await server.stop()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
});

test('a process that is killed is missed by nobody, and replaced', async () => {
  server = await startServing({ ...env, KITH_WORKERS: '2' });
  const [first = 0, second = 0] = await listening(2);
  await kill(first);
  // The other one answers until the new one does too.
  const replaced = async () => {
    expect(await ask('/health')).toBe(200);
    return processesThat('request').some((pid) => pid !== first && pid !== second);
  };
  await expect.poll(replaced, { timeout: 20_000, interval: 10 }).toBe(true);
  await listening(3);
  // Both at once: the address comes back.
  await Promise.all(processesThat('accepting connections').slice(1).map(kill));
  await expect.poll(() => ask('/health').catch(() => 0), { timeout: 20_000 }).toBe(200);
  expect(await server.stop()).toBe(0);
});

test('processes are replaced one after the other without a request that fails', async () => {
  server = await startServing(env, '--workers', '2');
  const statuses = new Set<number | undefined>();
  let isDone = false;
  const lanes = Array.from({ length: 10 }, async () => {
    while (!isDone) statuses.add(await ask('/health'));
  });
  for (const pid of await listening(2)) {
    await expect.poll(() => processesThat('request').length, { timeout: 20_000 }).toBeGreaterThan(1);
    const before = processesThat('request').length;
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => processesThat('request').length, { timeout: 20_000 }).toBe(before + 1);
    expect(isRunning(pid)).toBe(false);
  }
  isDone = true;
  await Promise.all(lanes);
  expect([...statuses]).toEqual([200]);
  expect(await server.stop()).toBe(0);
});

test('processes that die again and again end the server with exit code 1', async () => {
  server = await startServing(env, '--workers', '2');
  await listening(2);
  const newest = () => processesThat('accepting connections').at(-1) ?? 0;
  for (let deaths = 0; deaths < 6; deaths += 1) {
    const pid = newest();
    await kill(pid);
    const isReplaced = async () =>
      (await ask('/health')) && newest() !== pid && processesThat('request').includes(newest());
    await expect.poll(isReplaced, { timeout: 30_000 }).toBe(true);
  }
  process.kill(newest(), 'SIGKILL');
  await expect.poll(() => server.child.exitCode, { timeout: 20_000 }).toBe(1);
  expect(server.output().stderr).toMatch(/^kith: Serving processes end again and again: 7 in a minute/m);
  expect(processesThat('accepting connections').filter(isRunning)).toEqual([]);
});

test('a process that cannot start ends the server with exit code 1', async () => {
  server = await startServing(env, '--workers', '2');
  const [first = 0, second = 0] = await listening(2);
  const secret = join(env.KITH_DATA_DIR, 'secret');
  const own = await readFile(secret);
  await writeFile(secret, 'something else, of more than 32 characters');
  await kill(first);
  await expect.poll(() => server.child.exitCode, { timeout: 20_000 }).toBe(1);
  await writeFile(secret, own);
  expect(server.output().stderr).toMatch(/^kith: This database was first used with another secret/m);
  expect(server.output().stderr).toMatch(/^kith: A serving process ended before it was ready \(exit code 1\)/m);
  expect(isRunning(second)).toBe(false);
  expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
});

test('a running request is waited for, until a second signal', async () => {
  server = await startServing(env, '--workers', '2');
  const end = await hangUp();
  const processes = await listening(2);
  server.child.kill('SIGTERM');
  await expect.poll(() => processes.filter(isRunning).length, { timeout: 20_000 }).toBe(1);
  // That nothing more happens can only be waited for; two signals in one moment count as one (npm sends a second).
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(server.child.exitCode).toBeNull();
  expect(processes.filter(isRunning)).toHaveLength(1);
  expect(await server.stop('SIGTERM')).toBe(143);
  end();
  await expect.poll(() => processes.filter(isRunning), { timeout: 20_000 }).toEqual([]);
});

test('nothing goes on serving when the first process is killed', async () => {
  server = await startServing(env, '--workers', '2');
  const processes = await listening(2);
  expect(processes.filter(isRunning)).toHaveLength(2);
  expect(await server.stop('SIGKILL')).toBe('SIGKILL');
  await expect.poll(() => processes.filter(isRunning), { timeout: 20_000 }).toEqual([]);
  await expect(ask('/health')).rejects.toThrow('ECONNREFUSED');
  // Its database is taken over by the next one to come.
  server = await startServing(env, '--workers', '2');
  expect(await ask('/health')).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
});

test.each([
  ['none', ['--workers', '0'], {}, /--workers.*from 1 to 999, or auto/],
  ['a word', [], { KITH_WORKERS: 'many' }, /KITH_WORKERS: takes a number from 1 to 999, or auto/],
  ['more than the database has connections for', ['--workers', '76'], {}, /enough for 75 processes, not for 76/],
])('refuses %s, with what to do', async (_what, args, settings, words) => {
  const { code, stdout, stderr } = await runKith(['serve', ...args], { ...env, ...settings });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(words);
});
