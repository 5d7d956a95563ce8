// Another system's id for a person may be shared in the record; a dialect that promises otherwise asks here.
import { write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import { cleanText } from '../../base/clean-text.ts';
import { Failure } from '../../base/failure.ts';
import { findIdsByExternalId } from './constituent-queries.ts';

const lock = write(
  'external_id_lock',
  `select pg_advisory_xact_lock(hashtextextended('external id:' || $1 || ':' || $2 || ':' || $3, 0))`,
);

/** Whoever has this id; nobody else is given it by a caller who asks here until the transaction ends. */
export async function holdExternalId(
  tx: Tx,
  actor: Actor,
  claim: { readonly system: string; readonly value: string },
): Promise<readonly number[]> {
  await tx.all(lock(actor.organization.id, claim.system, cleanText(claim.value)));
  return findIdsByExternalId(tx, actor, claim);
}

/** Throws `conflict` (`external_id_taken`) when someone other than `ownId` has this id; holds it until the transaction ends. */
export async function claimExternalId(
  tx: Tx,
  actor: Actor,
  { ownId, ...claim }: { system: string; value: string; ownId?: number },
): Promise<void> {
  const holders = await holdExternalId(tx, actor, claim);
  const other = holders.find((id) => id !== ownId);
  if (other !== undefined) throw new Failure('conflict', 'external_id_taken', { subject: other });
}
