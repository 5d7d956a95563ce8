// Writes schema.gen.ts from a freshly migrated database. With --verify it only checks that the file is up to date and
// exits with 1 when it is not.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from './connect.ts';
import { startEmbedded } from './embedded/start-embedded.ts';
import { migrate } from './migrate.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'kith-schema-'));
chmodSync(dataDir, 0o755);
const database = await startEmbedded({ dataDir, log: () => undefined });
try {
  const { host, user, database: name } = database.connection;
  const url = `postgres://${user}@/${name}?host=${encodeURIComponent(host)}`;
  const db = connect({ connectionString: url }, 2);
  await migrate(db);
  await db.close();
  const options = [
    ['--dialect', 'postgres'],
    ['--date-parser', 'string'],
    ['--type-mapping', '{"int8":"number","timestamptz":"string"}'],
    ['--url', url],
    ['--out-file', path('schema.gen.ts')],
    process.argv.includes('--verify') ? ['--verify'] : [],
  ].flat();
  execFileSync(process.execPath, [path('../../node_modules/kysely-codegen/dist/cli/bin.js'), ...options], {
    stdio: 'inherit',
  });
} catch {
  process.exitCode = 1;
} finally {
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
