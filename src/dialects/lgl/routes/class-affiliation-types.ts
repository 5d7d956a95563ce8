import type { FastifyInstance } from 'fastify';
import { listClassAffiliationTypes } from '../../../core/vocabulary/type-queries.ts';
import type { DialectContext } from '../../dialect.ts';
import { classAffiliationType } from '../wire/type.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.3 */
export function classAffiliationTypeRoutes(api: FastifyInstance, context: DialectContext): void {
  collection(api, context, {
    path: '/class_affiliation_types',
    itemType: 'class_affiliation_type',
    list: async ({ actor, page }) =>
      shown(await listClassAffiliationTypes(context.db, actor, page), classAffiliationType),
  });
}
