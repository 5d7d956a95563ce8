// E-mail addresses, phone numbers, street and web addresses: how an input becomes a row, and which one is preferred.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Organization } from '../base/actor.ts';
import { digitsOf, fold, normalizeEmail } from '../base/fold.ts';
import type { EmailAddress, PhoneNumber, StreetAddress, WebAddress } from './constituent.ts';
import type {
  EmailAddressInput,
  PartChange,
  PhoneNumberInput,
  Reference,
  StreetAddressInput,
  WebAddressInput,
} from './constituent-input.ts';
import { applyChange, type PartTable, planRows, type Row, type RowPlan, type Target } from './part-rows.ts';
import { resolveTypeId, type Vocabulary } from './vocabulary.ts';

export interface ContactContext {
  readonly organization: Organization;
  readonly vocabulary: Vocabulary;
}

interface Item {
  readonly id: number;
  readonly typeId: number | null;
  readonly isPreferred: boolean;
  readonly notCurrent?: boolean;
}

interface Input {
  readonly type?: Reference;
  readonly isPreferred?: boolean;
}

/** One kind of contact point. `Fields` is what it has besides type and preference. */
interface Family<Fields> {
  readonly table: PartTable;
  readonly typeKind: string;
  readonly defaultTypeId: number;
  /** True: whenever there is a current one, one is preferred (wire/lgl.md §5.6). */
  readonly alwaysOnePreferred: boolean;
  readonly fields: readonly (keyof Fields & string)[];
  readonly defaults: Partial<Fields>;
  /** A new element without content is left out (wire/lgl.md §5.5). */
  readonly isBlank: (fields: Fields) => boolean;
  readonly toRow: (fields: Fields, organization: Organization) => Row;
}

const POINT_COLUMNS = { type_id: 'bigint', is_preferred: 'boolean' };

const text = (value: string | null | undefined) => value ?? '';
const isEmpty = (value: string | null | undefined) => text(value).trim() === '';

type EmailFields = Pick<EmailAddress, 'address' | 'notCurrent'>;
const EMAIL: Family<EmailFields> = {
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
  typeKind: 'email_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: ['address', 'notCurrent'],
  defaults: { notCurrent: false },
  isBlank: (fields) => isEmpty(fields.address),
  toRow: (fields) => ({
    address: fields.address,
    normalized_address: normalizeEmail(fields.address),
    search_address: fold(fields.address),
    not_current: fields.notCurrent,
  }),
};

type PhoneFields = Pick<PhoneNumber, 'number' | 'notCurrent'>;
const PHONE: Family<PhoneFields> = {
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
  typeKind: 'phone_number',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: ['number', 'notCurrent'],
  defaults: { notCurrent: false },
  isBlank: (fields) => isEmpty(fields.number),
  toRow: (fields, organization) => ({
    number: fields.number,
    digits: shownDigits(fields.number),
    e164: toE164(fields.number, organization.country),
    search_number: `${fold(fields.number)}\n${digitsOf(fields.number)}`,
    not_current: fields.notCurrent,
  }),
};

/** Digits only, without the North American country code (wire/lgl.md §5.7). */
function shownDigits(number: string): string {
  const digits = digitsOf(number);
  return number.trim().startsWith('+1') ? digits.slice(1) : digits;
}

/** The international form, or null where the number cannot be read. */
export function toE164(number: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(
    number,
    country as Parameters<typeof parsePhoneNumberFromString>[1] & string,
  );
  return parsed?.isPossible() ? parsed.number : null;
}

type AddressFields = Pick<
  StreetAddress,
  | 'street'
  | 'city'
  | 'state'
  | 'postalCode'
  | 'county'
  | 'country'
  | 'notCurrent'
  | 'seasonalFrom'
  | 'seasonalTo'
  | 'seasonal'
