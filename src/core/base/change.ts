import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from './actor.ts';
import { addJobSql } from './jobs.ts';

export interface Change {
  /** `<subject type>.<past participle>`, e.g. `constituent.updated`. */
  readonly kind: string;
  readonly subjectId: number;
  /** Null for a creation, whose `after` may leave out what is not set; for an update only what differs. */
  readonly before: unknown;
  readonly after: unknown;
  /** The events that webhooks get, e.g. `accreditation.expired`. */
  readonly events?: readonly string[];
  /** The subject whose events arrive in the order of the changes; by default that of the change. */
  readonly about?: string;
}

/** How a change is inserted by a statement that writes what it announces. */
export interface ChangeSql {
  /** SQL for the subject's id. */
  readonly subject: string;
  /** The number of the first of `changeValues`. */
  readonly first: number;
  /** What the SQL selects from: if that has no row, no change is written. */
  readonly from?: string;
  /** SQL for a JSON object that `after` is added to. */
  readonly after?: string;
}

/** SQL that inserts a change of the organization `$1`. */
export function changeInsert({ subject, first, from, after }: ChangeSql): string {
  const [kind, subjectType, ...others] = Array.from({ length: CHANGE_VALUES }, (_, index) => `$${first + index}`);
  const given = others.pop();
  const told = after === undefined ? given : `${after}::jsonb || ${given}::jsonb`;
  return `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
     select $1, ${kind}, ${subjectType}, ${subject}, ${others.join(', ')}, ${told} ${from ? `from ${from}` : ''} returning id`;
}

/**
 * SQL that inserts a change, a delivery for each webhook that wants one of the events, and the jobs that deliver them, as the
 * expressions `change`, `queued` (with the `webhook_id`) and `jobs`; `jobs` runs only if it is read. Its values come after
 * those of the change: the events, whom they are about, and whether there are to be jobs.
 */
export function announcedChange(change: ChangeSql): string {
  const events = change.first + CHANGE_VALUES;
  const [about, withJobs] = [events + 1, events + 2];
  const queue = { organizationId: '$1::bigint', webhookId: 'webhook_id', subject: `$${about}::text` };
  // Deliveries are written here, in the order of the changes, so that events about one person can arrive in that order.
  return `change as (
     ${changeInsert(change)}
   ), queued as (
     insert into webhook_deliveries (organization_id, webhook_id, change_id, event, subject)
     select $1, w.id, change.id, e.event, $${about}
     from change cross join unnest($${events}::text[]) with ordinality as e (event, place)
     join webhooks w on w.organization_id = $1 and w.status = 'active' and w.events && array[e.event, '*']
     order by e.place, w.id returning webhook_id
   ), jobs as (
     select ${addJobSql('deliver_webhooks', queue)}
     from (select distinct webhook_id from queued) as webhook where $${withJobs}::boolean
   )`;
}

/** As many as `changeValues` gives. */
export const CHANGE_VALUES = 8;

/** The values of a change's row except its organization and its subject's id. */
export function changeValues(
  actor: Actor,
  { kind, before, after }: Pick<Change, 'kind' | 'before' | 'after'>,
): unknown[] {
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  const { type, id, dialect, requestId } = actor;
  return [kind, subjectTypeOf(kind), type, id, dialect, requestId, json(before), json(after)];
}

function subjectTypeOf(kind: string): string {
  return kind.slice(0, kind.indexOf('.'));
}

const CHANGE: ChangeSql = { subject: '$2', first: 3 };
const insertChange = write<{ id: number }>('change_insert', changeInsert(CHANGE));
// All or nothing.
const insertAnnouncedChange = write<{ id: number }>(
  'change_insert_announced',
  `with ${announcedChange(CHANGE)} select id from change where (select count(*) from jobs) is not null`,
);

/** Writes the one row that announces a write; audit, feed and webhooks read nothing else. Returns its id. */
export async function recordChange(tx: Tx, actor: Actor, change: Change): Promise<number> {
  const values = [actor.organization.id, change.subjectId, ...changeValues(actor, change)];
  const { events = [], about = `${subjectTypeOf(change.kind)} ${change.subjectId}` } = change;
  const row = await tx.one(
    events.length === 0 ? insertChange(...values) : insertAnnouncedChange(...values, events, about, true),
  );
  tx.told(subjectTypeOf(change.kind));
  return row.id;
}

/**
 * Records what an update changed: the fields of two states that differ. An update that left all as it was leaves no
 * change. Returns whether there was one.
 */
export async function recordDifference(
  tx: Tx,
  actor: Actor,
  { before, after, ...change }: Omit<Change, 'before' | 'after'> & { readonly before: object; readonly after: object },
): Promise<boolean> {
  const changed = difference(before, after);
  if (changed) await recordChange(tx, actor, { ...change, ...changed });
  else tx.told(subjectTypeOf(change.kind));
  return changed !== undefined;
}

export interface Creation {
  readonly id: number;
  readonly isNew: boolean;
  readonly after: unknown;
}

const insertCreations = write(
  'changes_insert_creations',
  `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, after)
   select $1, $2::text || '.created', $2, r.id, $3, $4, $5, $6, r.after
   from rows from (jsonb_to_recordset($7::jsonb) as (id bigint, after jsonb)) with ordinality as r order by ordinality`,
);

/** Records what an upsert created, in one statement; rows that were there already leave no change. */
export async function recordIfNew(
  tx: Tx,
  actor: Actor,
  { subjectType, rows }: { subjectType: string; rows: readonly Creation[] },
): Promise<void> {
  const created = new Map(rows.filter(({ isNew }) => isNew).map((row) => [row.id, row]));
  tx.told(subjectType);
  if (created.size === 0) return;
  const { type, id, dialect, requestId } = actor;
  const values = JSON.stringify([...created.values()]);
  await tx.all(insertCreations(actor.organization.id, subjectType, type, id, dialect, requestId, values));
}

export interface Update {
  readonly id: number;
  readonly before: unknown;
  readonly after: unknown;
}

const insertUpdates = write(
  'changes_insert_updates',
  `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
   select $1, $2::text || '.updated', $2, r.id, $3, $4, $5, $6, r.before, r.after
   from rows from (jsonb_to_recordset($7::jsonb) as (id bigint, before jsonb, after jsonb)) with ordinality as r order by ordinality`,
);

/** Records what one write changed of many subjects, in one statement. */
export async function recordUpdates(
  tx: Tx,
  actor: Actor,
  { subjectType, rows }: { subjectType: string; rows: readonly Update[] },
): Promise<void> {
  tx.told(subjectType);
  if (rows.length === 0) return;
  const { type, id, dialect, requestId } = actor;
  await tx.all(insertUpdates(actor.organization.id, subjectType, type, id, dialect, requestId, JSON.stringify(rows)));
}

interface Difference {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** The fields of two states that differ, as `before` and `after` of an update. When it was last written is none. */
export function difference(earlier: object, later: object): Difference | undefined {
  const [before, after] = [{ ...earlier } as Difference['before'], { ...later } as Difference['after']];
  const fields = Object.keys(after).filter((key) => key !== 'updatedAt');
  const changed = fields.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (changed.length === 0) return undefined;
  return {
    before: Object.fromEntries(changed.map((key) => [key, before[key]])),
    after: Object.fromEntries(changed.map((key) => [key, after[key]])),
  };
}
