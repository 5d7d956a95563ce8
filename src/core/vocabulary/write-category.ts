import { randomUUID } from 'node:crypto';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { ITEM_TYPES } from '../custom-fields/category.ts';
import { getCategory, lockCategory } from '../custom-fields/category-queries.ts';
import type { Category } from '../record/parts/categories.ts';
import { itemsShowing } from './items-showing.ts';

export interface CategoryFields {
  /** Of a new category; what a category's keywords are given to stays. */
  readonly itemType?: string;
  readonly name?: string | null;
  readonly key?: string | null;
  readonly facetType?: string;
  readonly ordinal?: number;
  readonly removable?: boolean;
  readonly editable?: boolean;
  readonly displayFormat?: string;
}

function requireOneOf(field: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw invalidField(field, 'not_a_choice');
  return value;
}

/**
 * Every one throws `invalid` for an unknown kind, `conflict` for a key in use and for a category that is the product's own.
 * With a category go its keywords, and with them everybody's.
 */
export const {
  create: createCategory,
  update: updateCategory,
  remove: deleteCategory,
} = recordedWrites<Category, CategoryFields>({
  table: 'categories',
  name: 'category',
  get: getCategory,
  lock: lockCategory,
  stored: (_tx, _actor, { input, before }) => ({
    ...(before ? {} : { itemType: requireOneOf('itemType', input.itemType ?? 'Constituent', ITEM_TYPES) }),
    name: requireName(pick(input.name, before?.name)),
    key: cleanText(input.key ?? '') || (before?.key ?? randomUUID().replaceAll('-', '_')),
    facetType: requireOneOf('facetType', input.facetType ?? before?.facetType ?? 'list', ['list', 'single']),
    ordinal: input.ordinal ?? before?.ordinal ?? 100,
    removable: input.removable ?? before?.removable ?? true,
    editable: input.editable ?? before?.editable ?? true,
    displayFormat: input.displayFormat ?? before?.displayFormat ?? 'compact',
  }),
  guard: ({ removable, editable }, doing) => {
    if (removable || (doing === 'update' && editable)) return;
    const code = doing === 'update' ? 'not_editable' : 'not_removable';
    throw new Failure('conflict', code, { subject: 'category' });
  },
  affected: ({ id }) => itemsShowing('k.category_id = $2', [id]),
});
