// Merges of one organization take turns, and nobody else writes to the people meanwhile.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';

const takeTurn = write('merge_turn', `select pg_advisory_xact_lock(hashtextextended('merging:' || $1, 0))`);

export async function takeMergingTurn(tx: Tx, actor: Actor): Promise<void> {
  await tx.all(takeTurn(actor.organization.id));
}

// Whoever is about to refer to one of them has done so before, or finds out that the id is an alias.
const lockThem = write(
  'merge_lock_people',
  `select c.id from constituents c where c.organization_id = $1 and (c.id = any($2::bigint[]) or c.id in (
     select r.constituent_id from relationships r where r.organization_id = $1 and r.related_constituent_id = any($2::bigint[])))
   order by c.id for update`,
);
const related = query<{ id: number }>(
  'merge_related_people',
  `select r.constituent_id as id from relationships r where r.organization_id = $1
     and r.related_constituent_id = any($2::bigint[]) and r.constituent_id <> all($2::bigint[])
   union select r.related_constituent_id from relationships r where r.organization_id = $1
     and r.constituent_id = any($2::bigint[]) and r.related_constituent_id <> all($2::bigint[]) order by 1`,
);

/** In the order of their ids, as every writer of several does. Returns the ids of those with a relationship to one of them. */
export async function lockPeople(tx: Tx, actor: Actor, ids: readonly number[]): Promise<number[]> {
  await tx.all(lockThem(actor.organization.id, ids));
  return (await tx.all(related(actor.organization.id, ids))).map(({ id }) => id);
}
