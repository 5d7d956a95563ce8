// The database that comes with Kith is killed under load: it is started again, and everything goes on as with one of the
// operator's own. Then its disk is full for a while, where the machine lets a test make a small one.
import { execFile } from 'node:child_process';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { databasePid, removeDirectory, runKith, temporaryDirectory } from '../support/kith-process.ts';
import { startOutageScene } from '../support/outage-scene.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const execute = promisify(execFile);
/** That the state lasts so long is the event itself. */
const lasting = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('it is killed', async () => {
  const parent = await temporaryDirectory('embedded-outage');
  const env = { KITH_DATA_DIR: join(parent, 'data') };
  const scene = await startOutageScene(env);
  try {
    await scene.survive(async () => {
      await lasting(1_000);
      process.kill((await databasePid(env.KITH_DATA_DIR)) ?? 0, 'SIGKILL');
    });
    const messages = scene.errors().map(({ msg }) => msg);
    expect(messages.sort()).toEqual(['the database was lost', 'the embedded database ended; it is started again']);
  } finally {
    await scene.stop();
    await runKith(['doctor'], env);
    await removeDirectory(parent);
  }
});

test('its disk is full, and free again', async ({ skip }) => {
  const parent = await temporaryDirectory('full-disk');
  const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=755', 'kith', parent]).catch(
    () => undefined,
  );
  if (!mounted) skip('a small disk cannot be mounted here');
  await chmod(parent, 0o755);
  const env = { KITH_DATA_DIR: join(parent, 'data') };
  const scene = await startOutageScene(env);
  try {
    await scene.survive(async () => {
      await lasting(1_000);
      const ballast = join(parent, 'ballast');
      // Until nothing more fits.
      await writeFile(ballast, Buffer.alloc(220 * 1024 ** 2)).catch(() => undefined);
      expect(await readdir(parent)).toContain('ballast');
      await expect.poll(scene.refused, { timeout: 40_000 }).toBeGreaterThan(0);
      const ready = await fetch(`${scene.server.url}/health/ready`);
      expect(ready.status).toBe(503);
      expect(((await ready.json()) as { parts: { disk: string } }).parts.disk).toBe('full');
      await rm(ballast);
    });
  } finally {
    await scene.stop();
    await runKith(['doctor'], env);
    await execute('umount', [parent]).catch(() => execute('umount', ['-l', parent]));
    await removeDirectory(parent);
  }
});
