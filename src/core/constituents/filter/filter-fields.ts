// What filters can ask about: fields of the record, and rows that belong to it. Each is described in one line.
import { type RawBuilder, sql } from 'kysely';
import { columnOf } from '../../base/columns.ts';
import { FIELD_NAMES, FIELDS, SEARCHED_NAMES } from '../../record/fields.ts';

export type FilterType = 'text' | 'date' | 'moment' | 'number' | 'flag' | 'names';

export interface FilterField {
  readonly type: FilterType;
  /** In English, for people. */
  readonly label: string;
  /** SQL of its value: of `constituents c`, or of `r`, a row that belongs to somebody. */
  readonly column: RawBuilder<unknown>;
  /** The value is stored as search compares it. */
  readonly isFolded?: boolean;
  /** What the index over names holds has it as well, and narrows a search for it. */
  readonly isInNames?: boolean;
  /** Of `names`: the table of the words that ids stand for. */
  readonly words?: string;
}

const of = (type: FilterType, label: string, column: string): FilterField => ({ type, label, column: sql.raw(column) });
const foldedText = (label: string, column: string): FilterField => ({ ...of('text', label, column), isFolded: true });
const names = (label: string, column: string, words: string): FilterField => ({ ...of('names', label, column), words });

type Fields = Readonly<Record<string, FilterField>>;

/** The plain fields of the record's catalogue. */
const PLAIN: Fields = Object.fromEntries(
  FIELD_NAMES.map((name) => {
    const { type, label } = FIELDS[name];
    const column = columnOf(name);
    const isInNames = (SEARCHED_NAMES as readonly string[]).includes(name);
    return [column, { ...of(type, label, `c.${column}`), ...(isInNames && { isInNames }) }];
  }),
);

/** Of a person: theirs alone, so a filter asks for the value itself. */
export const OWN_FIELDS: Fields = {
  id: of('number', 'Id', 'c.id'),
  ...PLAIN,
  created_at: of('moment', 'Created', 'c.created_at'),
  updated_at: of('moment', 'Last changed', 'c.updated_at'),
  membership_level: names('Latest membership level', 'c.latest_membership_level_id', 'membership_levels'),
  membership_end: of('date', 'End of the latest membership', 'c.latest_membership_end_date'),
};

export interface Collection {
  readonly label: string;
  readonly table: string;
  readonly fields: Fields;
}

const POINT: Fields = {
  type: names('Type', 'r.type_id', 'types'),
  is_preferred: of('flag', 'Preferred', 'r.is_preferred'),
  updated_at: of('moment', 'Last changed', 'r.updated_at'),
};
const current: Fields = { is_current: of('flag', 'Current', '(not r.not_current)') };

