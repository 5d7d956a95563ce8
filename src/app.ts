// Composition root: everything a running Kith consists of, built from its configuration and passed on as arguments.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { claimInstallation } from './core/access/installation.ts';
import { VerifiedPasswords } from './core/access/password.ts';
import { randomSecret, Secret } from './core/access/secret.ts';
import { VerifiedTokens } from './core/access/token.ts';
import { type Clock, systemClock } from './core/base/clock.ts';
import { connect, type Db } from './db/connect.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import type { DialectContext } from './dialects/dialect.ts';
import { migrateJobs } from './jobs/worker.ts';
import { openLog } from './log.ts';

export interface App extends DialectContext {
  readonly config: Config;
  readonly db: Db;
  readonly log: Logger;
  /** Closes connections, then the database this process started (if nobody else uses it). */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** More settings of the embedded PostgreSQL, for when this process is the one that starts it. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

/** Starts or adopts the database, migrates it and opens it. Throws an error that says what to do when it cannot. */
export async function openApp(config: Config, options: AppOptions = {}): Promise<App> {
  const log = options.log ?? openLog(config.logLevel);
  const database = await openDatabase(config, { ...options, log });
  try {
    const applied = await migrate(database.db);
    await migrateJobs(database.db);
    if (applied.length > 0) log.info({ applied }, 'database migrated');
    const secret = new Secret(config.secret ?? (await ownSecret(config.dataDir)));
    await claimInstallation(database.db, secret.fingerprint());
    return {
      config,
      db: database.db,
      log,
      clock: options.clock ?? systemClock,
      secret,
      sealer: { key: secret.keyFor('sealed secrets') },
      tokens: { key: secret.keyFor('oho tokens'), lifetime: config.ohoTokenSeconds, verified: new VerifiedTokens() },
      passwords: new VerifiedPasswords(),
      publicUrl: config.publicUrl,
      bodyLimit: config.bodyLimit,
      lglRateLimit: config.lglRateLimit,
      ohoRateLimit: config.ohoRateLimit,
      allowPrivateTargets: config.webhookAllowPrivate,
      mail: { smtpUrl: config.smtpUrl, from: config.mailFrom },
      close: database.close,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

export interface OpenDatabase {
  readonly db: Db;
  close(): Promise<void>;
}

/** Connects to the database as it is, starting the embedded one if need be, without migrating it. */
export async function openDatabase(
  config: Config,
  { log, databaseSettings = {} }: { log: Logger } & Pick<AppOptions, 'databaseSettings'>,
): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    const db = connect({ connectionString: config.databaseUrl }, config.poolSize);
    return { db, close: () => db.close() };
  }
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    log: (message) => log.debug(message),
    settings: databaseSettings,
  });
  if (embedded.adopted) log.info('using the database that is already running on this data');
  // Over the private socket: an operator’s PGSSLMODE is not meant for it.
  const db = connect({ ...embedded.connection, ssl: false }, config.poolSize);
  return {
    db,
    close: async () => {
      await db.close();
      await embedded.stop();
    },
  };
}

/** The installation's secret, made on first use and readable by this user alone. */
async function ownSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true });
  // Exclusive: of two processes that start at once, one makes it and both read the same.
  await writeFile(path, randomSecret(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(path, 'utf8')).trim();
}
