// The life cycle of the database server that Kith brings along, with real servers and real kills.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddedStartError } from '../src/db/embedded/errors.ts';
import { type EmbeddedDatabase, startEmbedded } from '../src/db/embedded/start-embedded.ts';

const isRoot = process.getuid?.() === 0;
const moduleUrl = new URL('../src/db/embedded/start-embedded.ts', import.meta.url).href;

/** Run by a process of its own: says where the server is, stops on SIGTERM, and prints what a failed start says. */
const childScript = `
  const { startEmbedded } = await import(${JSON.stringify(moduleUrl)});
  try {
    const db = await startEmbedded({ dataDir: process.env.DATA_DIR, log: () => {} });
    process.on('SIGTERM', () => db.stop().then(() => process.exit(0)));
    console.log(JSON.stringify({ ...db.connection, adopted: db.adopted }));
  } catch (error) {
    console.log(JSON.stringify({ failure: error.name + ': ' + error.message }));
    process.exit(1);
  }
`;

interface Report {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly adopted: boolean;
  readonly failure?: string;
}

const directories: string[] = [];
const children: ChildProcess[] = [];
const started: EmbeddedDatabase[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(started.splice(0).map((database) => database.stop()));
  for (const directory of directories.splice(0)) {
    for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      if (entry.endsWith('postmaster.pid'))
        await quit(Number.parseInt(readFileSync(join(directory, entry), 'utf8'), 10));
    }
    rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}, 60_000);

/** A new directory that the server's user can get through to. */
function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kith embedded,'));
  directories.push(directory);
  chmodSync(directory, 0o755);
  return directory;
}

async function start(dataDir: string, settings?: Record<string, string>): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, log: () => undefined, settings });
  started.push(database);
  return database;
}

function startChild(dataDir: string, uid?: number): { child: ChildProcess; report: Promise<Report> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', childScript], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
  });
  children.push(child);
  const report = once(createInterface(child.stdout!), 'line').then(([line]) => JSON.parse(line) as Report);
  report.catch(() => undefined);
  return { child, report };
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function query(connection: EmbeddedDatabase['connection'], text: string): Promise<unknown[][]> {
  const client = new Client({ ...connection });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const lockFile = (dataDir: string) => join(dataDir, 'postgres', 'postmaster.pid');
const serverPid = (dataDir: string) => Number.parseInt(readFileSync(lockFile(dataDir), 'utf8'), 10);

/** Empty once the process is gone, also while nobody has collected it. */
function commandOf(pid: number): string {
  try {
    const [state, ...command] = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state?.startsWith('Z') ? '' : command.join(' ');
  } catch {
    return '';
  }
}

async function gone(pid: number): Promise<void> {
  while (commandOf(pid) !== '') await sleep(20);
}

async function quit(pid: number): Promise<void> {
  if (!commandOf(pid).includes('postgres')) return;
  process.kill(pid, 'SIGQUIT');
  await gone(pid);
}

describe('starting', () => {
  it('creates a private server that follows Unicode, reachable by its socket only', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const database = await start(dataDir);
    expect(database.adopted).toBe(false);
    const rows = await query(
      database.connection,
      `select current_setting('listen_addresses'), current_setting('server_encoding'),
         current_setting('data_checksums'), current_setting('fsync'), lower('ÉLISE'), 'b' < 'É'`,
    );
    expect(rows).toEqual([['', 'UTF8', 'on', 'on', 'élise', true]]);
    await query(database.connection, 'create extension pg_trgm');
    expect(await query(database.connection, "select similarity('Éa', 'Ña') < 0.5")).toEqual([[true]]);
    expect(statSync(database.connection.host).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres.log')).mode & 0o777).toBe(0o600);
    // A session of its own: an interrupt typed in the terminal reaches this process, not the server.
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(serverPid(dataDir))], { encoding: 'utf8' });
    expect(Number(group)).toBe(serverPid(dataDir));
  });

  it('keeps the data, applies the settings, and turns a large log', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const first = await start(dataDir);
    await query(first.connection, 'create table kept as select 42 as answer');
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(lockFile(dataDir))).toBe(false);
    writeFileSync(join(dataDir, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));

    const second = await start(dataDir, { work_mem: '7MB' });
    expect(second.adopted).toBe(false);
    expect(await query(second.connection, "select answer, current_setting('work_mem') from kept")).toEqual([
      [42, '7MB'],
    ]);
    expect(statSync(join(dataDir, 'postgres.log')).size).toBeLessThan(100_000);
    expect(statSync(join(dataDir, 'postgres.log.1')).size).toBeGreaterThan(10_000_000);
  });

  it('says what the server said when it cannot start', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const failing = start(dataDir, { shared_buffers: 'plenty' });
    await expect(failing).rejects.toThrow(EmbeddedStartError);
    await expect(failing).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
  });

  it('puts the socket elsewhere when the path is too long, and only into a private directory', async () => {
    const dataDir = join(temporaryDirectory(), 'x'.repeat(60), 'y'.repeat(60), 'data');
    const database = await start(dataDir);
    const { host } = database.connection;
    directories.push(host);
    expect(host.startsWith(dataDir)).toBe(false);
    expect(statSync(host).mode & 0o777).toBe(0o700);
    await database.stop();
    chmodSync(host, 0o755);
    await expect(start(dataDir)).rejects.toThrow(`${host} must be a directory with mode 0700`);
  });
});

