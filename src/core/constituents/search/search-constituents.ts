// The one query builder for finding constituents, used by every dialect. Values are always parameters.
import { type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { DB } from '../../../db/schema.gen.ts';
import { build, built, query } from '../../../db/statement.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { normalizeEmail } from '../../base/fold.ts';
import { conditionOf } from './search-conditions.ts';
import { readSearchContext, type SearchContext } from './search-context.ts';
import type { ConstituentSearch, SortKey } from './search-criteria.ts';

export interface FoundIds {
  /** The page, in order. */
  readonly ids: readonly number[];
  /** All that match. */
  readonly total: number;
}

type Tables = DB & { c: DB['constituents'] };
type Matching = SelectQueryBuilder<Tables, 'c', object>;

/** The ids of one page of constituents that are not deleted, and how many there are in all. A constant number of statements. */
export async function searchConstituents(db: Db, actor: Actor, search: ConstituentSearch): Promise<FoundIds> {
  allow(actor, 'constituents:read');
  const matching = matchingConstituents(search, await readSearchContext(db, actor, search.criteria));
  const few = await findFew(db, matching, search);
  if (few) return few;
  const total = search.criteria.length === 0 ? await countOfAll(db, actor) : await countOf(db, matching);
  if (total <= search.offset || search.limit === 0) return { ids: [], total };
  if (search.sort?.key === 'externalId') return { ids: await pageByExternalId(db, matching, search), total };
  return { ids: await pageInOrder(db, matching, { ...search, total }), total };
}

/** With up to this many matches, sorting costs nothing that shows. */
const FEW = 5_000;

/**
 * Finds all matches first and sorts them then, if they are few; undefined when there are more. Reading everyone in the order
 * of the list until a page is full takes long when the matches lie side by side far behind: all with one last name, say.
 */
async function findFew(db: Db, matching: Matching, search: ConstituentSearch): Promise<FoundIds | undefined> {
  const { key, descending } = search.sort ?? { key: 'name', descending: false };
  if (search.criteria.length === 0 || key === 'externalId') return undefined;
  const rank = exactEmail(search) ?? sql<boolean>`false`;
  const found = matching.select(['c.id', sql`${COLUMNS[key]}`.as('sorted_by'), rank.as('rank')]).limit(FEW + 1);
  const direction = descending ? sql`desc` : sql`asc`;
  const page = sql`select id, rank, sorted_by from found
    order by rank, sorted_by ${direction}, id ${direction} limit ${search.limit} offset ${search.offset}`;
  const { ids, total } = await db.one(
    built(sql<FoundIds>`with found as materialized (${found})
      select (select count(*) from found) as total,
        (select coalesce(json_agg(id order by rank, sorted_by ${direction}, id ${direction}), '[]') from (${page}) page) as ids`),
  );
  return total > FEW ? undefined : { ids, total };
}

/** A page in the second half is read from the end: the rows that an offset skips are read too. */
async function pageInOrder(
  db: Db,
  matching: Matching,
  search: ConstituentSearch & { total: number },
): Promise<number[]> {
  const { total, offset } = search;
  const limit = Math.min(search.limit, total - offset);
  const { key, descending } = search.sort ?? { key: 'name', descending: false };
  const fromEnd = offset > total / 2 && !exactEmail(search);
  const sorted = fromEnd ? { ...search, sort: { key, descending: !descending } } : search;
  const page = ordered(matching.select('c.id'), sorted)
    .limit(limit)
    .offset(fromEnd ? total - offset - limit : offset);
  const ids = (await db.all(page)).map((row) => row.id);
  return fromEnd ? ids.reverse() : ids;
}

const countAll = query<{ count: number }>(
  'constituents_count',
  'select coalesce(sum(present), 0)::bigint as count from constituent_counts where organization_id = $1',
);

async function countOfAll(db: Db, actor: Actor): Promise<number> {
  return (await db.one(countAll(actor.organization.id))).count;
}

async function countOf(db: Db, matching: Matching): Promise<number> {
  return (await db.one(matching.select(sql<number>`count(*)`.as('count')))).count;
}

/** Those of the organization, not deleted, who meet every criterion: `constituents c`, of which nothing is selected yet. */
export function matchingConstituents(search: Pick<ConstituentSearch, 'criteria'>, context: SearchContext): Matching {
  let query = build
    .selectFrom('constituents as c')
    .where('c.organization_id', '=', context.organizationId)
    .where('c.deleted_at', 'is', null);
  for (const criterion of search.criteria) {
    query = query.where((eb: ExpressionBuilder<Tables, 'c'>) => conditionOf(eb, criterion, context));
  }
  return query;
}

/** Each is the second column of an index that begins with the organization. */
const COLUMNS: Readonly<Record<Exclude<SortKey, 'externalId'>, RawBuilder<unknown>>> = {
  name: sql`c.search_sort_name`,
  id: sql`c.id`,
  createdAt: sql`c.created_at`,
  updatedAt: sql`c.updated_at`,
  membershipLevel: sql`c.latest_membership_level_id`,
  membershipEndDate: sql`c.latest_membership_end_date`,
};

/** Ties are broken by id in the same direction, so that one index serves both directions. */
function ordered(query: SelectQueryBuilder<Tables, 'c', { id: number }>, search: ConstituentSearch) {
  const { key, descending } = search.sort ?? { key: 'name', descending: false };
  const direction = descending ? sql`desc` : sql`asc`;
  const exact = exactEmail(search);
  const ranked = exact === undefined ? query : query.orderBy(exact);
  const column = key === 'externalId' ? COLUMNS.id : COLUMNS[key];
  return ranked.orderBy(sql`${column} ${direction}`).orderBy(sql`c.id ${direction}`);
}

/** Without a sort key, those who have exactly the address searched for come first (docs/contracts/lgl.md §8.10). */
function exactEmail(search: ConstituentSearch): RawBuilder<SqlBool> | undefined {
  const criterion = search.criteria.find((candidate) => candidate.term === 'email');
  if (search.sort || criterion?.term !== 'email') return undefined;
  return sql<SqlBool>`not exists (select from email_addresses e where e.organization_id = c.organization_id
    and e.constituent_id = c.id and e.normalized_address = ${normalizeEmail(criterion.contains)})`;
}

/**
 * A page by external id. Those who have one are read from the index of external ids, those who have none follow (or,
 * descending, come first) by id: two ordered pieces, so that no page sorts the whole organization.
 */
async function pageByExternalId(db: Db, matching: Matching, search: ConstituentSearch): Promise<number[]> {
  const { system, limit, offset } = search;
  const descending = search.sort?.descending === true;
  const direction = descending ? sql`desc` : sql`asc`;
  const having = matching
    .innerJoin('external_ids as x', (join) =>
      join
        .onRef('x.organization_id', '=', 'c.organization_id')
        .onRef('x.constituent_id', '=', 'c.id')
        .on('x.system', '=', system)
        .on('x.is_secondary', '=', false),
    )
    .select('c.id')
    .orderBy(sql`x.value ${direction}`)
    .orderBy(sql`c.id ${direction}`);
  const lacking = matching
    .where(
      sql<SqlBool>`not exists (select from external_ids x where x.organization_id = c.organization_id
        and x.constituent_id = c.id and x.system = ${system} and not x.is_secondary)`,
    )
    .select('c.id')
    .orderBy(sql`c.id ${direction}`);
  const [first, second] = descending ? [lacking, having] : [having, lacking];
  const head = (await db.all(first.limit(limit).offset(offset))).map((row) => row.id);
  if (head.length === limit) return head;
  const before = head.length > 0 ? offset + head.length : await countOf(db, first.clearSelect().clearOrderBy());
  const tail = await db.all(second.limit(limit - head.length).offset(Math.max(0, offset - before)));
  return [...head, ...tail.map((row) => row.id)];
}
