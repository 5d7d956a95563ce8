import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { systemClock } from '../../core/base/clock.ts';
import { openDatabase } from '../../database.ts';
import { type BackupContent, differingTables, loadBackup, readBackup } from '../../db/backup/read-backup.ts';
import { type TableSum, writeBackup } from '../../db/backup/write-backup.ts';
import { migrate } from '../../db/migrate.ts';
import { UsageError } from '../explain-error.ts';
import { logToStderr } from '../open-for-command.ts';
import { programVersion } from '../program-version.ts';

interface PassphraseOption {
  readonly passphraseFile?: string;
  readonly json?: true;
}

const PASSPHRASE = ['--passphrase-file <file>', 'a file with the passphrase that encrypts it'] as const;
const JSON_OPTION = ['--json', 'print JSON'] as const;

/** `kith backup`: everything in one file, and the proof that it can be read (docs/operations.md). */
export function backupCommand(): Command {
  const verify = new Command('verify')
    .description('read a backup to its end and check every byte')
    .argument('<file>', 'the backup')
    .option(...PASSPHRASE)
    .option('--restore', 'also restore it into a database of its own, which is removed again, and compare every table')
    .option(...JSON_OPTION)
    .action(verifyFile);
  return new Command('backup')
    .description('write everything in the database into one file, while Kith goes on serving')
    .enablePositionalOptions()
    .option('--to <path>', 'a directory, or the name of the file', '.')
    .option(...PASSPHRASE)
    .option(...JSON_OPTION)
    .action(makeBackup)
    .addCommand(verify);
}

