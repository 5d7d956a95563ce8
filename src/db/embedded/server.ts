// Starting and stopping the server process of an embedded database.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCode } from './errors.ts';
import { ensureSocketDirectory, type Layout, WINDOWS } from './layout.ts';
import { isServing, SOCKET_PORT } from './lock-file.ts';
import { identity, PROGRAM_ENVIRONMENT, type Programs, runProgram } from './programs.ts';

export interface Launch {
  readonly pid: number | undefined;
  /** Undefined while the server runs. */
  ending(): Promise<Ending | undefined>;
}

interface Ending {
  readonly cause: 'passing' | 'killed' | 'failed';
  /** The server's own explanation, for the operator. */
  readonly words: string;
}

/** How long each kind of shutdown may take. */
const SHUTDOWN_MS = 30_000;
const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** Backends of a killed server are still ending, another process was faster, or it has stopped the server already. */
const PASSING = /pre-existing shared memory block|lock file "[^"]*" (already exists|is empty)|shutdown request/;

const DEFAULTS: Readonly<Record<string, string>> = {
  // Several processes, each with a pool, share one server.
  max_connections: '200',
  // initdb writes down less on a machine that was short of memory on that one day.
  shared_buffers: '128MB',
  // After a checkpoint whole pages go to the log; compressed, small random writes cost a fraction of the disk's time.
  wal_compression: 'on',
  // The default, 4, describes spinning disks and makes the planner avoid indexes on anything newer.
  random_page_cost: '1.1',
  // A report every five minutes that all is well would fill a log which is only cut at a start.
  log_checkpoints: 'off',
  // What a statement did wrong is told to Kith, who sent it. In the log its message (`invalid input syntax for …: "…"`),
  // its details (the row that is there twice), its context (the line of a COPY) and the statement itself would be
  // personal data: only what concerns the server as a whole is written down, without details.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // The server must not depend on the zone of the machine that first ran it.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Shown in the process list, so that an operator sees whose server this is.
  cluster_name: 'kith',
};

/** Starts a server without waiting for it. It survives this process and does not get the signals of its terminal. */
export async function launch(
  layout: Layout,
  programs: Programs,
  settings: Readonly<Record<string, string>>,
): Promise<Launch> {
  await ensureSocketDirectory(layout);
  const log = await openLog(layout);
  try {
    const { size } = await log.stat();
    const [program, args] = await commandLine(layout, programs, { ...DEFAULTS, ...settings });
    const child = spawn(program, args, {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: layout.cluster,
      env: PROGRAM_ENVIRONMENT,
      ...identity(layout.user),
    });
    child.unref();
    return { pid: WINDOWS ? undefined : child.pid, ending: watchEnding(child, () => readLog(layout, size)) };
  } finally {
    await log.close();
  }
}

function watchEnding(child: ChildProcess, readLines: () => Promise<string[]>): Launch['ending'] {
  let end: { readonly how: string; readonly killed: boolean } | undefined;
  child.on('error', (error) => {
    end = { how: String(error), killed: false };
  });
  child.on('exit', (code, signal) => {
    // On Windows the child is pg_ctl, which ends well once the server is on its way.
    if (WINDOWS && code === 0) return;
    end = { how: `it ended with ${signal ?? `exit code ${code}`}`, killed: signal !== null };
  });
  return async () => {
    if (end === undefined) return undefined;
    const lines = await readLines();
    // Another server may have written to the same log, hence the process id that starts each line.
    const passing = lines.some((line) => line.includes(`[${child.pid}]`) && PASSING.test(line));
    const cause = end.killed ? 'killed' : passing ? 'passing' : 'failed';
    return { cause, words: [...tellingLines(lines), end.how].join('\n') };
  };
}

/**
 * Stops the server with this process id and waits until it is down: clients are disconnected, transactions rolled back.
 * A server that does not manage this in time is told to quit at once, which costs a recovery at the next start
 * but no data. False when it still runs, or is out of sight: in another container over the same volume, say.
 */
