// What `kith doctor` asks a database that it could open. Each check reads only.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { Secret } from '../../core/access/secret.ts';
import type { Db } from '../../db/connect.ts';
import { pendingMigrations } from '../../db/migrate.ts';
import { query } from '../../db/statement.ts';
import { type JobsState, jobsState, lateWork, problemOf } from '../../jobs/job-workers.ts';

export interface Finding {
  readonly check: 'database' | 'migrations' | 'roles' | 'secret' | 'disk' | 'clock' | 'jobs';
  readonly ok: boolean;
  /** It works, but could be safer. */
  readonly warning?: true;
  readonly words: string;
}

export interface Subject {
  readonly db: Db;
  readonly config: Config;
  /** The name of the role that serves. */
  role(): Promise<string>;
}

type Check = (subject: Subject) => Promise<Finding[]>;

const OLDEST_VERSION = 15;
const NEWEST_VERSION = 18;
/** Beyond this, tokens and signatures that carry a time begin to fail. */
const LARGEST_CLOCK_DIFFERENCE_MS = 5_000;

const server = query<{ version: string; number: number; writable: boolean }>(
  'doctor_server',
  `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
     not pg_is_in_recovery() as writable`,
);

const checkDatabase: Check = async ({ db, config }) => {
  const { version, number, writable } = await db.one(server());
  const place = config.databaseUrl === undefined ? `embedded, in ${config.dataDir}` : 'of DATABASE_URL';
  const major = Math.floor(number / 10_000);
  if (major < OLDEST_VERSION || major > NEWEST_VERSION) {
    const words = `PostgreSQL ${version} is not supported; use a version from ${OLDEST_VERSION} to ${NEWEST_VERSION}.`;
    return [{ check: 'database', ok: false, words }];
  }
  if (!writable) return [{ check: 'database', ok: false, words: 'It is a read-only standby; use the primary server.' }];
  return [{ check: 'database', ok: true, words: `PostgreSQL ${version} (${place})` }];
};

const exists = query<{ found: boolean }>('doctor_table_exists', 'select to_regclass($1) is not null as found');

async function hasTable(db: Db, name: string): Promise<boolean> {
  return (await db.one(exists(name))).found;
}

const checkMigrations: Check = async ({ db }) => {
  const migrated = await hasTable(db, 'migrations');
  if (!migrated) return [{ check: 'migrations', ok: false, words: 'The database is empty; "npm start" prepares it.' }];
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return [{ check: 'migrations', ok: true, words: 'all applied' }];
  const words = `${pending.length} not applied yet (${pending.join(', ')}); restart the server with this version of Kith.`;
  return [{ check: 'migrations', ok: false, words }];
};

const privileges = query<{ superuser: boolean; owner: boolean; reads: boolean }>(
  'doctor_role',
  `select r.rolsuper as superuser, pg_has_role(r.oid, c.relowner, 'member') as owner,
     has_table_privilege(r.oid, c.oid, 'select') as reads
   from pg_roles r, pg_class c where r.rolname = $1 and c.oid = to_regclass('changes')`,
);

const checkRoles: Check = async ({ db, role }) => {
  if (!(await hasTable(db, 'changes'))) return [];
  const name = await role();
  const found = await db.maybe(privileges(name));
  if (!found?.reads) {
    const words = `The role ${name} may not use the tables yet; restart the server with this version of Kith.`;
    return [{ check: 'roles', ok: false, words }];
  }
  if (!found.superuser && !found.owner) return [{ check: 'roles', ok: true, words: `${name} can only add to the log` }];
  const what = found.superuser ? 'is a superuser' : 'is the owner of the log';
  const words = `${name} ${what} and could rewrite it; let another role serve and name the owner with KITH_MIGRATE_URL (docs/operations.md).`;
  return [{ check: 'roles', ok: true, warning: true, words }];
};

const fingerprint = query<{ secret_fingerprint: string }>(
  'doctor_fingerprint',
  'select secret_fingerprint from installation',
);

