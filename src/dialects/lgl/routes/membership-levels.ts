import type { FastifyInstance } from 'fastify';
import {
  createMembershipLevel,
  deleteMembershipLevel,
  getMembershipLevel,
  listMembershipLevels,
  updateMembershipLevel,
} from '../../../core/groups/membership-level.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { membershipLevel, membershipLevelFields } from '../wire/group.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.6 */
export function membershipLevelRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/membership_levels',
    itemType: 'membership_level',
    list: async ({ actor, page }) => shown(await listMembershipLevels(db, actor, page), membershipLevel),
    create: async ({ actor, body }) =>
      membershipLevel(
        await transaction(db, actor, (tx) => createMembershipLevel(tx, actor, membershipLevelFields(body))),
      ),
  });
  member(api, context, {
    path: '/membership_levels/:id',
    show: async ({ actor, id }) => membershipLevel(await getMembershipLevel(db, actor, id)),
    update: async ({ actor, id, body }) => {
      const update = { id, input: membershipLevelFields(body) };
      return membershipLevel(await transaction(db, actor, (tx) => updateMembershipLevel(tx, actor, update)));
    },
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteMembershipLevel(tx, actor, id)),
  });
}
