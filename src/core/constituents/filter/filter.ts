// The filter language of the own API, lists, exports and bulk changes: JSON that says who is meant (docs/api.md, Filters).
import { editDistance } from '../../base/edit-distance.ts';
import { Failure } from '../../base/failure.ts';

/** `{"and":[…]}`, `{"or":[…]}`, `{"not":…}`, `{"some":"gifts","where":…}`, or `{"field","op","value"}`. */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly some: string; readonly where?: Filter }
  | { readonly field: string; readonly op: string; readonly value?: unknown };

const MOST_CONDITIONS = 200;
const DEEPEST = 20;

/** Keys of each form, which has no others. */
const FORMS: readonly (readonly [required: string, ...others: string[]])[] = [
  ['and'],
  ['or'],
  ['not'],
  ['some', 'where'],
  ['field', 'op', 'value'],
];

/** Reads a filter's form; its names are looked up where it is used. Throws `invalid` with a pointer to what is wrong. */
export function readFilter(value: unknown, pointer: string): Filter {
  const count = { left: MOST_CONDITIONS };
  return readOne(value, { pointer, depth: DEEPEST, count });
}

interface Reading {
  readonly pointer: string;
  readonly depth: number;
  readonly count: { left: number };
}

function readOne(value: unknown, reading: Reading): Filter {
  const { pointer, depth, count } = reading;
  count.left -= 1;
  if (depth === 0 || count.left < 0) throw wrong(pointer, 'filter_large');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(pointer, 'filter');
  const given = value as Readonly<Record<string, unknown>>;
  const form = FORMS.find(([required]) => Object.hasOwn(given, required));
  if (!form || Object.keys(given).some((key) => !form.includes(key))) throw wrong(pointer, 'filter');
  const inner = (key: string, one: unknown) => readOne(one, { pointer: `${pointer}/${key}`, depth: depth - 1, count });
  const all = (key: 'and' | 'or') => {
    const list = given[key];
    if (!Array.isArray(list)) throw wrong(`${pointer}/${key}`, 'filter');
    return list.map((one, place) => inner(`${key}/${place}`, one));
  };
  if (form[0] === 'and') return { and: all('and') };
  if (form[0] === 'or') return { or: all('or') };
  if (form[0] === 'not') return { not: inner('not', given.not) };
  const named = (key: string) => {
    const name = given[key];
    if (typeof name !== 'string') throw wrong(`${pointer}/${key}`, 'filter');
    return name;
  };
  if (form[0] === 'field') return { field: named('field'), op: named('op'), value: given.value };
  return given.where === undefined
    ? { some: named('some') }
    : { some: named('some'), where: inner('where', given.where) };
}

/** `invalid`, with a pointer and, where a name is unknown, the nearest of those that are known. */
export function wrong(
  pointer: string,
  code: string,
  { name, known = [] }: { name?: string; known?: readonly string[] } = {},
) {
  const near = name === undefined ? known : nearest(name, known);
  return new Failure('invalid', code, { issues: [{ field: pointer, code, known: near }] });
}

const NEAR = 5;

/** By how many letters differ; a common beginning counts for more. */
function nearest(name: string, known: readonly string[]): string[] {
  const short = name.slice(0, 50);
  const begun = (each: string) => [...each].findIndex((letter, place) => letter !== short[place]);
  const distances = known.map((each) => [each, editDistance(short, each) - 3 * Math.max(0, begun(each))] as const);
  return distances
    .toSorted(([, a], [, b]) => a - b)
    .slice(0, NEAR)
    .map(([each]) => each);
}
