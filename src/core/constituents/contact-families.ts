// The four kinds of contact point: columns, defaults, and how the fields of one become a row.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Organization } from '../base/actor.ts';
import { isEmailAddress } from '../base/email-address.ts';
import { type Failure, invalidField } from '../base/failure.ts';
import { comparisonKey, digitsOf, fold, normalizeEmail } from '../base/fold.ts';
import type { EmailAddress, PhoneNumber, StreetAddress, WebAddress } from './constituent.ts';
import type { PartTable, Row } from './part-rows.ts';

export type ContactPart = 'emailAddresses' | 'phoneNumbers' | 'streetAddresses' | 'webAddresses';

/** One kind of contact point, as it is stored and shown. */
export interface ContactKind {
  readonly part: ContactPart;
  readonly table: PartTable;
  /** Fields that are shown, besides those that every kind of contact point has. */
  readonly shown: readonly string[];
  /** Those of `shown` that no caller sets, with their values in a new contact point. */
  readonly unset?: Readonly<Record<string, unknown>>;
  readonly typeKind: string;
}

/** The same, as it is written. `Fields` is what it has besides type and preference. */
export interface Family<Fields> extends ContactKind {
  readonly defaultTypeId: number;
  /** True: whenever there is a current one, one is preferred (docs/contracts/lgl.md §5.6). */
  readonly alwaysOnePreferred: boolean;
  readonly fields: readonly (keyof Fields & string)[];
  readonly defaults: Partial<Fields>;
  /** The field that two elements with the same content share. */
  readonly content: keyof Fields & string;
  /** Why a new value is refused; what is on record already may stay. */
  readonly refusal?: (fields: Fields) => Failure | undefined;
  /** A new element without content is left out (docs/contracts/lgl.md §5.5). */
  readonly isBlank: (fields: Fields) => boolean;
  readonly toRow: (fields: Fields, organization: Pick<Organization, 'country'>) => Row;
}

const POINT_COLUMNS = { type_id: 'bigint', is_preferred: 'boolean' };

const text = (value: string | null | undefined) => value ?? '';
const isEmpty = (value: string | null | undefined) => text(value).trim() === '';

export type EmailFields = Pick<EmailAddress, 'address' | 'notCurrent'>;
export const EMAIL: Family<EmailFields> = {
  part: 'emailAddresses',
  table: {
    name: 'email_addresses',
    columns: {
      address: 'text',
      normalized_address: 'text',
      search_address: 'text',
      not_current: 'boolean',
      ...POINT_COLUMNS,
    },
    stamped: true,
  },
  shown: ['address', 'notCurrent'],
  typeKind: 'email_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: ['address', 'notCurrent'],
  content: 'address',
  defaults: { notCurrent: false },
  refusal: (fields) => (isEmailAddress(fields.address) ? undefined : invalidField('email', 'email_format')),
  isBlank: (fields) => isEmpty(fields.address),
  toRow: (fields) => ({
    address: fields.address,
    normalized_address: normalizeEmail(fields.address),
    search_address: fold(fields.address),
    not_current: fields.notCurrent,
  }),
};

export type PhoneFields = Pick<PhoneNumber, 'number' | 'notCurrent'>;
export const PHONE: Family<PhoneFields> = {
  part: 'phoneNumbers',
  table: {
    name: 'phone_numbers',
    columns: {
      number: 'text',
      digits: 'text',
      e164: 'text',
      search_number: 'text',
      not_current: 'boolean',
      ...POINT_COLUMNS,
    },
    stamped: true,
  },
  shown: ['number', 'digits', 'notCurrent'],
  typeKind: 'phone_number',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: ['number', 'notCurrent'],
  content: 'number',
  defaults: { notCurrent: false },
  isBlank: (fields) => isEmpty(fields.number),
  toRow: (fields, organization) => {
    const e164 = toE164(fields.number, organization.country);
    return {
      number: fields.number,
      digits: shownDigits(fields.number),
      e164,
      search_number: [fold(fields.number), digitsOf(fields.number), e164 ?? []].flat().join('\n'),
      not_current: fields.notCurrent,
    };
  },
};

/** Digits only, without the North American country code (docs/contracts/lgl.md §5.7). */
function shownDigits(number: string): string {
  const digits = digitsOf(number);
  return comparisonKey(number).startsWith('+1') ? digits.slice(1) : digits;
}

/** The international form without an extension, or null where the number cannot be read with the organization's country. */
export function toE164(number: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(
    comparisonKey(number),
    country as Parameters<typeof parsePhoneNumberFromString>[1] & string,
  );
  return parsed?.isPossible() ? parsed.number : null;
}

const ADDRESS_FIELDS = [
  'street',
  'city',
  'state',
  'postalCode',
  'county',
  'country',
  'notCurrent',
  'seasonalFrom',
  'seasonalTo',
  'seasonal',
] as const;

export type AddressFields = Pick<StreetAddress, (typeof ADDRESS_FIELDS)[number]>;
export const ADDRESS: Family<AddressFields> = {
  part: 'streetAddresses',
  table: {
    name: 'street_addresses',
    columns: {
      ...Object.fromEntries(
        'street city state postal_code county country seasonal_from seasonal_to search_street search_city search_state search_postal_code search_country'
          .split(' ')
          .map((column) => [column, 'text']),
      ),
      not_current: 'boolean',
      seasonal: 'boolean',
      ...POINT_COLUMNS,
    },
    stamped: true,
  },
  shown: [...ADDRESS_FIELDS, 'lat', 'lng', 'verified', 'verifiedOn'],
  unset: { lat: null, lng: null, verified: false, verifiedOn: null },
  typeKind: 'street_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: ADDRESS_FIELDS,
  content: 'street',
  defaults: { notCurrent: false, seasonalFrom: '01-01', seasonalTo: '12-31' },
  isBlank: ({ street, city, state, postalCode, county, country }) =>
    [street, city, state, postalCode, county, country].every(isEmpty),
  toRow: (fields) => ({
    street: fields.street,
    city: fields.city,
    state: fields.state,
    postal_code: fields.postalCode,
    county: fields.county,
    country: fields.country,
    seasonal_from: fields.seasonalFrom,
    seasonal_to: fields.seasonalTo,
    seasonal: fields.seasonal,
    not_current: fields.notCurrent,
    search_street: fold(text(fields.street)),
    search_city: fold(text(fields.city)),
    search_state: fold(text(fields.state)),
    search_postal_code: fold(text(fields.postalCode)),
    search_country: fold(text(fields.country)),
  }),
};

export type WebFields = Pick<WebAddress, 'url'>;
export const WEB: Family<WebFields> = {
  part: 'webAddresses',
  table: { name: 'web_addresses', columns: { url: 'text', ...POINT_COLUMNS }, stamped: true },
  shown: ['url'],
  typeKind: 'web_address',
  defaultTypeId: 5,
  alwaysOnePreferred: false,
  fields: ['url'],
  content: 'url',
  defaults: {},
  isBlank: (fields) => isEmpty(fields.url),
  toRow: (fields) => ({ url: fields.url }),
};

/** In the order in which they are written. */
export const CONTACT_KINDS: readonly ContactKind[] = [EMAIL, PHONE, ADDRESS, WEB];
