// The search language as contact reports and volunteer times use it (docs/contracts/lgl.md §4.2, §4.4).
import { moment, readClauses, unknownTerm } from './search-query.ts';

type Query = Readonly<Record<string, unknown>>;

/** What each term of a search means. */
export type Terms<Criterion> = Readonly<Record<string, (value: string) => Criterion>>;

/** Throws `unknown_query_parameter` for an unknown term; a known one without a value is left out. */
export function readTerms<Criterion>(query: Query, terms: Terms<Criterion>): Criterion[] {
  return readClauses(query).flatMap(({ term, value }) => {
    const read = Object.hasOwn(terms, term) ? terms[term] : undefined;
    if (!read) throw unknownTerm(term);
    return value === '' ? [] : [read(value)];
  });
}

/** A date, also given as a timestamp (§8.18). */
export function dateBound(term: string, value: string): string {
  return moment(term, value, 'from').slice(0, 10);
}

/** One key, `!` for descending; without a known one the latest date comes first (§2.5). */
export function readOrder<Key extends string>(
  value: unknown,
  keys: Readonly<Record<string, Key>>,
): { key: Key | 'date'; descending: boolean } {
  const text = String(Array.isArray(value) ? value.at(-1) : (value ?? '')).trim();
  const name = text.replace(/!$/, '');
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key ? { key, descending: text.endsWith('!') } : { key: 'date', descending: true };
}
