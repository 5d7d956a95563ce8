import { columnsAs, jsonObject } from '../base/columns.ts';
import type { Reference } from '../record/part.ts';
import type { KeywordReference } from '../record/parts/categories.ts';
import { CATEGORY_FIELDS, type Category, KEYWORD_FIELDS } from '../record/parts/categories.ts';
import { type ActivityKind, activityQueries } from './activity.ts';

export interface VolunteerTime {
  readonly id: number;
  readonly constituentId: number;
  readonly externalId: string | null;
  readonly volunteeringCategoryId: number | null;
  readonly volunteeringCategoryName: string | null;
  readonly description: string | null;
  /** Decimal text. */
  readonly hours: string | null;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly endDate: string | null;
  readonly completedHours: string | null;
  /** Each with the keywords that this volunteer time has. */
  readonly customFields: readonly Category[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Values of one custom field, which is named by id, key or name. */
export interface VolunteerTimeCustomField {
  readonly id?: number | null;
  readonly key?: string | null;
  readonly name?: string | null;
  /** Takes the field's other values away first. */
  readonly clear?: boolean;
  readonly keywords: readonly KeywordReference[];
}

export interface VolunteerTimeInput {
  readonly externalId?: string | null;
  readonly volunteeringCategory?: Reference;
  readonly description?: string | null;
  readonly hours?: number | null;
  /** Defaults to today in the organization's time zone. */
  readonly date?: string;
  readonly endDate?: string | null;
  readonly completedHours?: number | null;
  /** Unknown fields are ignored (docs/contracts/lgl.md §3.12). */
  readonly customFields?: readonly VolunteerTimeCustomField[];
  /** Of an update: whom the time moves to. */
  readonly constituentId?: number;
}

const OWN =
  'id constituentId externalId volunteeringCategoryId description hours date endDate completedHours createdAt updatedAt'.split(
    ' ',
  );

/** SQL of `a`: each category with the keywords that the time has of it. */
export const CUSTOM_FIELDS = `(select coalesce(json_agg(${jsonObject('g', CATEGORY_FIELDS, { keywords: 'own.keywords' })} order by g.ordinal, g.name, g.id), '[]')
   from (select k.category_id, json_agg(${jsonObject('k', KEYWORD_FIELDS)} order by k.ordinal, k.name, k.id) as keywords
     from volunteer_time_keywords vk join keywords k on k.organization_id = vk.organization_id and k.id = vk.keyword_id
     where vk.organization_id = a.organization_id and vk.volunteer_time_id = a.id and k.deleted_at is null
     group by k.category_id) own
   join categories g on g.organization_id = a.organization_id and g.id = own.category_id)`;

export const VOLUNTEER_TIMES: ActivityKind = {
  table: 'volunteer_times',
  name: 'volunteer_time',
  columns: `${columnsAs('a', OWN)}, t.name as "volunteeringCategoryName", ${CUSTOM_FIELDS} as "customFields"`,
  joins: `left join types t on t.organization_id = a.organization_id and t.kind = 'volunteering_category'
    and t.id = a.volunteering_category_id`,
  date: 'date',
};

const queries = activityQueries<VolunteerTime>(VOLUNTEER_TIMES);

export const getVolunteerTime = queries.get;
export const lockVolunteerTime = queries.lock;
export const listVolunteerTimesOf = queries.listOf;
export const searchVolunteerTimeRows = queries.search;
