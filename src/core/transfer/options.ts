// How an import treats who is there already, and what cells leave open.

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export interface ImportOptions {
  /** How people are found, in this order: `id`, `external_id:<system>`, `email`, `name_and_birth_date`, `matching`. */
  readonly match: readonly string[];
  /** What the file says replaces what is there, fills only what is blank, or changes nobody. */
  readonly on_match: 'update' | 'fill' | 'skip';
  /** Several people fit a row: it is refused so that somebody decides, left out, or a new person. */
  readonly on_several: 'review' | 'skip' | 'create';
  /** What a blank cell does to a field that has a value. */
  readonly blank: 'keep' | 'clear';
  readonly date_order: 'auto' | DateOrder;
  /** Ids of groups that everybody of the file is put into. */
  readonly add_to_groups: readonly number[];
  /** Whether one refused row refuses the whole import. */
  readonly transaction: 'all_or_nothing' | 'row_by_row';
}

export const DEFAULT_OPTIONS: ImportOptions = {
  match: ['id', 'external_id:*', 'email', 'name_and_birth_date'],
  on_match: 'update',
  on_several: 'review',
  blank: 'keep',
  date_order: 'auto',
  add_to_groups: [],
  transaction: 'row_by_row',
};

const MATCHES = /^(?:id|email|name_and_birth_date|matching|external_id:.{1,64})$/;

export const isMatch = (text: string): boolean => MATCHES.test(text);
