// Pages that no change moves: each begins behind the last row of the one before, not at a number of rows.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { matchingConstituents } from './search-constituents.ts';
import { readSearchContext } from './search-context.ts';
import type { Criterion } from './search-criteria.ts';

/** Each is the second column of an index that begins with the organization, and never null. */
const COLUMNS = {
  id: { column: sql`c.id`, type: sql`bigint` },
  name: { column: sql`c.search_sort_name`, type: sql`text` },
  createdAt: { column: sql`c.created_at`, type: sql`timestamptz` },
  updatedAt: { column: sql`c.updated_at`, type: sql`timestamptz` },
} as const;

export type PageKey = keyof typeof COLUMNS;

/** Where a page ended: the value of the last row that it is sorted by, as the database writes it, and its id. */
export interface Place {
  readonly value: string;
  readonly id: number;
}

export interface PageAfter {
  readonly criteria: readonly Criterion[];
  readonly key: PageKey;
  readonly descending: boolean;
  readonly after?: Place | undefined;
  readonly limit: number;
}

export interface FoundPage {
  readonly ids: readonly number[];
  /** Undefined: nothing follows. */
  readonly next: Place | undefined;
}

/** The ids of those who meet every criterion, in order, behind a place. */
export async function pageAfter(db: Db, actor: Actor, page: PageAfter): Promise<FoundPage> {
  allow(actor, 'constituents:read');
  const { column, type } = COLUMNS[page.key];
  const direction = page.descending ? sql`desc` : sql`asc`;
  const matching = matchingConstituents(page, await readSearchContext(db, actor, page.criteria));
  const behind = page.after ? matching.where(beyond(page, { column, type })) : matching;
  const rows = await db.all(
    behind
      .select(['c.id', sql<string>`${column}::text`.as('value')])
      .orderBy(sql`${column} ${direction}`)
      .orderBy(sql`c.id ${direction}`)
      .limit(page.limit + 1),
  );
  const shown = rows.slice(0, page.limit);
  return { ids: shown.map(({ id }) => id), next: rows.length > page.limit ? shown.at(-1) : undefined };
}

function beyond(
  { after, descending }: PageAfter,
  { column, type }: { column: RawBuilder<unknown>; type: RawBuilder<unknown> },
) {
  const place = sql`(${after?.value}::text::${type}, ${after?.id}::bigint)`;
  return descending ? sql<SqlBool>`(${column}, c.id) < ${place}` : sql<SqlBool>`(${column}, c.id) > ${place}`;
}
