// A PostgreSQL server such as an operator runs: started apart from Kith, reached over TCP with a password.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPrograms, identity } from '../../src/db/embedded-programs.ts';
import { findServerUser } from '../../src/db/embedded-user.ts';
import { removeDirectory, temporaryDirectory } from './kith-process.ts';

export interface OwnServer {
  /** Of a database whose owner is an ordinary role, not a superuser. */
  readonly url: string;
  /** The same database for a role that owns nothing in it. */
  readonly servingUrl: string;
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
  const server = spawn(join(programs, 'postgres'), ['-D', cluster, ...options], { ...where, stdio: 'ignore' });
  const ended = once(server, 'exit');
  await createDatabase(port);
  const urlOf = (role: string) => `postgres://${role}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/people`;
  return {
    url: urlOf('owner'),
    servingUrl: urlOf('serving'),
    stop: async () => {
      server.kill('SIGINT');
      await ended;
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

async function createDatabase(port: number): Promise<void> {
  const client = await connected({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: PASSWORD,
    database: 'postgres',
  });
  for (const role of ['owner', 'serving']) await client.query(`create role ${role} login password '${PASSWORD}'`);
  await client.query('create database people owner owner');
  await client.end();
}

/** Connects as soon as the server takes connections. */
async function connected(options: ConstructorParameters<typeof Client>[0]): Promise<Client> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const client = new Client(options);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
