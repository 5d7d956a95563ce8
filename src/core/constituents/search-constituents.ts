// The one query builder for finding constituents, used by every dialect. Values are always parameters.
import { type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { build, type Db } from '../../db/connect.ts';
import type { DB } from '../../db/schema.gen.ts';
import { type Actor, allow } from '../base/actor.ts';
import { normalizeEmail } from '../base/fold.ts';
import { conditionOf } from './search-conditions.ts';
import type { ConstituentSearch, SortKey } from './search-criteria.ts';

export interface FoundIds {
  /** The page, in order. */
  readonly ids: readonly number[];
  /** All that match. */
  readonly total: number;
}

/** The ids of one page of constituents that are not deleted, and how many there are in all. Two statements. */
export async function searchConstituents(db: Db, actor: Actor, search: ConstituentSearch): Promise<FoundIds> {
  allow(actor, 'constituents:read');
  const matching = matchingConstituents(actor, search);
  const { count } = await db.one(matching.select(sql<number>`count(*)`.as('count')));
  if (count <= search.offset || search.limit === 0) return { ids: [], total: count };
  const page = ordered(matching.select('c.id'), search).limit(search.limit).offset(search.offset);
  return { ids: (await db.all(page)).map((row) => row.id), total: count };
}

function matchingConstituents(actor: Actor, search: ConstituentSearch) {
  let query = build
    .selectFrom('constituents as c')
    .where('c.organization_id', '=', actor.organization.id)
    .where('c.deleted_at', 'is', null);
  for (const criterion of search.criteria) {
    query = query.where((eb: Builder) => conditionOf(eb, criterion, actor.organization.id));
  }
  return query;
}

type Builder = ExpressionBuilder<DB & { c: DB['constituents'] }, 'c'>;

const COLUMNS: Readonly<Record<Exclude<SortKey, 'externalId' | 'membershipLevel'>, RawBuilder<unknown>>> = {
  name: sql`c.search_sort_name`,
  id: sql`c.id`,
  createdAt: sql`c.created_at`,
  updatedAt: sql`c.updated_at`,
  membershipEndDate: sql`c.latest_membership_end_date`,
};

function sortExpression(key: SortKey, system: string): RawBuilder<unknown> {
  if (key === 'externalId') {
    return sql`(select x.value collate "C" from external_ids x
      where x.organization_id = c.organization_id and x.constituent_id = c.id and x.system = ${system})`;
  }
  if (key === 'membershipLevel') {
    return sql`(select l.ordinal from membership_levels l
      where l.organization_id = c.organization_id and l.id = c.latest_membership_level_id)`;
  }
  return COLUMNS[key];
}

/** Ties are broken by id in the same direction, so that one index serves both directions. */
function ordered<Row extends { id: number }>(
  query: SelectQueryBuilder<DB & { c: DB['constituents'] }, 'c', Row>,
  search: ConstituentSearch,
): SelectQueryBuilder<DB & { c: DB['constituents'] }, 'c', Row> {
  const { key, descending } = search.sort ?? { key: 'name', descending: false };
  const direction = descending ? sql`desc` : sql`asc`;
  const exact = search.sort ? undefined : exactEmail(search);
  const ranked = exact === undefined ? query : query.orderBy(exact);
  return ranked.orderBy(sql`${sortExpression(key, search.system)} ${direction}`).orderBy(sql`c.id ${direction}`);
}

/** Without a sort key, those who have exactly the address searched for come first (wire/lgl.md §8.10). */
function exactEmail(search: ConstituentSearch): RawBuilder<SqlBool> | undefined {
  const criterion = search.criteria.find((candidate) => candidate.term === 'email');
  if (criterion?.term !== 'email') return undefined;
  return sql<SqlBool>`not exists (select from email_addresses e where e.organization_id = c.organization_id
    and e.constituent_id = c.id and e.normalized_address = ${normalizeEmail(criterion.contains)})`;
}
