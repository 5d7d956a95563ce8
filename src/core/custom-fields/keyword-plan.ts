// Which keywords an item shall have after a change, whatever the item is: keywords are found, or made, by their category.
import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { comparisonKey } from '../base/fold.ts';

/** What of a category decides how its keywords are given. */
export interface KnownCategory {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly facetType: string;
  readonly editable: boolean;
}

export interface KeywordReference {
  readonly id?: number | null;
  readonly name?: string | null;
  readonly shortCode?: string | null;
}

export interface KeywordChange {
  readonly category: KnownCategory;
  /** Takes the item's other keywords of this category away first. */
  readonly clear?: boolean | undefined;
  readonly keywords: readonly KeywordReference[];
}

export interface KeywordPlan {
  /** Categories of which the item keeps nothing but `ids`. */
  readonly emptied: readonly number[];
  /** Keywords that the item shall have. */
  readonly ids: readonly number[];
}

/** The category meant by an id, a key or a name, in this order. */
export function findCategory<Category extends KnownCategory>(
  categories: readonly Category[],
  reference: { readonly id?: number | null; readonly key?: string | null; readonly name?: string | null },
): Category | undefined {
  const wanted = comparisonKey(reference.name ?? '');
  return (
    categories.find((category) => category.id === reference.id) ??
    categories.find((category) => category.key === reference.key) ??
    categories.find((category) => wanted !== '' && comparisonKey(category.name) === wanted)
  );
}

/** An unknown keyword id is ignored; an unknown name is added to an editable category (wire/lgl.md §5.4). */
export async function planKeywords(tx: Tx, actor: Actor, changes: readonly KeywordChange[]): Promise<KeywordPlan> {
  const wanted = changes.flatMap(({ category, keywords }) =>
    keywords.map((keyword) => ({ category, reference: keyword })),
  );
  const keywords = await resolveKeywords(tx, actor, wanted);
  const isSingle = (categoryId: number) =>
    changes.some(({ category }) => category.id === categoryId && category.facetType === 'single');
  const emptied = changes.filter(
    ({ category, clear }) =>
      clear === true || (isSingle(category.id) && keywords.some(({ categoryId }) => categoryId === category.id)),
  );
  // In a category that holds one keyword the last one given wins.
  const kept = keywords.filter(
    ({ categoryId }, index) =>
      !isSingle(categoryId) || keywords.findLastIndex((keyword) => keyword.categoryId === categoryId) === index,
  );
  return { emptied: emptied.map(({ category }) => category.id), ids: kept.map(({ id }) => id) };
}

const findKeywords = statement<{ position: number; id: number | null }>(
  'keywords_find',
  `select r.ordinality - 1 as position,
     (select k.id from keywords k
      where k.organization_id = $1 and k.category_id = r.category_id and k.deleted_at is null
        and (k.id = r.id or coalesce(k.name_key, lower(k.name)) = r.name_key or k.short_code = r.short_code)
      order by k.id = r.id desc nulls last, coalesce(k.name_key, lower(k.name)) = r.name_key desc nulls last limit 1) as id
   from rows from (jsonb_to_recordset($2::jsonb) as (category_id bigint, id bigint, name_key text, short_code text)) with ordinality as r`,
);

// Two requests that create one keyword at once: the second waits for the first and then finds its row.
const ensureKeyword = statement<{ id: number }>(
  'keyword_ensure',
  `insert into keywords as k (organization_id, category_id, name, name_key, short_code) values ($1, $2, $3, $4, $5)
   on conflict (organization_id, category_id, coalesce(name_key, lower(name))) where deleted_at is null do update set name = k.name returning id`,
);

interface WantedKeyword {
  readonly category: KnownCategory;
  readonly reference: KeywordReference;
}

async function resolveKeywords(tx: Tx, actor: Actor, wanted: readonly WantedKeyword[]) {
  if (wanted.length === 0) return [];
  const organizationId = actor.organization.id;
  const rows = wanted.map(({ category, reference }) => ({
    category_id: category.id,
    id: reference.id ?? null,
    name_key: comparisonKey(reference.name ?? '') || null,
    short_code: reference.shortCode ?? null,
  }));
  const found = await tx.all(findKeywords(organizationId, JSON.stringify(rows)));
  const idAt = new Map(found.map((row) => [row.position, row.id]));
  const keywords: { id: number; categoryId: number }[] = [];
  for (const [position, { category, reference }] of wanted.entries()) {
    const name = cleanText(reference.name ?? '');
    let id = idAt.get(position) ?? undefined;
    if (id === undefined && name && category.editable) {
      const row = await tx.one(
        ensureKeyword(organizationId, category.id, name, comparisonKey(name), reference.shortCode ?? null),
      );
      id = row.id;
    }
    if (id !== undefined) keywords.push({ id, categoryId: category.id });
  }
  return keywords;
}
