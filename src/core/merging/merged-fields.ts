// Which value each field of a merged record has: the survivor's, else that of the first of the others who has one, unless
// the caller chooses. Rows are as to_jsonb gives them: by column, moments and dates as text.
import { isDeepStrictEqual } from 'node:util';
import { columnOf } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import { rederiveNames, searchNames } from '../constituents/record/derived-names.ts';
import { type ConstituentFields, FIELD_NAMES, FIELDS } from '../record/fields.ts';

export type ConstituentRow = Readonly<Record<string, unknown>> & { readonly id: number };

/** By column: the id of the person whose value it is to be. */
export type Choice = Readonly<Record<string, number>>;

/** A field of which the people have different values, by the id of each. */
export interface Conflict {
  readonly field: string;
  readonly values: Readonly<Record<string, unknown>>;
}

type FieldName = (typeof FIELD_NAMES)[number];

/** Whoever works here, has died or wants to stay unnamed as one of the people does so as the one that they are. */
const TRUE_OF_ANY: readonly FieldName[] = ['active', 'isDeceased', 'isAnon'];

const isBlank = (value: unknown) => value === null || value === undefined || value === '';

/** The columns of the survivor that become others, and where the people differ. Throws `invalid` for what cannot be chosen. */
export function mergedFields(rows: readonly ConstituentRow[], choose: Choice) {
  const [survivor, ...others] = rows;
  if (!survivor) throw new Error('Nobody to merge');
  requireChoices(rows, choose);
  const fields = Object.fromEntries(FIELD_NAMES.map((name) => [name, chosenValue(rows, name, choose)]));
  const own = fieldsOf(survivor);
  const given = Object.fromEntries(
    FIELD_NAMES.filter((name) => columnOf(name) in choose).map((name) => [name, fields[name]]),
  );
  const whole = { ...fields, ...rederiveNames(own, fields as unknown as ConstituentFields, given) };
  const columns = Object.fromEntries(Object.entries(whole).map(([name, value]) => [columnOf(name), value]));
  const merged: Record<string, unknown> = {
    ...columns,
    ...searchColumns(columns),
    ...signOnOf(rows, choose),
    extras: mergedExtras(rows),
    enrolled_at: earliest(rows, 'enrolled_at'),
  };
  const changed = Object.entries(merged).filter(([column, value]) => !isSame(value, survivor[column]));
  return { changed: Object.fromEntries(changed), conflicts: others.length > 0 ? conflictsOf(rows) : [] };
}

/** The columns by which names are searched, of a row. */
export function searchColumns(row: Readonly<Record<string, unknown>>) {
  const { searchName, searchSortName } = searchNames(fieldsOf(row));
  return { search_name: searchName, search_sort_name: searchSortName };
}

/** Whatever the order of keys: jsonb has one of its own. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one ?? null, other ?? null);
}

function fieldsOf(row: Readonly<Record<string, unknown>>): ConstituentFields {
  return Object.fromEntries(
    FIELD_NAMES.map((name) => [name, row[columnOf(name)] ?? null]),
  ) as unknown as ConstituentFields;
}

function requireChoices(rows: readonly ConstituentRow[], choose: Choice): void {
  const columns = FIELD_NAMES.filter((name) => name !== 'isOrg').map(columnOf);
  for (const [column, id] of Object.entries(choose)) {
    if (!columns.includes(column)) throw invalidField(`choose.${column}`, 'unknown_field');
    if (!rows.some((row) => row.id === id)) throw invalidField(`choose.${column}`, 'not_a_choice');
  }
}

function chosenValue(rows: readonly ConstituentRow[], name: FieldName, choose: Choice): unknown {
  const column = columnOf(name);
  const chosen = rows.find((row) => row.id === choose[column]);
  if (chosen) return chosen[column];
  if (TRUE_OF_ANY.includes(name)) return rows.some((row) => row[column] === true);
  if (name === 'dateAdded') return earliest(rows, column);
  return rows.map((row) => row[column]).find((value) => !isBlank(value)) ?? rows[0]?.[column] ?? null;
}

function earliest(rows: readonly ConstituentRow[], column: string): unknown {
  return (
    rows
      .map((row) => row[column])
      .filter((value) => typeof value === 'string')
      .sort()[0] ?? null
  );
}

/**
 * A user name goes with its password. A sign-on that nobody has proven does not survive that the organization says who the
 * person is (docs/decisions/0024).
 */
function signOnOf(rows: readonly ConstituentRow[], choose: Choice) {
  const proven = (row: ConstituentRow) => !isBlank(row.user_name) && row.sign_on_unproven !== true;
  const chosen = rows.find((row) => row.id === choose.user_name);
  const own = rows[0];
  const holder = chosen ?? (isBlank(own?.user_name) ? rows.find(proven) : own);
  const isProven = holder !== undefined && proven(holder);
  return {
    user_name: holder?.user_name ?? null,
    password_hash: isProven ? (holder.password_hash ?? null) : null,
    sign_on_unproven: isProven ? (holder.sign_on_unproven ?? null) : null,
  };
}

function mergedExtras(rows: readonly ConstituentRow[]) {
  const extras: Record<string, object> = {};
  for (const row of rows.toReversed()) {
    for (const [dialect, values] of Object.entries((row.extras ?? {}) as Record<string, object>)) {
      extras[dialect] = { ...extras[dialect], ...values };
    }
  }
  return extras;
}

/** Names of fields that follow from others say nothing of their own. */
function conflictsOf(rows: readonly ConstituentRow[]): Conflict[] {
  return FIELD_NAMES.filter((name) => FIELDS[name].type !== 'flag' && name !== 'dateAdded').flatMap((name) => {
    const column = columnOf(name);
    const given = rows.filter((row) => !isBlank(row[column]));
    const isDiffering = new Set(given.map((row) => JSON.stringify(row[column]))).size > 1;
    return isDiffering
      ? [{ field: column, values: Object.fromEntries(given.map((row) => [row.id, row[column]])) }]
      : [];
  });
}
