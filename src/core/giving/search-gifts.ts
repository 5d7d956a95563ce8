import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import { anyOf, between } from '../interactions/activity-search.ts';
import { type Gift, searchGiftRows } from './gift.ts';

const COLUMNS = {
  giftType: 'a.gift_type_id',
  paymentType: 'a.payment_type_id',
  campaign: 'a.campaign_id',
  fund: 'a.fund_id',
  appeal: 'a.appeal_id',
  event: 'a.event_id',
  giftCategory: 'a.gift_category_id',
} as const;

/** Types of what gifts are given to. */
const TYPED = {
  appealType: ['a.appeal_id', 'appeals'],
  eventType: ['a.event_id', 'events'],
} as const;

const COMPARISONS = { gte: '>=', lte: '<=', gt: '>', lt: '<', eq: '=', ne: '<>' } as const;

export type Comparison = keyof typeof COMPARISONS;

export type GiftCriterion =
  | { readonly term: 'receivedDate' | 'created' | 'updated'; readonly from?: string; readonly to?: string }
  | {
      readonly term: keyof typeof COLUMNS | keyof typeof TYPED;
      readonly operator: 'in' | 'ni';
      readonly ids: readonly number[];
    }
  | { readonly term: keyof typeof COLUMNS; readonly operator: 'bl' }
  /** Decimal text. */
  | { readonly term: 'amount'; readonly operator: Comparison; readonly than: string }
  | { readonly term: 'id'; readonly anyOf: readonly number[] }
  | { readonly term: 'externalId'; readonly anyOf: readonly string[] };

const SORTS = {
  name: 'c.search_sort_name',
  amount: 'a.received_amount',
  date: 'a.received_date',
  created: 'a.created_at',
  updated: 'a.updated_at',
  fund: 'fu.name',
  appeal: 'ap.name',
  campaign: 'ca.name',
  giftType: 'a.gift_type_id',
} as const;

export interface GiftSearch {
  readonly criteria: readonly GiftCriterion[];
  readonly sort: { readonly key: keyof typeof SORTS; readonly descending: boolean };
  readonly page: PageRequest;
}

const TIMES = {
  receivedDate: ['received_date', 'date'],
  created: ['created_at', 'timestamptz'],
  updated: ['updated_at', 'timestamptz'],
} as const;

function conditionOf(organizationId: number, criterion: GiftCriterion): RawBuilder<SqlBool> {
  switch (criterion.term) {
    case 'receivedDate':
    case 'created':
    case 'updated': {
      const [column, type] = TIMES[criterion.term];
      return between(column, type, criterion);
    }
    case 'amount':
      return sql<SqlBool>`a.received_amount ${sql.raw(COMPARISONS[criterion.operator])} ${criterion.than}::numeric`;
    case 'id':
      return anyOf('id', criterion.anyOf);
    case 'externalId':
      return sql<SqlBool>`a.external_id = any(${criterion.anyOf}::text[])`;
    case 'appealType':
    case 'eventType': {
      const [column, table] = TYPED[criterion.term];
      // Read once, so that the index of gifts by what they are given to can be used.
      const typed = sql`array(select x.id from ${sql.raw(table)} x
        where x.organization_id = ${organizationId} and x.type_id = any(${criterion.ids}::bigint[]))`;
      return inOrNot(sql<SqlBool>`${sql.raw(column)} = any(${typed})`, criterion.operator);
    }
    default: {
      const column = sql.raw(COLUMNS[criterion.term]);
      if (criterion.operator === 'bl') return sql<SqlBool>`${column} is null`;
      return inOrNot(sql<SqlBool>`${column} = any(${criterion.ids}::bigint[])`, criterion.operator);
    }
  }
}

/** A gift without one is in none of them. */
function inOrNot(isIn: RawBuilder<SqlBool>, operator: 'in' | 'ni'): RawBuilder<SqlBool> {
  return operator === 'in' ? isIn : sql<SqlBool>`(${isIn}) is not true`;
}

/** The gifts that meet every criterion; goals are never among them. */
export function searchGifts(db: Db, actor: Actor, { criteria, sort, page }: GiftSearch): Promise<Paged<Gift>> {
  const direction = sort.descending ? sql`desc` : sql`asc`;
  return searchGiftRows(db, actor, {
    conditions: criteria.map((criterion) => conditionOf(actor.organization.id, criterion)),
    // Gifts without a date come first when the latest come first (docs/contracts/lgl.md §2.5).
    order: sql`${sql.raw(SORTS[sort.key])} ${direction}, a.id ${direction}`,
    page,
  });
}
