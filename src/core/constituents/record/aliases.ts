// Ids of records that were merged into others mean those (docs/merging.md). They are looked up only where no record has the
// id, so that they cost nothing otherwise.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';

const current = query<{ oldId: number; id: number }>(
  'constituent_aliases_current',
  `select a.old_id as "oldId", a.current_id as id from constituent_aliases a
   where a.organization_id = $1 and a.old_id = any($2::bigint[])`,
);

/** What `find` finds under the id or, if that is nothing, under the id that it means since a merge. */
export async function throughAlias<Found>(
  { reader, actor, id }: { reader: Db; actor: Actor; id: number },
  find: (id: number) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const found = await find(id);
  if (found !== undefined || !(Number.isSafeInteger(id) && id > 0)) return found;
  const [alias] = await reader.all(current(actor.organization.id, [id]));
  return alias && find(alias.id);
}

/** The ids that the given ones mean, in their order. */
export async function currentIds(db: Db, actor: Actor, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const aliases = new Map((await db.all(current(actor.organization.id, ids))).map(({ oldId, id }) => [oldId, id]));
  return ids.map((id) => aliases.get(id) ?? id);
}

const former = query<{ oldId: number }>(
  'constituent_aliases_of',
  `select a.old_id as "oldId" from constituent_aliases a where a.organization_id = $1 and a.current_id = $2 order by a.old_id`,
);

/** The ids that mean this record since merges. */
export async function formerIds(db: Db, actor: Actor, id: number): Promise<number[]> {
  return (await db.all(former(actor.organization.id, id))).map(({ oldId }) => oldId);
}
