// The version of a record: the id of its last change, which every write of it and of what it shows makes.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';

const lastChange = query<{ version: number }>(
  'constituent_version',
  `select coalesce(max(id), 0) as version from changes
   where organization_id = $1 and subject_type = 'constituent' and subject_id = $2 and at < $3::timestamptz + interval '1 millisecond'`,
);

/** Grows with each change of the record; of a moment (ISO) the version that it had. 0: no change was recorded by then. */
export async function versionOf(db: Db, actor: Actor, constituentId: number, moment = 'infinity'): Promise<number> {
  return (await db.one(lastChange(actor.organization.id, constituentId, moment))).version;
}
