// What the columns of a file depend on besides the record's catalogue: the organization's fields and categories, and how many
// addresses somebody in it has.
import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { matchingConstituents } from '../constituents/search/search-constituents.ts';
import { readSearchContext } from '../constituents/search/search-context.ts';
import type { Criterion } from '../constituents/search/search-criteria.ts';
import { listCategories } from '../custom-fields/category-queries.ts';
import { listConstituentCustomFields } from '../custom-fields/custom-field-queries.ts';
import { PARTS, type PartName } from '../record/parts.ts';

interface Names {
  /** Keys. */
  readonly customFields: readonly string[];
  /** Keys. */
  readonly categories: readonly string[];
}

export interface Shape extends Names {
  /** Other systems of which somebody has an id. */
  readonly systems: readonly string[];
  /** How many of a part the person with the most has. */
  readonly most: Readonly<Partial<Record<PartName, number>>>;
}

export async function readNames(db: Db, actor: Actor): Promise<Names> {
  const page = { limit: 10_000, offset: 0 };
  const categories = await listCategories(db, actor, { itemType: 'Constituent', page });
  const customFields = await listConstituentCustomFields(db, actor);
  return { customFields: customFields.map(({ key }) => key), categories: categories.items.map(({ key }) => key) };
}

interface Wanted {
  readonly criteria: readonly Criterion[];
  /** Those that get a column for each element. */
  readonly parts: readonly PartName[];
}

/** A constant number of statements. */
export async function readShape(db: Db, actor: Actor, { criteria, parts }: Wanted): Promise<Shape> {
  const organizationId = actor.organization.id;
  const people = matchingConstituents({ criteria }, await readSearchContext(db, actor, criteria)).select('c.id');
  const counts = parts.map(
    (part) => sql`${sql.lit(part)}, (select coalesce(max(counted.n), 0) from (
      select count(*) as n from ${sql.table(PARTS[part].table.name)} p
      where p.organization_id = ${organizationId} and p.constituent_id in (${people}) group by p.constituent_id) counted)`,
  );
  const shape = await db.one(
    built(sql<Pick<Shape, 'systems' | 'most'>>`select json_build_object(${sql.join(counts)}) as most,
      (select coalesce(json_agg(distinct x.system order by x.system), '[]') from external_ids x
       where x.organization_id = ${organizationId} and not x.is_secondary and x.constituent_id in (${people})) as systems`),
  );
  return { ...shape, ...(await readNames(db, actor)) };
}
