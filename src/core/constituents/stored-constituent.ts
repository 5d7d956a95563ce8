// A record as its statements give it, and what they leave to the program: names of types and the order of parts.
import { type ConstituentFields, TYPED_FIELDS, type TypeNames } from '../record/fields.ts';
import type { ConstituentParts, ConstituentSummary } from './constituent.ts';
import { CONTACT_KINDS } from './contact-families.ts';
import { typeName, type Vocabulary } from './vocabulary.ts';

/** As stored: without the names of its types, its parts in no order and without the names of theirs. */
export type Stored<Record> = Omit<Record, keyof TypeNames>;

/** What each part is ordered by (docs/contracts/lgl.md §2.5); categories have their order already. */
const ORDERED_BY = {
  classAffiliations: 'id',
  relationships: 'id',
  streetAddresses: 'id',
  phoneNumbers: 'id',
  emailAddresses: 'id',
  webAddresses: 'id',
  groups: 'id',
  memberships: 'id',
  customFields: 'definitionId',
  interests: 'interestId',
  centers: 'centerId',
} as const satisfies Partial<Record<keyof ConstituentParts, string>>;

type Element = Record<string, unknown>;

/** Completes the record in place, and returns it: it has about ninety fields, which a copy would cost again. */
export function asShown<Whole extends ConstituentSummary>(stored: Stored<Whole>, vocabulary: Vocabulary): Whole {
  const record = stored as Stored<Whole> & Omit<ConstituentSummary, keyof TypeNames>;
  const parts = stored as Partial<Record<keyof ConstituentParts, Element[]>>;
  for (const { part, typeKind } of CONTACT_KINDS) {
    for (const point of parts[part] ?? []) point.typeName = typeName(vocabulary, typeKind, point.typeId);
  }
  for (const [part, key] of Object.entries(ORDERED_BY)) {
    parts[part as keyof typeof ORDERED_BY]?.sort((a, b) => Number(a[key]) - Number(b[key]));
  }
  return Object.assign(stored as Element, typeNamesOf(record, vocabulary)) as unknown as Whole;
}

/** The names of a record's own types. */
export function typeNamesOf(fields: ConstituentFields, vocabulary: Vocabulary): TypeNames {
  return Object.fromEntries(
    TYPED_FIELDS.map(({ field, kind, name }) => [name, typeName(vocabulary, kind, fields[field])]),
  ) as unknown as TypeNames;
}
