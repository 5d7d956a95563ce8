import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import { anyOf, between, contains, orderBy, ownerHasKeyword } from './activity-search.ts';
import { type ContactReport, searchContactReportRows } from './contact-report.ts';

export type ContactReportCriterion =
  | { readonly term: 'originalDate' | 'updated'; readonly from?: string; readonly to?: string }
  | { readonly term: 'name' | 'text'; readonly contains: string }
  | { readonly term: 'type' | 'constituent' | 'constituentKeyword'; readonly anyOf: readonly number[] };

const SORT_COLUMNS = { id: 'id', name: 'search_name', date: 'original_date', constituentId: 'constituent_id' } as const;

export interface ContactReportSearch {
  readonly criteria: readonly ContactReportCriterion[];
  readonly sort: { readonly key: keyof typeof SORT_COLUMNS; readonly descending: boolean };
  readonly page: PageRequest;
}

function conditionOf(criterion: ContactReportCriterion, organizationId: number) {
  switch (criterion.term) {
    case 'originalDate':
      return between('original_date', 'date', criterion);
    case 'updated':
      return between('updated_at', 'timestamptz', criterion);
    case 'name':
      return contains('search_name', criterion.contains);
    case 'text':
      return contains('search_text', criterion.contains);
    case 'type':
      return anyOf('type_id', criterion.anyOf);
    case 'constituent':
      return anyOf('constituent_id', criterion.anyOf);
    case 'constituentKeyword':
      return ownerHasKeyword(organizationId, criterion.anyOf);
  }
}

/** The contact reports that meet every criterion. */
export function searchContactReports(
  db: Db,
  actor: Actor,
  { criteria, sort, page }: ContactReportSearch,
): Promise<Paged<ContactReport>> {
  return searchContactReportRows(db, actor, {
    conditions: criteria.map((criterion) => conditionOf(criterion, actor.organization.id)),
    order: orderBy(SORT_COLUMNS[sort.key], sort.descending),
    page,
  });
}
