import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workspaces are tested as they are written, not as they were built last.
  resolve: { alias: { '@kith/client': `${import.meta.dirname}/sdk/src/index.ts` } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/test-database-server.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more workers would only wait for each other.
    maxWorkers: 2,
  },
});
