import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import { anyOf, between, contains, orderBy, ownerHasKeyword } from './activity-search.ts';
import { searchVolunteerTimeRows, type VolunteerTime } from './volunteer-time.ts';

export type VolunteerTimeCriterion =
  | { readonly term: 'date' | 'updated'; readonly from?: string; readonly to?: string }
  | { readonly term: 'description'; readonly contains: string }
  | { readonly term: 'volunteeringCategory' | 'constituent' | 'constituentKeyword'; readonly anyOf: readonly number[] };

const SORT_COLUMNS = { id: 'id', date: 'date', constituentId: 'constituent_id' } as const;

export interface VolunteerTimeSearch {
  readonly criteria: readonly VolunteerTimeCriterion[];
  readonly sort: { readonly key: keyof typeof SORT_COLUMNS; readonly descending: boolean };
  readonly page: PageRequest;
}

function conditionOf(criterion: VolunteerTimeCriterion, organizationId: number) {
  switch (criterion.term) {
    case 'date':
      return between('date', 'date', criterion);
    case 'updated':
      return between('updated_at', 'timestamptz', criterion);
    case 'description':
      return contains('search_description', criterion.contains);
    case 'volunteeringCategory':
      return anyOf('volunteering_category_id', criterion.anyOf);
    case 'constituent':
      return anyOf('constituent_id', criterion.anyOf);
    case 'constituentKeyword':
      return ownerHasKeyword(organizationId, criterion.anyOf);
  }
}

/** The volunteer times that meet every criterion. */
export function searchVolunteerTimes(
  db: Db,
  actor: Actor,
  { criteria, sort, page }: VolunteerTimeSearch,
): Promise<Paged<VolunteerTime>> {
  return searchVolunteerTimeRows(db, actor, {
    conditions: criteria.map((criterion) => conditionOf(criterion, actor.organization.id)),
    order: orderBy(SORT_COLUMNS[sort.key], sort.descending),
    page,
  });
}
