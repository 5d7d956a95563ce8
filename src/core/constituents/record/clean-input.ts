// The one place where what a caller gives of a record is cleaned, whatever dialect it came through
// (docs/decisions/0020). Not what is no identifying text: notes, descriptions, values of custom fields.
import { cleanLines, cleanText } from '../../base/clean-text.ts';
import type { ExtrasInput } from '../../record/extras.ts';
import { CLEANED_FIELDS } from '../../record/fields.ts';
import type { Cleaning, Cleanings, PartChange, Reference } from '../../record/part.ts';
import { PART_NAMES, PARTS } from '../../record/parts.ts';
import type { ConstituentInput } from './constituent-input.ts';

type Cleaner = (value: unknown) => unknown;
type Cleaners = Readonly<Record<string, Cleaner>>;

const line: Cleaner = (value) => (typeof value === 'string' ? cleanText(value) : value);
const lines: Cleaner = (value) => (typeof value === 'string' ? cleanLines(value) : value);

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** The object with what has a cleaner cleaned; what is absent stays absent. */
function clean<Value extends object>(value: Value, cleaners: Cleaners): Value {
  const cleaned = Object.entries(cleaners)
    .filter(([key]) => key in value)
    .map(([key, cleaner]) => [key, cleaner((value as Record<string, unknown>)[key])]);
  return cleaned.length === 0 ? value : { ...value, ...Object.fromEntries(cleaned) };
}

const reference: Cleaner = (value) => (value ? clean(value as Reference, { name: line }) : value);

/** Of a list, or of the items of a change. */
const each =
  (cleaners: Cleaners): Cleaner =>
  (value) => {
    if (Array.isArray(value)) return value.map((item: object) => clean(item, cleaners));
    const change = value as PartChange<object> | undefined;
    return change?.items ? { ...change, items: change.items.map((item) => clean(item, cleaners)) } : change;
  };

function cleanerOf(cleaning: Cleaning): Cleaner {
  if (typeof cleaning === 'object') return each(cleanersOf(cleaning.each));
  return { line, lines, reference, 'as given': (value: unknown) => value }[cleaning];
}

function cleanersOf(cleanings: Cleanings): Cleaners {
  return Object.fromEntries(
    Object.entries(cleanings).flatMap(([field, how]) => (how === 'as given' ? [] : [[field, cleanerOf(how)]])),
  );
}

const externalIds: Cleaner = (value) =>
  value &&
  Object.fromEntries(
    // An id that is empty after cleaning counts as no id: two such ids would be equal.
    Object.entries(value as Record<string, string | null>).map(([system, id]) => [system, line(id) || null]),
  );

const extras: Cleaner = (value) => value && mapValues(value as ExtrasInput, (values) => mapValues(values, line));

const CLEANERS: Cleaners = {
  ...Object.fromEntries(CLEANED_FIELDS.map((field) => [field, line])),
  externalIds,
  extras,
  contactType: reference,
  maritalStatus: reference,
  ...Object.fromEntries(PART_NAMES.map((name) => [name, each(cleanersOf(PARTS[name].cleaned as Cleanings))])),
};

/** A caller's input with its identifying text cleaned. */
export function cleanInput<Input extends ConstituentInput>(input: Input): Input {
  return clean(input, CLEANERS);
}
