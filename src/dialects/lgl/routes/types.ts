import type { FastifyInstance } from 'fastify';
import { Failure } from '../../../core/base/failure.ts';
import { pageOf } from '../../../core/base/page.ts';
import { listAllTypes, listTypes } from '../../../core/vocabulary/type-queries.ts';
import type { DialectContext } from '../../dialect.ts';
import { typeKind, typesByKey, typeValue } from '../wire/type.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.18 */
export function typeRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/types',
    itemType: 'type',
    list: async ({ actor, page }) => pageOf(typesByKey(await listAllTypes(db, actor)), page),
  });
  collection(api, context, {
    path: '/types/:key',
    itemType: ({ params }) => typeKind(params.key ?? '')?.itemType ?? 'type',
    list: async ({ actor, params, page }) => {
      const known = typeKind(params.key ?? '');
      if (!known) throw new Failure('not-found', 'type');
      return shown(await listTypes(db, actor, { kind: known.kind, page }), typeValue);
    },
  });
}
