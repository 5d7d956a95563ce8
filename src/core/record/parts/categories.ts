import type { Part } from '../part.ts';
import { elementSql, listSql, own, type Shown } from '../part-sql.ts';

export interface Keyword {
  readonly id: number;
  readonly categoryId: number;
  readonly name: string;
  readonly description: string | null;
  readonly shortCode: string | null;
  readonly ordinal: number;
  readonly removable: boolean;
  readonly canChange: boolean;
  readonly canSelect: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Category {
  readonly id: number;
  readonly itemType: string;
  readonly name: string;
  readonly key: string;
  /** How many keywords of it one item may have: any number, or one. */
  readonly facetType: 'list' | 'single';
  readonly ordinal: number;
  readonly removable: boolean;
  /** Whether keywords may be added. */
  readonly editable: boolean;
  readonly displayFormat: string;
  /** All that are in use or, where an item is shown, those that it has. */
  readonly keywords: readonly Keyword[];
}

export interface KeywordReference {
  readonly id?: number | null;
  readonly name?: string | null;
  readonly shortCode?: string | null;
}

export interface CategoryInput {
  readonly id?: number | null;
  readonly key?: string | null;
  readonly name?: string | null;
  /** Takes the constituent's other keywords of this category away first. */
  readonly clear?: boolean;
  readonly keywords: readonly KeywordReference[];
  /** Ids of keywords to take away. */
  readonly remove?: readonly number[];
}

const KEYWORD: Shown<Keyword> = {
  id: 'column',
  categoryId: 'column',
  name: 'column',
  description: 'column',
  shortCode: 'column',
  ordinal: 'column',
  removable: 'column',
  canChange: 'column',
  canSelect: 'column',
  createdAt: 'column',
  updatedAt: 'column',
};

const CATEGORY: Shown<Omit<Category, 'keywords'>> = {
  id: 'column',
  itemType: 'column',
  name: 'column',
  key: 'column',
  facetType: 'column',
  ordinal: 'column',
  removable: 'column',
  editable: 'column',
  displayFormat: 'column',
};

export const KEYWORD_FIELDS = Object.keys(KEYWORD);
/** Without the keywords. */
export const CATEGORY_FIELDS = Object.keys(CATEGORY);

const GROUPED_KEYWORDS = `(select k.category_id, json_agg(${elementSql('k', KEYWORD)} order by k.ordinal, k.name, k.id) as keywords
   from constituent_keywords ck join keywords k on k.organization_id = ck.organization_id and k.id = ck.keyword_id
   where ${own('ck')} and k.deleted_at is null group by k.category_id)`;

/** Each with the keywords that the constituent has, by name (docs/contracts/lgl.md §2.5). */
export const CATEGORIES: Part<Category, CategoryInput, readonly CategoryInput[]> = {
  label: 'Categories',
  table: { name: 'constituent_keywords' },
  select: listSql(
    elementSql<Category>('g', { ...CATEGORY, keywords: { sql: 'own.keywords' } }),
    `${GROUPED_KEYWORDS} own join categories g on g.organization_id = c.organization_id and g.id = own.category_id`,
    'order by g.name, g.id',
  ),
  orderedBy: 'the SQL',
  shows: ['categories', 'keywords'],
  identifies: false,
  cleaned: {
    key: 'line',
    name: 'line',
    keywords: { each: { name: 'line', shortCode: 'line' } },
    remove: 'as given',
  },
};