/** `kith restore`: the content of a backup into an empty database. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('load a backup into an empty database: the one of the settings, which is made if need be')
    .argument('<file>', 'the backup')
    .option(...PASSPHRASE)
    .option(...JSON_OPTION)
    .action(restoreFile);
}

async function passphraseOf({ passphraseFile }: PassphraseOption): Promise<string | undefined> {
  if (passphraseFile === undefined) return undefined;
  const passphrase = (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  if (passphrase === '') throw new UsageError('The file with the passphrase is empty.');
  return passphrase;
}

async function makeBackup(options: PassphraseOption & { readonly to: string }): Promise<void> {
  const config = readConfig();
  const passphrase = await passphraseOf(options);
  const now = systemClock.now();
  const path = await pathOf(options.to, now);
  const database = await openDatabase({ ...config, poolSize: 2 }, { log: logToStderr('warn') });
  try {
    const secret = passphrase === undefined ? null : await secretOf(config);
    const tables = await intoFile(path, (write) =>
      writeBackup(database.db, { write, passphrase, secret, kithVersion: programVersion(), now }),
    );
    const { size } = await stat(path);
    const rows = rowsOf(tables);
    if (options.json)
      console.log(JSON.stringify({ file: path, bytes: size, rows, tables, encrypted: passphrase !== undefined }));
    else {
      console.log(`${path}: ${rows} rows of ${tables.length} tables, ${size} bytes.`);
      if (passphrase === undefined)
        console.log('It is not encrypted, and has no secret: keep the file "secret" of the data directory as well.');
    }
  } finally {
    await database.close();
  }
}

const rowsOf = (tables: readonly TableSum[]) => tables.reduce((total, { rows }) => total + rows, 0);

async function pathOf(to: string, now: Date): Promise<string> {
  const isDirectory = await stat(to).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const name = `kith-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.kith`;
  return isDirectory ? join(to, name) : to;
}

async function secretOf({ secret, dataDir }: Config): Promise<string | null> {
  return secret ?? (await readFile(join(dataDir, 'secret'), 'utf8').catch(() => null));
}

/** Under another name until it is whole: what has the name of a backup is one. */
async function intoFile<Result>(
  path: string,
  work: (write: (bytes: Buffer) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const unfinished = `${path}.unfinished`;
  const out = createWriteStream(unfinished, { mode: 0o600, flush: true });
  const ended = finished(out);
  ended.catch(() => undefined);
  try {
    await once(out, 'open');
    const result = await work(async (bytes) => {
      if (!out.write(bytes)) await Promise.race([once(out, 'drain'), ended]);
    });
    out.end();
    await ended;
    await rename(unfinished, path);
    return result;
  } catch (error) {
    out.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function verifyFile(file: string, options: PassphraseOption & { readonly restore?: true }): Promise<void> {
  const passphrase = await passphraseOf(options);
  const content = await readBackup(createReadStream(file), { passphrase });
  const differing = options.restore ? await drill(file, { passphrase }) : [];
  if (differing.length > 0)
    throw new UsageError(`Restored, these tables have other rows than the backup: ${differing.join(', ')}.`);
  const { manifest, tables } = content;
  const told = {
    file: basename(file),
    made_at: manifest.madeAt,
    rows: rowsOf(tables),
    tables: tables.length,
    restored: options.restore === true,
  };
  if (options.json) console.log(JSON.stringify(told));
  else {
    const proof = options.restore ? ', and was restored and compared' : '';
    console.log(`The backup of ${manifest.madeAt} is whole: ${told.rows} rows of ${told.tables} tables${proof}.`);
  }
}

/** Restores it into an embedded database in a directory that goes again. Returns the tables that came out otherwise. */
async function drill(file: string, { passphrase }: { passphrase: string | undefined }): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kith-drill-'));
  // Run by root, PostgreSQL runs as another user, who has to get in.
  await chmod(directory, 0o711);
  const dataDir = join(directory, 'data');
  const scratch: Config = { ...readConfig(), databaseUrl: undefined, migrateUrl: undefined, dataDir, poolSize: 2 };
  try {
    const database = await openDatabase(scratch, { log: logToStderr('error') });
    try {
      const content = await load(database, file, passphrase);
      return await differingTables(database.owner ?? database.db, content);
    } finally {
      await database.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Database = Awaited<ReturnType<typeof openDatabase>>;

async function load(database: Database, file: string, passphrase: string | undefined): Promise<BackupContent> {
  const owner = database.owner ?? database.db;
  return loadBackup(owner, createReadStream(file), {
    passphrase,
    migrateTo: async ({ migrations }) => {
      await migrate(owner, migrations);
    },
  });
}

async function restoreFile(file: string, options: PassphraseOption): Promise<void> {
  const config = readConfig();
  const passphrase = await passphraseOf(options);
  // Before anything is written: a damaged backup leaves the database as it is.
  await readBackup(createReadStream(file), { passphrase });
  const database = await openDatabase({ ...config, poolSize: 2 }, { log: logToStderr('warn') });
  try {
    if (!(await database.isEmpty())) {
      throw new UsageError(
        'The database has organizations already: restore into an empty one (another KITH_DATA_DIR, or another database).',
      );
    }
    const { manifest, tables } = await load(database, file, passphrase);
    await keepSecret(config, manifest.secret);
    const applied = await database.prepare();
    const told = { made_at: manifest.madeAt, rows: rowsOf(tables), tables: tables.length, migrated: applied };
    if (options.json) console.log(JSON.stringify(told));
    else {
      console.log(`Restored: ${told.rows} rows of ${told.tables} tables, as of ${manifest.madeAt}.`);
      if (applied.length > 0) console.log(`The schema was brought up to date: ${applied.join(', ')}.`);
      console.log('If people were erased since, apply the ledger now: docs/erasure.md.');
      if (manifest.secret === null)
        console.log(
          'The backup has no secret: put the file "secret" of the old data directory into the new one, or set KITH_SECRET.',
        );
    }
  } finally {
    await database.close();
  }
}

/** Of an encrypted backup; one that is set or there already stays. */
async function keepSecret({ secret, dataDir }: Config, kept: string | null): Promise<void> {
  if (secret !== undefined || kept === null) return;
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, 'secret'), kept, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
