// Every SELECT of merges.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { MERGE_COLUMNS, type Merge } from './merge.ts';

const byId = query<Merge>(
  'merge_by_id',
  `select ${MERGE_COLUMNS} from merges m where m.organization_id = $1 and m.id = $2`,
);

/** Throws `not-found`. */
export async function getMerge(db: Db, actor: Actor, id: number): Promise<Merge> {
  allow(actor, 'constituents:read');
  const merge = await db.maybe(byId(actor.organization.id, id));
  if (!merge) throw new Failure('not-found', 'merge', { subject: id });
  return merge;
}

const page = pagedStatement<Merge>('merges_list', {
  select: MERGE_COLUMNS,
  from: 'merges m where m.organization_id = $1',
  order: 'm.id desc',
});

/** One page, latest first. */
export function listMerges(db: Db, actor: Actor, wanted: PageRequest): Promise<Paged<Merge>> {
  allow(actor, 'constituents:read');
  return page(db, [actor.organization.id], wanted);
}

const later = query<Merge>(
  'merges_standing_later',
  `select ${MERGE_COLUMNS} from merges m where m.organization_id = $1 and m.undone_at is null and m.id > $2
     and (m.other_ids || m.survivor_id) && $3::bigint[] order by m.id`,
);

/**
 * The merges that stand and were made after this one of people whom it changed, or of whom those later ones did, in their
 * order: they build on what this one left.
 */
export async function mergesBuiltOn(db: Db, actor: Actor, merge: Merge): Promise<Merge[]> {
  const people = new Set([merge.survivorId, ...merge.otherIds, ...merge.relatedIds]);
  for (let count = -1, found: Merge[] = []; ; ) {
    if (found.length === count) return found;
    count = found.length;
    found = await db.all(later(actor.organization.id, merge.id, [...people]));
    for (const { survivorId, otherIds, relatedIds } of found) {
      for (const id of [survivorId, ...otherIds, ...relatedIds]) people.add(id);
    }
  }
}
