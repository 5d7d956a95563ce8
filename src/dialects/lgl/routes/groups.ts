import type { FastifyInstance } from 'fastify';
import { getGroup, listGroups } from '../../../core/groups/group.ts';
import { createGroup, deleteGroup, updateGroup } from '../../../core/vocabulary/write-group.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { group, groupFields } from '../wire/group.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.7 */
export function groupRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/groups',
    itemType: 'group',
    list: async ({ actor, page }) => shown(await listGroups(db, actor, page), group),
    create: async ({ actor, body }) =>
      group(await transaction(db, actor, (tx) => createGroup(tx, actor, groupFields(body)))),
  });
  member(api, context, {
    path: '/groups/:id',
    show: async ({ actor, id }) => group(await getGroup(db, actor, id)),
    update: async ({ actor, id, body }) =>
      group(await transaction(db, actor, (tx) => updateGroup(tx, actor, { id, input: groupFields(body) }))),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteGroup(tx, actor, id)),
  });
}
