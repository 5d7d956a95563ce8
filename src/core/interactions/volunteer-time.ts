import { columnsAs } from '../base/columns.ts';
import type { Reference } from '../record/part.ts';
import type { Category } from '../record/parts/categories.ts';
import { type ActivityKind, activityQueries } from './activity.ts';
import { type ActivityCustomField, activityCustomFields } from './activity-custom-fields.ts';

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
  readonly customFields?: readonly ActivityCustomField[];
  /** Of an update: whom the time moves to. */
  readonly constituentId?: number;
}

const OWN =
  'id constituentId externalId volunteeringCategoryId description hours date endDate completedHours createdAt updatedAt'.split(
    ' ',
  );

export const VOLUNTEER_TIME_CUSTOM_FIELDS = activityCustomFields({
  table: 'volunteer_time_keywords',
  items: 'volunteer_times',
  name: 'volunteer_time',
  itemType: 'VolunteerTime',
});

export const VOLUNTEER_TIMES: ActivityKind = {
  table: 'volunteer_times',
  name: 'volunteer_time',
  columns: `${columnsAs('a', OWN)}, t.name as "volunteeringCategoryName", ${VOLUNTEER_TIME_CUSTOM_FIELDS.shown} as "customFields"`,
  joins: `left join types t on t.organization_id = a.organization_id and t.kind = 'volunteering_category'
    and t.id = a.volunteering_category_id`,
  date: 'date',
};

export const volunteerTimes = activityQueries<VolunteerTime>(VOLUNTEER_TIMES);

export const getVolunteerTime = volunteerTimes.get;
export const listVolunteerTimesOf = volunteerTimes.listOf;
export const searchVolunteerTimeRows = volunteerTimes.search;
