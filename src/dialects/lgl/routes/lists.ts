import type { FastifyInstance } from 'fastify';
import { searchSavedLists } from '../../../core/constituents/search/saved-list.ts';
import type { DialectContext } from '../../dialect.ts';
import { readListNames, savedList } from '../wire/saved-list.ts';
import { collection, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.19 */
export function listRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/lists',
    itemType: 'list',
    list: async ({ actor, page }) => shown(await searchSavedLists(db, actor, { names: [], page }), savedList),
  });
  collection(api, context, {
    path: '/lists/search',
    itemType: 'list',
    repeats: ['q'],
    list: async ({ actor, query, page }) =>
      shown(await searchSavedLists(db, actor, { names: readListNames(query), page }), savedList),
  });
}
