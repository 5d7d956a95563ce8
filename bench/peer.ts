// The peer: Parse Server with the same people in a database of its own on the same PostgreSQL server
// (bench/peers/README.md says what is the same and what is not).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { buildIndexes, copyRows, type TableLoad } from './copy-rows.ts';
import { addressOf, person, timesOf } from './populate.ts';
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
  // npm writes this file last.
  if (existsSync(`${FOLDER}/node_modules/.package-lock.json`)) return true;
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

interface Address {
  readonly host: string;
  readonly user: string;
}

/** Starts the peer on the PostgreSQL server at an address, and fills it with the people that Kith has there too. */
export async function startPeer({ host, user }: Address, size: number): Promise<ServerProcess> {
  await runSql({ host, user, database: 'postgres' }, [`create database ${DATABASE}`]);
  const settings = { host, user, database: DATABASE, pool: 20, masterKey: MASTER_KEY };
  const server = await startServer({
    script: `${FOLDER}/parse-server.js`,
    env: { NODE_ENV: 'production', PARSE_SERVER_LOGS_FOLDER: 'null', PEER_SETTINGS: JSON.stringify(settings) },
  });
  try {
    await createClass(server.url);
    await fill({ host, user, database: DATABASE }, size);
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

async function createClass(url: string): Promise<void> {
  const types = {
    String: 'first_name last_name addressee salutation sort_name search_name birthday external_id date_added',
    Boolean: 'is_org',
    Array: 'email_addresses phone_numbers street_addresses',
  };
  const fields = Object.fromEntries(
    Object.entries(types).flatMap(([type, names]) => names.split(' ').map((name) => [name, { type }])),
  );
  const answer = await fetch(`${url}/parse/schemas/Constituent`, {
    method: 'POST',
    headers: PEER_HEADERS,
    body: JSON.stringify({ className: 'Constituent', fields }),
  });
  if (!answer.ok) throw new Error(`the peer's class cannot be made: ${await answer.text()}`);
}

/** What a client of the peer sends for a person: the texts that Kith derives must come from the client here. */
export function peerRecord(name: { first: string; last: string }, contact: { email: string; phone: string }) {
  const [full, sort] = [`${name.first} ${name.last}`, `${name.last}, ${name.first}`];
  return {
    first_name: name.first,
    last_name: name.last,
    addressee: full,
    salutation: name.first,
    sort_name: sort,
    search_name: [name.first, name.last, full, sort].join('\n').toLowerCase(),
    is_org: false,
    email_addresses: [{ address: contact.email, type: 'Home', is_preferred: true }],
    phone_numbers: [{ number: contact.phone, type: 'Home', is_preferred: true }],
  };
}

/** The peer's id of the person with a number: ten characters, as its own are. */
export const peerId = (number: number) => `p${String(number).padStart(9, '0')}`;

const LOAD: TableLoad = {
  table: '"Constituent"',
  columns:
    '"objectId", "createdAt", "updatedAt", first_name, last_name, addressee, salutation, sort_name, search_name, is_org, date_added, email_addresses, phone_numbers, street_addresses',
  row: (number) => {
    const someone = person(number);
    const { createdAt, updatedAt } = timesOf(number);
    const { street, city, state, postalCode } = addressOf(number);
    const record = peerRecord(someone, someone);
    const address = { street, city, state, postal_code: postalCode, country: 'US', type: 'Home', is_preferred: true };
    return [
      peerId(number),
      createdAt,
      updatedAt,
      record.first_name,
      record.last_name,
      record.addressee,
      record.salutation,
      record.sort_name,
      record.search_name,
      record.is_org,
      createdAt.slice(0, 10),
      JSON.stringify(record.email_addresses),
      JSON.stringify(record.phone_numbers),
      JSON.stringify([address]),
    ];
  },
};

/** Kith's indexes of the same facts. */
const INDEXES = [
  '(sort_name)',
  '(last_name)',
  '("updatedAt")',
  '("createdAt")',
  'using gin (search_name gin_trgm_ops)',
  'using gin (email_addresses jsonb_path_ops)',
  "using gin ((email_addresses -> 0 ->> 'address') gin_trgm_ops)",
  'using gin (phone_numbers jsonb_path_ops)',
  "using gin ((phone_numbers -> 0 ->> 'number') gin_trgm_ops)",
  "using gin ((street_addresses -> 0 ->> 'street') gin_trgm_ops)",
  "((street_addresses -> 0 ->> 'city'))",
  "((street_addresses -> 0 ->> 'state'))",
  "((street_addresses -> 0 ->> 'postal_code'))",
].map((what) => {
  const storage = what.startsWith('using gin') ? ' with (gin_pending_list_limit = 64)' : '';
  return `create index on "Constituent" ${what}${storage}`;
});

async function fill(connection: pg.ClientConfig, size: number): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('create extension pg_trgm');
    await copyRows(client, LOAD, size);
    await buildIndexes(client, INDEXES);
    await client.query('vacuum analyze "Constituent"');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

async function runSql(connection: pg.ClientConfig, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
