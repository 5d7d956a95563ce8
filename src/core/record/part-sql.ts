// The SQL of parts: a correlated subselect for each, which gives a JSON array of its elements.
import { jsonObject } from '../base/columns.ts';

/** How SQL gives each field of an element: its column, an expression, or not at all where the program adds it. */
export type Shown<Element> = {
  readonly [Field in keyof Element & string]-?: 'column' | 'added later' | { readonly sql: string };
};

/** SQL that is true of the rows, under an alias, of `constituents c`. */
export function own(alias: string): string {
  return `${alias}.organization_id = c.organization_id and ${alias}.constituent_id = c.id`;
}

/** SQL of a JSON object with every field of an element. Columns are those of the alias. */
export function elementSql<Element>(alias: string, shown: Shown<Element>): string {
  const entries = Object.entries<Shown<Element>[keyof Element & string]>(shown);
  const columns = entries.flatMap(([field, how]) => (how === 'column' ? [field] : []));
  const computed = entries.flatMap(([field, how]) => (typeof how === 'object' ? [[field, how.sql] as const] : []));
  return jsonObject(alias, columns, Object.fromEntries(computed));
}

/** SQL of the JSON array of such objects. */
export function listSql(element: string, from: string, order = ''): string {
  return `(select coalesce(json_agg(${element} ${order}), '[]') from ${from})`;
}
