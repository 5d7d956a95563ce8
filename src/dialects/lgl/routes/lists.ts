import type { FastifyInstance } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { collection } from './resource.ts';

/** docs/contracts/lgl.md §3.19: there are no saved lists yet, so every list of them is empty. */
export function listRoutes(api: FastifyInstance, context: DialectContext): void {
  for (const path of ['/lists', '/lists/search']) {
    collection(api, context, { path, itemType: 'list', list: async () => ({ items: [], total: 0 }) });
  }
}
