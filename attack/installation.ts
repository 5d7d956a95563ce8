// A throw-away installation to attack: the real program, two organizations, and a list long enough to be held up by.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { startServer } from '../bench/server-process.ts';
import { startEmbedded } from '../src/db/embedded/start-embedded.ts';
import { type Credentials, loopbackAddress, type Target } from './target.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const PASSWORD = 'a password of the attack';
const PEOPLE = 60_000;

export async function openInstallation(stack: AsyncDisposableStack): Promise<Target> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-attack-'));
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  chmodSync(dataDir, 0o755);
  const database = await startEmbedded({ dataDir, log: () => undefined });
  stack.defer(() => database.stop());
  const env = { KITH_DATA_DIR: dataDir, KITH_PORT: '0', KITH_LOG_LEVEL: 'fatal' };
  const victim = await setUp('riverbend', env);
  const stranger = await setUp('hillside', env);
  const client = new pg.Client({ ...database.connection });
  await client.connect();
  await client.query(
    `insert into constituents (organization_id, first_name, last_name, date_added, active)
     select $1, 'First ' || n, repeat('Last ', 20) || n, '2026-01-01', true from generate_series(1, ${PEOPLE}) n`,
    [victim.organization.id],
  );
  await client.end();
  const server = stack.use(await startServer({ script: MAIN, args: ['serve'], env }));
  return { ...loopbackAddress(server.url), victim, stranger, pid: server.pid };
}

async function setUp(slug: string, env: Readonly<Record<string, string>>): Promise<Credentials> {
  const options = [
    '--name',
    `${slug} School`,
    '--slug',
    slug,
    '--email',
    `admin@${slug}.example`,
    '--password',
    PASSWORD,
  ];
  const args = [MAIN, 'setup', ...options, '--sandbox', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  const made = JSON.parse(stdout) as Omit<Credentials, 'oho'> & { oho: { email: string } };
  return { ...made, oho: { ...made.oho, password: PASSWORD } };
}
