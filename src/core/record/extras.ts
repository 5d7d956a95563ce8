// What one contract alone knows of a person, by the name of its dialect (docs/decisions/0045). The dialect names and types it;
// the core keeps, compares and shows it, and neither decides nor searches by it.

type ExtraValue = string | number | boolean;

export type Extras = Readonly<Record<string, Readonly<Record<string, ExtraValue>>>>;

/** Null takes a value away; what is not named stays as it is. */
export type ExtrasInput = Readonly<Record<string, Readonly<Record<string, ExtraValue | null | undefined>>>>;

/** The extras after a change. Undefined if it leaves all as it was. */
export function changedExtras(before: Extras, given: ExtrasInput = {}): Extras | undefined {
  const names = Object.entries(given).flatMap(([dialect, values]) =>
    Object.entries(values).map(([name, value]) => ({ dialect, name, value })),
  );
  const differing = names.filter(
    ({ dialect, name, value }) => value !== undefined && (before[dialect]?.[name] ?? null) !== value,
  );
  if (differing.length === 0) return undefined;
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(given)])]
      .map((dialect) => [dialect, withoutNulls({ ...before[dialect], ...withoutUndefined(given[dialect]) })] as const)
      .filter(([, values]) => Object.keys(values).length > 0),
  );
}

function withoutUndefined(values: ExtrasInput[string] = {}): Record<string, ExtraValue | null> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function withoutNulls(values: Readonly<Record<string, ExtraValue | null>>): Record<string, ExtraValue> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
