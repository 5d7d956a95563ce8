// One SQL condition on `constituents c` for a filter. Every value is a parameter, every subselect is bound to the organization.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Filter, wrong } from './filter.ts';
import type { FilterContext, OwnField } from './filter-context.ts';
import { COLLECTIONS, type FilterField, type FilterType, OPERATORS, OWN_FIELDS, SHORT_NAMES } from './filter-fields.ts';
import { valueCondition } from './value-conditions.ts';

type Condition = RawBuilder<SqlBool>;

/** Where a condition is, for its errors, and what it can ask about. */
interface Place {
  readonly pointer: string;
  readonly fields: Readonly<Record<string, FilterField>>;
  /** Whether it asks about a person, not about a row of theirs. */
  readonly isPerson: boolean;
}

/** Throws `invalid` for unknown names, operators and values, with a pointer to each. */
export function filterCondition(filter: Filter, context: FilterContext, pointer: string): Condition {
  return conditionAt(filter, context, { pointer, fields: OWN_FIELDS, isPerson: true });
}

function conditionAt(filter: Filter, context: FilterContext, place: Place): Condition {
  const inner = (one: Filter, key: string) =>
    conditionAt(one, context, { ...place, pointer: `${place.pointer}/${key}` });
  if ('and' in filter)
    return joined(
      filter.and.map((one, at) => inner(one, `and/${at}`)),
      'and',
    );
  if ('or' in filter)
    return joined(
      filter.or.map((one, at) => inner(one, `or/${at}`)),
      'or',
    );
  // What is not known is not so: `not` means everybody else.
  if ('not' in filter) return sql<SqlBool>`not coalesce(${inner(filter.not, 'not')}, false)`;
  if ('some' in filter) return someCondition(filter, context, place);
  return fieldCondition(filter, context, place);
}

/** Nothing to meet is met by everybody, no alternative by nobody. */
function joined(conditions: readonly Condition[], by: 'and' | 'or'): Condition {
  if (conditions.length === 0) return by === 'and' ? sql<SqlBool>`true` : sql<SqlBool>`false`;
  return sql<SqlBool>`(${sql.join(conditions, by === 'and' ? sql` and ` : sql` or `)})`;
}

function someCondition(filter: Extract<Filter, { some: string }>, context: FilterContext, place: Place): Condition {
  const at = `${place.pointer}/some`;
  const collection = Object.hasOwn(COLLECTIONS, filter.some) ? COLLECTIONS[filter.some] : undefined;
  if (!collection || !place.isPerson)
    throw wrong(at, 'unknown_collection', { name: filter.some, known: place.isPerson ? Object.keys(COLLECTIONS) : [] });
  const own = { pointer: `${place.pointer}/where`, fields: collection.fields, isPerson: false };
  const condition = filter.where ? conditionAt(filter.where, context, own) : sql<SqlBool>`true`;
  return rowSuchThat(collection.table, condition, context);
}

/** Somebody who has a row of a table that meets a condition on it. */
function rowSuchThat(table: string, condition: Condition, { organizationId }: FilterContext): Condition {
  return sql<SqlBool>`c.id in (select r.constituent_id from ${sql.table(table)} r
    where r.organization_id = ${organizationId} and ${condition})`;
}

type Asked = Extract<Filter, { field: string }>;

function fieldCondition(asked: Asked, context: FilterContext, place: Place): Condition {
  const { field: name } = asked;
  const field = Object.hasOwn(place.fields, name) ? place.fields[name] : undefined;
  if (field) return valueCondition(asked, field, { ...context, pointer: place.pointer });
  const row = place.isPerson ? rowFieldOf(name, context) : undefined;
  if (!row) throw wrong(`${place.pointer}/field`, 'unknown_field', { name, known: namesAt(place, context) });
  return rowCondition(asked, row, { context, pointer: place.pointer });
}

function namesAt(place: Place, context: FilterContext): string[] {
  if (!place.isPerson) return Object.keys(place.fields);
  return filterNames(context);
}

/** Every name that a condition on a person can have. */
function filterNames({ ownFields }: FilterContext): string[] {
  return [
    ...Object.keys(OWN_FIELDS),
    ...Object.keys(SHORT_NAMES),
    ...[...ownFields.keys()].map((key) => `custom:${key}`),
  ];
}

/** What filters can ask about: each field with its type and operators, and of the rows of which kind it is, if of any. */
export function knownFields(context: FilterContext) {
  const known = (name: string, { label, type }: FilterField, some: string | null) => {
    return { name, label, type, operators: [...OPERATORS[type]], some };
  };
  const own = filterNames(context).flatMap((name) => {
    const field = OWN_FIELDS[name] ?? rowFieldOf(name, context)?.field;
    return field ? [known(name, field, null)] : [];
  });
  const rows = Object.entries(COLLECTIONS).flatMap(([some, { fields }]) =>
    Object.entries(fields).map(([name, field]) => known(name, field, some)),
  );
  return [...own, ...rows];
}

/** A field of rows that belong to a person. */
interface RowField {
  readonly table: string;
  readonly field: FilterField;
  /** Which rows are meant at all. */
  readonly only?: Condition;
}

function rowFieldOf(name: string, { ownFields }: FilterContext): RowField | undefined {
  const short = Object.hasOwn(SHORT_NAMES, name) ? SHORT_NAMES[name] : undefined;
  if (short) {
    const collection = COLLECTIONS[short[0]];
    const field = collection?.fields[short[1]];
    return collection && field && { table: collection.table, field };
  }
  const own = name.startsWith('custom:') ? ownFields.get(name.slice('custom:'.length)) : undefined;
  return (
    own && { table: 'custom_field_values', field: ownFieldType(own), only: sql<SqlBool>`r.definition_id = ${own.id}` }
  );
}

const OWN_TYPES: Readonly<Record<string, readonly [FilterType, string]>> = {
  date: ['date', 'r.value_date'],
  integer: ['number', 'r.value_number'],
  number: ['number', 'r.value_number'],
  currency: ['number', 'r.value_number'],
  boolean: ['flag', 'r.value_boolean'],
};

/** What an organization's own field can be asked. */
export function ownFieldType({ name, dataType }: OwnField): FilterField {
  const [type, column] = OWN_TYPES[dataType] ?? ['text', 'r.search_text'];
  return { type, label: name, column: sql.raw(column), isFolded: type === 'text' };
}

/** "There is one such that"; what is negated holds for none of them. */
function rowCondition(
  asked: Asked,
  { table, field, only = sql<SqlBool>`true` }: RowField,
  { context, pointer }: { context: FilterContext; pointer: string },
): Condition {
  const within = { ...context, pointer };
  const some = (one: Asked) =>
    rowSuchThat(table, sql<SqlBool>`${only} and ${valueCondition(one, field, within)}`, context);
  if (asked.op === 'ne') return sql<SqlBool>`not ${some({ ...asked, op: 'eq' })}`;
  if (asked.op === 'is_blank') {
    // Blank is whoever has no row with a value, and so who has no row.
    const filled = some({ ...asked, value: typeof asked.value === 'boolean' ? false : (asked.value ?? false) });
    return asked.value === false ? filled : sql<SqlBool>`not ${filled}`;
  }
  if (asked.op === 'all_of' && field.type === 'names' && Array.isArray(asked.value))
    return joined(
      asked.value.map((one) => some({ ...asked, op: 'any_of', value: [one] })),
      'and',
    );
  return some(asked);
}
