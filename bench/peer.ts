// The peer: Parse Server with the same people in a database of its own on the same PostgreSQL server
// (bench/peers/README.md says what is the same and what is not).
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { buildIndexes, copyRows } from './copy-rows.ts';
import type { PeerClass } from './peer-classes.ts';
import { say } from './progress.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const FOLDER = fileURLToPath(new URL('peers', import.meta.url));
const DATABASE = 'peer';
/** Parse skips every permission for it, which makes its answers fastest. */
const MASTER_KEY = 'a master key of the benchmark';

export const PEER_HEADERS = {
  'x-parse-application-id': 'bench',
  'x-parse-master-key': MASTER_KEY,
  'content-type': 'application/json',
};

/** Installs the peer where it is missing; false, with the reason said, when that fails. */
export async function installPeer(): Promise<boolean> {
  if (isInstalled()) return true;
  say('installing Parse Server into bench/peers, to compare with (--no-peer leaves it out)');
  try {
    const args = ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', args, { timeout: 180_000 });
    return true;
  } catch (error) {
    say(`going on without Parse Server, which could not be installed: ${String(error).slice(0, 500)}`);
    return false;
  }
}

/** npm writes its own copy of the lock file last: an older one is of another version, none is of half an installation. */
function isInstalled(): boolean {
  const [wanted, there] = ['package-lock.json', 'node_modules/.package-lock.json'].map((name) =>
    statSync(`${FOLDER}/${name}`, { throwIfNoEntry: false }),
  );
  return wanted !== undefined && there !== undefined && there.mtimeMs >= wanted.mtimeMs;
}

interface Address {
  readonly host: string;
  readonly user: string;
}

interface People {
  readonly classes: readonly PeerClass[];
  readonly size: number;
}

/** Starts the peer on the PostgreSQL server at an address, and fills it with the people that Kith has there too. */
export async function startPeer({ host, user }: Address, people: People): Promise<ServerProcess> {
  await withClient({ host, user, database: 'postgres' }, (client) => client.query(`create database ${DATABASE}`));
  const settings = { host, user, database: DATABASE, pool: 20, masterKey: MASTER_KEY };
  const server = await startServer({
    script: `${FOLDER}/parse-server.js`,
    env: { NODE_ENV: 'production', PARSE_SERVER_LOGS_FOLDER: 'null', PEER_SETTINGS: JSON.stringify(settings) },
  });
  try {
    for (const peerClass of people.classes) await createClass(server.url, peerClass);
    await fill({ host, user, database: DATABASE }, people);
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

async function createClass(url: string, { name, fields }: PeerClass): Promise<void> {
  const answer = await fetch(`${url}/parse/schemas/${name}`, {
    method: 'POST',
    headers: PEER_HEADERS,
    body: JSON.stringify({ className: name, fields }),
  });
  if (!answer.ok) throw new Error(`the peer's class ${name} cannot be made: ${await answer.text()}`);
}

async function fill(connection: pg.ClientConfig, { classes, size }: People): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query('create extension pg_trgm');
    for (const { load, indexes } of classes) {
      await copyRows(client, load, size);
      await buildIndexes(
        client,
        indexes.map((index) => `create index on ${load.table} ${index}`),
      );
    }
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  });
}

async function withClient(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
