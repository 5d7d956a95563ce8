// Saved lists (docs/contracts/lgl.md §3.19).
import type { SavedList } from '../../../core/constituents/search/saved-list.ts';
import { isUnstorable } from './body.ts';
import { badValue, queryValues, readClauses, unknownTerm } from './search-query.ts';
import { timestamp } from './timestamp.ts';

type Query = Readonly<Record<string, unknown>>;

export function savedList(row: SavedList) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    item_type: 'Constituent',
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

/** The texts that names contain: of `name`, or, as a client sends it, a text without a term. Throws for other terms. */
export function readListNames(query: Query): string[] {
  return queryValues(query).flatMap((text) => {
    if (isUnstorable(text)) throw badValue('q');
    if (!text.includes('=')) return text.trim() === '' ? [] : [text];
    return readClauses({ q: text }).flatMap(({ term, value }) => {
      if (term !== 'name') throw unknownTerm(term);
      return value === '' ? [] : [value];
    });
  });
}