const checkSecret: Check = async ({ db, config }) => {
  if (!(await hasTable(db, 'installation'))) return [];
  const claimed = await db.maybe(fingerprint());
  if (!claimed) return [];
  const path = join(config.dataDir, 'secret');
  const own = config.secret ?? (await readFile(path, 'utf8').catch(() => undefined))?.trim();
  if (own === undefined) {
    return [
      { check: 'secret', ok: false, words: `${path} cannot be read; restore it, or set KITH_SECRET to the secret.` },
    ];
  }
  if (new Secret(own).fingerprint() === claimed.secret_fingerprint) {
    return [{ check: 'secret', ok: true, words: 'the one this database is used with' }];
  }
  const words = 'This database is used with another secret; set KITH_SECRET to it, or restore the file "secret".';
  return [{ check: 'secret', ok: false, words }];
};

const clock = query<{ now: string }>('doctor_clock', 'select clock_timestamp() as now');

const checkClock: Check = async ({ db }) => {
  const asked = Date.now();
  const { now } = await db.one(clock());
  const middle = (asked + Date.now()) / 2;
  const difference = Math.abs(Date.parse(now) - middle);
  if (difference <= LARGEST_CLOCK_DIFFERENCE_MS) return [{ check: 'clock', ok: true, words: now }];
  const seconds = Math.round(difference / 1000);
  const words = `This machine and the database differ by ${seconds} s; set both clocks by a time service (NTP).`;
  return [{ check: 'clock', ok: false, words }];
};

const jobs = query<{ waiting: number; overdue: number; failed: number; servers: number }>(
  'doctor_jobs',
  `select count(*) filter (where attempts < max_attempts) as waiting,
     count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - interval '5 minutes') as overdue,
     count(*) filter (where attempts >= max_attempts) as failed,
     (select count(*) from pg_stat_activity
      where datname = current_database() and application_name in ('kith', 'kith pulse') and pid <> pg_backend_pid()) as servers
   from graphile_worker.jobs`,
);

const checkJobs: Check = async ({ db }) => {
  if (!(await hasTable(db, 'graphile_worker._private_jobs'))) return [];
  const { waiting, overdue, failed, servers } = await db.one(jobs());
  const findings: Finding[] = [];
  // While no server runs, jobs wait as they should.
  const stopped = servers > 0 && (await hasWork(db)) ? problemOfWork(await db.one(jobsState())) : undefined;
  const waits = overdue > 0 && servers > 0 ? `${overdue} have waited for more than 5 minutes` : undefined;
  const words = [waits, stopped].filter((problem) => problem !== undefined).join('; ');
  if (words !== '') findings.push({ check: 'jobs', ok: false, words: `${words}; ${ADVICE}` });
  if (failed > 0) {
    const reasons = `${failed} failed for good; the reasons are in graphile_worker.jobs and in the server's log ("job failed").`;
    findings.push({ check: 'jobs', ok: false, words: reasons });
  }
  return findings.length > 0 ? findings : [{ check: 'jobs', ok: true, words: `${waiting} waiting, none failed` }];
};

/** A database of an older version has no table of workers yet. */
async function hasWork(db: Db): Promise<boolean> {
  return (
    (await hasTable(db, 'job_workers')) && !(await pendingMigrations(db)).includes('0038-work-that-stands-still.sql')
  );
}

/** Other than a probe, the doctor also tells of a queue that moves, but whose oldest was due long ago. */
function problemOfWork(state: JobsState): string | undefined {
  return problemOf(state) ?? lateWork(state);
}

const ADVICE =
  'see that a process works on jobs ("kith worker", or a server without --no-jobs) and what its log says, and restart it.';

/** In this order, because a failed check explains the failures after it. */
export const CHECKS: readonly Check[] = [
  checkDatabase,
  checkMigrations,
  checkRoles,
  checkSecret,
  checkClock,
  checkJobs,
];
