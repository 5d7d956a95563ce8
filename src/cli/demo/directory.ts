// Where a demo keeps its data, and that nothing of it stays behind: also not what a killed demo left.
import { access, chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../db/embedded/lock-file.ts';
import { startEmbedded } from '../../db/embedded/start-embedded.ts';

const PREFIX = 'kith-demo-';

/** A new directory; its name says whose it is, for `sweepDeadDemos`. */
export async function createDemoDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Under root the database runs as another user, which must get through to its own part; that part is closed to all others.
  if (process.getuid?.() === 0) await chmod(path, 0o711);
  return path;
}

export async function removeDemoDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Stops the databases and removes the data of demos that were killed before they could do so themselves. */
export async function sweepDeadDemos(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const owner = name.startsWith(PREFIX) ? /^\d+(?=-)/.exec(name.slice(PREFIX.length))?.[0] : undefined;
    if (owner === undefined) continue;
    // The directory belongs to another user, or another demo removes it at this moment. The demo can start all the same.
    if (await isGone(Number(owner))) await sweep(join(tmpdir(), name)).catch(() => undefined);
  }
}

async function isGone(pid: number): Promise<boolean> {
  // In a container every start can have the same process id: one's own id here is a predecessor's.
  if (pid === process.pid || !isAlive(pid)) return true;
  // A killed process that nobody has collected yet still answers; on Linux its state says so, after its name.
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state.slice(state.lastIndexOf(')') + 1).startsWith(' Z');
}

async function sweep(path: string): Promise<void> {
  const lockFile = join(path, 'postgres', 'postmaster.pid');
  const mayRun = await access(lockFile).then(
    () => true,
    () => false,
  );
  if (mayRun) {
    const database = await startEmbedded({ dataDir: path, log: () => undefined });
    await database.stop();
  }
  await removeDemoDirectory(path);
}
