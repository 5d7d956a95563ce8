// How a database cluster comes into being: completely, or not at all.
import { randomBytes } from 'node:crypto';
import { lchown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedStartError, isCode } from './errors.ts';
import { type Layout, WINDOWS } from './layout.ts';
import { isAlive } from './lock-file.ts';
import { type Programs, runProgram } from './programs.ts';

/** The one account of an embedded server, and the name of the database it is started for. */
export const DATABASE = 'kith';

const STAGING = 'postgres.new-';
const ABANDONED_AFTER_MS = 10 * 60_000;

export async function clusterExists(layout: Layout): Promise<boolean> {
  return stat(join(layout.cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/**
 * Creates the cluster beside its place and moves it there in one step, so that being killed half-way leaves no half a
 * cluster, and of two processes the first one wins and the second finds a complete cluster.
 * Throws `EmbeddedStartError` when the cluster cannot be created.
 */
export async function createCluster(layout: Layout, programs: Programs): Promise<void> {
  await removeAbandoned(layout);
  const staging = join(layout.dataDirectory, `${STAGING}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(staging, { mode: 0o700 });
    if (layout.user !== undefined) await lchown(staging, layout.user.uid, layout.user.gid);
    await initialise(staging, layout, programs);
    await rename(staging, layout.cluster);
    await syncDirectory(layout.dataDirectory);
  } catch (error) {
    if (await clusterExists(layout)) return;
    const advice = isCode(error, 'ENOTEMPTY', 'EEXIST', 'EBUSY')
      ? 'Move away what is there; if it is a mount point, mount the data directory above it instead.'
      : 'To use a server of your own instead, set DATABASE_URL.';
    throw new EmbeddedStartError(`No database could be created in ${layout.cluster}: ${String(error)}. ${advice}`, {
      cause: error,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The password of the server, which only Windows needs: elsewhere the socket directory is the protection. */
export async function readPassword(layout: Layout): Promise<string | undefined> {
  if (!WINDOWS) return undefined;
  const fresh = randomBytes(24).toString('hex');
  await writeFile(layout.passwordFile, fresh, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error;
  });
  return readFile(layout.passwordFile, 'utf8');
}

/**
 * Text is compared by code point, and upper and lower case follow Unicode, both by PostgreSQL's own tables: a newer
 * operating system cannot change them and silently break an index, as it can with the system's locales.
 */
async function initialise(directory: string, layout: Layout, programs: Programs): Promise<void> {
  const authentication = WINDOWS
    ? ['--auth=scram-sha-256', `--pwfile=${layout.passwordFile}`]
    : ['--auth-local=trust', '--auth-host=reject'];
  const args = [
    ...[`--pgdata=${directory}`, `--username=${DATABASE}`, '--encoding=UTF8', '--no-instructions'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...authentication],
  ];
  const where = { directory, user: layout.user };
  try {
    // pg_trgm alone still asks the system's locale what a letter is; under plain C it would drop é from a name.
    await runProgram(programs.initdb, [...args, '--lc-ctype=C.UTF-8'], where);
  } catch (error) {
    if (!String(error).includes('invalid locale name')) throw error;
    await runProgram(programs.initdb, args, where);
  }
}

/**
 * Takes back from an older cluster that whoever connects over TCP is trusted: it listens on no address, but somebody who
 * starts its files by hand would open it to every user of the machine.
 */
export async function closeNetwork(layout: Layout): Promise<void> {
  if (WINDOWS) return;
  const path = join(layout.cluster, 'pg_hba.conf');
  const rules = await readFile(path, 'utf8');
  const closed = rules.replace(/^(host\w*[ \t].*[ \t])trust[ \t]*$/gm, '$1reject');
  if (closed === rules) return;
  // Beside its place, then moved there: half a file would keep everybody out.
  const staging = `${path}.${process.pid}`;
  await writeFile(staging, closed, { mode: 0o600 });
  if (layout.user !== undefined) await lchown(staging, layout.user.uid, layout.user.gid);
  await rename(staging, path);
}

/** Removes what creations left behind whose process was killed. */
async function removeAbandoned(layout: Layout): Promise<void> {
  const names = await readdir(layout.dataDirectory);
  for (const name of names.filter((candidate) => candidate.startsWith(STAGING))) {
    const path = join(layout.dataDirectory, name);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
    // The age covers a process id that is in use again, as in a container, where it is the same at every start.
    if (isAlive(Number.parseInt(name.slice(STAGING.length), 10)) && age < ABANDONED_AFTER_MS) continue;
    // Its initdb may be writing still; what cannot be removed now is removed at the next creation.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Without this, a power failure could take back the move although its content is safe. Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (WINDOWS) return;
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
