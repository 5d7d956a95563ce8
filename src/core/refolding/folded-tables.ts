// What is stored in a form made by src/core/base/fold.ts or clean-text.ts, and how it is made of the rest of its row.
import { normalizeIdentifier } from '../accreditations/accreditation.ts';
import { cleanText } from '../base/clean-text.ts';
import { columnOf } from '../base/columns.ts';
import { comparisonKey, fold } from '../base/fold.ts';
import { searchNames } from '../constituents/record/derived-names.ts';
import { SEARCHED_NAMES } from '../record/fields.ts';
import { EMAIL_ADDRESSES } from '../record/parts/email-addresses.ts';
import { PHONE_NUMBERS } from '../record/parts/phone-numbers.ts';

export type StoredRow = Readonly<Record<string, unknown>>;

export interface FoldedTable {
  readonly name: string;
  /** The primary key with SQL types, `organization_id` left out: it leads every one. */
  readonly key: Readonly<Record<string, string>>;
  /** What it is made of, of the row `t`: items of a select list. */
  readonly of: readonly string[];
  /** Columns that are made: texts. */
  readonly made: readonly string[];
  /** `country` is that of the organization. */
  readonly make: (row: StoredRow) => StoredRow;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const ID = { id: 'bigint' };

/** Each `search_x` of an `x`. */
function searched(name: string, columns: readonly string[], key: Readonly<Record<string, string>> = ID): FoldedTable {
  return {
    name,
    key,
    of: columns.map((column) => `t.${column}`),
    made: columns.map((column) => `search_${column}`),
    make: (row) => Object.fromEntries(columns.map((column) => [`search_${column}`, fold(text(row[column]))])),
  };
}

export const FOLDED_TABLES: readonly FoldedTable[] = [
  {
    name: 'constituents',
    key: ID,
    of: SEARCHED_NAMES.map((name) => `t.${columnOf(name)}`),
    made: ['search_name', 'search_sort_name'],
    make: (row) => {
      const fields = Object.fromEntries(SEARCHED_NAMES.map((name) => [name, row[columnOf(name)] ?? null]));
      const { searchName, searchSortName } = searchNames(fields as Parameters<typeof searchNames>[0]);
      return { search_name: searchName, search_sort_name: searchSortName };
    },
  },
  {
    name: 'email_addresses',
    key: ID,
    of: [],
    made: ['address', 'normalized_address', 'search_address'],
    make: (row) => EMAIL_ADDRESSES.toRow({ address: cleanText(text(row.address)), notCurrent: false }, NOWHERE),
  },
  {
    name: 'phone_numbers',
    key: ID,
    of: ['t.number'],
    made: ['digits', 'e164', 'search_number'],
    make: (row) => PHONE_NUMBERS.toRow({ number: text(row.number), notCurrent: false }, { country: text(row.country) }),
  },
  searched('street_addresses', ['street', 'city', 'state', 'postal_code', 'country']),
  {
    name: 'external_ids',
    key: { constituent_id: 'bigint', system: 'text', value: 'text', is_secondary: 'boolean' },
    of: [],
    made: ['value'],
    // An id that consists of invisible characters alone stays as it is: an id cannot be empty.
    make: (row) => ({ value: cleanText(text(row.value)) || row.value }),
  },
  {
    name: 'custom_field_values',
    key: { constituent_id: 'bigint', definition_id: 'bigint' },
    of: ['t.value_text'],
    made: ['search_text'],
    make: (row) => ({ search_text: fold(text(row.value_text)) }),
  },
  searched('contact_reports', ['name', 'text']),
  searched('volunteer_times', ['description']),
  {
    name: 'register_entries',
    key: { import_id: 'bigint', line: 'integer' },
    of: ["t.fields->>'identifier' as identifier"],
    made: ['normalized_identifier'],
    make: ({ identifier }) => ({ normalized_identifier: identifier ? normalizeIdentifier(text(identifier)) : null }),
  },
];

/** Where nothing depends on the country. */
const NOWHERE = { country: '' };

export interface KeyedTable {
  readonly name: string;
  /** What the key is made of, and the column that holds it. */
  readonly of: string;
  readonly key: string;
  /** Further columns that two rows with one key would have in common. */
  readonly within: string;
  readonly make: (name: string) => string;
}

/** Keys that are unique: of two rows that would now have the same, the newer one gets a key of its own. */
export const KEYED_TABLES: readonly KeyedTable[] = [
  { name: 'groups', of: 'name', key: 'name_key', within: 'true', make: comparisonKey },
  {
    name: 'keywords',
    of: 'name',
    key: 'name_key',
    within: 'o.category_id = t.category_id and o.deleted_at is null and t.deleted_at is null',
    make: comparisonKey,
  },
  { name: 'users', of: 'login_name', key: 'login_key', within: 'true', make: comparisonKey },
  {
    name: 'accreditations',
    of: 'identifier',
    key: 'normalized_identifier',
    within: 'o.constituent_id = t.constituent_id and o.type = t.type',
    make: normalizeIdentifier,
  },
];
