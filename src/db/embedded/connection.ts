// The one connection by which a process shows the embedded server that it is there.
import { Client, DatabaseError } from 'pg';
import { DATABASE } from './cluster.ts';
import { isCode } from './errors.ts';
import { type Layout, WINDOWS } from './layout.ts';
import { type LockFile, SOCKET_PORT } from './lock-file.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

export interface PresenceConnection {
  readonly client: Client;
  /** Settles when the connection is gone, for whatever reason. */
  readonly ended: Promise<void>;
}

/** The advisory lock that every process using the server holds shared. Any number does that nothing else locks. */
const PRESENCE_LOCK = '7165063921364488552';

/**
 * A lock file's own socket directory is believed only while its server lives: in a copy of a data directory it would
 * lead to the server of the original.
 */
export function addressOf(layout: Layout, password: string | undefined, lock: LockFile | undefined): Address {
  const account = { user: DATABASE, database: DATABASE };
  if (WINDOWS) return { host: '127.0.0.1', port: lock?.port ?? SOCKET_PORT, ...account, password };
  return { host: lock?.socketDirectory ?? layout.socketDirectory, port: lock?.port ?? SOCKET_PORT, ...account };
}

/**
 * Connects and takes the presence lock, creating the database first if it is missing. Throws what `pg` throws; see
 * `isTemporary`.
 */
export async function present(address: Address): Promise<PresenceConnection> {
  const client = new Client({
    ...address,
    // Both could otherwise come from PGSSLMODE and PGOPTIONS of the environment, meant for other servers.
    ssl: false,
    options: '',
    application_name: 'kith presence',
    connectionTimeoutMillis: 5_000,
    // The last user holds the lock exclusively while it stops the server. Should it hang, try again from the start.
    lock_timeout: 5_000,
  });
  // Without a listener, a server that dies would end this process.
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    return { client, ended };
  } catch (error) {
    client.end().catch(() => undefined);
    if (isCode(error, '3D000')) await createDatabase(address);
    throw error;
  }
}

/** Gives up the presence lock and tells whether nobody else holds it; if so, nobody can take it any more. */
export async function isLast(client: Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [PRESENCE_LOCK]);
  const answer = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [PRESENCE_LOCK]);
  return answer.rows[0]?.last === true;
}

/** True for an error that can pass by waiting: of the connection, or of a server that starts, stops or is full. */
export function isTemporary(error: unknown): boolean {
  // A refused permission is the only trouble of the connection itself that does not pass.
  if (!(error instanceof DatabaseError)) return !isCode(error, 'EACCES', 'EPERM');
  return /^(53|57|3D000|55006|55P03)/.test(error.code ?? '');
}

/** The server of a new cluster, or of one whose first start was cut short, has no database of ours yet. */
async function createDatabase(address: Address): Promise<void> {
  const client = new Client({ ...address, database: 'postgres', ssl: false, options: '' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`create database ${DATABASE}`);
  } catch (error) {
    // Another process does the same at this moment.
    if (!isCode(error, '42P04', '23505', '55006')) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
