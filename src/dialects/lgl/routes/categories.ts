import type { FastifyInstance } from 'fastify';
import { pageOf } from '../../../core/base/page.ts';
import { getPart } from '../../../core/constituents/parts/single-part.ts';
import { getCategory, listCategories } from '../../../core/custom-fields/category-queries.ts';
import { createCategory, deleteCategory, updateCategory } from '../../../core/vocabulary/write-category.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { categoryFields } from '../wire/category.ts';
import { text } from '../wire/coerce.ts';
import { category } from '../wire/constituent-parts.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.8 */
export function categoryRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/categories',
    itemType: 'category',
    repeats: ['item_type'],
    list: async ({ actor, query, page }) => {
      const itemType = text(query.item_type) || 'Constituent';
      return shown(await listCategories(db, actor, { itemType, page }), category);
    },
    create: async ({ actor, body }) =>
      category(await transaction(db, actor, (tx) => createCategory(tx, actor, categoryFields(body)))),
  });
  member(api, context, {
    path: '/categories/:id',
    show: async ({ actor, id }) => category(await getCategory(db, actor, id)),
    update: async ({ actor, id, body }) =>
      category(await transaction(db, actor, (tx) => updateCategory(tx, actor, { id, input: categoryFields(body) }))),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteCategory(tx, actor, id)),
  });
  // Limited to the constituent's own keywords.
  collection(api, context, {
    path: '/constituents/:id/categories',
    itemType: 'category',
    list: async ({ actor, id, page }) =>
      shown(pageOf(await getPart(db, actor, { constituentId: id, part: 'categories' }), page), category),
  });
}
