// `kith integration`: addresses to post to, and their queue, from the command line.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, startServing, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('integrations');
  env = installation.env;
  const options = ['--name', 'Riverbend', '--slug', 'riverbend', '--email', 'a@riverbend.example'];
  await runKith(['setup', ...options, '--password', 'secret one', '--json'], env);
});
afterAll(() => installation.remove());

const run = (...args: string[]) => runKith(['integration', ...args], env);
const ok = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

test('an integration is made, mapped, posted to, paused and rotated; its queue is worked off', async () => {
  const server = await startServing(env);
  const { id, url } = JSON.parse(await ok('add', 'Ticket shop', '--json'));
  expect(await ok('map', String(id), 'Total', 'gift_amount')).toContain('Total → gift_amount');
  expect(await ok('set', String(id), '--match', 'id')).toContain('lets what arrives wait');
  expect((await run('map', String(id), 'Total', 'amount')).stderr).toContain('"amount" is no field');
  const post = async (body: Record<string, string>) =>
    (await fetch(server.url + url, { method: 'POST', body: new URLSearchParams(body) })).status;
  expect(await post({ first_name: 'Ada', last_name: 'Rivera', Total: 'a lot' })).toBe(200);
  expect(await post({ last_name: 'Spam' })).toBe(200);
  const [gift, spam] = JSON.parse(await ok('queue', '--json')).map((row: { id: number }) => String(row.id));
  expect(await run('accept', gift)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not an amount') });
  expect(await ok('queue')).toContain('waiting: received_amount is not an amount');
  expect(await ok('accept', gift, '--set', 'Total=25')).toMatch(/is saved: constituent \d+, gift \d+/);
  expect(await ok('discard', spam)).toContain('is discarded');
  expect((await run('accept', spam)).stderr).toContain('accepted or discarded already');
  expect(await ok('queue')).toContain('Nothing waits.');
  expect(await ok('queue', '--all')).toContain('discarded');
  await post({ first_name: 'Bo', last_name: 'Lind', Total: '5' });
  await post({ first_name: 'Cy', last_name: 'Moss', Total: 'little' });
  const several = JSON.parse(await ok('queue', '--json')).map((row: { id: number }) => String(row.id));
  const accepted = await run('accept', ...several);
  expect(accepted).toMatchObject({ code: 1, stdout: expect.stringContaining(`Post ${several[0]} is saved`) });
  expect(accepted.stderr).toContain(`Post ${several[1]} stays in the queue`);
  expect(await ok('pause', String(id))).toContain('is paused');
  expect(await ok('list')).toMatch(/Ticket shop\s+paused\s+id\s+Total → gift_amount/);
  await ok('resume', String(id));
  expect(await ok('rotate', String(id))).toMatch(/^\/integrations\/[0-9a-f-]{36}\/listener/);
  expect(await post({ last_name: 'Late' })).toBe(404);
  expect((await run('pause', '999')).stderr).toContain('kith integration list');
  await server.stop();
}, 120_000);
