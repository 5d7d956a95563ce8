import { STAFF_ROLE_NAMES } from '../../../core/access/roles.ts';
import type { TeamMember } from '../../../core/access/team-members.ts';

/** docs/contracts/lgl.md §3.19: a role's number is its place among ours, from 1. */
export function teamMember(member: TeamMember) {
  return {
    id: member.id,
    first_name: member.firstName,
    last_name: member.lastName,
    email: member.email ?? '',
    role_id: STAFF_ROLE_NAMES.indexOf(member.role) + 1,
    is_admin: member.role === 'org_admin',
    is_primary_contact: member.isPrimaryContact,
    is_billing_contact: member.isBillingContact,
  };
}
