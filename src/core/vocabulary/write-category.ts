import { randomUUID } from 'node:crypto';
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { type Affected, recordingIndirectly } from '../base/indirect-change.ts';
import { withKeyword } from '../constituents/parts/shown-parts.ts';
import { ITEM_TYPES } from '../custom-fields/category.ts';
import { getCategory } from '../custom-fields/category-queries.ts';
import { GIFT_CUSTOM_FIELDS } from '../giving/gift.ts';
import { VOLUNTEER_TIME_CUSTOM_FIELDS } from '../interactions/volunteer-time.ts';
import type { Category } from '../record/parts/categories.ts';

export interface CategoryFields {
  readonly itemType?: string;
  readonly name?: string | null;
  readonly key?: string | null;
  readonly facetType?: string;
  readonly ordinal?: number;
  readonly removable?: boolean;
  readonly editable?: boolean;
  readonly displayFormat?: string;
}

function requireOneOf(field: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw invalidField(field, 'not_a_choice');
}

const insert = write<{ id: number }>(
  'category_insert',
  `insert into categories (organization_id, item_type, name, key, facet_type, ordinal, removable, editable, display_format)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
);

/** Adds a category. Throws `invalid` without a name or for an unknown kind, `conflict` for a key in use. */
export async function createCategory(tx: Tx, actor: Actor, input: CategoryFields): Promise<Category> {
  allow(actor, 'constituents:write');
  const name = cleanText(input.name ?? '');
  if (!name) throw invalidField('name', 'required');
  const itemType = input.itemType ?? 'Constituent';
  const facetType = input.facetType ?? 'list';
  requireOneOf('itemType', itemType, ITEM_TYPES);
  requireOneOf('facetType', facetType, ['list', 'single']);
  const { id } = await tx.one(
    insert(
      actor.organization.id,
      itemType,
      name,
      cleanText(input.key ?? '') || randomUUID().replaceAll('-', '_'),
      facetType,
      input.ordinal ?? 100,
      input.removable ?? true,
      input.editable ?? true,
      input.displayFormat ?? 'compact',
    ),
  );
  const created = await getCategory(tx, actor, id);
  await recordChange(tx, actor, { kind: 'category.created', subjectId: id, before: null, after: created });
  return created;
}

const update = write(
  'category_update',
  `update categories set name = $3, key = $4, facet_type = $5, ordinal = $6, removable = $7, editable = $8, display_format = $9
   where organization_id = $1 and id = $2`,
);
const lock = write('category_lock', 'select from categories where organization_id = $1 and id = $2 for update');

async function lockCategory(tx: Tx, actor: Actor, id: number): Promise<Category> {
  allow(actor, 'constituents:write');
  await tx.all(lock(actor.organization.id, id));
  return getCategory(tx, actor, id);
}

/**
 * Changes what is given; what a category's keywords are given to stays. Throws `not-found`, `invalid` for a blank name,
 * `conflict` for a key in use or a category that is the product's own (neither removable nor editable).
 */
export async function updateCategory(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: CategoryFields },
): Promise<Category> {
  const before = await lockCategory(tx, actor, id);
  if (!before.removable && !before.editable) throw new Failure('conflict', 'not_editable', { subject: 'category' });
  const name = cleanText(input.name === undefined ? before.name : (input.name ?? ''));
  if (!name) throw invalidField('name', 'required');
  const facetType = input.facetType ?? before.facetType;
  requireOneOf('facetType', facetType, ['list', 'single']);
  const write = () =>
    tx.all(
      update(
        actor.organization.id,
        id,
        name,
        cleanText(input.key ?? '') || before.key,
        facetType,
        input.ordinal ?? before.ordinal,
        input.removable ?? before.removable,
        input.editable ?? before.editable,
        input.displayFormat ?? before.displayFormat,
      ),
    );
  await recordingIndirectly(tx, actor, shownWith(id), write);
  const after = await getCategory(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'category.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

/** Whoever has a keyword of the category shows the category too. */
function shownWith(id: number): Affected[] {
  const holders = [{ withKeyword }, VOLUNTEER_TIME_CUSTOM_FIELDS, GIFT_CUSTOM_FIELDS];
  return holders.map((each) => each.withKeyword('k.category_id = $2', [id]));
}

const remove = write('category_delete', 'delete from categories where organization_id = $1 and id = $2');

/** Removes a category, its keywords, and with them everybody's. Throws `not-found`, `conflict` for one of the product's own. */
export async function deleteCategory(tx: Tx, actor: Actor, id: number): Promise<void> {
  const before = await lockCategory(tx, actor, id);
  if (!before.removable) throw new Failure('conflict', 'not_removable', { subject: 'category' });
  await recordingIndirectly(tx, actor, shownWith(id), () => tx.all(remove(actor.organization.id, id)));
  await recordChange(tx, actor, { kind: 'category.deleted', subjectId: id, before, after: null });
}
