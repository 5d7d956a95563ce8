// When the organization writes onto a record who the person is, the sign-on that a stranger may have made ends
// (docs/decisions/0024).
import { write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { endOtherSignOns } from '../../access/sessions.ts';
import type { Actor } from '../../base/actor.ts';
import type { Constituent } from './constituent.ts';

/** Whether a write is the organization's, and not that of a person about themselves. */
export function speaksForOrganization({ type }: Actor): boolean {
  return type !== 'anonymous' && type !== 'constituent';
}

/** Whether the organization has said with a write who the person is: a name, an address, a birth date, another system's id. */
export function isTakenOver(actor: Actor, before: Constituent, after: Constituent): boolean {
  return speaksForOrganization(actor) && identityOf(before) !== identityOf(after);
}

function identityOf({ firstName, lastName, birthDate, externalIds, emailAddresses }: Constituent): string {
  const ids = Object.entries(externalIds).sort(([a], [b]) => (a < b ? -1 : 1));
  const addresses = emailAddresses.map(({ address }) => address);
  return JSON.stringify([firstName, lastName, birthDate, ids, addresses]);
}

const end = write<{ id: number }>(
  'unproven_sign_on_end',
  `update constituents set password_hash = null, sign_on_unproven = null
   where organization_id = $1 and id = $2 and sign_on_unproven returning id`,
);

/** Removes the password of a sign-on that nobody has proven, and ends its sessions and tokens. The user name stays. */
export async function endUnprovenSignOn(tx: Tx, actor: Actor, id: number): Promise<void> {
  const ended = await tx.maybe(end(actor.organization.id, id));
  if (ended) await endOtherSignOns(tx, actor.organization.id, { constituentId: id });
}
