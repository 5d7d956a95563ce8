// Notes, gifts and whatever else of a person is a thing of its own, with changes of its own.
import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordUpdates, type Update } from '../base/change.ts';
import { MERGED_TABLES } from './merged-tables.ts';

/** The types of subject, by table. */
const SUBJECTS = MERGED_TABLES.flatMap(({ table, subject }) => (subject === undefined ? [] : [{ table, subject }]));

interface MovedThing {
  readonly subject: string;
  readonly id: number;
  /** Whose it was before the merge, and after. */
  readonly before: number;
  readonly after: number;
}

/** Those that a merge has moved and that are now with whom an image of theirs says. */
const nowAs = (image: 'before' | 'after') =>
  query<MovedThing>(
    `merge_things_${image}`,
    SUBJECTS.map(
      ({ table, subject }) => `select '${subject}' as subject, t.id, (m.before ->> 'constituent_id')::bigint as before,
         (m.after ->> 'constituent_id')::bigint as after
       from merge_rows m join ${table} t on t.organization_id = m.organization_id and t.id = (m.before ->> 'id')::bigint
       where m.organization_id = $1 and m.merge_id = $2 and m.table_name = '${table}'
         and t.constituent_id = (m.${image} ->> 'constituent_id')::bigint`,
    ).join(' union all '),
  );
const merged = nowAs('after');
const unmerged = nowAs('before');

/** Records for each thing of a merge that it is another person's now: one statement for each kind of thing. */
export async function recordOwners(
  tx: Tx,
  actor: Actor,
  { mergeId, survivorId, isMerge }: { mergeId: number; survivorId: number; isMerge: boolean },
): Promise<void> {
  const things = await tx.all((isMerge ? merged : unmerged)(actor.organization.id, mergeId));
  for (const { subject } of SUBJECTS) {
    const rows = things
      .filter((thing) => thing.subject === subject && thing.before !== thing.after)
      .map(({ id, before }): Update => {
        const [was, is] = isMerge ? [before, survivorId] : [survivorId, before];
        return { id, before: { constituentId: was }, after: { constituentId: is } };
      });
    await recordUpdates(tx, actor, { subjectType: subject, rows });
  }
}
