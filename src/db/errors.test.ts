import { expect, test } from 'vitest';
import { connect } from './connect.ts';
import { query } from './statement.ts';
import { NOBODY, transaction } from './transaction.ts';

test('a request that still reads or writes after the end finds the database unavailable, which is no bug of the server', async () => {
  const db = connect({ connectionString: 'postgres://nobody@127.0.0.1:1/none' }, 1);
  await db.close();
  const one = query('one', 'select 1')();
  const unavailable = { kind: 'unavailable', code: 'database_unreachable' };
  await expect(db.all(one)).rejects.toMatchObject(unavailable);
  await expect(transaction(db, NOBODY, (tx) => tx.all(one))).rejects.toMatchObject(unavailable);
});
