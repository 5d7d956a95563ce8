// Custom fields of what is written down about a constituent: each value is a keyword of a category made for that kind of
// item (docs/contracts/lgl.md §3.8).
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { jsonObject } from '../base/columns.ts';
import type { Affected } from '../base/indirect-change.ts';
import { findCategory, type KnownCategory, planKeywords } from '../custom-fields/keyword-plan.ts';
import { CATEGORY_FIELDS, KEYWORD_FIELDS, type KeywordReference } from '../record/parts/categories.ts';

/** Values of one custom field, which is named by id, key or name. */
export interface ActivityCustomField {
  readonly id?: number | null;
  readonly key?: string | null;
  readonly name?: string | null;
  /** Takes the field's other values away first. */
  readonly clear?: boolean;
  readonly keywords: readonly KeywordReference[];
}

interface KeywordLink {
  /** Rows of an item's id and a keyword's. */
  readonly table: 'volunteer_time_keywords' | 'gift_keywords';
  readonly items: 'volunteer_times' | 'gifts';
  /** What an item is called in changes; its id in `table` is called after it. */
  readonly name: 'volunteer_time' | 'gift';
  /** Of the categories that are custom fields of such items. */
  readonly itemType: 'VolunteerTime' | 'Gift';
}

export function activityCustomFields({ table, items, name, itemType }: KeywordLink) {
  const itemId = `${name}_id`;
  const shown = `(select coalesce(json_agg(${jsonObject('g', CATEGORY_FIELDS, { keywords: 'own.keywords' })} order by g.ordinal, g.name, g.id), '[]')
   from (select k.category_id, json_agg(${jsonObject('k', KEYWORD_FIELDS)} order by k.ordinal, k.name, k.id) as keywords
     from ${table} ik join keywords k on k.organization_id = ik.organization_id and k.id = ik.keyword_id
     where ik.organization_id = a.organization_id and ik.${itemId} = a.id and k.deleted_at is null
     group by k.category_id) own
   join categories g on g.organization_id = a.organization_id and g.id = own.category_id)`;
  const categories = query<KnownCategory>(
    `${name}_categories`,
    `select id, name, key, facet_type as "facetType", editable from categories
     where organization_id = $1 and item_type = '${itemType}' order by id`,
  );
  const empty = write(
    `${table}_remove`,
    `delete from ${table} ik using keywords k
     where ik.organization_id = $1 and ik.${itemId} = $2 and k.organization_id = $1 and k.id = ik.keyword_id
       and k.category_id = any($3::bigint[]) and not k.id = any($4::bigint[])`,
  );
  const add = write(
    `${table}_add`,
    `insert into ${table} (organization_id, ${itemId}, keyword_id)
     select $1, $2, unnest($3::bigint[]) on conflict do nothing`,
  );

  return {
    /** SQL of item `a`: each category with the keywords that the item has of it. */
    shown,

    /** Writes the fields that the organization has, and returns the others. */
    write: async (
      tx: Tx,
      actor: Actor,
      { id, fields = [] }: { id: number; fields?: readonly ActivityCustomField[] | undefined },
    ): Promise<readonly ActivityCustomField[]> => {
      if (fields.length === 0) return [];
      const known = await tx.all(categories(actor.organization.id));
      const found = fields.map((field) => ({ ...field, category: findCategory(known, field) }));
      const changes = found.flatMap(({ category, ...field }) => (category ? [{ ...field, category }] : []));
      const { emptied, ids } = await planKeywords(tx, actor, changes);
      if (emptied.length > 0) await tx.all(empty(actor.organization.id, id, emptied, ids));
      if (ids.length > 0) await tx.all(add(actor.organization.id, id, ids));
      return found.filter(({ category }) => !category);
    },

    /** The items that show one of the keywords that fit the condition of `k`, for core/base/indirect-change.ts. */
    withKeyword: (condition: string, values: readonly unknown[]): Affected => ({
      record: { subjectType: name, table: items, alias: 'a', parts: { customFields: `${shown}::jsonb` } },
      who: `select ik.${itemId} from ${table} ik
        join keywords k on k.organization_id = ik.organization_id and k.id = ik.keyword_id
        where ik.organization_id = $1 and ${condition}`,
      values,
    }),
  };
}
