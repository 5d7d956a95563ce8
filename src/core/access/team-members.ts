// The people of the organization's staff, as others may know them: without their access.
import { type Db, statement } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';

export interface TeamMember {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly role: string;
  readonly isPrimaryContact: boolean;
  readonly isBillingContact: boolean;
}

/** API administrators are programs, and who was deactivated has left. */
const TEAM = `users u where u.organization_id = $1 and u.active and u.role <> 'api_administrator'`;

const list = pagedStatement<TeamMember>('team_members_list', {
  select: `u.id, u.first_name as "firstName", u.last_name as "lastName", u.email, u.role,
    u.is_primary_contact as "isPrimaryContact", u.is_billing_contact as "isBillingContact"`,
  from: TEAM,
  order: 'u.id',
});

/** By id. Needs `settings:read`. */
export function listTeamMembers(db: Db, actor: Actor, page: PageRequest): Promise<Paged<TeamMember>> {
  allow(actor, 'settings:read');
  return list(db, [actor.organization.id], page);
}

const find = statement<{ id: number }>(
  'team_member_find',
  `select u.id from ${TEAM} and (u.id::text = $2 or lower(u.email) = lower($2) or lower(u.first_name || ' ' || u.last_name) = lower($2))
   order by u.id limit 1`,
);

/** The id of the member meant by an id, an e-mail address or "First Last"; undefined when there is none. */
export async function findTeamMemberId(db: Db, actor: Actor, reference: string): Promise<number | undefined> {
  const words = reference.trim().replace(/\s+/g, ' ');
  return words === '' ? undefined : (await db.maybe(find(actor.organization.id, words)))?.id;
}
