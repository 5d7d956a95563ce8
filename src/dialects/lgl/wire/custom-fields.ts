// Custom fields of gifts and volunteer times (docs/contracts/lgl.md §3.8).
import type { ActivityCustomField } from '../../../core/interactions/activity-custom-fields.ts';
import type { Category } from '../../../core/record/parts/categories.ts';
import type { WireObject } from './body.ts';
import { flag, id, objects, text } from './coerce.ts';
import { keywordWithoutTimes } from './constituent-parts.ts';

function customField(item: WireObject) {
  return {
    id: id(item.id) ?? null,
    key: text(item.key) ?? null,
    name: text(item.name) ?? null,
    clear: flag(item.remove_previous_values) === true,
    keywords: objects(item.values).map((value) => ({ id: id(value.id) ?? null, name: text(value.name) ?? null })),
  };
}

/** Undefined: not sent, so nothing changes. */
export function customFieldsInput(sent: unknown): ActivityCustomField[] | undefined {
  return sent === undefined ? undefined : objects(sent).map(customField);
}

function shownCustomField(row: Category) {
  return {
    id: row.id,
    item_type: row.itemType,
    name: row.name,
    key: row.key,
    facet_type: row.facetType,
    ordinal: row.ordinal,
    removable: row.removable,
    editable: row.editable,
    values: row.keywords.map(keywordWithoutTimes),
  };
}

export function customFields(categories: readonly Category[]) {
  return categories.map(shownCustomField);
}