/** Rows that belong to a person, of which they may have any number: a filter asks whether there is one such that. */
export const COLLECTIONS: Readonly<Record<string, Collection>> = {
  email_addresses: {
    label: 'E-mail address',
    table: 'email_addresses',
    fields: { address: foldedText('Address', 'r.search_address'), ...POINT, ...current },
  },
  phone_numbers: {
    label: 'Phone number',
    table: 'phone_numbers',
    fields: { number: foldedText('Number', 'r.search_number'), ...POINT, ...current },
  },
  street_addresses: {
    label: 'Postal address',
    table: 'street_addresses',
    fields: {
      street: foldedText('Street', 'r.search_street'),
      city: foldedText('City', 'r.search_city'),
      state: foldedText('State', 'r.search_state'),
      postal_code: foldedText('Postal code', 'r.search_postal_code'),
      country: foldedText('Country', 'r.search_country'),
      ...POINT,
      ...current,
    },
  },
  web_addresses: {
    label: 'Web address',
    table: 'web_addresses',
    fields: { url: of('text', 'Web address', 'r.url'), ...POINT },
  },
  external_ids: {
    label: 'Id in another system',
    table: 'external_ids',
    fields: { system: of('text', 'System', 'r.system'), value: of('text', 'Value', 'r.value') },
  },
  groups: {
    label: 'Group',
    table: 'group_memberships',
    fields: {
      group: names('Group', 'r.group_id', 'groups'),
      date_start: of('date', 'Since', 'r.date_start'),
      date_end: of('date', 'Until', 'r.date_end'),
      is_current: of('flag', 'Current', 'r.is_current'),
    },
  },
  keywords: {
    label: 'Keyword',
    table: 'constituent_keywords',
    fields: { keyword: names('Keyword', 'r.keyword_id', 'keywords') },
  },
  memberships: {
    label: 'Membership',
    table: 'memberships',
    fields: {
      level: names('Level', 'r.membership_level_id', 'membership_levels'),
      date_start: of('date', 'Start', 'r.date_start'),
      finish_date: of('date', 'End', 'r.finish_date'),
      note: of('text', 'Note', 'r.note'),
    },
  },
  relationships: {
    label: 'Relationship',
    table: 'relationships',
    fields: {
      related_constituent_id: of('number', 'To whom', 'r.related_constituent_id'),
      name: of('text', 'Name', 'r.name'),
      description: of('text', 'Description', 'r.description'),
    },
  },
  gifts: {
    label: 'Gift',
    table: 'gifts',
    fields: {
      received_amount: of('number', 'Amount', 'r.received_amount'),
      received_date: of('date', 'Date', 'r.received_date'),
      fund: names('Fund', 'r.fund_id', 'funds'),
      campaign: names('Campaign', 'r.campaign_id', 'campaigns'),
      appeal: names('Appeal', 'r.appeal_id', 'appeals'),
      event: names('Event', 'r.event_id', 'events'),
      is_anon: of('flag', 'Anonymous', 'r.is_anon'),
    },
  },
  giving: {
    label: 'Giving',
    table: 'giving_totals',
    fields: {
      count: of('number', 'Number of gifts', 'r.gift_count'),
      total: of('number', 'Sum of gifts', 'r.total'),
      first_date: of('date', 'First gift', 'r.first_date'),
      last_date: of('date', 'Last gift', 'r.last_date'),
      largest_amount: of('number', 'Largest gift', 'r.largest_amount'),
    },
  },
  accreditations: {
    label: 'Check',
    table: 'accreditations',
    fields: {
      type: of('text', 'Type', 'r.type'),
      status: of('text', 'Status', 'r.status'),
      outcome: of('text', 'Outcome', 'r.outcome'),
      expiry_date: of('date', 'Expiry', 'r.expiry_date'),
      monitored: of('flag', 'Monitored', 'r.monitored'),
      completed_at: of('moment', 'Completed', 'r.completed_at'),
    },
  },
  notes: {
    label: 'Note',
    table: 'notes',
    fields: { text: of('text', 'Text', 'r.text'), original_date: of('date', 'Date', 'r.original_date') },
  },
};

/** Names that stand for a field of a collection: "there is one such that". */
export const SHORT_NAMES: Readonly<Record<string, readonly [collection: string, field: string]>> = {
  email: ['email_addresses', 'address'],
  phone: ['phone_numbers', 'number'],
  street: ['street_addresses', 'street'],
  city: ['street_addresses', 'city'],
  state: ['street_addresses', 'state'],
  postal_code: ['street_addresses', 'postal_code'],
  country: ['street_addresses', 'country'],
  groups: ['groups', 'group'],
  keywords: ['keywords', 'keyword'],
};

/** What each type can be asked. */
export const OPERATORS: Readonly<Record<FilterType, readonly string[]>> = {
  text: ['eq', 'ne', 'in', 'starts_with', 'contains', 'is_blank'],
  date: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'between', 'within_days', 'is_blank'],
  moment: ['lt', 'lte', 'gt', 'gte', 'between', 'within_days', 'is_blank'],
  number: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'between', 'is_blank'],
  flag: ['eq', 'ne', 'is_blank'],
  names: ['any_of', 'all_of', 'is_blank'],
};
