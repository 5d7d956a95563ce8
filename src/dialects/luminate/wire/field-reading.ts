// What a record holds in a field, as the text this contract shows.
import type { ConstituentSummary } from '../../../core/constituents/record/constituent.ts';
import { mainEmail, PHONE_TYPE, phoneOfType, secondEmail } from '../../../core/constituents/record/flat-fields.ts';
import { type ConstituentParts, PART_NAMES, type PartName } from '../../../core/record/parts.ts';
import { addressesOf, partsOf } from './addresses.ts';
import { SYSTEM } from './constituent-input.ts';
import { extraOf } from './extras.ts';
import type { Field, PhoneName, Place } from './field.ts';

/** By part of a record: whether fields are read from it. */
const IS_READ = {
  classAffiliations: false,
  relationships: false,
  streetAddresses: true,
  phoneNumbers: true,
  emailAddresses: true,
  webAddresses: true,
  categories: false,
  groups: false,
  memberships: false,
  customFields: true,
  interests: false,
  centers: false,
} as const satisfies Record<PartName, boolean>;

type ReadPart = { [Name in PartName]: (typeof IS_READ)[Name] extends true ? Name : never }[PartName];
export const READ_PARTS = PART_NAMES.filter((name) => IS_READ[name]) as readonly ReadPart[];

export type ReadableRecord = ConstituentSummary & Pick<ConstituentParts, ReadPart>;

type Reader<Kind extends Place['kind']> = (place: Extract<Place, { kind: Kind }>, record: ReadableRecord) => unknown;

const PHONE_TYPES: Readonly<Record<PhoneName, number>> = {
  homePhone: PHONE_TYPE.home,
  workPhone: PHONE_TYPE.work,
  mobilePhone: PHONE_TYPE.mobile,
  homeFax: PHONE_TYPE.fax,
};

const READERS: { readonly [Kind in Place['kind']]: Reader<Kind> } = {
  id: (_, record) => record.id,
  column: ({ column }, record) => record[column],
  extra: ({ extra }, record) => extraOf(record, extra),
  email: ({ which }, record) => (which === 'primary' ? mainEmail(record) : secondEmail(record))?.address,
  phone: ({ phone }, record) => phoneOfType(record, PHONE_TYPES[phone])?.number,
  address: ({ address, part }, record) => partsOf(addressesOf(record)[address])[part],
  'web-page': (_, { webAddresses }) => (webAddresses.find((row) => row.isPreferred) ?? webAddresses[0])?.url,
  'member-id': (_, record) => record.externalIds[SYSTEM],
  'marital-status': (_, record) => record.maritalStatusName,
  password: () => null,
  empty: () => null,
  state: () => 'ACTIVE',
  custom: ({ definitionId }, record) => record.customFields.find((field) => field.definitionId === definitionId)?.value,
};

/** The field's value as text without a date's zone; null for none. */
export function readValue({ place, name }: Field, record: ReadableRecord): string | null {
  const read = READERS[place.kind] as Reader<Place['kind']>;
  const value = read(place as never, record);
  if (name === 'active.detail') return value === 2 ? 'KNOWN' : 'UNKNOWN';
  return value === null || value === undefined || value === '' ? null : String(value);
}
