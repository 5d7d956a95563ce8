import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { isCode } from '../../db/embedded/errors.ts';
import { freeBytes } from '../../db/free-space.ts';
import type { Finding } from './doctor-checks.ts';

/** PostgreSQL stops with an emergency when it cannot write its log; a gigabyte leaves time to act. */
const LEAST_FREE_BYTES = 1024 ** 3;

/** Whether an embedded database was ever created there. A directory that may not be looked into counts: opening it says why. */
export async function dataExists(dataDir: string): Promise<boolean> {
  try {
    await access(join(dataDir, 'postgres', 'PG_VERSION'));
    return true;
  } catch (error) {
    return !isCode(error, 'ENOENT', 'ENOTDIR');
  }
}

/** Room on the disk of the data directory. An own database server looks after its own disk. */
export async function checkDisk({ dataDir, databaseUrl }: Config): Promise<Finding[]> {
  if (databaseUrl !== undefined) return [];
  const place = await nearestExisting(dataDir);
  const free = await freeBytes(place);
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  if (free >= LEAST_FREE_BYTES) return [{ check: 'disk', ok: true, words: `${gigabytes} GiB free at ${place}` }];
  return [
    { check: 'disk', ok: false, words: `Only ${gigabytes} GiB are free at ${place}; free some before writing stops.` },
  ];
}

async function nearestExisting(path: string): Promise<string> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}
