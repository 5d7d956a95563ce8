// Volunteer times and their search terms (docs/contracts/lgl.md §3.8, §3.12, §4.8).
import type { VolunteerTimeCriterion, VolunteerTimeSearch } from '../../../core/interactions/search-volunteer-times.ts';
import type { VolunteerTime, VolunteerTimeInput } from '../../../core/interactions/volunteer-time.ts';
import type { Category, Keyword } from '../../../core/record/parts/categories.ts';
import { dateBound, type Terms } from './activity-terms.ts';
import type { WireObject } from './body.ts';
import { date, flag, id, objects, sent, text } from './coerce.ts';
import { decimal, float } from './decimal.ts';
import { externalId, reference } from './reference.ts';
import { ids, moment } from './search-query.ts';
import { timestamp } from './timestamp.ts';

function customField(item: WireObject) {
  return {
    id: id(item.id) ?? null,
    key: text(item.key) ?? null,
    name: text(item.name) ?? null,
    clear: flag(item.remove_previous_values) === true,
    keywords: objects(item.values).map((value) => ({ id: id(value.id) ?? null, name: text(value.name) ?? null })),
  };
}

export function volunteerTimeInput(body: WireObject): VolunteerTimeInput {
  return sent({
    externalId: externalId(body.external_id),
    volunteeringCategory: reference(body, 'volunteering_category_id', 'volunteering_category_name'),
    description: text(body.description),
    hours: decimal(body.hours),
    date: date(body.date) ?? undefined,
    endDate: date(body.end_date),
    completedHours: decimal(body.completed_hours),
    customFields: body.custom_fields === undefined ? undefined : objects(body.custom_fields).map(customField),
    constituentId: id(body.constituent_id) ?? undefined,
  });
}

function value(row: Keyword) {
  return {
    id: row.id,
    category_id: row.categoryId,
    name: row.name,
    description: row.description,
    short_code: row.shortCode,
    ordinal: row.ordinal,
    removable: row.removable,
    can_change: row.canChange,
    can_select: row.canSelect,
  };
}

function shownCustomField(row: Category) {
  return {
    id: row.id,
    item_type: row.itemType,
    name: row.name,
    key: row.key,
    facet_type: row.facetType,
    ordinal: row.ordinal,
    removable: row.removable,
    editable: row.editable,
    values: row.keywords.map(value),
  };
}

export function volunteerTime(row: VolunteerTime) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    external_id: row.externalId,
    volunteering_category_id: row.volunteeringCategoryId,
    volunteering_category_name: row.volunteeringCategoryName,
    description: row.description,
    hours: float(row.hours),
    date: row.date,
    end_date: row.endDate,
    completed_hours: float(row.completedHours),
    custom_fields: row.customFields.map(shownCustomField),
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

export const VOLUNTEER_TIME_TERMS: Terms<VolunteerTimeCriterion> = {
  date_from: (text) => ({ term: 'date', from: dateBound('date_from', text) }),
  date_to: (text) => ({ term: 'date', to: dateBound('date_to', text) }),
  description: (contains) => ({ term: 'description', contains }),
  volunteering_category_id: (text) => ({ term: 'volunteeringCategory', anyOf: ids('volunteering_category_id', text) }),
  constituent_id: (text) => ({ term: 'constituent', anyOf: ids('constituent_id', text) }),
  const_keyword: (text) => ({ term: 'constituentKeyword', anyOf: ids('const_keyword', text) }),
  updated_from: (text) => ({ term: 'updated', from: moment('updated_from', text, 'from') }),
  updated_to: (text) => ({ term: 'updated', to: moment('updated_to', text, 'to') }),
};

export const VOLUNTEER_TIME_SORTS: Readonly<Record<string, VolunteerTimeSearch['sort']['key']>> = {
  date: 'date',
  constituent_id: 'constituentId',
};
