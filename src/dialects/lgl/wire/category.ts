// Bodies of categories and keywords (docs/contracts/lgl.md §3.8). How they are shown: constituent-parts.ts.
import type { CategoryFields } from '../../../core/vocabulary/write-category.ts';
import type { KeywordFields } from '../../../core/vocabulary/write-keyword.ts';
import type { WireObject } from './body.ts';
import { integer, plainFlag, sent, text } from './coerce.ts';

export function categoryFields(body: WireObject): CategoryFields {
  return sent({
    itemType: text(body.item_type) || undefined,
    name: text(body.name),
    key: text(body.key),
    facetType: text(body.facet_type) || undefined,
    ordinal: integer(body.ordinal) ?? undefined,
    removable: plainFlag(body.removable),
    editable: plainFlag(body.editable),
    displayFormat: text(body.display_format) || undefined,
  });
}

export function keywordFields(body: WireObject): KeywordFields {
  return sent({
    name: text(body.name),
    description: text(body.description),
    shortCode: text(body.short_code),
    ordinal: integer(body.ordinal) ?? undefined,
    removable: plainFlag(body.removable),
    canChange: plainFlag(body.can_change),
    canSelect: plainFlag(body.can_select),
  });
}
