// One keyword of one constituent.
import { query } from '../../../db/statement.ts';
import type { Tx } from '../../../db/transaction.ts';
import { type Actor, allowRecord } from '../../base/actor.ts';
import { Failure } from '../../base/failure.ts';
import type { Constituent } from '../record/constituent.ts';
import { updateConstituent } from '../record/update-constituent.ts';

interface KeywordOf {
  readonly constituentId: number;
  readonly keywordId: number;
}

const findCategory = query<{ id: number }>(
  'constituent_keyword_category',
  `select g.id from keywords k join categories g on g.organization_id = k.organization_id and g.id = k.category_id
   where k.organization_id = $1 and k.id = $2 and k.deleted_at is null and g.item_type = 'Constituent'`,
);

/** The category of a keyword that constituents can have. */
async function categoryOf(tx: Tx, actor: Actor, keywordId: number): Promise<number> {
  const category = await tx.maybe(findCategory(actor.organization.id, keywordId));
  if (!category) throw new Failure('not-found', 'keyword', { subject: keywordId });
  return category.id;
}

/** Gives a keyword; giving it again changes nothing, and in a category of one it replaces the other. Throws `not-found`. */
export async function addKeyword(tx: Tx, actor: Actor, { constituentId, keywordId }: KeywordOf): Promise<void> {
  allowRecord(actor, 'constituents:write', constituentId);
  const id = await categoryOf(tx, actor, keywordId);
  const input = { categories: [{ id, keywords: [{ id: keywordId }] }] };
  await updateConstituent(tx, actor, { id: constituentId, input });
}

/** Takes a keyword away. Throws `not-found`, also when the constituent does not have it. */
export async function removeKeyword(tx: Tx, actor: Actor, { constituentId, keywordId }: KeywordOf): Promise<void> {
  allowRecord(actor, 'constituents:write', constituentId);
  const id = await categoryOf(tx, actor, keywordId);
  const input = (constituent: Constituent) => {
    const own = constituent.categories.flatMap((category) => category.keywords);
    if (!own.some((keyword) => keyword.id === keywordId)) {
      throw new Failure('not-found', 'keyword', { subject: keywordId });
    }
    return { categories: [{ id, keywords: [], remove: [keywordId] }] };
  };
  await updateConstituent(tx, actor, { id: constituentId, input });
}
