// A running Kith on a database of its own, with one organization and credentials for every dialect.

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { type Credentials, setUpOrganization } from '../../src/cli/set-up-organization.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { changeSetting } from '../../src/core/access/settings.ts';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Organization } from '../../src/core/base/actor.ts';
import type { Clock } from '../../src/core/base/clock.ts';
import { connect } from '../../src/db/connect.ts';
import { APPLICATION_ROLE } from '../../src/db/roles.ts';
import { transaction } from '../../src/db/transaction.ts';
import { SETTING_RULES } from '../../src/http/dialects.ts';
import { buildServer, drain, type ServerLimits } from '../../src/http/server.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { databaseUrl, TEMPLATE } from './database-url.ts';
import { sql } from './sql.ts';

export const ADMIN_PASSWORD = 'correct horse battery staple';

export interface Tenant {
  readonly organization: Organization;
  readonly credentials: Credentials;
  /** LGL headers. */
  readonly lgl: { readonly authorization: string };
  /** Oho headers of the administrator, by Basic. */
  readonly basic: { readonly authorization: string };
}

export interface TestKith extends Tenant {
  readonly app: App;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Another organization on the same installation. */
  addTenant(slug: string): Promise<Tenant>;
  /** Runs a statement as the owner of the database, who may do what the role that serves may not. */
  asOwner(text: string, ...values: unknown[]): Promise<void>;
  /** Changes a setting of the first organization. */
  changeSetting(name: string, value: unknown): Promise<void>;
  /** Another process's worth of Kith over the same database, with the same organization. */
  startTwin(): Promise<Pick<TestKith, 'app' | 'url' | 'stop'>>;
  stop(): Promise<void>;
}

/** A new empty clone of the migrated database; returns its address for the owner. */
export async function cloneDatabase(): Promise<string> {
  const host = inject('databaseHost');
  const name = `kith_${randomUUID().replaceAll('-', '')}`;
  const maintenance = connect({ connectionString: databaseUrl(host, 'kith') }, 1);
  // Two files that clone at once wait for each other: the template must have no other connection.
  await maintenance.all(sql('select pg_advisory_lock(1)'));
  await maintenance.all(sql(`create database ${name} template ${TEMPLATE}`));
  await maintenance.close();
  return databaseUrl(host, name);
}

/** The same address for the role that serves. */
function asApplication(url: string): string {
  return url.replace('//kith@', `//${APPLICATION_ROLE}@`);
}

export interface StartOptions {
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  /** Of the web server, where a test cannot wait for the real ones. */
  readonly limits?: Partial<ServerLimits>;
  /** Checks of the first organization are answered by the sandbox registry. */
  readonly sandbox?: boolean;
  /** Works on jobs too. */
  readonly worker?: boolean;
}

/** Starts Kith in this process, listening on a free port of the loopback interface. */
export async function startKith(options: StartOptions = {}): Promise<TestKith> {
  const owner = await cloneDatabase();
  const env = {
    DATABASE_URL: asApplication(owner),
    KITH_MIGRATE_URL: owner,
    KITH_DATA_DIR: join(tmpdir(), 'kith-test-unused'),
    KITH_SECRET: 'a secret of the tests, at least 32 characters long',
    KITH_LOG_LEVEL: 'silent',
  };
  const config = { ...readConfig(env), ...options.config };
  const running = await serve(config, options);
  const tenant = await addTenant(running.app, 'riverbend', options);
  const operator = systemActor(tenant.organization, 'test', 'test');
  return {
    ...tenant,
    ...running,
    changeSetting: (name, value) =>
      transaction(running.app.db, operator, (tx) => changeSetting(tx, operator, { name, value, rules: SETTING_RULES })),
    addTenant: (slug) => addTenant(running.app, slug, options),
    asOwner: async (text, ...values) => {
      const db = connect({ connectionString: owner }, 1);
      await db.all(sql(text, values)).finally(() => db.close());
    },
    startTwin: () => serve(config, options),
  };
}

async function serve(config: Config, options: StartOptions): Promise<Pick<TestKith, 'app' | 'url' | 'stop'>> {
  const app = await openApp(config, options.clock ? { clock: options.clock } : {});
  const server = await buildServer(app, options.limits);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const worker = options.worker ? await startWorker(app) : undefined;
  const stop = async () => {
    await worker?.stop();
    await drain(server);
    await app.close();
  };
  return { app, url, stop };
}

async function addTenant(app: App, slug: string, { sandbox }: StartOptions): Promise<Tenant> {
  const email = `admin@${slug}.example`;
  const input = { name: `${slug} School`, slug, email, password: ADMIN_PASSWORD, firstName: 'Priya', lastName: 'Nand' };
  const settings = sandbox ? { registry: 'sandbox' as const } : {};
  const { organization, credentials } = await setUpOrganization(app, { ...input, settings });
  // A program without the dialect makes none (test/deleted-dialect.test.ts).
  const { lgl }: Partial<Credentials> = credentials;
  return {
    organization,
    credentials,
    lgl: { authorization: `Bearer ${lgl?.access_token}` },
    basic: { authorization: `Basic ${Buffer.from(`${email}:${ADMIN_PASSWORD}`).toString('base64')}` },
  };
}
