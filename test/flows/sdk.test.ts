// The client of the own API against a real server: from its sources, and as the package that a plain JavaScript project installs.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kith as clientOf, every, type KithError } from '@kith/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keyOf } from '../contract/native/client.ts';
import { startKith, type TestKith } from '../support/kith.ts';

vi.setConfig({ testTimeout: 120_000 });

let kith: TestKith;
beforeAll(async () => {
  kith = await startKith();
});
afterAll(() => kith.stop());

const client = () => clientOf({ url: kith.url, key: keyOf(kith) });

test('creates, reads, changes and lists; a stale change and a wrong value say what is wrong', async () => {
  const own = client();
  const made = await own.createConstituent({ body: { first_name: 'Ama', last_name: 'Boateng' } });
  expect((await own.getConstituent({ id: made.id })).last_name).toBe('Boateng');
  const changed = await own.updateConstituent({ id: made.id, body: { nick_name: 'A' } }, { ifMatch: made.version });
  expect(changed.version).toBeGreaterThan(made.version);
  const stale = own.updateConstituent({ id: made.id, body: { nick_name: 'B' } }, { ifMatch: made.version });
  await expect(stale).rejects.toMatchObject({ name: 'KithError', status: 412, code: 'stale' });
  const wrong = own.updateConstituent({ id: made.id, body: { birth_date: '1990-02-30' } });
  await expect(wrong).rejects.toMatchObject({ status: 422, faults: [{ pointer: '/birth_date' }] });
  const nobody = await own.getConstituent({ id: 1 }).catch((error: KithError) => error);
  expect(nobody).toMatchObject({ status: 404, requestId: expect.any(String) });
});

test('walks over every page, and over every change', async () => {
  const own = client();
  const names = Array.from({ length: 23 }, (_, number) => `Walker${String(number).padStart(2, '0')}`);
  for (const last_name of names) await own.createConstituent({ body: { last_name } });
  const found: (string | null)[] = [];
  for await (const { last_name } of every(own.listConstituents, { q: 'Walker', limit: 5, sort: 'name' }))
    found.push(last_name);
  expect(found).toEqual(names);

  const stop = new AbortController();
  const created: number[] = [];
  for await (const { kind, subject } of own.changesSince(undefined, { signal: stop.signal })) {
    if (kind === 'constituent.created') created.push(subject.id);
    if (created.length >= names.length) break;
  }
  expect(new Set(created).size).toBe(names.length);
});

/** A server before Kith that turns the first calls away. */
async function turningAway(times: number, status: number) {
  const seen: (string | undefined)[] = [];
  const proxy = createServer((incoming, answer) => {
    seen.push(incoming.headers['idempotency-key'] as string | undefined);
    if (seen.length <= times) return answer.writeHead(status, { 'retry-after': '0' }).end();
    const { method, headers, url } = incoming;
    const passed = forward(`${kith.url}${url}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    return incoming.pipe(passed);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}`, stop: () => new Promise((done) => proxy.close(done)) };
}

test('a call that is turned away is made again, under one key', async () => {
  const proxy = await turningAway(3, 503);
  const own = clientOf({ url: proxy.url, key: keyOf(kith) });
  await own.createConstituent({ body: { last_name: 'Again' } });
  expect(proxy.seen).toHaveLength(4);
  expect(new Set(proxy.seen).size).toBe(1);
  await proxy.stop();
  const refusing = await turningAway(99, 429);
  const impatient = clientOf({ url: refusing.url, key: keyOf(kith), retries: 2 });
  await expect(impatient.listConstituents()).rejects.toMatchObject({ status: 429 });
  expect(refusing.seen).toHaveLength(3);
  await refusing.stop();
  const nowhere = clientOf({ url: refusing.url, key: keyOf(kith), retries: 1 });
  await expect(nowhere.listConstituents()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

const run = promisify(execFile);

test('a plain JavaScript project installs the package and calls', async () => {
  const project = await mkdtemp(join(tmpdir(), 'kith-client-'));
  const sdk = resolve('sdk');
  await run('npx', ['tsc', '-p', sdk]);
  await run('npm', ['pack', '--pack-destination', project], { cwd: sdk });
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', './kith-client-0.1.0.tgz'], { cwd: project });
  await writeFile(
    join(project, 'main.js'),
    `import { every, kith, KithError } from '@kith/client';
     const client = kith({ url: process.argv[2], key: process.argv[3] });
     const { id } = await client.createConstituent({ body: { last_name: 'Plain' } });
     let count = 0;
     for await (const person of every(client.listConstituents, { q: 'Plain' })) count += person.id === id ? 1 : 0;
     const code = await client.getConstituent({ id: 1 }).catch((error) => error instanceof KithError && error.code);
     console.log(JSON.stringify({ count, code }));`,
  );
  const { stdout } = await run(process.execPath, ['main.js', kith.url, keyOf(kith)], { cwd: project });
  expect(JSON.parse(stdout)).toEqual({ count: 1, code: 'constituent' });
  await rm(project, { recursive: true });
});
