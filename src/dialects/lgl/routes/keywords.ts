import type { FastifyInstance } from 'fastify';
import { invalidField } from '../../../core/base/failure.ts';
import { pageOf } from '../../../core/base/page.ts';
import { addKeyword, removeKeyword } from '../../../core/constituents/parts/constituent-keywords.ts';
import { getCategory, getKeyword } from '../../../core/custom-fields/category-queries.ts';
import { createKeyword, deleteKeyword, updateKeyword } from '../../../core/vocabulary/write-keyword.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { keywordFields } from '../wire/category.ts';
import { flag, id as readId } from '../wire/coerce.ts';
import { keyword } from '../wire/constituent-parts.ts';
import { collection, member, readCall, SUCCESS, shown, toId } from './resource.ts';

/** docs/contracts/lgl.md §3.8 */
export function keywordRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  collection(api, context, {
    path: '/categories/:id/keywords',
    itemType: 'keyword',
    list: async ({ actor, id, page }) => shown(pageOf((await getCategory(db, actor, id)).keywords, page), keyword),
    // The path wins over a category_id in the body (§8.22).
    create: async ({ actor, id, body }) =>
      keyword(
        await transaction(db, actor, (tx) => createKeyword(tx, actor, { categoryId: id, input: keywordFields(body) })),
      ),
  });
  member(api, context, {
    path: '/keywords/:id',
    show: async ({ actor, id }) => keyword(await getKeyword(db, actor, id)),
    update: async ({ actor, id, body }) =>
      keyword(await transaction(db, actor, (tx) => updateKeyword(tx, actor, { id, input: keywordFields(body) }))),
    remove: ({ actor, id, query }) =>
      transaction(db, actor, (tx) => deleteKeyword(tx, actor, { id, permanent: flag(query.permanent) === true })),
  });
  keywordsOfConstituent(api, context);
}

function keywordsOfConstituent(api: FastifyInstance, context: DialectContext): void {
  const { db } = context;
  // Answers success, not the keyword (§2.2). `keyword_id` is what a client sends instead of `id`.
  api.post('/constituents/:id/keywords', async (request) => {
    const { actor, id, body } = await readCall(context, request);
    const keywordId = readId(body.id) ?? readId(body.keyword_id);
    if (!keywordId) throw invalidField('id', 'required');
    await transaction(db, actor, (tx) => addKeyword(tx, actor, { constituentId: id, keywordId }));
    return SUCCESS;
  });
  api.delete('/constituents/:id/keywords/:keywordId', async (request) => {
    const { actor, id, params } = await readCall(context, request);
    const keywordId = toId(params.keywordId);
    await transaction(db, actor, (tx) => removeKeyword(tx, actor, { constituentId: id, keywordId }));
    return SUCCESS;
  });
}
