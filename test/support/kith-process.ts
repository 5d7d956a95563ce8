// Kith as an operator runs it: the real program in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  /** The first line on stdout. */
  readonly firstLine: string;
  /** Everything on stdout and stderr so far. */
  output(): Omit<Outcome, 'code'>;
  /** Sends a signal and waits for the end; returns the exit code, or the name of the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** A directory that a database started by root can be in; remove it with `removeDirectory`. */
export async function temporaryDirectory(name: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `kith-${name}-`));
  await chmod(path, 0o755);
  return path;
}

export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

export interface Installation {
  readonly env: { readonly KITH_DATA_DIR: string };
  remove(): Promise<void>;
}

/** An installation that does not exist yet, for one test file. */
export async function temporaryInstallation(name: string): Promise<Installation> {
  const parent = await temporaryDirectory(name);
  const env = { KITH_DATA_DIR: join(parent, 'data') };
  const remove = async () => {
    // Adopts and stops a database that a failed test left behind.
    await runKith(['doctor'], env);
    await removeDirectory(parent);
  };
  return { env, remove };
}

export const ADMIN = { email: 'admin@riverbend.example', password: 'a secret of the tests' } as const;

/** Sets up an organization whose checks the sandbox answers, with that administrator. */
export async function setUpRiverbend({ env }: Installation): Promise<void> {
  const options = ['--slug', 'riverbend', '--email', ADMIN.email, '--password', ADMIN.password, '--sandbox'];
  await runKith(['setup', '--name', 'Riverbend School', ...options], env);
}

/** The variables that the test names, and those that a program needs. The settings of whoever runs the tests are left out. */
function environment(env: Environment): Environment {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env };
}

function start(command: readonly [string, ...string[]], env: Environment): ChildProcess {
  const [program, ...args] = command;
  return spawn(program, args, { cwd: ROOT, env: environment(env), stdio: ['pipe', 'pipe', 'pipe'] });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const collected = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    collected.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    collected.stderr += text;
  });
  return collected;
}

/** Runs `kith …` to its end, through bin/kith.js. */
export async function runKith(args: readonly string[], env: Environment, input = ''): Promise<Outcome> {
  const child = start([process.execPath, join(ROOT, 'bin/kith.js'), ...args], env);
  const collected = collect(child);
  child.stdin?.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...collected };
}

/** Starts a program that serves and waits for its first line on stdout. Throws with its words when it ends without one. */
export async function startProcess(command: readonly [string, ...string[]], env: Environment): Promise<RunningProcess> {
  const child = start(command, env);
  const collected = collect(child);
  const ended = once(child, 'close');
  const line = child.stdout ? once(createInterface(child.stdout), 'line') : ended;
  const first = await Promise.race([line, ended.then(() => undefined)]);
  if (first === undefined) {
    const end = child.exitCode ?? child.signalCode;
    throw new Error(`${command.join(' ')} ended with ${end}: ${collected.stdout}${collected.stderr}`);
  }
  return {
    child,
    firstLine: String(first[0]),
    output: () => ({ ...collected }),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
      return child.exitCode ?? child.signalCode;
    },
  };
}

/** Without bin/kith.js in between, so that a signal reaches the program itself. */
export function startCommand(args: readonly string[], env: Environment): Promise<RunningProcess> {
  return startProcess([process.execPath, join(ROOT, 'src/main.ts'), ...args], env);
}

/** `kith serve …` on a free port. */
export async function startServing(
  env: Environment,
  ...args: string[]
): Promise<RunningProcess & { readonly url: string }> {
  const running = await startCommand(['serve', ...args], { KITH_PORT: '0', ...env });
  const url = /^listening on (http:\/\/\S+)$/.exec(running.firstLine)?.[1];
  if (url === undefined) throw new Error(`kith serve said: ${running.firstLine}`);
  return { ...running, url };
}

/** The process id in a data directory's lock file, or undefined when no server runs (or died with it). */
export async function databasePid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || undefined;
}
