// A backup of everything in the database, read in one snapshot while others go on writing.
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Db } from '../connect.ts';
import { beginCopy } from './copy-stream.ts';
import { FrameWriter } from './frames.ts';

export interface Manifest {
  readonly madeAt: string;
  readonly kithVersion: string;
  readonly postgresVersion: string;
  /** Names of the migrations that were applied. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableColumns[];
  /** Of the installation, which sealed secrets in the database need; only in an encrypted backup. */
  readonly secret: string | null;
}

export interface TableColumns {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface TableSum {
  readonly name: string;
  readonly rows: number;
  /** Of its rows as COPY writes them. */
  readonly sha256: string;
}

export interface Sequence {
  readonly name: string;
  readonly last: string;
}

export interface BackupOptions {
  readonly write: (bytes: Buffer) => Promise<void>;
  readonly passphrase?: string | undefined;
  readonly secret: string | null;
  readonly kithVersion: string;
  readonly now: Date;
}

const TABLES = `select c.relname as name,
    array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  group by c.relname order by c.relname`;
const SEQUENCES = `select sequencename as name, last_value::text as last from pg_sequences
  where schemaname = 'public' and last_value is not null order by 1`;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Bytes of one frame, before they are compressed. */
const PIECE = 1024 * 1024;

/** Writes everything there is, and tells what it was. */
export async function writeBackup(db: Db, options: BackupOptions): Promise<readonly TableSum[]> {
  const client = await db.connection();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const sums = await writeAll(client, options);
    await client.query('commit;');
    return sums;
  } finally {
    // A connection with other settings, or in the middle of a COPY, is none for others.
    client.release(true);
  }
}

async function writeAll(client: PoolClient, options: BackupOptions): Promise<TableSum[]> {
  const { rows: tables } = await client.query<TableColumns>(TABLES);
  const { rows: migrations } = await client.query<{ name: string }>('select name from migrations order by name');
  const { rows: version } = await client.query<{ server_version: string }>('show server_version');
  const writer = await FrameWriter.begin(options.write, options.passphrase);
  const manifest: Manifest = {
    madeAt: options.now.toISOString(),
    kithVersion: options.kithVersion,
    postgresVersion: version[0]?.server_version ?? '',
    migrations: migrations.map(({ name }) => name),
    tables,
    secret: options.passphrase === undefined ? null : options.secret,
  };
  await writer.frame('M', manifest);
  const sums: TableSum[] = [];
  for (const table of tables) {
    await writer.frame('T', table);
    const sum = await copyTable(client, table, (piece) => writer.frame('D', piece));
    await writer.frame('E', sum);
    sums.push(sum);
  }
  // After the rows: an id that is handed out meanwhile is higher than all of theirs.
  const { rows: sequences } = await client.query<Sequence>(SEQUENCES);
  await writer.frame('M', { sequences });
  await writer.end();
  return sums;
}

/** The rows of a table as COPY writes them, in pieces. */
export async function copyTable(
  client: PoolClient,
  { name, columns }: TableColumns,
  use: (piece: Buffer) => Promise<void>,
): Promise<TableSum> {
  const hash = createHash('sha256');
  const copy = beginCopy(client, copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`));
  let pieces: Buffer[] = [];
  let length = 0;
  let rows = 0;
  const flush = async () => {
    if (length > 0) await use(Buffer.concat(pieces));
    pieces = [];
    length = 0;
  };
  for await (const chunk of copy.stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    // A line end in a value is written as \n.
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
    pieces.push(chunk);
    length += chunk.length;
    if (length >= PIECE) await flush();
  }
  copy.ended();
  await flush();
  return { name, rows, sha256: hash.digest('hex') };
}