describe('traces of earlier servers', () => {
  it.each(['dead', 'unrelated', 'empty'])('is not stopped by a lock file with a process that is %s', async (kind) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const first = await start(dataDir);
    const locks = [lockFile(dataDir), join(first.connection.host, '.s.PGSQL.5432.lock')];
    const texts = locks.map((file) => readFileSync(file, 'utf8'));
    await first.stop();
    // PostgreSQL takes a process for its own server only when both have the same user.
    const { uid, gid } = statSync(join(dataDir, 'postgres'));
    const other = spawn('sleep', [kind === 'dead' ? '0' : '60'], { uid, gid });
    children.push(other);
    if (kind === 'dead') await once(other, 'exit');
    locks.forEach((file, index) => {
      writeFileSync(file, kind === 'empty' ? '' : texts[index]!.replace(/^\d+/, String(other.pid)));
      chownSync(file, uid, gid);
    });

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.connection, 'select 1')).toEqual([[1]]);
    expect(readdirSync(join(dataDir, 'postgres')).filter((name) => name.includes('stale'))).toEqual([]);
  });

  it('does not mistake the server of the original for that of a copied directory', async () => {
    const parent = temporaryDirectory();
    const original = await start(join(parent, 'data'));
    await original.stop();
    execFileSync('cp', ['-a', join(parent, 'data'), join(parent, 'copy')]);
    const running = await start(join(parent, 'data'));
    execFileSync('cp', ['-a', lockFile(join(parent, 'data')), lockFile(join(parent, 'copy'))]);

    const copy = await start(join(parent, 'copy'));
    expect(copy.adopted).toBe(false);
    expect(copy.connection.host).not.toBe(running.connection.host);
    expect(serverPid(join(parent, 'copy'))).not.toBe(serverPid(join(parent, 'data')));
  });

  it('adopts the server of a killed parent', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const parent = startChild(dataDir);
    await parent.report;
    const pid = serverPid(dataDir);
    await stopChild(parent.child, 'SIGKILL');

    const next = await start(dataDir);
    expect(next.adopted).toBe(true);
    expect(serverPid(dataDir)).toBe(pid);
    await next.stop();
    // The server is stopped when its pid file is gone; the process ends a moment later.
    await expect.poll(() => commandOf(pid)).toBe('');
  });

  it('has every committed row after server and parent were killed while writing', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const parent = startChild(dataDir);
    const client = new Client({ ...(await parent.report) });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table written (n int primary key)');
    let committed = 0;
    const writing = (async () => {
      for (;;) committed = (await client.query('insert into written values ($1)', [committed + 1])) && committed + 1;
    })().catch(() => undefined);
    await expect.poll(() => committed).toBeGreaterThan(20);
    process.kill(serverPid(dataDir), 'SIGKILL');
    await stopChild(parent.child, 'SIGKILL');
    await writing;

    const next = await start(dataDir);
    expect(next.adopted).toBe(false);
    const [[rows] = []] = await query(next.connection, 'select count(*)::int from written');
    // The last commit may have been made without the answer getting through.
    expect([committed, committed + 1]).toContain(rows);
  });

  it('waits for a backend that outlives its killed server', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const parent = startChild(dataDir);
    const busy = `do $$ declare until timestamptz := clock_timestamp() + interval '3 s';
      begin while clock_timestamp() < until loop end loop; end $$`;
    const connection = await parent.report;
    const working = query(connection, busy).catch(() => undefined);
    const active = "select count(*)::int from pg_stat_activity where query like 'do $$ declare%' and state = 'active'";
    await expect.poll(() => query(connection, active)).toEqual([[1]]);
    process.kill(serverPid(dataDir), 'SIGKILL');
    await stopChild(parent.child, 'SIGKILL');

    const next = await start(dataDir);
    expect(await query(next.connection, 'select 1')).toEqual([[1]]);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('pre-existing shared memory block');
    await working;
  });

  it.each([60, 250, 450])('survives being killed %i ms after a first start', async (delay) => {
    const dataDir = join(temporaryDirectory(), 'data');
    const { child } = startChild(dataDir);
    await sleep(delay);
    await stopChild(child, 'SIGKILL');
    const next = await start(dataDir);
    expect(await query(next.connection, 'select 1')).toEqual([[1]]);
    await next.stop();
  });

  it('removes a half-made cluster whose maker was killed', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const { child } = startChild(dataDir);
    const half = () => (existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.includes('.new-')) : []);
    while (half().length === 0) await sleep(5);
    await stopChild(child, 'SIGKILL');
    expect(half()).toHaveLength(1);
    // Its initdb, now without anybody to tell, ends by itself.
    const writes = () => execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).includes(half()[0]!);
    await expect.poll(writes, { timeout: 20_000 }).toBe(false);
    await start(dataDir);
    expect(half()).toEqual([]);
  });
});

