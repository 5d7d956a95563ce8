// postmaster.pid: which server runs on a cluster, where it listens, and whether it is only the trace of a dead one.

import { execFile } from 'node:child_process';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isCode } from './errors.ts';
import type { Layout } from './layout.ts';

export interface LockFile {
  /** 0 when the file is empty, as after a power failure. */
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
  /** `starting`, `ready` or `stopping`; empty in the first moments. */
  readonly status: string;
}

/** The port of the embedded server on Unix, where it is only a part of the socket's name. */
export const SOCKET_PORT = 5432;

export async function readLockFile(layout: Layout): Promise<LockFile | undefined> {
  const text = await readText(join(layout.cluster, 'postmaster.pid'));
  if (text === undefined) return undefined;
  const [pid, , , port, socketDirectory, , , status] = text.split('\n').map((line) => line.trim());
  return {
    pid: Number(pid) || 0,
    port: Number(port) || SOCKET_PORT,
    socketDirectory: socketDirectory || layout.socketDirectory,
    status: status ?? '',
  };
}

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  // 0 and negative numbers would address whole process groups.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/** True when the process with this id is a server working on this cluster, not one that got the id of a dead server. */
export async function isServing(pid: number, layout: Layout): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return (await commandLine(pid)).includes(layout.cluster);
  try {
    // A server's working directory is its cluster. By identity, not by name: the cluster may have been moved.
    const [working, cluster] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(layout.cluster)]);
    return working.dev === cluster.dev && working.ino === cluster.ino;
  } catch (error) {
    // A container's root may not look into processes of other users, but may read how they were started.
    if (!isCode(error, 'EACCES', 'EPERM')) return false;
    return ((await readText(`/proc/${pid}/cmdline`)) ?? '').split('\0').includes(layout.cluster);
  }
}

/**
 * Removes lock files that name a living process which is no server of this cluster: PostgreSQL would take it for the
 * server and refuse to start. Files that name a dead process stay, because PostgreSQL handles these itself and first
 * makes sure, by what they say, that no backend of the dead server is left.
 */
export async function removeStaleLocks(layout: Layout): Promise<void> {
  const socketLock = join(layout.socketDirectory, `.s.PGSQL.${SOCKET_PORT}.lock`);
  for (const file of [join(layout.cluster, 'postmaster.pid'), socketLock]) {
    const text = await readText(file);
    if (text === undefined) continue;
    const pid = Number.parseInt(text, 10);
    if (Number.isNaN(pid) || (isAlive(pid) && !(await isServing(pid, layout)))) await removeUnchanged(file, text);
  }
}

/** Removes the file unless it is no longer the one that was judged: another process may just have started a server. */
async function removeUnchanged(file: string, text: string): Promise<void> {
  const aside = `${file}.stale-${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readText(aside)) !== text) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function commandLine(pid: number): Promise<string> {
  return promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // ESRCH: a file below /proc whose process has just ended.
    if (isCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}
