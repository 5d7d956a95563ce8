// Where an embedded database keeps its files, and that its server may use these places.
import { createHash } from 'node:crypto';
import { access, chmod, constants, lchown, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedStartError, isCode } from './errors.ts';
import { findServerUser, firstBlocked, ownName, type ServerUser, withParents } from './user.ts';

export interface Layout {
  readonly dataDirectory: string;
  readonly cluster: string;
  readonly logFile: string;
  /** Where the server's socket is; unused on Windows, which has TCP and a password instead. */
  readonly socketDirectory: string;
  readonly passwordFile: string;
  /** The user the server runs as, when that is not the user of this process. */
  readonly user: ServerUser | undefined;
}

export const WINDOWS = process.platform === 'win32';

/** Longest socket path that every system takes: macOS has 104 bytes with the closing zero, Linux 108. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Finds the places, creates the missing ones, and checks that this process and the server's user can use them. Nothing
 * is created where the server's user could not reach it. `programs` are paths that user must be able to run or enter.
 * Throws `EmbeddedStartError`.
 */
export async function prepareLayout(dataDir: string, programs: readonly string[]): Promise<Layout> {
  try {
    const dataDirectory = await canonical(resolve(dataDir));
    const cluster = join(dataDirectory, 'postgres');
    const user = await findServerUser(cluster);
    const layout: Layout = {
      dataDirectory,
      cluster,
      logFile: join(dataDirectory, 'postgres.log'),
      socketDirectory: chooseSocketDirectory(dataDirectory),
      passwordFile: join(dataDirectory, 'postgres-password'),
      user,
    };
    if (user !== undefined) await assertReachable(user, layout, programs);
    await createDataDirectory(dataDirectory, user);
    await ensureSocketDirectory(layout);
    return layout;
  } catch (error) {
    throw explain(error, dataDir);
  }
}

/**
 * Makes sure that only the server's user can enter the socket directory: the server trusts whoever reaches its socket.
 * Throws `EmbeddedStartError` when somebody else controls the directory.
 */
export async function ensureSocketDirectory(layout: Layout): Promise<void> {
  if (WINDOWS) return;
  const { socketDirectory: path, user } = layout;
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error;
  });
  const found = await lstat(path);
  const self = process.getuid?.();
  const owned = found.uid === self || found.uid === user?.uid;
  // In a directory that all may write to, somebody may have been here first, to read along or to answer instead.
  const elsewhere = dirname(path) !== layout.dataDirectory;
  if (!found.isDirectory() || !owned || (elsewhere && (found.mode & 0o777) !== 0o700)) {
    throw new EmbeddedStartError(
      `${path} must be a directory with mode 0700 that belongs to ${user?.name ?? ownName()}, because ` +
        'whoever can enter it has full access to the database. Remove it after finding out who made it.',
    );
  }
  if ((found.mode & 0o777) !== 0o700) await chmod(path, 0o700);
  if (user !== undefined && found.uid !== user.uid) await lchown(path, user.uid, user.gid);
}

/** The real path, also when its last parts do not exist yet. */
async function canonical(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    return join(await canonical(dirname(path)), basename(path));
  }
}

function chooseSocketDirectory(dataDirectory: string): string {
  const inside = join(dataDirectory, 'postgres-socket');
  if (fits(inside)) return inside;
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  const outside = join(tmpdir(), `kith-${name}`);
  if (fits(outside)) return outside;
  throw new EmbeddedStartError(
    `The data directory ${dataDirectory} and the temporary directory ${tmpdir()} have both too long a path for a ` +
      'Unix socket. Set KITH_DATA_DIR or TMPDIR to a shorter one.',
  );
}

function fits(directory: string): boolean {
  return WINDOWS || Buffer.byteLength(join(directory, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH;
}

async function assertReachable(user: ServerUser, layout: Layout, programs: readonly string[]): Promise<void> {
  const forPrograms = programs.flatMap(withParents);
  const forData: string[] = [];
  for (const path of [...withParents(layout.dataDirectory), ...withParents(dirname(layout.socketDirectory))]) {
    if (await exists(path)) forData.push(path);
  }
  const blocked = await firstBlocked(user, [...forPrograms, ...forData]);
  if (blocked === undefined) return;
  const [target, elsewhere] = forPrograms.includes(blocked)
    ? [`the database programs (${programs[0]})`, 'install Kith elsewhere, such as in /opt/kith']
    : [
        `the data directory ${layout.dataDirectory}`,
        'set KITH_DATA_DIR to a directory elsewhere, such as /var/lib/kith',
      ];
  throw new EmbeddedStartError(
    `PostgreSQL refuses to run as root and would run as the user ${user.name}, who cannot enter ${blocked} on the way ` +
      `to ${target}. Do one of these: chmod o+x ${blocked}; ${elsewhere}; set DATABASE_URL to use a server of your ` +
      'own; run Kith as an ordinary user.',
  );
}

async function createDataDirectory(path: string, user: ServerUser | undefined): Promise<void> {
  // An ordinary user keeps everything private. As root, the server's user must get through to its own part.
  const mode = user === undefined ? 0o700 : 0o711;
  const first = await mkdir(path, { recursive: true, mode });
  if (first !== undefined) {
    // A strict umask would have shut out the server's user.
    for (const created of withParents(path)) if (created.length >= first.length) await chmod(created, mode);
  }
  if (user === undefined) await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function explain(error: unknown, dataDir: string): EmbeddedStartError {
  if (error instanceof EmbeddedStartError) return error;
  const name = ownName();
  return new EmbeddedStartError(
    `The user ${name} cannot use ${resolve(dataDir)} as the data directory: ${String(error)}. ` +
      `Make it a directory that ${name} may write to, or set KITH_DATA_DIR to another one.`,
    { cause: error },
  );
}
