// The ten arrays inside a constituent (docs/contracts/lgl.md §3.2): names, order and element shapes. What every example shows
// as text is text: "" where there is none (§6.2).
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import type { Category, Keyword } from '../../../core/record/parts/categories.ts';
import type { ClassAffiliation } from '../../../core/record/parts/class-affiliations.ts';
import type { CustomFieldValue } from '../../../core/record/parts/custom-fields.ts';
import type { EmailAddress } from '../../../core/record/parts/email-addresses.ts';
import type { GroupMembership } from '../../../core/record/parts/groups.ts';
import type { Membership } from '../../../core/record/parts/memberships.ts';
import type { PhoneNumber } from '../../../core/record/parts/phone-numbers.ts';
import type { Relationship } from '../../../core/record/parts/relationships.ts';
import type { StreetAddress } from '../../../core/record/parts/street-addresses.ts';
import type { WebAddress } from '../../../core/record/parts/web-addresses.ts';
import type { PartName } from '../../../core/record/parts.ts';
import { timestamp } from './timestamp.ts';

const stamps = (row: { createdAt: string; updatedAt: string }) => ({
  created_at: timestamp(row.createdAt),
  updated_at: timestamp(row.updatedAt),
});

export function emailAddress(row: EmailAddress) {
  return {
    id: row.id,
    address: row.address,
    email_address_type_id: row.typeId,
    email_type_name: row.typeName ?? '',
    is_preferred: row.isPreferred,
    not_current: row.notCurrent,
    parent_id: row.parentId,
    ...stamps(row),
  };
}

export function phoneNumber(row: PhoneNumber) {
  return {
    id: row.id,
    number: row.number,
    phone_number_type_id: row.typeId,
    phone_type_name: row.typeName ?? '',
    is_preferred: row.isPreferred,
    not_current: row.notCurrent,
    parent_id: row.parentId,
    normalized_number: row.digits,
    ...stamps(row),
  };
}

export function streetAddress(row: StreetAddress) {
  return {
    id: row.id,
    street: row.street ?? '',
    city: row.city ?? '',
    state: row.state ?? '',
    country: row.country,
    postal_code: row.postalCode ?? '',
    county: row.county,
    street_address_type_id: row.typeId,
    street_type_name: row.typeName ?? '',
    is_preferred: row.isPreferred,
    not_current: row.notCurrent,
    parent_id: row.parentId,
    seasonal_from: row.seasonalFrom,
    seasonal_to: row.seasonalTo,
    seasonal: row.seasonal,
    lat: row.lat,
    lng: row.lng,
    zip5: (row.postalCode ?? '').slice(0, 5),
    verified: row.verified,
    verified_on: row.verifiedOn,
    ...stamps(row),
  };
}

export function webAddress(row: WebAddress) {
  return {
    id: row.id,
    url: row.url,
    web_address_type_id: row.typeId,
    web_address_type_name: row.typeName ?? '',
    is_preferred: row.isPreferred,
    parent_id: row.parentId,
    ...stamps(row),
  };
}

export function classAffiliation(row: ClassAffiliation, constituentId: number) {
  return {
    id: row.id,
    constituent_id: constituentId,
    class_affiliation_type_id: row.classAffiliationTypeId,
    year: row.year,
    note: row.note,
  };
}

export function relationship(row: Relationship, constituentId: number) {
  return {
    id: row.id,
    relationship_type_id: row.relationshipTypeId,
    constituent_id: constituentId,
    related_constituent_id: row.relatedConstituentId,
    name: row.name ?? '',
    description: row.description,
    auto_soft_credit: row.autoSoftCredit,
    also_acknowledge: row.alsoAcknowledge,
    share_address: row.shareAddress,
    share_phone: row.sharePhone,
  };
}

export function keyword(row: Keyword) {
  return { ...keywordWithoutTimes(row), ...stamps(row) };
}

/** As a value of a custom field (docs/contracts/lgl.md §3.8). */
export function keywordWithoutTimes(row: Keyword) {
  return {
    id: row.id,
    category_id: row.categoryId,
    name: row.name,
    description: row.description,
    short_code: row.shortCode,
    ordinal: row.ordinal,
    removable: row.removable,
    can_change: row.canChange,
    can_select: row.canSelect,
  };
}

export function category(row: Category) {
  return {
    id: row.id,
    item_type: row.itemType,
    name: row.name,
    key: row.key,
    facet_type: row.facetType,
    ordinal: row.ordinal,
    removable: row.removable,
    editable: row.editable,
    display_format: row.displayFormat,
    keywords: row.keywords.map(keyword),
  };
}

export function groupMembership(row: GroupMembership, constituentId: number) {
  return {
    id: row.id,
    constituent_id: constituentId,
    group_id: row.groupId,
    group_name: row.groupName,
    date_start: row.dateStart,
    date_end: row.dateEnd,
    is_current: row.isCurrent,
    ...stamps(row),
  };
}

export function membership(row: Membership, constituentId: number) {
  return {
    id: row.id,
    constituent_id: constituentId,
    membership_level_id: row.membershipLevelId,
    membership_level_name: row.membershipLevelName ?? '',
    date_start: row.dateStart,
    finish_date: row.finishDate,
    note: row.note,
    ...stamps(row),
  };
}

function customAttribute(row: CustomFieldValue) {
  return {
    id: row.definitionId,
    classification: row.dataType,
    name: row.name,
    key: row.key,
    ordinal: row.ordinal,
    value: row.value,
  };
}

interface Part {
  readonly wireName: string;
  readonly present: (constituent: Constituent) => unknown[];
}

/** By part of a record: how LGL shows it, or that it does not. */
const SHOWN = {
  classAffiliations: {
    wireName: 'class_affiliations',
    present: (c) => c.classAffiliations.map((row) => classAffiliation(row, c.id)),
  },
  relationships: {
    wireName: 'relationships',
    present: (c) => c.relationships.map((row) => relationship(row, c.id)),
  },
  streetAddresses: { wireName: 'street_addresses', present: (c) => c.streetAddresses.map(streetAddress) },
  phoneNumbers: { wireName: 'phone_numbers', present: (c) => c.phoneNumbers.map(phoneNumber) },
  emailAddresses: { wireName: 'email_addresses', present: (c) => c.emailAddresses.map(emailAddress) },
  webAddresses: { wireName: 'web_addresses', present: (c) => c.webAddresses.map(webAddress) },
  categories: { wireName: 'categories', present: (c) => c.categories.map(category) },
  groups: { wireName: 'groups', present: (c) => c.groups.map((row) => groupMembership(row, c.id)) },
  memberships: { wireName: 'memberships', present: (c) => c.memberships.map((row) => membership(row, c.id)) },
  customFields: { wireName: 'custom_attrs', present: (c) => c.customFields.map(customAttribute) },
  interests: undefined,
  centers: undefined,
} as const satisfies Record<PartName, Part | undefined>;

/** In the order in which LGL shows them. */
export const PARTS = Object.entries<Part | undefined>(SHOWN).flatMap(([name, part]) =>
  part ? [{ ...part, name: name as PartName }] : [],
);
