import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { recordingIndirectly } from '../base/indirect-change.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { getCategory, getKeyword, lockKeyword } from '../custom-fields/category-queries.ts';
import { KEYWORD_FIELDS, type Keyword } from '../record/parts/categories.ts';
import { itemsShowing } from './items-showing.ts';

export interface KeywordFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly shortCode?: string | null;
  readonly ordinal?: number;
  readonly removable?: boolean;
  readonly canChange?: boolean;
  readonly canSelect?: boolean;
}

const writes = recordedWrites<Keyword, KeywordFields & { readonly categoryId?: number }>({
  table: 'keywords',
  name: 'keyword',
  isTimed: true,
  get: getKeyword,
  lock: lockKeyword,
  stored: (_tx, _actor, { input, before }) => {
    const name = requireName(pick(input.name, before?.name));
    return {
      ...(before ? {} : { categoryId: input.categoryId }),
      name,
      description: pick(input.description, before?.description ?? null),
      shortCode: pick(input.shortCode, before?.shortCode ?? null),
      ordinal: input.ordinal ?? before?.ordinal ?? 100,
      removable: input.removable ?? before?.removable ?? true,
      canChange: input.canChange ?? before?.canChange ?? true,
      canSelect: input.canSelect ?? before?.canSelect ?? true,
      nameKey: comparisonKey(name),
    };
  },
  affected: ({ id }) => itemsShowing('k.id = $2', [id]),
});

/** Throws `conflict` for a name in use. */
export const updateKeyword = (tx: Tx, actor: Actor, change: { id: number; input: KeywordFields }): Promise<Keyword> =>
  writes.update(tx, actor, change);

/**
 * Adds a keyword to a category. Throws `not-found` for an unknown category, `conflict` for a name in use or a category that
 * takes no keywords.
 */
export async function createKeyword(
  tx: Tx,
  actor: Actor,
  { categoryId, input }: { categoryId: number; input: KeywordFields },
): Promise<Keyword> {
  allow(actor, 'constituents:write');
  const category = await getCategory(tx, actor, categoryId);
  if (!category.editable) throw new Failure('conflict', 'not_editable', { subject: 'category' });
  return writes.create(tx, actor, { ...input, categoryId });
}

const lockAny = write<Keyword & { deletedAt: string | null }>(
  'keyword_lock_any',
  `select ${columnsAs('k', [...KEYWORD_FIELDS, 'deletedAt'])} from keywords k
   where k.organization_id = $1 and k.id = $2 for update`,
);
const retire = write('keyword_retire', 'update keywords set deleted_at = now() where organization_id = $1 and id = $2');
const erase = write('keyword_erase', 'delete from keywords where organization_id = $1 and id = $2');

/**
 * Retires a keyword: nobody shows it any more, and retiring it again changes nothing. `permanent` removes it for good, also
 * a retired one. Throws `not-found` for one that is not there, `conflict` for one of the product's own.
 */
export async function deleteKeyword(
  tx: Tx,
  actor: Actor,
  { id, permanent }: { id: number; permanent: boolean },
): Promise<void> {
  allow(actor, 'constituents:write');
  const keyword = await tx.maybe(lockAny(actor.organization.id, id));
  if (!keyword) throw new Failure('not-found', 'keyword', { subject: id });
  if (!keyword.removable) throw new Failure('conflict', 'not_removable', { subject: 'keyword' });
  if (keyword.deletedAt !== null && !permanent) return;
  const remove = () => tx.all((permanent ? erase : retire)(actor.organization.id, id));
  await recordingIndirectly(tx, actor, itemsShowing('k.id = $2', [id]), remove);
  const kind = permanent ? 'keyword.deleted' : 'keyword.retired';
  await recordChange(tx, actor, { kind, subjectId: id, before: keyword, after: null });
}
