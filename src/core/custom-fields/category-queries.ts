import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs, jsonObject } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { CATEGORY_FIELDS, type Category, KEYWORD_FIELDS, type Keyword } from '../record/parts/categories.ts';

const KEYWORDS = `(select coalesce(json_agg(${jsonObject('k', KEYWORD_FIELDS)} order by k.ordinal, k.name, k.id), '[]')
   from keywords k where k.organization_id = g.organization_id and k.category_id = g.id and k.deleted_at is null) as keywords`;
const SELECT = `${columnsAs('g', CATEGORY_FIELDS)}, ${KEYWORDS}`;

const list = pagedStatement<Category>('categories_list', {
  select: SELECT,
  from: 'categories g where g.organization_id = $1 and g.item_type = $2',
  order: 'g.ordinal, g.name, g.id',
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

const byId = query<Category>(
  'category_by_id',
  `select ${SELECT} from categories g where g.organization_id = $1 and g.id = $2`,
);

/** A category with all its keywords. Throws `not-found`. */
export async function getCategory(db: Db, actor: Actor, id: number): Promise<Category> {
  allow(actor, 'constituents:read');
  const category = await db.maybe(byId(actor.organization.id, id));
  if (!category) throw new Failure('not-found', 'category', { subject: id });
  return category;
}

const keywordById = query<Keyword>(
  'keyword_by_id',
  `select ${columnsAs('k', KEYWORD_FIELDS)} from keywords k
   where k.organization_id = $1 and k.id = $2 and k.deleted_at is null`,
);

/** A keyword that is in use. Throws `not-found`. */
export async function getKeyword(db: Db, actor: Actor, id: number): Promise<Keyword> {
  allow(actor, 'constituents:read');
  const keyword = await db.maybe(keywordById(actor.organization.id, id));
  if (!keyword) throw new Failure('not-found', 'keyword', { subject: id });
  return keyword;
}
