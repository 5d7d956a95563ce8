// `kith person` and `kith retention`: what the operator does when a person asks.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, startServing, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
let key: string;
beforeAll(async () => {
  installation = await temporaryInstallation('person');
  env = installation.env;
  const options = ['--name', 'Riverbend', '--slug', 'riverbend', '--email', 'a@riverbend.example'];
  const setup = await runKith(['setup', ...options, '--password', 'secret one', '--json'], env);
  key = JSON.parse(setup.stdout).native.access_token;
});
afterAll(() => installation.remove());

const ok = async (...args: string[]) => {
  const { code, stdout, stderr } = await runKith(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

test('a person is exported, erased as the dry run said, and stands in the ledger without their name', async () => {
  const server = await startServing(env);
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return JSON.parse(await response.text());
  };
  const { id } = await call('POST', '/constituents', { first_name: 'Xylophia', last_name: 'Quandrell' });
  const file = join(env.KITH_DATA_DIR ?? '', 'person.zip');
  expect(await ok('person', 'export', String(id), '--output', file)).toContain(String(id));
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
  expect(await ok('person', 'erase', String(id), '--reason', 'asked', '--dry-run')).toContain('would be erased');
  expect((await call('GET', `/constituents/${id}`)).first_name).toBe('Xylophia');
  expect(await ok('person', 'erase', String(id), '--reason', 'asked')).toContain(`${id} is erased`);
  expect((await call('GET', `/constituents/${id}`)).first_name).toBe(null);
  const ledger = await ok('person', 'erasures');
  expect(JSON.parse(ledger)).toMatchObject({ erasedIds: [id], reason: 'asked' });
  expect(ledger).not.toContain('Xylophia');
  const again = join(env.KITH_DATA_DIR ?? '', 'ledger.jsonl');
  await writeFile(again, ledger);
  expect(await ok('person', 'erase-again', again)).toMatch(/^0 of the records/);
  await writeFile(again, '{"erasedIds":"all"}');
  expect(await runKith(['person', 'erase-again', again], env)).toMatchObject({ code: 1, stderr: /Line 1/ });
  expect(await ok('audit', 'verify')).toMatch(/^Nothing was changed/);
  expect(await server.stop()).toBe(0);
});

test('what is older than the settings say is shown, and removed', async () => {
  await ok('settings', 'set', 'keepMailDays', '365');
  const states = JSON.parse(await ok('retention', '--json'));
  expect(states).toContainEqual({ setting: 'keepMailDays', days: 365, of: 'mails', due: 0 });
  expect(await ok('retention')).toMatch(/keepDeletedPeopleDays\s+for ever/);
  expect(await ok('retention', 'apply')).toBe('Nothing is older than the settings say.\n');
});