describe('several processes', () => {
  it('share one server that both start at once, and the last one stops it', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const [first, second] = [startChild(dataDir), startChild(dataDir)];
    const reports = await Promise.all([first.report, second.report]);
    expect(reports.map((report) => report.adopted).sort()).toEqual([false, true]);
    const pid = serverPid(dataDir);
    await query(reports[0], 'create table shared (n int)');

    await stopChild(first.child, 'SIGTERM');
    expect(await query(reports[1], 'select count(*)::int from shared')).toEqual([[0]]);
    await stopChild(second.child, 'SIGTERM');
    // The server is stopped when its pid file is gone; the process ends a moment later.
    await expect.poll(() => commandOf(pid)).toBe('');
    expect(existsSync(lockFile(dataDir))).toBe(false);
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('can come while the last one goes', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    let leaving = await start(dataDir);
    for (const headStart of [0, 2, 5, 10, 20, 40]) {
      const stopping = leaving.stop();
      await sleep(headStart);
      const coming = await start(dataDir);
      await stopping;
      expect(await query(coming.connection, 'select 1')).toEqual([[1]]);
      leaving = coming;
    }
  });

  it('gets a killed server back while in use', async () => {
    const dataDir = join(temporaryDirectory(), 'data');
    const database = await start(dataDir);
    const pid = serverPid(dataDir);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await expect.poll(() => query(database.connection, 'select 1').catch(String), { timeout: 10_000 }).toEqual([[1]]);
    const [again] = [serverPid(dataDir)];
    expect(again).not.toBe(pid);
    await database.stop();
    await expect.poll(() => commandOf(again)).toBe('');
  });
});

describe.skipIf(!isRoot)('users (these need root, to become another user)', () => {
  const nobody = isRoot ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : 0;

  it('names the directory that keeps the user of the server out', async () => {
    const closed = join(temporaryDirectory(), 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const failing = start(join(closed, 'deep', 'data'));
    await expect(failing).rejects.toThrow(EmbeddedStartError);
    await expect(failing).rejects.toThrow(`who cannot enter ${closed} on the way to the data directory`);
    await expect(failing).rejects.toThrow(`chmod o+x ${closed}`);
    expect(readdirSync(closed)).toEqual([]);
  });

  it('runs as an ordinary user, and root then goes on as that user', async () => {
    const parent = temporaryDirectory();
    chownSync(parent, nobody, nobody);
    const dataDir = join(parent, 'data');
    const ordinary = startChild(dataDir, nobody);
    const report = await ordinary.report;
    expect(report.failure).toBeUndefined();
    expect(await query(report, 'select 1')).toEqual([[1]]);
    expect(statSync(join(dataDir, 'postgres', 'PG_VERSION')).uid).toBe(nobody);
    await stopChild(ordinary.child, 'SIGTERM');

    const asRoot = await start(dataDir);
    expect(statSync(lockFile(dataDir)).uid).toBe(nobody);
    await asRoot.stop();
    const again = startChild(dataDir, nobody);
    expect((await again.report).failure).toBeUndefined();
    await stopChild(again.child, 'SIGTERM');
  });

  it('tells an ordinary user that the directory is not writable', async () => {
    const { report } = startChild(temporaryDirectory(), nobody);
    expect((await report).failure).toMatch(/EmbeddedStartError: The user nobody cannot use .* EACCES.*KITH_DATA_DIR/);
  });

  it('tells an ordinary user that the database belongs to somebody else', async () => {
    const dataDir = temporaryDirectory();
    const asRoot = await start(dataDir);
    await asRoot.stop();
    const { report } = startChild(dataDir, nobody);
    expect((await report).failure).toMatch(/EmbeddedStartError: The database in .* belongs to the user postgres, but/);
  });
});
