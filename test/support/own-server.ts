// A PostgreSQL server such as an operator runs: started apart from Kith, reached over TCP with a password.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPrograms, identity } from '../../src/db/embedded/programs.ts';
import { findServerUser } from '../../src/db/embedded/user.ts';
import { removeDirectory, temporaryDirectory } from './kith-process.ts';

export interface OwnServer {
  /** Of a database whose owner is an ordinary role, not a superuser. */
  readonly url: string;
  /** The same database for a role that owns nothing in it. */
  readonly servingUrl: string;
  readonly port: number;
  /** Ends it with a signal, as somebody else would: SIGINT in order, SIGKILL like a crash. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data; returns when it takes connections. */
  start(): Promise<void>;
  /** One statement as the superuser. */
  administer(statement: string): Promise<void>;
  stop(): Promise<void>;
}

const PASSWORD = 'of the tests';

/** The folder of the PostgreSQL programs that come with Kith. */
export async function embeddedPrograms(): Promise<string> {
  return join((await findPrograms()).postgres, '..');
}

/** Starts a server with the programs in a folder, on a free port of the loopback interface. */
export async function startOwnServer(programs: string): Promise<OwnServer> {
  const directory = await temporaryDirectory('own-server');
  const cluster = join(directory, 'cluster');
  const passwordFile = join(directory, 'password');
  // PostgreSQL refuses to run as root.
  const user = await findServerUser(cluster);
  await writeFile(passwordFile, PASSWORD);
  if (user) for (const path of [directory, passwordFile]) await chown(path, user.uid, user.gid);
  const where = { cwd: directory, env: { LC_ALL: 'C', TZ: 'UTC' }, ...identity(user) };
  const initialise = [
    '-D',
    cluster,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
  ];
  await promisify(execFile)(join(programs, 'initdb'), initialise, where);
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`, 'fsync=off'];
  const options = settings.flatMap((setting) => ['-c', setting]);
  let server: ChildProcess;
  const launch = async () => {
    server = spawn(join(programs, 'postgres'), ['-D', cluster, ...options], { ...where, stdio: 'ignore' });
    await Promise.race([isReady(port), once(server, 'exit')]);
  };
  const start = async () => {
    // After a crash the first attempts may find that processes of the dead server are still ending.
    do await launch();
    while (server.exitCode !== null && (await sleep(50, true)));
  };
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  for (const role of ['owner', 'serving']) await administer(port, `create role ${role} login password '${PASSWORD}'`);
  await administer(port, 'create database people owner owner');
  const urlOf = (role: string) => `postgres://${role}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/people`;
  return {
    url: urlOf('owner'),
    servingUrl: urlOf('serving'),
    port,
    end,
    start,
    administer: (statement) => administer(port, statement),
    stop: async () => {
      await end('SIGINT');
      await removeDirectory(directory);
    },
  };
}

/** A port of the loopback interface that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return address.port;
}

async function administer(port: number, statement: string): Promise<void> {
  const client = await connected(port);
  await client.query(statement);
  await client.end();
}

async function isReady(port: number): Promise<void> {
  await (await connected(port)).end();
}

/** Connects as soon as the server takes connections. */
async function connected(port: number): Promise<Client> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password: PASSWORD, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
