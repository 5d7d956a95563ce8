// Volunteer times and their search terms (docs/contracts/lgl.md §3.12, §4.8).
import type { VolunteerTimeCriterion, VolunteerTimeSearch } from '../../../core/interactions/search-volunteer-times.ts';
import type { VolunteerTime, VolunteerTimeInput } from '../../../core/interactions/volunteer-time.ts';
import { dateBound, type Terms } from './activity-terms.ts';
import type { WireObject } from './body.ts';
import { date, id, sent, text } from './coerce.ts';
import { customFields, customFieldsInput } from './custom-fields.ts';
import { decimal, float } from './decimal.ts';
import { externalId, reference } from './reference.ts';
import { ids, moment } from './search-query.ts';
import { timestamp } from './timestamp.ts';

export function volunteerTimeInput(body: WireObject): VolunteerTimeInput {
  return sent({
    externalId: externalId(body.external_id),
    volunteeringCategory: reference(body, 'volunteering_category_id', 'volunteering_category_name'),
    description: text(body.description),
    hours: decimal(body.hours),
    date: date(body.date) ?? undefined,
    endDate: date(body.end_date),
    completedHours: decimal(body.completed_hours),
    customFields: customFieldsInput(body.custom_fields),
    constituentId: id(body.constituent_id) ?? undefined,
  });
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
    custom_fields: customFields(row.customFields),
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