>;
const ADDRESS: Family<AddressFields> = {
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
  typeKind: 'street_address',
  defaultTypeId: 1,
  alwaysOnePreferred: true,
  fields: [
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
  ],
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

type WebFields = Pick<WebAddress, 'url'>;
const WEB: Family<WebFields> = {
  table: { name: 'web_addresses', columns: { url: 'text', ...POINT_COLUMNS }, stamped: true },
  typeKind: 'web_address',
  defaultTypeId: 5,
  alwaysOnePreferred: false,
  fields: ['url'],
  defaults: {},
  isBlank: (fields) => isEmpty(fields.url),
  toRow: (fields) => ({ url: fields.url }),
};

interface Wanted<Fields> {
  readonly fields: Fields;
  readonly typeId: number | null;
  readonly isPreferred: boolean;
  readonly notCurrent: boolean;
  /** The caller said `isPreferred: true` in this change. */
  readonly claimed: boolean;
}

function planFamily<Fields, Existing extends Item & Fields>(
  family: Family<Fields>,
  {
    existing,
    change,
    context,
  }: { existing: readonly Existing[]; change: PartChange<Input & Partial<Fields>>; context: ContactContext },
): RowPlan {
  const merge = (item: Existing | undefined, input: (Input & Partial<Fields>) | undefined): Wanted<Fields> => {
    const fields = Object.fromEntries(
      family.fields.map((field) => [
        field,
        input?.[field] ?? (input && field in input ? null : item?.[field]) ?? family.defaults[field] ?? null,
      ]),
    ) as Fields;
    const fallback = item ? item.typeId : family.defaultTypeId;
    return {
      fields,
      typeId: resolveTypeId(context.vocabulary, family.typeKind, { reference: input?.type, fallback }),
      isPreferred: input?.isPreferred ?? item?.isPreferred ?? false,
      notCurrent: (fields as { notCurrent?: boolean }).notCurrent ?? false,
      claimed: input?.isPreferred === true,
    };
  };
  const applied = applyChange(existing, change, merge);
  const contentful = applied.targets.filter((target) => target.existing || !family.isBlank(target.wanted.fields));
  // An existing element emptied by the change goes: a contact point without content is none.
  const emptied = contentful.filter((target) => target.existing && family.isBlank(target.wanted.fields));
  const targets = settlePreferred(
    contentful.filter((target) => !emptied.includes(target)),
    family.alwaysOnePreferred,
  );
  const remove = [...applied.remove, ...emptied.flatMap((target) => target.existing?.id ?? [])];
  const toRow = (wanted: Wanted<Fields>): Row => ({
    ...family.toRow(wanted.fields, context.organization),
    type_id: wanted.typeId,
    is_preferred: wanted.isPreferred,
  });
  return planRows({ targets, remove }, toRow, (item) => merge(item, undefined));
}

/** The last element claimed as preferred is the only one; otherwise a current preferred stays, or the first current is promoted. */
function settlePreferred<Existing, Fields>(
  targets: readonly Target<Existing, Wanted<Fields>>[],
  alwaysOne: boolean,
): Target<Existing, Wanted<Fields>>[] {
  const claimed = targets.findLast((target) => target.wanted.claimed);
  if (!claimed && !alwaysOne) return [...targets];
  const current = targets.filter((target) => !target.wanted.notCurrent);
  const chosen =
    claimed ??
    current.find((target) => target.wanted.isPreferred) ??
    current[0] ??
    targets.find((target) => target.wanted.isPreferred);
  return targets.map((target) => ({ ...target, wanted: { ...target.wanted, isPreferred: target === chosen } }));
}

export const EMAIL_TABLE = EMAIL.table;
export const PHONE_TABLE = PHONE.table;
export const ADDRESS_TABLE = ADDRESS.table;
export const WEB_TABLE = WEB.table;

interface Plannable<Existing, Change> {
  readonly existing: readonly Existing[];
  readonly change: PartChange<Change>;
  readonly context: ContactContext;
}

/** Null fields of an input read as absent content, which the families expect. */
type Loose<Change> = PartChange<Input & Partial<Change>>;

export function planEmailAddresses(part: Plannable<EmailAddress, EmailAddressInput>): RowPlan {
  return planFamily(EMAIL, { ...part, change: part.change as Loose<EmailFields> });
}

export function planPhoneNumbers(part: Plannable<PhoneNumber, PhoneNumberInput>): RowPlan {
  return planFamily(PHONE, { ...part, change: part.change as Loose<PhoneFields> });
}

export function planStreetAddresses(part: Plannable<StreetAddress, StreetAddressInput>): RowPlan {
  return planFamily(ADDRESS, { ...part, change: part.change as Loose<AddressFields> });
}

export function planWebAddresses(part: Plannable<WebAddress, WebAddressInput>): RowPlan {
  return planFamily(WEB, { ...part, change: part.change as Loose<WebFields> });
}
