import type { FastifyInstance } from 'fastify';
import { listCustomFieldDefinitions } from '../../../core/custom-fields/list-definitions.ts';
import type { DialectContext } from '../../dialect.ts';
import { attribute } from '../wire/attribute.ts';
import { text } from '../wire/coerce.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.9 */
export function attributeRoutes(api: FastifyInstance, context: DialectContext): void {
  collection(api, context, {
    path: '/attributes',
    itemType: 'attribute',
    repeats: ['item_type'],
    list: async ({ actor, query, page }) => {
      const itemType = text(query.item_type) || 'Constituent';
      return shown(await listCustomFieldDefinitions(context.db, actor, { itemType, page }), attribute);
    },
  });
}
