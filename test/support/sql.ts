import { Query } from '../../src/db/statement.ts';

/** Any SQL, as a test looks at the database or prepares it: unlike the server's own statements it may write outside a transaction. */
export function sql<Row>(text: string, values: readonly unknown[] = []): Query<Row> {
  return new Query({ text, values }, { reads: true, writes: [], counts: false });
}
