import { statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from './actor.ts';

export interface Change {
  /** `<subject type>.<past participle>`, e.g. `constituent.updated`. */
  readonly kind: string;
  readonly subjectId: number;
  /** Null for a creation; for an update only what differs. */
  readonly before: unknown;
  readonly after: unknown;
}

const insertChange = statement<{ id: number }>(
  'change_insert',
  `insert into changes (organization_id, kind, subject_type, subject_id, actor_type, actor_id, dialect, request_id, before, after)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
);

/** Writes the one row that announces a write; audit, feed and webhooks read nothing else. Returns its id. */
export async function recordChange(tx: Tx, actor: Actor, change: Change): Promise<number> {
  const subjectType = change.kind.slice(0, change.kind.indexOf('.'));
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  const row = await tx.one(
    insertChange(
      actor.organization.id,
      change.kind,
      subjectType,
      change.subjectId,
      actor.type,
      actor.id,
      actor.dialect,
      actor.requestId,
      json(change.before),
      json(change.after),
    ),
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
