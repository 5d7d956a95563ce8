// Reading a backup: what is in it, whether it is whole, and its rows into an empty database.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Db } from '../connect.ts';
import { beginCopy } from './copy-stream.ts';
import { BackupError, readFrames } from './frames.ts';
import { copyTable, type Manifest, type Sequence, type TableColumns, type TableSum } from './write-backup.ts';

export interface BackupContent {
  readonly manifest: Manifest;
  readonly tables: readonly TableSum[];
}

/** Takes what a backup tells, in its order. */
interface Taker {
  begin?(manifest: Manifest): Promise<void>;
  table?(table: TableColumns): Promise<void>;
  rows?(piece: Buffer): Promise<void>;
  endTable?(sum: TableSum): Promise<void>;
  sequences?(sequences: readonly Sequence[]): Promise<void>;
}

const parsed = <Value>(content: Buffer) => JSON.parse(content.toString()) as Value;

/** Reads it to its end. Throws `BackupError` where a byte is not as it was written, before `sequences` is called. */
export async function readBackup(
  bytes: AsyncIterable<Uint8Array>,
  { passphrase, taker = {} }: { passphrase?: string | undefined; taker?: Taker },
): Promise<BackupContent> {
  let manifest: Manifest | undefined;
  let sequences: readonly Sequence[] | undefined;
  const tables: TableSum[] = [];
  let hash = createHash('sha256');
  for await (const { kind, content } of readFrames(bytes, passphrase)) {
    if (kind === 'M' && !manifest) {
      manifest = parsed<Manifest>(content);
      await taker.begin?.(manifest);
    } else if (kind === 'M') sequences = parsed<{ sequences: Sequence[] }>(content).sequences;
    else if (kind === 'T') {
      hash = createHash('sha256');
      await taker.table?.(parsed<TableColumns>(content));
    } else if (kind === 'D') {
      hash.update(content);
      await taker.rows?.(content);
    } else {
      const sum = parsed<TableSum>(content);
      if (hash.digest('hex') !== sum.sha256) throw new BackupError(`The rows of ${sum.name} are damaged.`);
      tables.push(sum);
      await taker.endTable?.(sum);
    }
  }
  if (!manifest || !sequences || tables.length !== manifest.tables.length)
    throw new BackupError('The backup is not whole.');
  await taker.sequences?.(sequences);
  return { manifest, tables };
}

const FOREIGN_KEYS = `select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Made by migrating, before the rows are loaded. */
const OF_THE_SCHEMA = 'migrations';

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Loads the rows of a backup into the empty tables of a database that was migrated as far as the backup, as their owner: all or
 * none of them. Throws `BackupError`.
 */
export async function loadBackup(
  owner: Db,
  bytes: AsyncIterable<Uint8Array>,
  { passphrase, migrateTo }: { passphrase?: string | undefined; migrateTo: (manifest: Manifest) => Promise<void> },
): Promise<BackupContent> {
  const client = await owner.connection();
  let loading: { write(piece: Buffer): Promise<void>; end(): Promise<void> } | undefined;
  let keys: readonly ForeignKey[] = [];
  let names: readonly string[] = [];
  try {
    const content = await readBackup(bytes, {
      passphrase,
      taker: {
        begin: async (manifest) => {
          await migrateTo(manifest);
          names = manifest.tables.map(({ name }) => name).filter((name) => name !== OF_THE_SCHEMA);
          keys = await prepareTables(client, names);
        },
        table: async (table) => {
          loading = table.name === OF_THE_SCHEMA ? undefined : copyInto(client, table);
        },
        rows: async (piece) => loading?.write(piece),
        endTable: async () => loading?.end(),
        sequences: (sequences) => finishTables(client, { names, keys, sequences }),
      },
    });
    await client.query('commit;');
    return content;
  } finally {
    client.release(true);
  }
}

/** Triggers would count and record what is only put back; foreign keys are made again when all rows are there. */
async function prepareTables(client: PoolClient, names: readonly string[]): Promise<readonly ForeignKey[]> {
  await client.query('begin;');
  await client.query('set local statement_timeout = 0');
  const { rows: keys } = await client.query<ForeignKey>(FOREIGN_KEYS);
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const name of names) await client.query(`alter table ${quoted(name)} disable trigger user`);
  await client.query(`truncate ${names.map(quoted).join(', ')}`);
  return keys;
}

interface Finishing {
  readonly names: readonly string[];
  readonly keys: readonly ForeignKey[];
  readonly sequences: readonly Sequence[];
}

async function finishTables(client: PoolClient, { names, keys, sequences }: Finishing): Promise<void> {
  for (const { table, name, definition } of keys) {
    await client.query(`alter table ${table} add constraint ${name} ${definition}`);
  }
  for (const name of names) await client.query(`alter table ${quoted(name)} enable trigger user`);
  for (const { name, last } of sequences)
    await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), last]);
  await client.query('analyze');
}

function copyInto(client: PoolClient, { name, columns }: TableColumns) {
  const copy = beginCopy(client, copyFrom(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`));
  const { stream } = copy;
  const ended = finished(stream).finally(copy.ended);
  // Listened to from here on: what the database refuses is thrown by `end`.
  ended.catch(() => undefined);
  return {
    write: async (piece: Buffer) => {
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended]);
    },
    end: async () => {
      stream.end();
      await ended;
    },
  };
}

/** The tables of which a database has other rows than a backup says. */
export async function differingTables(db: Db, { manifest, tables }: BackupContent): Promise<string[]> {
  const client = await db.connection();
  try {
    await client.query('set statement_timeout = 0');
    const differing: string[] = [];
    for (const table of manifest.tables.filter(({ name }) => name !== OF_THE_SCHEMA)) {
      const sum = await copyTable(client, table, async () => undefined);
      const wanted = tables.find(({ name }) => name === table.name);
      if (sum.sha256 !== wanted?.sha256) differing.push(table.name);
    }
    return differing;
  } finally {
    client.release(true);
  }
}
