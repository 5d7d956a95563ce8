// Which keywords an item shall have after a change, whatever the item is: keywords are found, or made, by their category.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordIfNew } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { comparisonKey } from '../base/fold.ts';
import type { KeywordReference } from '../record/parts/categories.ts';

/** The properties of a category that decide how its keywords are given. */
export interface KnownCategory {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly facetType: string;
  readonly editable: boolean;
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

/** An unknown keyword id is ignored; an unknown name is added to an editable category (docs/contracts/lgl.md §5.4). */
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

const findKeywords = query<{ position: number; id: number | null }>(
  'keywords_find',
  `select r.ordinality - 1 as position,
     (select k.id from keywords k
      where k.organization_id = $1 and k.category_id = r.category_id and k.deleted_at is null
        and (k.id = r.id or coalesce(k.name_key, lower(k.name)) = r.name_key or k.short_code = r.short_code)
      order by k.id = r.id desc nulls last, coalesce(k.name_key, lower(k.name)) = r.name_key desc nulls last limit 1) as id
   from rows from (jsonb_to_recordset($2::jsonb) as (category_id bigint, id bigint, name_key text, short_code text)) with ordinality as r`,
);

// Two requests that create one keyword at once: the second waits for the first and then finds its row. In the order of
// names, so that two that create several do not wait for each other.
const ensureKeywords = write<{ position: number; id: number; isNew: boolean }>(
  'keywords_ensure',
  `with wanted as (
     select category_id, name, name_key, short_code, position
     from jsonb_to_recordset($2::jsonb) as (category_id bigint, name text, name_key text, short_code text, position integer)),
   ensured as (
     insert into keywords as k (organization_id, category_id, name, name_key, short_code)
     select distinct on (category_id, name_key) $1::bigint, category_id, name, name_key, short_code from wanted
     order by category_id, name_key, position
     on conflict (organization_id, category_id, coalesce(name_key, lower(name))) where deleted_at is null do update set name = k.name
     returning id, xmax = 0 as is_new, category_id, coalesce(name_key, lower(name)) as name_key)
   select w.position, e.id, e.is_new as "isNew" from wanted w join ensured e on e.category_id = w.category_id and e.name_key = w.name_key`,
);

interface WantedKeyword {
  readonly category: KnownCategory;
  readonly reference: KeywordReference;
}

function afterOf(id: number, wanted: WantedKeyword | undefined) {
  const { name, shortCode = null } = wanted?.reference ?? {};
  return { id, categoryId: wanted?.category.id, name: cleanText(name ?? ''), shortCode };
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
  const missing = wanted.flatMap(({ category, reference }, position) => {
    const name = cleanText(reference.name ?? '');
    if (idAt.get(position) || !name || !category.editable) return [];
    const row = {
      category_id: category.id,
      name,
      name_key: comparisonKey(name),
      short_code: reference.shortCode ?? null,
    };
    return [{ ...row, position }];
  });
  const made = missing.length > 0 ? await tx.all(ensureKeywords(organizationId, JSON.stringify(missing))) : [];
  for (const { position, id } of made) idAt.set(position, id);
  const rowsMade = made.map(({ position, ...row }) => ({ ...row, after: afterOf(row.id, wanted[position]) }));
  await recordIfNew(tx, actor, { subjectType: 'keyword', rows: rowsMade });
  return wanted.flatMap(({ category }, position) => {
    const id = idAt.get(position);
    return id ? [{ id, categoryId: category.id }] : [];
  });
}
