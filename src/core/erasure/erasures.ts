// The ledger of erasures: ids and reasons, and nothing of the people. Applied to a restored backup that is older, it erases
// them again.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { erasePerson } from './erase-person.ts';

export interface Erasure {
  readonly id: number;
  readonly erasedIds: readonly number[];
  readonly reason: string;
  readonly at: string;
}

const all = query<Erasure>(
  'erasures_list',
  `select id, to_jsonb(erased_ids) as "erasedIds", reason, at from erasures where organization_id = $1 order by id`,
);

/** The ledger, oldest first. */
export async function listErasures(db: Db, actor: Actor): Promise<Erasure[]> {
  allow(actor, 'settings:read');
  return db.all(all(actor.organization.id));
}

const standing = query<{ id: number }>(
  'erasures_standing',
  'select distinct unnest(erased_ids) as id from erasures where organization_id = $1',
);

/** Erases again whom a ledger names and this database does not know as erased. Returns how many records. */
export async function eraseAgain(
  db: Db,
  actor: Actor,
  ledger: readonly Pick<Erasure, 'erasedIds' | 'reason'>[],
): Promise<number> {
  const known = new Set((await db.all(standing(actor.organization.id))).map(({ id }) => id));
  let count = 0;
  for (const { erasedIds, reason } of ledger) {
    for (const id of erasedIds.filter((each) => !known.has(each))) {
      // In the backup, a record that was merged may be one of its own still, or not be there yet.
      if (await isErasedNow(db, actor, { id, reason })) count += 1;
    }
  }
  return count;
}

async function isErasedNow(db: Db, actor: Actor, { id, reason }: { id: number; reason: string }): Promise<boolean> {
  try {
    await erasePerson(db, actor, { id, reason });
    return true;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not-found') return false;
    throw error;
  }
}
