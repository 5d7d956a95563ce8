import { write } from '../../../db/statement.ts';
import { findCategory, planKeywords } from '../../custom-fields/keyword-plan.ts';
import type { CategoryInput } from '../../record/parts/categories.ts';
import type { PartOwner } from './part-owner.ts';

const empty = write(
  'constituent_keywords_remove',
  `delete from constituent_keywords ck using keywords k
   where ck.organization_id = $1 and ck.constituent_id = $2 and k.organization_id = $1 and k.id = ck.keyword_id
     and k.category_id = any($3::bigint[]) and not k.id = any($4::bigint[])`,
);
const add = write(
  'constituent_keywords_add',
  `insert into constituent_keywords (organization_id, constituent_id, keyword_id)
   select $1, $2, unnest($3::bigint[]) on conflict do nothing`,
);
const remove = write(
  'constituent_keywords_remove_some',
  'delete from constituent_keywords where organization_id = $1 and constituent_id = $2 and keyword_id = any($3::bigint[])',
);

/**
 * Gives the constituent keywords, by id, name or short code within a category named by id, key or name. An unknown
 * category is ignored; for unknown keywords see `planKeywords`.
 */
export async function writeCategories(
  owner: PartOwner,
  inputs: readonly CategoryInput[] | undefined,
): Promise<boolean> {
  const { tx, actor, constituentId, existing, vocabulary } = owner;
  const changes = (inputs ?? []).flatMap((input) => {
    const category = findCategory(vocabulary.categories, input);
    return category ? [{ ...input, category }] : [];
  });
  if (changes.length === 0) return false;
  const own = [actor.organization.id, constituentId];
  const { emptied, ids } = await planKeywords(tx, actor, changes);
  const had = existing.categories.flatMap((category) => category.keywords.map((keyword) => keyword.id));
  if (emptied.length > 0) await tx.all(empty(...own, emptied, ids));
  const added = ids.filter((id) => !had.includes(id));
  if (added.length > 0) await tx.all(add(...own, added));
  const removed = changes.flatMap((change) => change.remove ?? []);
  if (removed.length > 0) await tx.all(remove(...own, removed));
  return emptied.length + added.length + removed.length > 0;
}
