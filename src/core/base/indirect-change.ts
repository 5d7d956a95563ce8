// Changes of those whose record shows something that is written elsewhere: the other side of a relationship, everybody in
// a group that is renamed or deleted. Without them whoever follows the changes of a person would keep an outdated record.
import { writeOf } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from './actor.ts';

/** A kind of subject, and how SQL gives what its record shows. */
export interface ShownRecord {
  /** As in the kinds of its changes: `constituent`. */
  readonly subjectType: string;
  readonly table: string;
  readonly alias: string;
  /** SQL of a JSON value of the alias, by the name it has in a change. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface Affected {
  readonly record: ShownRecord;
  /** SQL of the ids of those whose record may become another one, of the organization `$1` and the values from `$2` on. */
  readonly who: string;
  readonly values: readonly unknown[];
}

/**
 * Does `work`, and records an update of everybody among the affected whose record it made another one, with a new time of
 * update. It takes four statements for each kind of subject, however many people there are.
 */
export async function recordingIndirectly<Result>(
  tx: Tx,
  actor: Actor,
  affected: readonly Affected[],
  work: () => Promise<Result>,
): Promise<Result> {
  for (const each of affected) {
    const values = [actor.organization.id, ...each.values];
    // Two statements: one that waited for the locks would still see the records as they were before the wait.
    await tx.all(writeOf({ text: lockText(each), values }));
    await tx.all(writeOf({ text: keepText(each), values }));
  }
  const result = await work();
  const { type, id, dialect, requestId } = actor;
  for (const { record } of affected) {
    const values = [actor.organization.id, record.subjectType, type, id, dialect, requestId];
    await tx.all(writeOf({ text: recordText(record), values }));
    tx.told(record.subjectType);
  }
  return result;
}

function fromAffected({ record: { table, alias }, who }: Affected): string {
  return `from ${table} ${alias} where ${alias}.organization_id = $1 and ${alias}.id in (${who})`;
}

/** By id, so that two transactions that lock the same people do not wait for each other. */
function lockText(affected: Affected): string {
  const { alias } = affected.record;
  return `select ${fromAffected(affected)} order by ${alias}.id for no key update`;
}

function shown({ parts }: ShownRecord): string {
  const pairs = Object.entries(parts).map(([name, sql]) => `'${name}', ${sql}`);
  return `jsonb_build_object(${pairs.join(', ')})`;
}

function keepText(affected: Affected): string {
  const { record } = affected;
  return `insert into records_before (organization_id, subject_type, subject_id, before)
    select $1, '${record.subjectType}', ${record.alias}.id, ${shown(record)} ${fromAffected(affected)}`;
}

function recordText(record: ShownRecord): string {
  const { table, alias } = record;
  return `with kept as (
      delete from records_before where organization_id = $1 and transaction_id = pg_current_xact_id() and subject_type = $2
      returning subject_id, before
    ), compared as (
      select k.subject_id, k.before, ${shown(record)} as after
      from kept k join ${table} ${alias} on ${alias}.organization_id = $1 and ${alias}.id = k.subject_id
    ), differing as (
      select c.subject_id, jsonb_object_agg(b.key, b.value) as before, jsonb_object_agg(b.key, c.after -> b.key) as after
      from compared c cross join jsonb_each(c.before) b where b.value is distinct from c.after -> b.key group by c.subject_id
    ), stamped as (
      update ${table} t set updated_at = now() from differing d where t.organization_id = $1 and t.id = d.subject_id
    )
    insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
    select $1, $2::text || '.updated', $2, subject_id, $3, $4, $5, $6, before, after from differing order by subject_id`;
}

/** Rows that end together with what they belong to. */
export interface Ending {
  readonly table: string;
  /** As in the kinds of its changes. */
  readonly subjectType: string;
  /** The column of what they belong to. */
  readonly column: string;
}

/** Deletes the rows that belong to what has the id, and records the deletion of each, in one statement however many. */
export async function endTogether(tx: Tx, actor: Actor, { table, subjectType, column, id }: Ending & { id: number }) {
  const { type, id: actorId, dialect, requestId } = actor;
  const text = `with gone as (
      delete from ${table} r where r.organization_id = $1 and r.${column} = $2 returning r.*
    )
    insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before)
    select $1, $3::text || '.deleted', $3, gone.id, $4, $5, $6, $7, to_jsonb(gone) from gone order by gone.id`;
  const values = [actor.organization.id, id, subjectType, type, actorId, dialect, requestId];
  await tx.all(writeOf({ name: `${table}_end_by_${column}`, text, values }));
  tx.told(subjectType);
}
