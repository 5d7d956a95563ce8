import type { FastifyInstance } from 'fastify';
import { moveGroupMembership } from '../../../core/constituents/parts/move-group-membership.ts';
import type { DialectContext } from '../../dialect.ts';
import { id as toId } from '../wire/coerce.ts';
import { groupMembershipInput } from '../wire/constituent-body.ts';
import { groupMembership } from '../wire/constituent-parts.ts';
import { constituentPart } from './constituent-part.ts';

/** docs/contracts/lgl.md §3.7 */
export function groupMembershipRoutes(api: FastifyInstance, context: DialectContext): void {
  constituentPart(api, context, {
    part: 'groups',
    path: 'group_memberships',
    itemType: 'group_membership',
    fromWire: groupMembershipInput,
    toWire: groupMembership,
    // A constituent's id in the body moves the membership there.
    beforeUpdate: async (tx, { actor, id, body }) => {
      const constituentId = toId(body.constituent_id);
      if (constituentId) await moveGroupMembership(tx, actor, { id, constituentId });
    },
  });
}
