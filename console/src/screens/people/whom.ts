// Whom a list of people shows, as its address says it, and as the API takes it.

/** What a list was narrowed by: values by facet. */
export type Narrowed = Readonly<Record<string, readonly (string | number | boolean)[]>>;

/** One condition of the filter builder. */
export interface Condition {
  readonly field: string;
  readonly op: string;
  readonly value?: unknown;
}

export interface Whom {
  readonly q?: string | undefined;
  readonly narrowed?: Narrowed | undefined;
  readonly where?: readonly Condition[] | undefined;
}

/** Places are compared as text, plain yes or no as it is, everything else by id. */
const PLACES = new Set(['city', 'state', 'country']);
const FLAGS = new Set(['active', 'is_org', 'is_deceased']);

function conditionOf(facet: string, values: readonly (string | number | boolean)[]): Condition {
  if (PLACES.has(facet)) return { field: facet, op: 'in', value: values };
  if (FLAGS.has(facet)) return { field: facet, op: 'eq', value: values[0] };
  return { field: facet, op: 'any_of', value: values };
}

/** The filter, or nothing where everybody is meant. */
export function filterOf({ narrowed = {}, where = [] }: Whom) {
  const facets = Object.entries(narrowed).flatMap(([facet, values]) =>
    values.length > 0 ? [conditionOf(facet, values)] : [],
  );
  const all = [...facets, ...where];
  return all.length === 0 ? undefined : { and: all };
}

/** With one value of a facet more, or less. */
export function toggled(narrowed: Narrowed, facet: string, value: string | number | boolean): Narrowed {
  const before = narrowed[facet] ?? [];
  const one = FLAGS.has(facet) ? [value] : [...before, value];
  return { ...narrowed, [facet]: before.includes(value) ? before.filter((each) => each !== value) : one };
}

export const isNarrowed = (value: unknown): value is Narrowed =>
  typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray);

export const isWhere = (value: unknown): value is readonly Condition[] =>
  Array.isArray(value) && value.every((one) => typeof one?.field === 'string' && typeof one?.op === 'string');
