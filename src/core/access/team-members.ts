// The people of the organization's staff, as others may know them: without their access.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { comparisonKey } from '../base/fold.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { STAFF_ROLE_NAMES } from './roles.ts';

export interface TeamMember {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly role: string;
  readonly isPrimaryContact: boolean;
  readonly isBillingContact: boolean;
}

/** Users of other roles are programs, and who was deactivated has left. */
const TEAM = `users u where u.organization_id = $1 and u.active
  and u.role in (${STAFF_ROLE_NAMES.map((name) => `'${name}'`).join(', ')})`;

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

const named = query<{ id: number; email: string | null; name: string }>(
  'team_members_named',
  `select u.id, u.email, u.first_name || ' ' || u.last_name as name from ${TEAM} order by u.id`,
);

/** The id of the member meant by an id, an e-mail address or "First Last"; undefined when there is none. */
export async function findTeamMemberId(db: Db, actor: Actor, reference: string): Promise<number | undefined> {
  const wanted = comparisonKey(reference);
  if (wanted === '') return undefined;
  const members = await db.all(named(actor.organization.id));
  return members.find(({ id, email, name }) => [String(id), email ?? '', name].map(comparisonKey).includes(wanted))?.id;
}
