// `npm run bench [-- --quick] [--size N,N] [--only text] [--json]`: what a request costs, as ratios taken in one run.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { openApp } from '../src/app.ts';
import { setUpOrganization } from '../src/cli/set-up-organization.ts';
import { readConfig } from '../src/config.ts';
import { connect } from '../src/db/connect.ts';
import { startEmbedded } from '../src/db/embedded.ts';
import { buildServer } from '../src/http/server.ts';
import { type Bench, type HttpResult, type LimitResult, measureHttp, measureLimit } from './measure.ts';
import { populate } from './populate.ts';
import { printTable } from './report.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { recordStatements } from './statements.ts';

export interface Measured {
  readonly scenario: string;
  readonly size: number;
  /** SQL statements per request, transaction control included. */
  readonly statements: number;
  readonly http: HttpResult;
  readonly limit: LimitResult;
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = (options.size ?? (options.quick ? '10000' : '10000,100000')).split(',').map(Number);
const seconds = options.quick ? 3 : 8;
const CONCURRENCY = 8;
const PASSWORD = 'a password of the benchmark';
const say = (text: string) => process.stderr.write(`${text}\n`);

const results: Measured[] = [];
for (const size of sizes) results.push(...(await measureSize(size)));
if (options.json) console.log(JSON.stringify({ concurrency: CONCURRENCY, seconds, results }));
else printTable(results);

async function measureSize(size: number): Promise<Measured[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-bench-'));
  chmodSync(dataDir, 0o755);
  const database = await startEmbedded({ dataDir, log: () => undefined, settings: { shared_buffers: '512MB' } });
  const { host, user, database: name } = database.connection;
  const databaseUrl = `postgres://${user}@/${name}?host=${encodeURIComponent(host)}`;
  const env = { DATABASE_URL: databaseUrl, KITH_DATA_DIR: dataDir, KITH_LOG_LEVEL: 'warn', KITH_PORT: '0' };
  const app = await openApp(readConfig(env), { log: pino({ level: 'silent' }) });
  try {
    const credentials = await fill(app, databaseUrl, size);
    const recorder = await buildServer(app);
    await using server = await startServer(env);
    const token = await ohoToken(server.url, credentials.oho.email);
    const bench: Bench = {
      url: server.url,
      serverPid: server.pid,
      databasePid: await postmasterPid(databaseUrl),
      databaseUrl,
      size,
      concurrency: CONCURRENCY,
      seconds,
    };
    const measured: Measured[] = [];
    const chosen = scenarios(credentials, token).filter((scenario) => scenario.name.includes(options.only));
    for (const scenario of chosen) measured.push(await measureScenario(bench, scenario, recorder));
    await recorder.close();
    return measured;
  } finally {
    await app.close();
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fill(app: Awaited<ReturnType<typeof openApp>>, databaseUrl: string, size: number) {
  const admin = { email: 'admin@bench.example', password: PASSWORD };
  const set = await setUpOrganization(app, { name: 'Bench', slug: 'bench', ...admin });
  const started = performance.now();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await populate(client, set.organization.id, size);
  await client.end();
  say(`${size} people loaded in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return set.credentials;
}

async function measureScenario(
  bench: Bench,
  scenario: Scenario,
  recorder: Awaited<ReturnType<typeof buildServer>>,
): Promise<Measured> {
  // The first request after a start may do more than the others.
  await recordStatements(recorder, scenario.call(1, bench.size));
  const call = scenario.call(2, bench.size);
  const { status, statements } = await recordStatements(recorder, call);
  if (status !== scenario.status) throw new Error(`${scenario.name}: answered ${status}`);
  const http = await measureHttp(bench, scenario);
  // What is made once only carries the time in milliseconds.
  const marker = call.body?.match(/\d{13}/)?.[0];
  const limit = await measureLimit(bench, { statements, marker });
  say(`${scenario.name}: ${http.requestsPerSecond.toFixed(0)}/s`);
  return { scenario: scenario.name, size: bench.size, statements: statements.length, http, limit };
}

async function startServer(env: Record<string, string>) {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = String(chunk).match(/listening on (http\S+)/)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        child.on('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function postmasterPid(databaseUrl: string): Promise<number> {
  const db = connect({ connectionString: databaseUrl }, 1);
  const row = await db.one<{ pid: number }>({
    text: `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer as pid`,
    values: [],
  });
  await db.close();
  return row.pid;
}

async function ohoToken(url: string, email: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${email}:${PASSWORD}`).toString('base64')}`;
  const me = (await (await fetch(`${url}/api/users/me`, { headers: { authorization } })).json()) as { id: number };
  const answer = await fetch(`${url}/api/users/${me.id}/token`, { method: 'POST', headers: { authorization } });
  return ((await answer.json()) as { token: string }).token;
}
