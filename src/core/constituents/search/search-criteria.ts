import type { Filter } from '../filter/filter.ts';

/** What constituents can be searched by. All criteria of a search must hold. */

export type TextOperator =
  | 'contains'
  | 'not-contains'
  | 'equals'
  | 'not-equals'
  | 'starts-with'
  | 'blank'
  | 'not-blank';
export type NumberOperator = 'gte' | 'lte' | 'gt' | 'lt' | 'eq' | 'ne' | 'between';

export type Criterion =
  /** Every word is part of some name (docs/contracts/lgl.md §4.5). */
  | { readonly term: 'name'; readonly words: string }
  | { readonly term: 'email' | 'phone' | 'street' | 'country'; readonly contains: string }
  /** Whoever has the id, or a phone number with the digits. */
  | { readonly term: 'idOrPhone'; readonly id: number; readonly digits: string }
  | { readonly term: 'city' | 'state'; readonly equals: string }
  | { readonly term: 'postalCode'; readonly startsWith: string }
  | { readonly term: 'keyword' | 'group'; readonly anyOf: readonly number[] }
  /** On any of these saved lists (saved-list.ts). */
  | { readonly term: 'list'; readonly anyOf: readonly number[] }
  /** By the latest membership. */
  | { readonly term: 'membershipLevel'; readonly anyOf: readonly number[] }
  /** Moments as ISO text, both inclusive; `to` counts to the end of its second. */
  | { readonly term: 'updated'; readonly from?: string; readonly to?: string }
  /** By the latest membership; an open-ended one is active. Without any membership neither matches. */
  | { readonly term: 'membershipStatus'; readonly active: boolean; readonly today: string }
  | { readonly term: 'membershipEnd'; readonly from?: string; readonly to?: string }
  | { readonly term: 'externalId'; readonly system: string; readonly equals: string }
  | { readonly term: 'isOrg'; readonly equals: boolean }
  /** Those of these ids. */
  | { readonly term: 'ids'; readonly anyOf: readonly number[] }
  /** In the filter language of the own API; `pointer` says where it was given, for its errors. */
  | { readonly term: 'filter'; readonly filter: Filter; readonly pointer: string }
  | {
      readonly term: 'classAffiliation';
      readonly typeIds: readonly number[];
      readonly from?: number;
      readonly to?: number;
    }
  /** Custom fields: only constituents with a value row, blank or not, are looked at (docs/contracts/lgl.md §4.3). */
  | { readonly term: 'customText'; readonly key: string; readonly operator: TextOperator; readonly value: string }
  | { readonly term: 'customDate'; readonly key: string; readonly from?: string; readonly to?: string }
  | {
      readonly term: 'customNumber';
      readonly key: string;
      readonly operator: NumberOperator;
      readonly value: number;
      readonly upper?: number;
    };

export type SortKey =
  | 'name'
  | 'id'
  | 'createdAt'
  | 'updatedAt'
  | 'externalId'
  | 'membershipLevel'
  | 'membershipEndDate';

export interface ConstituentSearch {
  readonly criteria: readonly Criterion[];
  readonly sort?: { readonly key: SortKey; readonly descending: boolean };
  /** Whose external ids `externalId` sorts by. */
  readonly system: string;
  readonly limit: number;
  readonly offset: number;
}
