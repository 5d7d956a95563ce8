import type { FastifyInstance } from 'fastify';
import { listRelationshipTypes } from '../../../core/vocabulary/type-queries.ts';
import type { DialectContext } from '../../dialect.ts';
import { relationshipType } from '../wire/type.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.4 */
export function relationshipTypeRoutes(api: FastifyInstance, context: DialectContext): void {
  collection(api, context, {
    path: '/relationship_types',
    itemType: 'relationship_type',
    list: async ({ actor, page }) => shown(await listRelationshipTypes(context.db, actor, page), relationshipType),
  });
}
