import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import type { Paged, PageRequest } from '../base/page.ts';

const FROM = `from group_memberships m
  join constituents c on c.organization_id = m.organization_id and c.id = m.constituent_id
  where m.organization_id = $1 and m.group_id = $2 and m.is_current and c.deleted_at is null and not c.is_org`;

const count = query<{ total: number }>(
  'group_members_count',
  `select count(distinct c.id) as total ${FROM} having exists (select from groups g where g.organization_id = $1 and g.id = $2)`,
);
const ids = query<{ id: number }>('group_members', `select distinct c.id ${FROM} order by c.id limit $3 offset $4`);

/** The ids of the people who are in a group now, in their order; undefined when there is no such group. */
export async function findGroupMembers(
  db: Db,
  actor: Actor,
  { groupId, page }: { groupId: number; page: PageRequest },
): Promise<Paged<number> | undefined> {
  allow(actor, 'constituents:read');
  const own = [actor.organization.id, groupId];
  const counted = await db.maybe(count(...own));
  if (!counted) return undefined;
  const rows = await db.all(ids(...own, page.limit, page.offset));
  return { items: rows.map((row) => row.id), total: counted.total };
}
