// Types and the other words that a constituent is described by (docs/contracts/lgl.md §3.3, §3.4, §3.18).
import type { ClassAffiliationType, RelationshipType, TypeValue } from '../../../core/vocabulary/type-queries.ts';

/** The keys under which LGL lists types, in its order, with what each is called and the core's kind. */
const TYPE_KEYS = [
  { key: 'contact_report_types', name: 'Contact Report Types', kind: 'contact_report' },
  { key: 'email_address_types', name: 'Email Address Types', kind: 'email_address' },
  { key: 'mailing_types', name: 'Mailing Types', kind: 'mailing' },
  { key: 'street_address_types', name: 'Street Address Types', kind: 'street_address' },
  { key: 'phone_number_types', name: 'Phone Number Types', kind: 'phone_number' },
  { key: 'web_address_types', name: 'Web Address Types', kind: 'web_address' },
  { key: 'volunteering_categories', name: 'Volunteering Categories', kind: 'volunteering_category' },
  { key: 'appeal_types', name: 'Appeal Types', kind: 'appeal' },
  { key: 'event_types', name: 'Event Types', kind: 'event' },
  { key: 'note_types', name: 'Note Types', kind: 'note' },
] as const;

/** The core's kind behind a key, and what one value of it is called; undefined for an unknown key. */
export function typeKind(key: string): { readonly kind: string; readonly itemType: string } | undefined {
  const known = TYPE_KEYS.find((candidate) => candidate.key === key);
  return known && { kind: known.kind, itemType: key.replace(/ies$/, 'y').replace(/s$/, '') };
}

export function typeValue(type: TypeValue) {
  return {
    id: type.id,
    name: type.name,
    display_name: type.displayName,
    code: type.code,
    ordinal: type.ordinal,
  };
}

/** All types by key. */
export function typesByKey(types: readonly (TypeValue & { readonly kind: string })[]) {
  return TYPE_KEYS.map(({ key, name, kind }) => ({
    name,
    key,
    values: types.filter((type) => type.kind === kind).map(typeValue),
  }));
}

export function relationshipType(type: RelationshipType) {
  return {
    id: type.id,
    name: type.name,
    short_code: type.shortCode,
    type_code: type.typeCode,
    ordinal: type.ordinal,
    removable: type.removable,
    reciprocal_id: type.reciprocalId,
    auto_soft_credit: type.autoSoftCredit,
    share_class_year: type.shareClassYear,
    share_membership: type.shareMembership,
    is_spouse_partner: type.isSpousePartner,
    share_class_year_to: type.shareClassYearTo,
  };
}

export function classAffiliationType({ id, name, ordinal }: ClassAffiliationType) {
  return { id, name, ordinal };
}
