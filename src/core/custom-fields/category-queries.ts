import type { Db } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs, jsonObject } from '../base/columns.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { tableReads } from '../base/table-reads.ts';
import { CATEGORY_FIELDS, type Category, KEYWORD_FIELDS, type Keyword } from '../record/parts/categories.ts';

const KEYWORDS = `(select coalesce(json_agg(${jsonObject('k', KEYWORD_FIELDS)} order by k.ordinal, k.name, k.id), '[]')
   from keywords k where k.organization_id = r.organization_id and k.category_id = r.id and k.deleted_at is null) as keywords`;
const SELECT = `${columnsAs('r', CATEGORY_FIELDS)}, ${KEYWORDS}`;

const list = pagedStatement<Category>('categories_of_item_type', {
  select: SELECT,
  from: 'categories r where r.organization_id = $1 and r.item_type = $2',
  order: 'r.ordinal, r.name, r.id',
  parameters: 2,
});

/** The categories of one kind of item with all their keywords, by ordinal and name. */
export function listCategories(
  db: Db,
  actor: Actor,
  { itemType, page }: { itemType: string; page: PageRequest },
): Promise<Paged<Category>> {
  allow(actor, 'constituents:read');
  return list(db, [actor.organization.id, itemType], page);
}

/** A category with all its keywords. */
export const { get: getCategory, lock: lockCategory } = tableReads<Category>({
  table: 'categories',
  name: 'category',
  shown: SELECT,
});

/** A keyword that is in use. */
export const { get: getKeyword, lock: lockKeyword } = tableReads<Keyword>({
  table: 'keywords',
  name: 'keyword',
  shown: columnsAs('r', KEYWORD_FIELDS),
  there: 'r.deleted_at is null',
});