export async function shutDown(home: { layout: Layout; programs: Programs }, pid: number): Promise<boolean> {
  const { layout, programs } = home;
  if (!(await isServing(pid, layout))) return false;
  for (const [signal, mode] of [
    ['SIGINT', 'fast'],
    ['SIGQUIT', 'immediate'],
  ] as const) {
    if (WINDOWS) {
      // Windows has no signals; pg_ctl has another way to tell the server.
      const args = ['stop', '--pgdata', layout.cluster, '--mode', mode, '--no-wait'];
      await runProgram(programs.pgCtl, args, { directory: layout.dataDirectory, user: undefined });
    } else {
      sendSignal(pid, signal);
    }
    if (await isDown(pid, layout)) return true;
  }
  return false;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
}

async function isDown(pid: number, layout: Layout): Promise<boolean> {
  const deadline = performance.now() + SHUTDOWN_MS;
  while (performance.now() < deadline) {
    if (!(await isServing(pid, layout))) return true;
    await sleep(20);
  }
  return false;
}

async function commandLine(
  layout: Layout,
  programs: Programs,
  settings: Readonly<Record<string, string>>,
): Promise<[string, string[]]> {
  if (WINDOWS) {
    const flags = Object.entries({ ...settings, listen_addresses: '127.0.0.1', port: String(await freePort()) });
    const options = flags.map(([name, value]) => `-c "${name}=${value}"`).join(' ');
    // PostgreSQL refuses to run with an administrator's rights; pg_ctl is able to give them up.
    return [programs.pgCtl, ['start', '--no-wait', '--pgdata', layout.cluster, '--options', options]];
  }
  const flags = Object.entries({
    ...settings,
    // No TCP: nothing on the network, nor another user of this machine, can reach the database.
    listen_addresses: '',
    port: String(SOCKET_PORT),
    // A list, hence the quotes: a path may contain a comma or a space.
    unix_socket_directories: `"${layout.socketDirectory.replaceAll('"', '""')}"`,
    // A second lock behind the directory's mode, in case that is loosened while the server runs.
    unix_socket_permissions: '0700',
  });
  return [programs.postgres, ['-D', layout.cluster, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])]];
}

async function openLog(layout: Layout): Promise<FileHandle> {
  const written = await stat(layout.logFile).catch(() => undefined);
  if ((written?.size ?? 0) > LARGEST_LOG_BYTES) await rename(layout.logFile, `${layout.logFile}.1`);
  // As root in a directory of somebody else, a link put there must not make this write, or give away, another file.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const log = await open(layout.logFile, flags, 0o600);
  // Its owner can then go on without root.
  if (layout.user !== undefined) await log.chown(layout.user.uid, layout.user.gid);
  return log;
}

async function readLog(layout: Layout, from: number): Promise<string[]> {
  const content = await readFile(layout.logFile).catch(() => Buffer.alloc(0));
  return content.subarray(from).toString('utf8').trim().split('\n');
}

/** Bytes that the server's log has now. */
export async function logSize(layout: Layout): Promise<number> {
  return (await stat(layout.logFile).catch(() => undefined))?.size ?? 0;
}

/** What a server wrote about its end since its log had so many bytes: never a statement, which may hold personal data. */
export async function crashWords(layout: Layout, from: number): Promise<string[]> {
  const lines = await readLog(layout, from);
  return lines
    .filter((line) => /PANIC: |was terminated by signal|exited with exit code [^0]|No space left/.test(line))
    .slice(-4);
}

function tellingLines(lines: readonly string[]): string[] {
  const serious = lines.filter((line) => /(ERROR|FATAL|PANIC|DETAIL|HINT): /.test(line));
  return (serious.length > 0 ? serious : lines).slice(-8);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free TCP port was found');
  return address.port;
}
