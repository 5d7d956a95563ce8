// A record as its statements give it, and what they leave to the program: names of types and the order of parts.
import { type ConstituentFields, TYPED_FIELDS, type TypeNames } from '../../record/fields.ts';
import { CONTACT_PARTS, type ConstituentParts, PART_NAMES, PARTS, type PartName } from '../../record/parts.ts';
import type { ConstituentSummary } from './constituent.ts';
import { typeName, type Vocabulary } from './vocabulary.ts';

/** As stored: without the names of its types, its parts in no order and without the names of theirs. */
export type Stored<Record> = Omit<Record, keyof TypeNames>;

/** What each part is ordered by in the program; the SQL orders the others. */
const ORDERED_BY = PART_NAMES.flatMap((name): [PartName, string][] => {
  const { orderedBy } = PARTS[name];
  return orderedBy === 'the SQL' ? [] : [[name, orderedBy]];
});
const TYPE_KINDS = CONTACT_PARTS.map((name): [PartName, string] => [name, PARTS[name].typeKind]);

type Element = Record<string, unknown>;

/** Completes the record in place, and returns it: it has about ninety fields, which a copy would cost again. */
export function asShown<Whole extends ConstituentSummary>(stored: Stored<Whole>, vocabulary: Vocabulary): Whole {
  const record = stored as Stored<Whole> & Omit<ConstituentSummary, keyof TypeNames>;
  const parts = stored as Partial<Record<keyof ConstituentParts, Element[]>>;
  for (const [part, typeKind] of TYPE_KINDS) {
    for (const point of parts[part] ?? []) point.typeName = typeName(vocabulary, typeKind, point.typeId);
  }
  for (const [part, key] of ORDERED_BY) {
    parts[part]?.sort((a, b) => Number(a[key]) - Number(b[key]));
  }
  return Object.assign(stored as Element, typeNamesOf(record, vocabulary)) as unknown as Whole;
}

/** The names of a record's own types. */
export function typeNamesOf(fields: ConstituentFields, vocabulary: Vocabulary): TypeNames {
  return Object.fromEntries(
    TYPED_FIELDS.map(({ field, kind, name }) => [name, typeName(vocabulary, kind, fields[field])]),
  ) as unknown as TypeNames;
}
