// The list of nested parts. A part is one file in parts/ and one line here: names, types, SELECTs and order come from it.
import { CATEGORIES } from './parts/categories.ts';
import { CENTERS } from './parts/centers.ts';
import { CLASS_AFFILIATIONS } from './parts/class-affiliations.ts';
import { CUSTOM_FIELDS } from './parts/custom-fields.ts';
import { EMAIL_ADDRESSES } from './parts/email-addresses.ts';
import { GROUPS } from './parts/groups.ts';
import { INTERESTS } from './parts/interests.ts';
import { MEMBERSHIPS } from './parts/memberships.ts';
import { PHONE_NUMBERS } from './parts/phone-numbers.ts';
import { RELATIONSHIPS } from './parts/relationships.ts';
import { STREET_ADDRESSES } from './parts/street-addresses.ts';
import { WEB_ADDRESSES } from './parts/web-addresses.ts';

/** In the order in which they are shown (docs/contracts/lgl.md §3.2). */
export const PARTS = {
  classAffiliations: CLASS_AFFILIATIONS,
  relationships: RELATIONSHIPS,
  streetAddresses: STREET_ADDRESSES,
  phoneNumbers: PHONE_NUMBERS,
  emailAddresses: EMAIL_ADDRESSES,
  webAddresses: WEB_ADDRESSES,
  categories: CATEGORIES,
  groups: GROUPS,
  memberships: MEMBERSHIPS,
  customFields: CUSTOM_FIELDS,
  interests: INTERESTS,
  centers: CENTERS,
} as const;

type Parts = typeof PARTS;
export type PartName = keyof Parts;
type TypesOf<Name extends PartName> = NonNullable<Parts[Name]['types']>;

/** The nested parts of a record. */
export type ConstituentParts = { readonly [Name in PartName]: readonly TypesOf<Name>['element'][] };

/** What a caller changes of them. */
export type PartInputs = { readonly [Name in PartName]?: TypesOf<Name>['change'] };

export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];

/** The parts of a record that has nothing in them. */
export const NO_PARTS = Object.fromEntries(PART_NAMES.map((name) => [name, []])) as unknown as ConstituentParts;

/** Names of the parts whose description has a key. */
type Having<Key extends string> = {
  [Name in PartName]: Parts[Name] extends Readonly<Record<Key, unknown>> ? Name : never;
}[PartName];

function having<Key extends string>(key: Key): readonly Having<Key>[] {
  return PART_NAMES.filter((name) => key in PARTS[name]) as Having<Key>[];
}

/** Parts whose elements have ids of their own. */
export type SinglePart = Having<'single'>;
export const SINGLE_PARTS = having('single');

export type ContactPart = Having<'typeKind'>;
export const CONTACT_PARTS = having('typeKind');

/** All others, which are written after the statement that makes a record with its contact points. */
export const LATER_PARTS = PART_NAMES.filter((name) => !('typeKind' in PARTS[name]));

/** Those of them whose rows are written as they are given. */
export type PlainPartName = Having<'unset'>;
export const PLAIN_PARTS = having('unset');

/** Those of them for which core/constituents/parts/write-parts.ts has a writer each. */
export type SpecialPart = Exclude<PartName, ContactPart | PlainPartName>;
export const SPECIAL_PARTS = LATER_PARTS.filter((name) => !('unset' in PARTS[name])) as readonly SpecialPart[];
