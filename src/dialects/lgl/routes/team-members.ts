import type { FastifyInstance } from 'fastify';
import { listTeamMembers } from '../../../core/access/team-members.ts';
import type { DialectContext } from '../../dialect.ts';
import { teamMember } from '../wire/team-member.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.19 */
export function teamMemberRoutes(api: FastifyInstance, context: DialectContext): void {
  collection(api, context, {
    path: '/team_members',
    itemType: 'team_member',
    list: async ({ actor, page }) => shown(await listTeamMembers(context.db, actor, page), teamMember),
  });
}
