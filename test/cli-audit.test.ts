// `kith audit`: the operator verifies the trail, and gives a stranger what the verifier needs.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, runKith, temporaryInstallation } from './support/kith-process.ts';

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('audit');
  env = installation.env;
  const options = ['--name', 'Riverbend', '--slug', 'riverbend', '--email', 'a@riverbend.example'];
  await runKith(['setup', ...options, '--password', 'secret one', '--json'], env);
});
afterAll(() => installation.remove());

test('the trail is verified, exported, and verified again by the script from the head', async () => {
  const verified = await runKith(['audit', 'verify'], env);
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Nothing was changed: \d+ entries in 1 signed/),
  });
  const head = (await runKith(['audit', 'head'], env)).stdout;
  const { stdout } = await runKith(['audit', 'export'], env);
  const directory = env.KITH_DATA_DIR ?? '';
  const [file, headFile] = [join(directory, 'export.jsonl'), join(directory, 'head.json')];
  await writeFile(headFile, head);
  await writeFile(file, stdout);
  const script = new URL('../bin/verify-audit.js', import.meta.url).pathname;
  const args = [script, file, '--key', JSON.parse(head).public_key, '--head', headFile];
  expect((await promisify(execFile)(process.execPath, args)).stdout).toContain('Nothing was changed');
  await writeFile(file, stdout.replace('riverbend', 'Riverbend'));
  await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({ code: 1 });
});
