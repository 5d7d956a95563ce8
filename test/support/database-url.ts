/** The migrated database that test databases are cloned from. */
export const TEMPLATE = 'kith_template';

/** The address of a database on the test server, for its owner. */
export function databaseUrl(socketDirectory: string, database: string): string {
  return `postgres://kith@/${database}?host=${encodeURIComponent(socketDirectory)}`;
}
