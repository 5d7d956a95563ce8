// Kith with invented people on an embedded PostgreSQL of its own, served by a process of its own.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino } from 'pino';
import { type App, openApp } from '../src/app.ts';
import { type Credentials, setUpOrganization } from '../src/cli/set-up-organization.ts';
import { readConfig } from '../src/config.ts';
import { connect } from '../src/db/connect.ts';
import { startEmbedded } from '../src/db/embedded/start-embedded.ts';
import { APPLICATION_ROLE, createApplicationRole } from '../src/db/roles.ts';
import { buildServer } from '../src/http/server.ts';
import type { Bench } from './measure.ts';
import { populate } from './populate.ts';
import { say } from './progress.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { startServer } from './server-process.ts';

export interface Installation {
  readonly bench: Bench;
  /** Of the PostgreSQL server. */
  readonly address: { readonly host: string; readonly user: string };
  readonly postgres: string;
  readonly credentials: Credentials;
  readonly organizationId: number;
  readonly ohoToken: string;
  readonly scenarios: readonly Scenario[];
  /** `Basic …` of the administrator. */
  readonly basic: string;
  /** Serves in this process, so that its statements can be recorded. */
  readonly recorder: FastifyInstance;
  readonly loadSeconds: number;
}

/** Keep-alive connections of the client. */
export const CONCURRENCY = 8;
/** Webhooks are received on this machine. */
const WEBHOOKS = { KITH_WEBHOOK_ALLOW_PRIVATE: '1' };
const PASSWORD = 'a password of the benchmark';

/** An embedded PostgreSQL outlives the process that started it: what a stack holds is stopped when this one is. */
export function disposeWhenInterrupted(stack: AsyncDisposableStack): void {
  const stop = () => {
    // What is under way fails now, which must not end the process before everything is stopped.
    process.on('uncaughtException', () => undefined);
    stack.disposeAsync().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, stop);
    stack.defer(() => void process.off(signal, stop));
  }
}

/** Everything runs when this returns; disposing of the stack stops and removes it. */
export async function openInstallation(
  stack: AsyncDisposableStack,
  { size, seconds }: { size: number; seconds: number },
): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-bench-'));
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  chmodSync(dataDir, 0o755);
  const database = await startEmbedded({ dataDir, log: () => undefined, settings: { shared_buffers: '512MB' } });
  stack.defer(() => database.stop());
  const { host, user, database: name } = database.connection;
  const databaseUrl = `postgres://${user}@/${name}?host=${encodeURIComponent(host)}`;
  const env = {
    // As it is served: by a role of its own.
    DATABASE_URL: databaseUrl.replace(`//${user}@`, `//${APPLICATION_ROLE}@`),
    KITH_MIGRATE_URL: databaseUrl,
    KITH_DATA_DIR: dataDir,
    KITH_LOG_LEVEL: 'warn',
    KITH_PORT: '0',
    ...WEBHOOKS,
  };
  const owner = connect({ connectionString: databaseUrl }, 1);
  await createApplicationRole(owner, undefined);
  await owner.close();
  const app = await openApp(readConfig(env), { log: pino({ level: 'silent' }) });
  stack.defer(() => app.close());
  const { postmaster, ...filled } = await fill(app, databaseUrl, size);
  const recorder = await buildServer(app);
  stack.defer(() => recorder.close());
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const server = stack.use(await startServer({ script: main, args: ['serve'], env }));
  const basic = `Basic ${Buffer.from(`${filled.credentials.oho.email}:${PASSWORD}`).toString('base64')}`;
  const ohoToken = await tokenFor(server.url, basic);
  const processes = { url: server.url, serverPid: server.pid, databasePid: postmaster, databaseUrl };
  const bench: Bench = { ...processes, size, concurrency: CONCURRENCY, seconds };
  const calls = scenarios(filled.credentials, ohoToken);
  return { ...filled, bench, address: { host, user }, basic, ohoToken, scenarios: calls, recorder };
}

async function fill(app: App, databaseUrl: string, size: number) {
  const admin = { email: 'admin@bench.example', password: PASSWORD };
  const { organization, credentials } = await setUpOrganization(app, { name: 'Bench', slug: 'bench', ...admin });
  say(`loading ${size} people`);
  const started = performance.now();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await populate(client, organization.id, size);
  const loadSeconds = (performance.now() - started) / 1000;
  const { rows } = await client.query<{ postmaster: number; postgres: string; megabytes: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer as postmaster,
       current_setting('server_version') as postgres, (pg_database_size(current_database()) >> 20)::integer as megabytes`,
  );
  await client.end();
  const [row] = rows;
  if (!row) throw new Error('a select without from returned no row');
  say(`${size} people loaded in ${loadSeconds.toFixed(1)} s, ${row.megabytes} MiB with their indexes`);
  return {
    organizationId: organization.id,
    credentials,
    loadSeconds,
    postmaster: row.postmaster,
    postgres: row.postgres,
  };
}

async function tokenFor(url: string, authorization: string): Promise<string> {
  const me = (await (await fetch(`${url}/api/users/me`, { headers: { authorization } })).json()) as { id: number };
  const answer = await fetch(`${url}/api/users/${me.id}/token`, { method: 'POST', headers: { authorization } });
  return ((await answer.json()) as { token: string }).token;
}
