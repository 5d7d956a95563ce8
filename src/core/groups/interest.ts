// What people may be interested in, and the centers (local chapters) they may belong to. Neither is secret.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';

export interface Interest {
  readonly id: number;
  readonly name: string;
  /** The names from the topmost interest down to this one. */
  readonly path: readonly string[];
  readonly centerId: number | null;
  readonly isHidden: boolean;
}

// The depth is bounded: an interest that was made its own ancestor must not keep the query running.
const list = query<Interest>(
  'interests_list',
  `with recursive tree as (
     select i.id, i.name, array[i.name] as path, i.center_id, i.is_hidden, 1 as depth
     from interests i where i.organization_id = $1 and i.parent_id is null
     union all
     select i.id, i.name, t.path || i.name, i.center_id, i.is_hidden or t.is_hidden, t.depth + 1
     from tree t join interests i on i.organization_id = $1 and i.parent_id = t.id where t.depth < 20)
   select id, name, path, center_id as "centerId", is_hidden as "isHidden" from tree order by path, id`,
);

/** Every interest of the organization, parents before their children. */
export function listInterests(db: Db, actor: Actor): Promise<Interest[]> {
  return db.all(list(actor.organization.id));
}

export interface Center {
  readonly id: number;
  readonly name: string;
}

const centers = pagedStatement<Center>('centers_list', {
  select: 'c.id, c.name',
  from: 'centers c where c.organization_id = $1',
  order: 'c.name, c.id',
});

/** The organization's centers by name. */
export function listCenters(db: Db, actor: Actor, page: PageRequest): Promise<Paged<Center>> {
  return centers(db, [actor.organization.id], page);
}
