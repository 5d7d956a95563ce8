import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement } from '../../db/transaction.ts';
import { FOLD_VERSION } from '../base/fold.ts';

const claim = write(
  'installation_claim',
  'insert into installation (secret_fingerprint, fold_version) values ($1, $2) on conflict do nothing',
);
const read = query<{ secret_fingerprint: string }>('installation_read', 'select secret_fingerprint from installation');

/**
 * Ties the database to the secret it is first used with. Throws when this process has another one: tokens and sessions of
 * one server would then be void on the next.
 */
export async function claimInstallation(db: Db, fingerprint: string): Promise<void> {
  await maybeInOneStatement(db, claim(fingerprint, FOLD_VERSION));
  const { secret_fingerprint } = await db.one(read());
  if (secret_fingerprint !== fingerprint) {
    throw new Error(
      'This database was first used with another secret. Set KITH_SECRET to it, or copy the file "secret" from the data directory of the first server.',
    );
  }
}
