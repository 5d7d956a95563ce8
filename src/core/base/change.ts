import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from './actor.ts';

export interface Change {
  /** `<subject type>.<past participle>`, e.g. `constituent.updated`. */
  readonly kind: string;
  readonly subjectId: number;
  /** Null for a creation, whose `after` may leave out what is not set; for an update only what differs. */
  readonly before: unknown;
  readonly after: unknown;
  /** What webhooks may be told, e.g. `accreditation.expired`. */
  readonly events?: readonly string[];
  /** Whose events arrive in the order of the changes; the subject of the change unless told. */
  readonly about?: string;
}

/**
 * SQL that inserts a change, of the organization `$1`, also inside a statement that writes what it announces. `subject` is
 * SQL for the subject's id; `first` is the number of the first of `changeValues`.
 */
export function changeInsert(subject: string, first: number): string {
  const [kind, subjectType, ...others] = Array.from({ length: CHANGE_VALUES }, (_, index) => `$${first + index}`);
  return `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
     values ($1, ${kind}, ${subjectType}, ${subject}, ${others.join(', ')}) returning id`;
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

const insertChange = statement<{ id: number }>('change_insert', changeInsert('$2', 3));

// The same, and a delivery for each webhook that wants one of the events, and the job that delivers it: all or nothing.
// Deliveries are written here, in the order of the changes, so that events about one person can arrive in that order.
const insertAnnouncedChange = statement<{ id: number }>(
  'change_insert_announced',
  `with change as (
     ${changeInsert('$2', 3)}
   ), queued as (
     insert into webhook_deliveries (organization_id, webhook_id, change_id, event, subject)
     select $1, w.id, change.id, e.event, $12
     from change cross join unnest($11::text[]) with ordinality as e (event, place)
     join webhooks w on w.organization_id = $1 and w.status = 'active' and w.events && array[e.event, '*']
     order by e.place, w.id returning webhook_id
   ), jobs as (
     select graphile_worker.add_job('deliver_webhooks',
       json_build_object('organizationId', $1::bigint, 'webhookId', webhook_id, 'subject', $12::text))
     from (select distinct webhook_id from queued) as webhook
   )
   select id from change where (select count(*) from jobs) is not null`,
);

/** Writes the one row that announces a write; audit, feed and webhooks read nothing else. Returns its id. */
export async function recordChange(tx: Tx, actor: Actor, change: Change): Promise<number> {
  const values = [actor.organization.id, change.subjectId, ...changeValues(actor, change)];
  const { events = [], about = `${subjectTypeOf(change.kind)} ${change.subjectId}` } = change;
  const row = await tx.one(
    events.length === 0 ? insertChange(...values) : insertAnnouncedChange(...values, events, about),
  );
  return row.id;
}

/** The parts of two states that differ, as `before` and `after` of an update. */
export function difference(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { before: Record<string, unknown>; after: Record<string, unknown> } | undefined {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (changed.length === 0) return undefined;
  return {
    before: Object.fromEntries(changed.map((key) => [key, before[key]])),
    after: Object.fromEntries(changed.map((key) => [key, after[key]])),
  };
}
