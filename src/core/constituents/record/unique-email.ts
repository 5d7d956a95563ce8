// E-mail addresses are shared in the record (couples do); a dialect that promises otherwise asks here (docs/decisions/0006).
import { query, write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { Actor } from '../../base/actor.ts';
import { Failure } from '../../base/failure.ts';
import { comparisonKey, normalizeEmail } from '../../base/fold.ts';
import { findIdByEmail } from './constituent-queries.ts';

const lock = write('email_lock', `select pg_advisory_xact_lock(hashtextextended('email:' || $1 || ':' || $2, 0))`);

/** Makes everyone else who asks about this address in this organization wait until the transaction ends. */
export async function lockEmail(tx: Tx, actor: Actor, email: string): Promise<void> {
  await tx.all(lock(actor.organization.id, normalizeEmail(email)));
}

/** The same of several addresses, always in one order: two who want the same two would wait for each other. */
export async function lockEmails(tx: Tx, actor: Actor, emails: readonly string[]): Promise<void> {
  const keys = [...new Set(emails.map(normalizeEmail))].sort();
  for (const key of keys) await lockEmail(tx, actor, key);
}

/** Throws `conflict` (`email_taken`) when someone other than `ownId` currently uses the address; holds the address until then. */
export async function claimEmail(
  tx: Tx,
  actor: Actor,
  claim: { email: string; ownId?: number; presence: 'present' | 'deleted-too' },
): Promise<void> {
  await lockEmail(tx, actor, claim.email);
  await requireFreeEmail(tx, actor, claim);
}

/** The same for a caller that holds the address's lock already. The answer is true only until the lock is released. */
export async function requireFreeEmail(
  tx: Tx,
  actor: Actor,
  claim: { email: string; ownId?: number; presence: 'present' | 'deleted-too' },
): Promise<void> {
  const holder = await findIdByEmail(tx, actor, claim);
  if (holder !== undefined && holder !== claim.ownId) throw new Failure('conflict', 'email_taken', { subject: holder });
}

const holders = query<{ id: number; firstName: string | null; lastName: string | null }>(
  'constituents_with_email',
  `select c.id, c.first_name as "firstName", c.last_name as "lastName" from email_addresses e
   join constituents c on c.organization_id = e.organization_id and c.id = e.constituent_id
   where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current and not c.is_org and c.deleted_at is null order by c.id`,
);

/** Like `requireFreeEmail`, but only someone of the same first and last name counts. */
export async function requireFreeNameAndEmail(
  tx: Tx,
  actor: Actor,
  claim: { email: string; firstName: string; lastName: string },
): Promise<void> {
  const keyOf = (person: { firstName: string | null; lastName: string | null }) =>
    [person.firstName, person.lastName].map((name) => comparisonKey(name ?? '')).join('\n');
  const found = await tx.all(holders(actor.organization.id, normalizeEmail(claim.email)));
  const holder = found.find((person) => keyOf(person) === keyOf(claim));
  if (holder) throw new Failure('conflict', 'email_taken', { subject: holder.id });
}
