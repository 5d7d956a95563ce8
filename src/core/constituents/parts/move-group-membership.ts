import { write } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { Failure } from '../../base/failure.ts';
import { currentIds } from '../record/aliases.ts';
import { lockConstituent } from '../record/constituent-queries.ts';
import { recordUpdate } from '../record/update-constituent.ts';
import { getPartElement } from './single-part.ts';

const move = write(
  'group_membership_move',
  'update group_memberships set constituent_id = $3, updated_at = now() where organization_id = $1 and id = $2',
);
const touch = write(
  'constituents_touch',
  'update constituents set updated_at = now() where organization_id = $1 and id = any($2::bigint[])',
);

/** Gives a group membership to another constituent. Throws `not-found` for it, `invalid` for an unknown constituent. */
export async function moveGroupMembership(
  tx: Tx,
  actor: Actor,
  { id, constituentId: given }: { id: number; constituentId: number },
): Promise<void> {
  allow(actor, 'constituents:write');
  const { constituentId: from } = await getPartElement(tx, actor, { part: 'groups', id });
  const [constituentId = given] = await currentIds(tx, actor, [given]);
  if (from === constituentId) return;
  // By id, so that two moves in opposite directions do not wait for each other.
  const lower = await lockOrRefuse(tx, actor, Math.min(from, constituentId));
  const higher = await lockOrRefuse(tx, actor, Math.max(from, constituentId));
  const owner = lower.id === from ? lower : higher;
  if (!owner.groups.some((membership) => membership.id === id)) {
    throw new Failure('not-found', 'group_membership', { subject: id });
  }
  await tx.all(move(actor.organization.id, id, constituentId));
  await tx.all(touch(actor.organization.id, [from, constituentId]));
  await recordUpdate(tx, actor, lower);
  await recordUpdate(tx, actor, higher);
}

async function lockOrRefuse(tx: Tx, actor: Actor, id: number) {
  return lockConstituent(tx, actor, { id }).catch((error: unknown) => {
    const absent = error instanceof Failure && error.kind === 'not-found';
    throw absent ? new Failure('invalid', 'unknown_constituent', { subject: 'constituentId' }) : error;
  });
}
