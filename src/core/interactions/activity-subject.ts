// What an activity refers to: its constituent, and the type it is of.
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { throughAlias } from '../constituents/record/aliases.ts';
import { resolve } from '../constituents/record/vocabulary.ts';
import type { Reference } from '../record/part.ts';

export interface ActivitySubject {
  readonly id: number;
  readonly sortName: string | null;
}

// Shared lock: the constituent is not deleted before the activity is there, or the activity is refused.
const lockSubject = write<ActivitySubject>(
  'activity_subject_lock',
  `select id, sort_name as "sortName" from constituents
   where organization_id = $1 and id = $2 and deleted_at is null for share`,
);

function findSubject(tx: Tx, actor: Actor, id: number): Promise<ActivitySubject | undefined> {
  return throughAlias({ reader: tx, actor, id }, (current) => tx.maybe(lockSubject(actor.organization.id, current)));
}

/** The constituent that something is written down about. Throws `not-found`. */
export async function lockActivitySubject(tx: Tx, actor: Actor, id: number): Promise<ActivitySubject> {
  const subject = await findSubject(tx, actor, id);
  if (!subject) throw new Failure('not-found', 'constituent', { subject: id });
  return subject;
}

/** The constituent that an activity moves to. Throws `invalid`. */
export async function requireNewSubject(tx: Tx, actor: Actor, id: number): Promise<ActivitySubject> {
  const subject = await findSubject(tx, actor, id);
  if (!subject) throw new Failure('invalid', 'unknown_constituent', { subject: 'constituentId' });
  return subject;
}

const typesOfKind = query<{ id: number; name: string }>(
  'activity_types',
  'select id, name from types where organization_id = $1 and kind = $2 order by id',
);

/** The type meant, or undefined when none was named or none is known by that id or name (docs/contracts/lgl.md §5.4). */
export async function findTypeId(
  tx: Tx,
  actor: Actor,
  { kind, reference }: { kind: string; reference: Reference | undefined },
): Promise<number | undefined> {
  if (!reference?.id && !reference?.name) return undefined;
  return resolve(await tx.all(typesOfKind(actor.organization.id, kind)), reference)?.id;
}
