import { statfs } from 'node:fs/promises';

/** With less than this PostgreSQL may be unable to write its log, of which it takes 16 MiB at a time. */
export const DISK_FULL_BYTES = 32 * 1024 ** 2;

/** Bytes that an ordinary user may still write on the disk that holds a path. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
