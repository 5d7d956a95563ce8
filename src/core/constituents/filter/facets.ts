// How those whom a search finds divide: by group, keyword, membership level, place, and plain yes or no.
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { built } from '../../../db/statement.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { matchingConstituents } from '../search/search-constituents.ts';
import { readSearchContext } from '../search/search-context.ts';
import type { Criterion } from '../search/search-criteria.ts';

interface Facet {
  /** SQL of the value, and of how people call it. */
  readonly value: RawBuilder<unknown>;
  readonly label: RawBuilder<unknown>;
  /** What is joined to the found ids, `f`. */
  readonly from: RawBuilder<unknown>;
}

const words = (table: string, rows: string, column: string): Facet => ({
  value: sql`w.id`,
  label: sql`max(w.name)`,
  from: sql`join ${sql.table(rows)} r on r.organization_id = f.organization_id and r.constituent_id = f.id
    join ${sql.table(table)} w on w.organization_id = f.organization_id and w.id = ${sql.ref(`r.${column}`)}`,
});
const place = (column: string): Facet => ({
  value: sql`${sql.ref(`r.search_${column}`)}`,
  label: sql`max(${sql.ref(`r.${column}`)})`,
  from: sql`join street_addresses r on r.organization_id = f.organization_id and r.constituent_id = f.id
    and ${sql.ref(`r.search_${column}`)} <> ''`,
});
const flag = (column: string): Facet => ({
  value: sql`${sql.ref(`f.${column}`)}`,
  label: sql`max(${sql.ref(`f.${column}`)}::text)`,
  from: sql``,
});

const FACETS: Readonly<Record<string, Facet>> = {
  groups: words('groups', 'group_memberships', 'group_id'),
  keywords: words('keywords', 'constituent_keywords', 'keyword_id'),
  membership_level: {
    value: sql`w.id`,
    label: sql`max(w.name)`,
    from: sql`join membership_levels w on w.organization_id = f.organization_id and w.id = f.latest_membership_level_id`,
  },
  city: place('city'),
  state: place('state'),
  country: place('country'),
  active: flag('active'),
  is_org: flag('is_org'),
  is_deceased: flag('is_deceased'),
};

/** What there are facets of. */
export const FACET_NAMES: readonly string[] = Object.keys(FACETS);

export interface FacetValue {
  readonly value: string | number | boolean;
  readonly label: string;
  readonly count: number;
}

const MOST_VALUES = 50;

/** By facet: its values among those who are found, the commonest first, fifty at most. A statement for each facet. */
export async function facetsOf(
  db: Db,
  actor: Actor,
  { criteria, facets }: { criteria: readonly Criterion[]; facets: readonly string[] },
): Promise<Record<string, FacetValue[]>> {
  allow(actor, 'constituents:read');
  const context = await readSearchContext(db, actor, criteria);
  const found = matchingConstituents({ criteria }, context).selectAll('c');
  const answer: Record<string, FacetValue[]> = {};
  for (const name of facets) {
    const facet = FACETS[name];
    if (!facet) continue;
    const { value, label, from } = facet;
    answer[name] = await db.all(
      built(sql<FacetValue>`select ${value} as value, ${label} as label, count(distinct f.id) as count
        from (${found}) f ${from} group by ${value} order by count desc, label limit ${MOST_VALUES}`),
    );
  }
  return answer;
}
