// `kith settings`: what an organization decides for itself, changed by the operator and obeyed by a running server.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, startServing, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('settings');
  env = installation.env;
});
afterAll(() => installation.remove());

test('lists, changes, refuses and resets; a running server obeys at once', async () => {
  const setup = [
    'setup',
    '--name',
    'Riverbend',
    '--slug',
    'riverbend',
    '--email',
    'a@riverbend.example',
    '--password',
    'secret one',
    '--json',
  ];
  const { luminate } = JSON.parse((await runKith(setup, env)).stdout);
  const server = await startServing(env);
  const allowed = async () => {
    const body = new URLSearchParams({ method: 'getLoginUrl', api_key: luminate.api_key, v: '1.0' });
    const response = await fetch(`${server.url}/site/CRConsAPI`, {
      method: 'POST',
      body,
      headers: { origin: 'https://www.riverbend.example' },
    });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowed()).toBeNull();
  const set = await runKith(['settings', 'set', 'allowedOrigins', '["https://www.riverbend.example"]'], env);
  expect(set).toMatchObject({ code: 0, stderr: '' });
  expect(await allowed()).toBe('https://www.riverbend.example');
  expect(JSON.parse((await runKith(['settings', 'list', '--json'], env)).stdout)).toMatchObject({
    allowedOrigins: ['https://www.riverbend.example'],
    signatureHash: 'sha1',
  });

  const wrong = await runKith(['settings', 'set', 'signatureHash', 'sha9'], env);
  expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: 'kith: signatureHash takes md5 or sha1.\n' });
  const misspelt = await runKith(['settings', 'set', 'fieldRules', '{"gendre":{"person":"hidden"}}'], env);
  expect(misspelt.stderr).toBe('kith: fieldRules: "gendre" is not a name that Luminate has.\n');
  const unknown = await runKith(['settings', 'set', 'shoeSize', '4'], env);
  expect(unknown.stderr).toContain('There is no setting "shoeSize". There are: uniqueEmail,');
  await runKith(['settings', 'reset', 'allowedOrigins'], env);
  expect(await allowed()).toBeNull();
  await server.stop();
}, 120_000);
