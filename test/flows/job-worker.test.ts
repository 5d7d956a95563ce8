// Requests and jobs in processes of their own: `kith serve --no-jobs` and `kith worker`.
import { afterAll, beforeAll, expect, onTestFailed, test, vi } from 'vitest';
import {
  ADMIN,
  databasePid,
  type Installation,
  runKith,
  setUpRiverbend,
  startCommand,
  startServing,
  temporaryInstallation,
} from '../support/kith-process.ts';
import { basic, ohoClient } from '../support/oho-client.ts';

// Every step starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let installation: Installation;
let env: Installation['env'];
beforeAll(async () => {
  installation = await temporaryInstallation('job-worker');
  env = installation.env;
  await setUpRiverbend(installation);
});
afterAll(() => installation.remove());

test.each([
  ['one process', ['--no-jobs'], {}],
  ['two', ['--workers', '2'], { KITH_JOBS: 'false' }],
])('what %s of requests alone took, a worker completes', async (_how, args, settings) => {
  const server = await startServing({ ...env, ...settings }, ...args);
  onTestFailed(async () => {
    await server.stop();
  });
  const oho = ohoClient(server.url, basic(ADMIN.email, ADMIN.password));
  const taken = await oho.post('/api/scan', { type: 'vicwwc', identifier: 'K1', first_name: 'Ada', surname: 'Rivera' });
  const status = async () => (await oho.get(`/api/scan/${taken.body.correlation_id}`)).body.status;
  // The doctor takes longer than the job would.
  expect((await runKith(['doctor'], env)).stdout).toMatch(/ok +jobs/);
  expect(await status()).toBe('pending');

  const worker = await startCommand(['worker'], env);
  onTestFailed(async () => {
    await worker.stop();
  });
  expect(worker.firstLine).toBe('working on jobs');
  await expect.poll(status, { timeout: 20_000 }).toBe('completed');
  // The database is left to the server, until that one ends too.
  expect(await worker.stop()).toBe(0);
  expect(worker.output().stdout).toBe('working on jobs\n');
  expect((await oho.get('/health')).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(await databasePid(env.KITH_DATA_DIR)).toBeUndefined();
});
