// Which database Kith uses, through which roles, and how it is made ready.
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Clock } from './core/base/clock.ts';
import { connect, type Db } from './db/connect.ts';
import { startEmbedded } from './db/embedded/start-embedded.ts';
import { hasNobody, migrate } from './db/migrate.ts';
import { APPLICATION_ROLE, createApplicationRole, grantTo, roleOf } from './db/roles.ts';
import { migrateJobs } from './jobs/worker.ts';

export interface OpenDatabase {
  /** Connections of the role that serves. */
  readonly db: Db;
  /** Of the role that owns the tables, where that is another one. `prepare` closes it: no request gets at it. */
  readonly owner: Db | undefined;
  /** The name of the role that serves. */
  role(): Promise<string>;
  /** Whether nothing was ever kept in it. */
  isEmpty(): Promise<boolean>;
  /** Brings the schema up to date, and what the role that serves may do with it. Returns the migrations it applied. */
  prepare(): Promise<string[]>;
  /** Closes the connections, then stops the embedded server if nobody else uses it. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly log: Logger;
  /** The system's, unless told. */
  readonly clock?: Clock | undefined;
  /** More settings of the embedded PostgreSQL, for when this process is the one that starts it. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

/** As many as a migration takes at a time: one of Kith, one of the job queue. */
const OWNER_CONNECTIONS = 2;

/** Finds the database as it is, starting the embedded one if need be. Nothing is changed before `prepare`. */
export async function openDatabase(config: Config, options: DatabaseOptions): Promise<OpenDatabase> {
  return config.databaseUrl === undefined
    ? openEmbedded(config, options)
    : openOwn(config, config.databaseUrl, options);
}

function openOwn({ migrateUrl, poolSize }: Config, databaseUrl: string, { clock }: DatabaseOptions): OpenDatabase {
  const db = connect({ connectionString: databaseUrl }, poolSize, clock);
  const owner = migrateUrl === undefined ? undefined : connect({ connectionString: migrateUrl }, OWNER_CONNECTIONS);
  return {
    db,
    owner,
    role: () => roleOf(db),
    isEmpty: () => hasNobody(owner ?? db),
    prepare: async () => {
      const applied = await migrateAll(owner ?? db);
      if (owner) await grantTo(owner, await roleOf(db));
      await closeOnce(owner);
      return applied;
    },
    close: async () => {
      await db.close();
      await closeOnce(owner);
    },
  };
}

async function openEmbedded(
  config: Config,
  { log, clock, databaseSettings = {} }: DatabaseOptions,
): Promise<OpenDatabase> {
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    log: (message) => log.debug(message),
    onCrash: (words) => log.error({ words }, 'the embedded database ended; it is started again'),
    settings: databaseSettings,
  });
  if (embedded.adopted) log.info('using the database that is already running on this data');
  // Over the private socket: an operator’s PGSSLMODE is not meant for it.
  const address = { ...embedded.connection, ssl: false };
  const db = connect({ ...address, user: APPLICATION_ROLE }, config.poolSize, clock);
  const owner = connect(address, OWNER_CONNECTIONS);
  return {
    db,
    owner,
    role: async () => APPLICATION_ROLE,
    isEmpty: () => hasNobody(owner),
    prepare: async () => {
      await createApplicationRole(owner, embedded.connection.password);
      const applied = await migrateAll(owner);
      await grantTo(owner, APPLICATION_ROLE);
      await closeOnce(owner);
      return applied;
    },
    close: async () => {
      await db.close();
      await closeOnce(owner);
      await embedded.stop();
    },
  };
}

async function migrateAll(owner: Db): Promise<string[]> {
  const applied = await migrate(owner);
  await migrateJobs(owner);
  return applied;
}

async function closeOnce(owner: Db | undefined): Promise<void> {
  if (owner && !owner.pool().ending) await owner.close();
}
