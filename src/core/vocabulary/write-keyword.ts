import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { type Affected, recordingIndirectly } from '../base/indirect-change.ts';
import { withKeyword } from '../constituents/parts/shown-parts.ts';
import { getCategory, getKeyword } from '../custom-fields/category-queries.ts';
import { GIFT_CUSTOM_FIELDS } from '../giving/gift.ts';
import { VOLUNTEER_TIME_CUSTOM_FIELDS } from '../interactions/volunteer-time.ts';
import { KEYWORD_FIELDS, type Keyword } from '../record/parts/categories.ts';

export interface KeywordFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly shortCode?: string | null;
  readonly ordinal?: number;
  readonly removable?: boolean;
  readonly canChange?: boolean;
  readonly canSelect?: boolean;
}

const insert = write<{ id: number }>(
  'keyword_insert',
  `insert into keywords (organization_id, category_id, name, description, short_code, ordinal, removable, can_change, can_select, name_key)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
);

/**
 * Adds a keyword to a category. Throws `not-found` for an unknown category, `invalid` without a name, `conflict` for a
 * name in use or a category that takes no keywords.
 */
export async function createKeyword(
  tx: Tx,
  actor: Actor,
  { categoryId, input }: { categoryId: number; input: KeywordFields },
): Promise<Keyword> {
  allow(actor, 'constituents:write');
  const category = await getCategory(tx, actor, categoryId);
  if (!category.editable) throw new Failure('conflict', 'not_editable', { subject: 'category' });
  const name = cleanText(input.name ?? '');
  if (!name) throw invalidField('name', 'required');
  const { id } = await tx.one(
    insert(
      actor.organization.id,
      categoryId,
      name,
      input.description ?? null,
      input.shortCode ?? null,
      input.ordinal ?? 100,
      input.removable ?? true,
      input.canChange ?? true,
      input.canSelect ?? true,
      comparisonKey(name),
    ),
  );
  const created = await getKeyword(tx, actor, id);
  await recordChange(tx, actor, { kind: 'keyword.created', subjectId: id, before: null, after: created });
  return created;
}

const update = write(
  'keyword_update',
  `update keywords set name = $3, description = $4, short_code = $5, ordinal = $6, removable = $7, can_change = $8,
     can_select = $9, name_key = $10, updated_at = now() where organization_id = $1 and id = $2`,
);
const lock = write<Keyword & { deletedAt: string | null }>(
  'keyword_lock',
  `select ${columnsAs('k', [...KEYWORD_FIELDS, 'deletedAt'])} from keywords k
   where k.organization_id = $1 and k.id = $2 for update`,
);

const pick = <Value>(given: Value | undefined, existing: Value): Value => (given === undefined ? existing : given);

/** Changes what is given. Throws `not-found`, `invalid` for a blank name, `conflict` for a name in use. */
export async function updateKeyword(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: KeywordFields },
): Promise<Keyword> {
  allow(actor, 'constituents:write');
  await tx.all(lock(actor.organization.id, id));
  const before = await getKeyword(tx, actor, id);
  const name = cleanText(input.name === undefined ? before.name : (input.name ?? ''));
  if (!name) throw invalidField('name', 'required');
  const write = () =>
    tx.all(
      update(
        actor.organization.id,
        id,
        name,
        pick(input.description, before.description),
        pick(input.shortCode, before.shortCode),
        input.ordinal ?? before.ordinal,
        input.removable ?? before.removable,
        input.canChange ?? before.canChange,
        input.canSelect ?? before.canSelect,
        comparisonKey(name),
      ),
    );
  await recordingIndirectly(tx, actor, shownWith(id), write);
  const after = await getKeyword(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'keyword.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

function shownWith(id: number): Affected[] {
  const holders = [{ withKeyword }, VOLUNTEER_TIME_CUSTOM_FIELDS, GIFT_CUSTOM_FIELDS];
  return holders.map((each) => each.withKeyword('k.id = $2', [id]));
}

const retire = write('keyword_retire', 'update keywords set deleted_at = now() where organization_id = $1 and id = $2');
const erase = write('keyword_delete', 'delete from keywords where organization_id = $1 and id = $2');

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
  const keyword = await tx.maybe(lock(actor.organization.id, id));
  if (!keyword) throw new Failure('not-found', 'keyword', { subject: id });
  if (!keyword.removable) throw new Failure('conflict', 'not_removable', { subject: 'keyword' });
  if (keyword.deletedAt !== null && !permanent) return;
  const remove = () => tx.all((permanent ? erase : retire)(actor.organization.id, id));
  await recordingIndirectly(tx, actor, shownWith(id), remove);
  const kind = permanent ? 'keyword.deleted' : 'keyword.retired';
  await recordChange(tx, actor, { kind, subjectId: id, before: keyword, after: null });
}
