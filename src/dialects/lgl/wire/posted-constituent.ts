// Whom a post is about (docs/contracts/lgl.md §9).
import { invalidField } from '../../../core/base/failure.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';
import { sent } from './coerce.ts';
import type { Fields } from './posted-fields.ts';

const TEXTS = {
  prefix: 'prefix',
  first_name: 'firstName',
  middle_name: 'middleName',
  last_name: 'lastName',
  suffix: 'suffix',
  maiden_name: 'maidenName',
  salutation: 'salutation',
  addressee: 'addressee',
  alt_salutation: 'altSalutation',
  alt_addressee: 'altAddressee',
  spouse_nickname: 'spouseNickName',
  honorary_name: 'honoraryName',
  annual_report_name: 'annualReportName',
  job_title: 'jobTitle',
  assistant_name: 'assistantName',
  nicknames: 'nickName',
} as const;

const PHONES = ['phone', 'phone_2', 'phone_3'];
const EMAILS = ['email', 'email_2'];
const ADDRESSES = ['address_1', 'address_2'];
const POINT_KEYS = ['type', 'preferred', 'invalid'];
const ADDRESS_KEYS = [
  ...['line1', 'line2', 'line3', 'city', 'state', 'zip', 'country', 'county'],
  ...[...POINT_KEYS, 'seasonal_from', 'seasonal_to'],
];

export const CONSTITUENT_KEYS: readonly string[] = [
  ...['record_id', 'constituent_type', 'organization_name', 'company', ...Object.keys(TEXTS)],
  ...['spouse_name', 'spouse_first_name', 'spouse_last_name', 'marital_status', 'birthday', 'external_id'],
  ...['deceased', 'deceased_date', 'gives_anonymously', 'contact_type', 'groups', 'website_1', 'website_1_type'],
  ...[...PHONES, ...EMAILS].flatMap((name) => [name, ...POINT_KEYS.map((key) => `${name}_${key}`)]),
  ...ADDRESSES.flatMap((name) => ADDRESS_KEYS.map((key) => `${name}_${key}`)),
];

/** The year of birthdays of which only the day is known. */
const UNKNOWN_YEAR = '2999-';

function isOrganization(fields: Fields): boolean | undefined {
  const type = fields.text('constituent_type')?.toLowerCase();
  if (type !== undefined && type !== 'individual' && type !== 'organization')
    throw invalidField('constituent_type', 'not_a_choice');
  if (type !== undefined) return type === 'organization';
  return fields.has('organization_name') && !fields.has('first_name', 'last_name') ? true : undefined;
}

function pointOf(fields: Fields, name: string) {
  return {
    type: fields.reference(`${name}_type`),
    isPreferred: fields.flag(`${name}_preferred`),
    notCurrent: fields.flag(`${name}_invalid`),
  };
}

/** A list of what is there; undefined, not empty, where nothing is. */
function items<Item>(list: readonly Item[]): { readonly items: readonly Item[] } | undefined {
  return list.length > 0 ? { items: list } : undefined;
}

function addressOf(fields: Fields, name: string) {
  if (!fields.has(...ADDRESS_KEYS.slice(0, 8).map((key) => `${name}_${key}`))) return [];
  const text = (key: string) => fields.text(`${name}_${key}`);
  const street = ['line1', 'line2', 'line3'].flatMap((key) => text(key) ?? []).join('\n');
  return [
    sent({
      ...{ street, city: text('city'), state: text('state'), postalCode: text('zip') },
      ...{ country: text('country'), county: text('county') },
      ...{ seasonalFrom: text('seasonal_from'), seasonalTo: text('seasonal_to') },
      ...pointOf(fields, name),
    }),
  ];
}

function partsOf(fields: Fields) {
  const url = fields.text('website_1');
  return {
    phoneNumbers: items(
      PHONES.flatMap((name) => {
        const number = fields.text(name);
        return number === undefined ? [] : [sent({ number, ...pointOf(fields, name) })];
      }),
    ),
    emailAddresses: items(
      EMAILS.flatMap((name) => {
        const address = fields.text(name);
        return address === undefined ? [] : [sent({ address, ...pointOf(fields, name) })];
      }),
    ),
    streetAddresses: items(ADDRESSES.flatMap((name) => addressOf(fields, name))),
    webAddresses: items(url === undefined ? [] : [sent({ url, type: fields.reference('website_1_type') })]),
    groups: items(fields.list('groups').map((name) => ({ group: { name } }))),
  };
}

export function postedConstituent(fields: Fields): ConstituentInput {
  const isOrg = isOrganization(fields);
  const spouse = [fields.text('spouse_first_name'), fields.text('spouse_last_name')].flatMap((name) => name ?? []);
  const birthDate = fields.date('birthday');
  const externalId = fields.text('external_id');
  const texts = Object.entries(TEXTS).map(([key, field]) => [field, fields.text(key)]);
  return sent({
    ...Object.fromEntries(texts),
    isOrg,
    orgName: isOrg ? fields.text('organization_name') : (fields.text('company') ?? fields.text('organization_name')),
    spouseName: fields.text('spouse_name') ?? (spouse.join(' ') || undefined),
    birthDate: birthDate?.startsWith(UNKNOWN_YEAR) ? undefined : birthDate,
    isDeceased: fields.flag('deceased'),
    deceasedDate: fields.date('deceased_date'),
    isAnon: fields.flag('gives_anonymously'),
    maritalStatus: fields.reference('marital_status'),
    contactType: fields.reference('contact_type'),
    externalIds: externalId === undefined ? undefined : { lgl: externalId },
    ...partsOf(fields),
  });
}
