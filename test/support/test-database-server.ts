// Runs once before all tests: a real PostgreSQL with a migrated template database that each test file clones.

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../src/db/connect.ts';
import { startEmbedded } from '../../src/db/embedded/start-embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { APPLICATION_ROLE, createApplicationRole, grantTo } from '../../src/db/roles.ts';
import { migrateJobs } from '../../src/jobs/worker.ts';
import { databaseUrl, TEMPLATE } from './database-url.ts';
import { sql } from './sql.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Socket directory of the test database server. */
    databaseHost: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kith-test-'));
  // Under root the server runs as another user, which must reach the directory.
  await chmod(dataDir, 0o755);
  const server = await startEmbedded({
    dataDir,
    log: () => undefined,
    // Test databases are thrown away; tests of durability start servers of their own.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  const host = server.connection.host;
  const maintenance = connect({ connectionString: databaseUrl(host, 'kith') }, 1);
  await maintenance.all(sql(`create database ${TEMPLATE}`));
  await maintenance.close();
  const template = connect({ connectionString: databaseUrl(host, TEMPLATE) }, 2);
  await migrate(template);
  await migrateJobs(template);
  await createApplicationRole(template, undefined);
  await grantTo(template, APPLICATION_ROLE);
  await template.close();
  project.provide('databaseHost', host);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
