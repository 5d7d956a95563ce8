import { statement } from '../../db/connect.ts';
import type { CategoryInput, KeywordInput } from './constituent-input.ts';
import { sameName, type Vocabulary } from './vocabulary.ts';
import type { PartOwner } from './write-parts.ts';

type KnownCategory = Vocabulary['categories'][number];

interface WantedKeyword {
  readonly category: KnownCategory;
  readonly input: KeywordInput;
}

const findKeywords = statement<{ position: number; id: number | null }>(
  'keywords_find',
  `select r.ordinality - 1 as position,
     (select k.id from keywords k
      where k.organization_id = $1 and k.category_id = r.category_id and k.deleted_at is null
        and (k.id = r.id or lower(k.name) = lower(trim(r.name)) or k.short_code = r.short_code)
      order by k.id = r.id desc nulls last, lower(k.name) = lower(trim(r.name)) desc nulls last limit 1) as id
   from rows from (jsonb_to_recordset($2::jsonb) as (category_id bigint, id bigint, name text, short_code text)) with ordinality as r`,
);

// Two requests that create one keyword at once: the second waits for the first and then finds its row.
const ensureKeyword = statement<{ id: number }>(
  'keyword_ensure',
  `insert into keywords as k (organization_id, category_id, name, short_code) values ($1, $2, $3, $4)
   on conflict (organization_id, category_id, lower(name)) where deleted_at is null do update set name = k.name returning id`,
);

const removeKeywords = statement(
  'constituent_keywords_remove',
  `delete from constituent_keywords ck using keywords k
   where ck.organization_id = $1 and ck.constituent_id = $2 and k.organization_id = $1 and k.id = ck.keyword_id
     and k.category_id = any($3::bigint[]) and not k.id = any($4::bigint[])`,
);
const addKeywords = statement(
  'constituent_keywords_add',
  `insert into constituent_keywords (organization_id, constituent_id, keyword_id)
   select $1, $2, unnest($3::bigint[]) on conflict do nothing`,
);

/**
 * Gives the constituent keywords, by id, name or short code within a category named by id, key or name. An unknown
 * category or keyword id is ignored; an unknown keyword name is added to an editable category (wire/lgl.md §5.4).
 */
export async function writeCategories(
  owner: PartOwner,
  inputs: readonly CategoryInput[] | undefined,
): Promise<boolean> {
  const known = (inputs ?? []).flatMap((input) => {
    const category = findCategory(owner.vocabulary, input);
    return category ? [{ category, input }] : [];
  });
  if (known.length === 0) return false;
  const { tx, actor, constituentId, existing } = owner;
  const organizationId = actor.organization.id;
  const wanted = known.flatMap(({ category, input }) =>
    input.keywords.map((keyword) => ({ category, input: keyword })),
  );
  const keywords = await resolveKeywords(owner, wanted);
  const emptied = known.filter(({ category, input }) => {
    const replaces = category.facetType === 'single' && keywords.some((keyword) => keyword.categoryId === category.id);
    return input.clear === true || replaces;
  });
  // In a category that holds one keyword the last one given wins.
  const kept = keywords.filter(({ categoryId }, index) => {
    const single = known.some(({ category }) => category.id === categoryId && category.facetType === 'single');
    return !single || keywords.findLastIndex((keyword) => keyword.categoryId === categoryId) === index;
  });
  const ids = kept.map((keyword) => keyword.id);
  const had = existing.categories.flatMap((category) => category.keywords.map((keyword) => keyword.id));
  if (emptied.length > 0) {
    const categoryIds = emptied.map(({ category }) => category.id);
    await tx.all(removeKeywords(organizationId, constituentId, categoryIds, ids));
  }
  const added = ids.filter((id) => !had.includes(id));
  if (added.length > 0) await tx.all(addKeywords(organizationId, constituentId, added));
  return emptied.length > 0 || added.length > 0;
}

function findCategory(vocabulary: Vocabulary, input: CategoryInput): KnownCategory | undefined {
  return (
    vocabulary.categories.find((category) => category.id === input.id) ??
    vocabulary.categories.find((category) => category.key === input.key) ??
    vocabulary.categories.find((category) => sameName(category.name, input.name ?? ''))
  );
}

async function resolveKeywords(owner: PartOwner, wanted: readonly WantedKeyword[]) {
  if (wanted.length === 0) return [];
  const organizationId = owner.actor.organization.id;
  const rows = wanted.map(({ category, input }) => ({
    category_id: category.id,
    id: input.id ?? null,
    name: input.name ?? null,
    short_code: input.shortCode ?? null,
  }));
  const found = await owner.tx.all(findKeywords(organizationId, JSON.stringify(rows)));
  const idAt = new Map(found.map((row) => [row.position, row.id]));
  const keywords: { id: number; categoryId: number }[] = [];
  for (const [position, { category, input }] of wanted.entries()) {
    const name = input.name?.trim();
    let id = idAt.get(position) ?? undefined;
    if (id === undefined && name && category.editable) {
      const row = await owner.tx.one(ensureKeyword(organizationId, category.id, name, input.shortCode ?? null));
      id = row.id;
    }
    if (id !== undefined) keywords.push({ id, categoryId: category.id });
  }
  return keywords;
}
