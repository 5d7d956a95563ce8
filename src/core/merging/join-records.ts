// Makes several records one, row by row; who may, and who is told, is for merge-constituents.ts and unmerge.ts.
import { query, write, writeOf } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { addJobSql } from '../base/jobs.ts';
import { refreshLatestMemberships } from '../constituents/parts/write-affiliations.ts';
import type { Merge } from './merge.ts';
import { type Choice, type ConstituentRow, mergedFields } from './merged-fields.ts';
import { MERGED_TABLES, ownersOf } from './merged-tables.ts';
import { keepRows, moveRows, takeAwayRows } from './row-statements.ts';

export interface Joining extends Pick<Merge, 'id' | 'survivorId' | 'otherIds'> {
  readonly choose: Choice;
  /** Values that the survivor has whatever the others have. */
  readonly keeping?: Readonly<Record<string, unknown>>;
}

const rowsOf = query<{ row: ConstituentRow }>(
  'merge_constituents',
  `select to_jsonb(c) as row from constituents c where c.organization_id = $1 and c.id = any($2::bigint[])
   order by array_position($2::bigint[], c.id)`,
);

export async function constituentRows(tx: Tx, actor: Actor, ids: readonly number[]): Promise<ConstituentRow[]> {
  return (await tx.all(rowsOf(actor.organization.id, ids))).map(({ row }) => row);
}

const keepConstituents = write(
  'merge_keep_constituents',
  `insert into merge_rows (organization_id, merge_id, table_name, before, after)
   select $1, $2, 'constituents', to_jsonb(c), case when c.id = ($3::bigint[])[1] then to_jsonb(c) || $4::jsonb end
   from constituents c where c.organization_id = $1 and c.id = any($3::bigint[]) order by array_position($3::bigint[], c.id)`,
);
const removeOthers = write(
  'merge_remove_others',
  'delete from constituents where organization_id = $1 and id = any($2::bigint[])',
);
// Nothing of a person may be left when the record goes: the foreign keys would delete it.
const leftBehind = query<{ table: string }>(
  'merge_left_behind',
  MERGED_TABLES.map((merged) => {
    const owned = ownersOf(merged).map((owner) => `t.${owner} = any($2::bigint[])`);
    return `select '${merged.table}' as table from ${merged.table} t where t.organization_id = $1 and (${owned.join(' or ')})`;
  }).join(' union all '),
);
const insertAliases = write(
  'merge_insert_aliases',
  `insert into constituent_aliases (organization_id, old_id, current_id, merge_id) select $1, unnest($2::bigint[]), $3, $4`,
);
const moveAliases = write(
  'merge_move_aliases',
  'update constituent_aliases set current_id = $3 where organization_id = $1 and current_id = any($2::bigint[])',
);
// What waits to be told of the others is told of the survivor, in the order in which it happened.
const moveDeliveries = write(
  'merge_move_deliveries',
  `with moved as (
     update webhook_deliveries set subject = $3 where organization_id = $1 and subject = any($2::text[]) and status = 'queued'
     returning webhook_id)
   select ${addJobSql('deliver_webhooks', { organizationId: '$1::bigint', webhookId: 'webhook_id', subject: '$3::text' })}
   from (select distinct webhook_id from moved) as webhook`,
);
const describe = write(
  'merge_describe',
  `update merges set conflicts = $4, moved = (
     select coalesce(jsonb_object_agg(r.table_name, r.count), '{}') from (
       select m.table_name, count(*) from merge_rows m
       where m.organization_id = $1 and m.merge_id = $2 and m.table_name not in ('constituents', 'sessions', 'sign_on_tokens')
         and m.before ->> 'constituent_id' <> $3::bigint::text group by 1) r)
   where organization_id = $1 and id = $2`,
);

/** Moves everything to the survivor and removes the other records. The people are locked, and none of them is an alias. */
export async function joinRecords(tx: Tx, actor: Actor, joining: Joining): Promise<void> {
  const { id: organizationId } = actor.organization;
  const { id: mergeId, survivorId, otherIds, choose, keeping } = joining;
  const people = [survivorId, ...otherIds];
  const merge = { organizationId, mergeId, people };
  const { changed, conflicts } = mergedFields(await constituentRows(tx, actor, people), choose);
  const columns = { ...changed, ...keeping };
  for (const merged of MERGED_TABLES) {
    await tx.all(keepRows(merged, merge));
    await tx.all(takeAwayRows(merged, merge));
    await tx.all(moveRows(merged, merge));
  }
  await tx.all(keepConstituents(organizationId, mergeId, people, JSON.stringify(columns)));
  const [left] = await tx.all(leftBehind(organizationId, otherIds));
  if (left) throw new Error(`A merge leaves rows behind in ${left.table}`);
  await tx.all(removeOthers(organizationId, otherIds));
  await writeColumns(tx, actor, { id: survivorId, columns });
  await tx.all(refreshLatestMemberships(organizationId, [survivorId]));
  await tx.all(moveAliases(organizationId, otherIds, survivorId));
  await tx.all(insertAliases(organizationId, otherIds, survivorId, mergeId));
  const subjects = otherIds.map((id) => `constituent ${id}`);
  await tx.all(moveDeliveries(organizationId, subjects, `constituent ${survivorId}`));
  await tx.all(describe(organizationId, mergeId, survivorId, JSON.stringify(conflicts)));
}

/** Writes values as to_jsonb gives them, and that the record was changed. */
export async function writeColumns(
  tx: Tx,
  actor: Actor,
  { id, columns }: { id: number; columns: Readonly<Record<string, unknown>> },
): Promise<void> {
  const assignments = Object.keys(columns).map((column) => `${column} = wanted.${column}`);
  const text = `update constituents t set ${[...assignments, 'updated_at = now()'].join(', ')}
    from jsonb_populate_record(null::constituents, $3::jsonb) wanted where t.organization_id = $1 and t.id = $2`;
  await tx.all(writeOf({ text, values: [actor.organization.id, id, JSON.stringify(columns)] }));
}
