import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';

/** Groups with ids below this are built in: no API adds or removes their members (docs/contracts/luminate.md §6, 8). */
const FIRST_OWN_GROUP = 1000;

const byIds = query<{ id: number; isSecurity: boolean }>(
  'groups_by_ids',
  'select id, is_security as "isSecurity" from groups where organization_id = $1 and id = any($2::bigint[])',
);

/** Throws `invalid` unless every id is a group whose members may be changed: neither built in nor for security. */
export async function requireAssignableGroups(db: Db, actor: Actor, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const groups = await db.all(byIds(actor.organization.id, ids));
  for (const id of ids) {
    const group = groups.find((candidate) => candidate.id === id);
    if (id < FIRST_OWN_GROUP || group?.isSecurity) throw new Failure('invalid', 'reserved_group', { subject: id });
    if (!group) throw new Failure('invalid', 'unknown_group', { subject: id });
  }
}
