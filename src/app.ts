// Composition root: everything a running Kith consists of, built from its configuration and passed on as arguments.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { claimInstallation } from './core/access/installation.ts';
import { VerifiedPasswords } from './core/access/password.ts';
import { randomSecret, Secret } from './core/access/secret.ts';
import { type Clock, systemClock } from './core/base/clock.ts';
import { refold } from './core/refolding/refold.ts';
import { openDatabase } from './database.ts';
import type { Db } from './db/connect.ts';
import { Pulse } from './db/pulse.ts';
import type { DialectContext } from './dialects/dialect.ts';
import { DIALECTS, RESERVED_SEGMENTS } from './http/dialects.ts';
import { openLog } from './log.ts';

export interface App extends DialectContext {
  readonly config: Config;
  readonly db: Db;
  readonly log: Logger;
  /** Watches over the database. */
  readonly pulse: Pulse;
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
  const clock = options.clock ?? systemClock;
  const database = await openDatabase(config, { ...options, clock, log });
  try {
    const applied = await database.prepare();
    if (applied.length > 0) log.info({ applied }, 'database migrated');
    const secret = new Secret(config.secret ?? (await ownSecret(config.dataDir)));
    await claimInstallation(database.db, secret.fingerprint());
    const refolded = await refold(database.db);
    if (refolded > 0) log.info({ rows: refolded }, 'stored text folded anew');
    const pulse = new Pulse(database.db, log);
    return {
      config,
      db: database.db,
      log,
      clock,
      secret,
      sealer: { key: secret.keyFor('sealed secrets') },
      passwords: new VerifiedPasswords(),
      publicUrl: config.publicUrl,
      reservedSegments: RESERVED_SEGMENTS,
      bodyLimit: config.bodyLimit,
      variables: config.variables,
      allowPrivateTargets: config.webhookAllowPrivate,
      webhookFormats: new Map(DIALECTS.flatMap(({ webhooks }) => (webhooks ? [[webhooks.name, webhooks]] : []))),
      mail: { smtpUrl: config.smtpUrl, from: config.mailFrom },
      pulse,
      close: async () => {
        await pulse.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
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
