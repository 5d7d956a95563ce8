// One SQL condition on an activity `a` per search term (docs/contracts/lgl.md §4.7, §4.8).
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { escapeLike, fold } from '../base/fold.ts';

type Condition = RawBuilder<SqlBool>;

/** `column` is a column of this program, never a caller's. */
const column = (name: string) => sql.raw(`a.${name}`);

/** The folded column contains the text, without regard to case and accents. */
export function contains(name: string, text: string): Condition {
  const folded = fold(text);
  // A text that is empty after folding finds none: every text contains the empty one.
  return folded === '' ? sql<SqlBool>`false` : sql<SqlBool>`${column(name)} like ${`%${escapeLike(folded)}%`}`;
}

export function anyOf(name: string, ids: readonly number[]): Condition {
  return sql<SqlBool>`${column(name)} = any(${ids}::bigint[])`;
}

/** Both bounds are inclusive. */
export function between(
  name: string,
  type: 'date' | 'timestamptz',
  { from, to }: { from?: string; to?: string },
): Condition {
  const cast = sql.raw(`::${type}`);
  const lower = from === undefined ? sql<SqlBool>`true` : sql<SqlBool>`${column(name)} >= ${from}${cast}`;
  const upper = to === undefined ? sql<SqlBool>`true` : sql<SqlBool>`${column(name)} <= ${to}${cast}`;
  return sql<SqlBool>`${lower} and ${upper}`;
}

/** The activity's constituent has any of the keywords. */
export function ownerHasKeyword(organizationId: number, ids: readonly number[]): Condition {
  return sql<SqlBool>`exists (select from constituent_keywords ck
    where ck.organization_id = ${organizationId} and ck.constituent_id = a.constituent_id
      and ck.keyword_id = any(${ids}::bigint[]))`;
}

/** Ties are broken by id in the same direction. */
export function orderBy(name: string, descending: boolean): RawBuilder<unknown> {
  const direction = descending ? sql`desc` : sql`asc`;
  return sql`${column(name)} ${direction}, a.id ${direction}`;
}
