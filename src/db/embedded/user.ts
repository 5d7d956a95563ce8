// Which operating system user the database server runs as, and whether that user can reach what it needs.
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedStartError, isCode } from './errors.ts';

const execute = promisify(execFile);

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

const ACCOUNT = 'postgres';

/**
 * The user the server has to run as, or undefined when that is the user of this process. PostgreSQL refuses to run as
 * root; root therefore uses the owner of an existing cluster, so that this owner can go on without root afterwards,
 * and the system user `postgres` (created when missing) for a new one.
 * Throws `EmbeddedStartError` when the cluster belongs to somebody this process cannot become.
 */
export async function findServerUser(cluster: string): Promise<ServerUser | undefined> {
  const self = process.getuid?.();
  if (self === undefined) return undefined;
  const owner = await clusterOwner(cluster);
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return undefined;
    const name = await userName(owner.uid);
    throw new EmbeddedStartError(
      `The database in ${cluster} belongs to the user ${name}, but this process runs as ${ownName()}. ` +
        `Run it as ${name}, or give the files to ${ownName()} (chown -R) while no server runs on them.`,
    );
  }
  if (owner === undefined) return systemUser();
  if (owner.uid !== 0) return { ...owner, name: await userName(owner.uid) };
  throw new EmbeddedStartError(
    `The database in ${cluster} belongs to root, and PostgreSQL refuses to run as root. ` +
      `Give the files to an ordinary user, for example: chown -R ${ACCOUNT} ${cluster}`,
  );
}

/**
 * Asks the kernel, as `user`, whether every path can be entered (directories) or run (files). Modes are not computed
 * here because access lists and security modules decide as well.
 * Returns the first path that blocks the user, or undefined.
 */
export async function firstBlocked(user: ServerUser, paths: readonly string[]): Promise<string | undefined> {
  const script = 'for path; do [ -x "$path" ] || { printf %s "$path"; exit 9; }; done';
  try {
    // The current directory may be one the user cannot enter, which would fail the probe itself.
    await execute('/bin/sh', ['-c', script, 'sh', ...paths], { uid: user.uid, gid: user.gid, cwd: '/', env: {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 9)) {
      throw new EmbeddedStartError(
        `PostgreSQL refuses to run as root, and this process may not start programs as the user ${user.name}: ` +
          `${String(error)}. Run as an ordinary user, or set DATABASE_URL to use a server of your own.`,
        { cause: error },
      );
    }
    return 'stdout' in error ? String(error.stdout) : undefined;
  }
}

/** The path and all directories above it, from the root down. */
export function withParents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...withParents(parent), path];
}

/** The name of the user this process runs as, for messages; in containers, users without a name are common. */
export function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

async function clusterOwner(cluster: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    // An empty directory (a mount point, say) is no cluster yet: whoever made it need not own the server.
    await stat(join(cluster, 'PG_VERSION'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (!isCode(error, 'EACCES')) throw error;
  }
  const { uid, gid } = await stat(cluster);
  return { uid, gid };
}

async function userName(uid: number): Promise<string> {
  return execute('id', ['-nu', String(uid)]).then(
    ({ stdout }) => stdout.trim(),
    () => String(uid),
  );
}

async function systemUser(): Promise<ServerUser> {
  const existing = await findAccount();
  if (existing !== undefined) return existing;
  // `su` without `-` leaves the directories of these programs out of PATH.
  const script =
    'PATH="$PATH:/usr/sbin:/sbin"; groupadd --force --system "$1" && ' +
    'useradd --system --no-create-home --shell /bin/false --gid "$1" "$1"';
  const failure: unknown = await execute('/bin/sh', ['-c', script, 'sh', ACCOUNT]).catch((error: unknown) => error);
  // Of two first starts at once, the slower is told that the files are locked; the account appears a moment later.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const created = await findAccount();
    if (created !== undefined) return created;
    await sleep(50);
  }
  throw new EmbeddedStartError(
    `PostgreSQL refuses to run as root, and the system user ${ACCOUNT} could not be created: ${String(failure)}. ` +
      `Create it (useradd ${ACCOUNT}), run as an ordinary user, or set DATABASE_URL to use a server of your own.`,
    { cause: failure },
  );
}

async function findAccount(): Promise<ServerUser | undefined> {
  try {
    const uid = await execute('id', ['-u', ACCOUNT]);
    const gid = await execute('id', ['-g', ACCOUNT]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), name: ACCOUNT };
  } catch {
    return undefined;
  }
}
