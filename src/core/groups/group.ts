import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly ordinal: number;
  /** Made for access rights: no API changes it (docs/contracts/luminate.md §4.2). */
  readonly isSecurity: boolean;
}

const COLUMNS = columnsAs('g', ['id', 'name', 'key', 'ordinal', 'isSecurity']);

const list = pagedStatement<Group>('groups_list', {
  select: COLUMNS,
  from: 'groups g where g.organization_id = $1',
  order: 'g.id',
});

/** The organization's groups by id. */
export function listGroups(db: Db, actor: Actor, page: PageRequest): Promise<Paged<Group>> {
  allow(actor, 'constituents:read');
  return list(db, [actor.organization.id], page);
}

const byId = query<Group>('group_by_id', `select ${COLUMNS} from groups g where g.organization_id = $1 and g.id = $2`);

/** Throws `not-found`. */
export async function getGroup(db: Db, actor: Actor, id: number): Promise<Group> {
  allow(actor, 'constituents:read');
  const group = await db.maybe(byId(actor.organization.id, id));
  if (!group) throw new Failure('not-found', 'group', { subject: id });
  return group;
}
