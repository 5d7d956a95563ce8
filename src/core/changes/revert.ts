// Taking a change set back (docs/decisions/0029): what it changed goes back to what it was, unless somebody changed it later.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { tryOut } from '../base/try-out.ts';
import { getConstituent } from '../constituents/record/constituent-queries.ts';
import { deleteConstituent, restoreConstituent } from '../constituents/record/delete-constituent.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import { RECORD_KINDS } from './change-log.ts';
import { reversalOf } from './three-way.ts';

/** What stays as it is, and why. */
export interface Kept {
  readonly subject: { readonly type: string; readonly id: number };
  /** Null: the record as a whole. */
  readonly field: string | null;
  readonly because: string;
}

export interface RevertReport {
  /** Records of which something went back. */
  readonly reverted: number;
  readonly kept: readonly Kept[];
}

interface SetChange {
  readonly id: number;
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: number;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

const ofSet = query<SetChange>(
  'revert_changes_of_set',
  `select id, kind, subject_type as "subjectType", subject_id as "subjectId", before, after from changes
   where organization_id = $1 and request_id = $2 order by id limit $3`,
);

/** A set with more changes than this is refused: it would hold a request for minutes. */
const MOST = 5_000;

/**
 * Takes back what the changes of a set made of people's records, one record a transaction: a set that was taken back in part
 * is taken back further by the next call. What is not a person's record is named in `kept`. With `isDryRun` the answer is the
 * same and nothing is written. Throws `too-large` for a set of more than 5,000 changes,
 * `conflict` for an erasure.
 */
export async function revertChangeSet(
  db: Db,
  actor: Actor,
  { requestId, isDryRun }: { requestId: string; isDryRun: boolean },
): Promise<RevertReport> {
  allow(actor, 'settings:write');
  allow(actor, 'constituents:write');
  const changes = await db.all(ofSet(actor.organization.id, requestId, MOST + 1));
  if (changes.length > MOST) throw new Failure('too-large', 'change_set', { subject: MOST });
  if (changes.some(({ kind }) => kind === 'constituent.erased')) throw new Failure('conflict', 'erasure_stands');
  const isRecord = ({ kind }: SetChange) => RECORD_KINDS.includes(kind);
  const kept: Kept[] = changes.filter((change) => !isRecord(change) && !isAbout(change)).map(beyond);
  let reverted = 0;
  for (const own of Map.groupBy(changes.filter(isRecord), ({ subjectId }) => subjectId).values()) {
    const outcome = await revertOne(db, actor, { changes: own, requestId, isDryRun });
    if (outcome.hasChanged) reverted += 1;
    kept.push(...outcome.kept);
  }
  return { reverted, kept };
}

const ofRecord = query<SetChange>(
  'revert_changes_of_record',
  `select id, kind, subject_type as "subjectType", subject_id as "subjectId", before, after from changes
   where organization_id = $1 and request_id = $2 and subject_type = 'constituent' and subject_id = $3 and kind = any($4) order by id`,
);

/** The same of one person whom a set has changed: for sets that are too large for one call. */
export async function revertRecord(
  db: Db,
  actor: Actor,
  { requestId, constituentId, isDryRun }: { requestId: string; constituentId: number; isDryRun: boolean },
): Promise<Outcome> {
  allow(actor, 'constituents:write');
  const changes = await db.all(ofRecord(actor.organization.id, requestId, constituentId, RECORD_KINDS));
  if (changes.length === 0) return { hasChanged: false, kept: [] };
  return revertOne(db, actor, { changes, requestId, isDryRun });
}

/** Whether a change tells of something that was done about a person, with changes of its own. */
function isAbout({ subjectType }: SetChange): boolean {
  return subjectType === 'constituent';
}

function beyond({ subjectType, subjectId }: SetChange): Kept {
  return { subject: { type: subjectType, id: subjectId }, field: null, because: 'not taken back by this operation' };
}

interface OfOne {
  readonly changes: readonly SetChange[];
  readonly requestId: string;
  readonly isDryRun: boolean;
}

interface Outcome {
  readonly hasChanged: boolean;
  readonly kept: readonly Kept[];
}

async function revertOne(db: Db, actor: Actor, one: OfOne): Promise<Outcome> {
  const subject = { type: 'constituent', id: one.changes[0]?.subjectId ?? 0 };
  try {
    return await (one.isDryRun ? tryOut : transaction)(db, actor, (tx: Tx) => takeBack(tx, actor, one));
  } catch (error) {
    // A rule of today refuses what was: a user name is somebody else's by now, a group is gone.
    if (error instanceof Failure && error.kind !== 'unavailable')
      return { hasChanged: false, kept: [{ subject, field: null, because: error.code.replaceAll('_', ' ') }] };
    throw error;
  }
}

const lastLater = query<{ kind: string; actor: string }>(
  'revert_last_later_change',
  `select x.kind, coalesce(
     case x.actor_type
       when 'user' then (select u.login_name from users u where u.organization_id = x.organization_id and u.id = x.actor_id)
       when 'key' then (select k.name from api_keys k where k.organization_id = x.organization_id and k.id = x.actor_id)
     end, x.actor_type) as actor
   from changes x where x.organization_id = $1 and x.subject_type = 'constituent' and x.subject_id = $2 and x.id > $3
     and x.request_id <> $4 and x.kind = any($5) order by x.id desc limit 1`,
);

async function takeBack(tx: Tx, actor: Actor, { changes, requestId }: OfOne): Promise<Outcome> {
  const [first] = changes;
  const id = first?.subjectId ?? 0;
  const values = [actor.organization.id, id, first?.id, requestId, RECORD_KINDS];
  const later = await tx.maybe(lastLater(...values));
  const because = `changed later by ${later?.actor}`;
  const subject = { type: 'constituent', id };
  const made = changes.some(({ kind }) => kind === 'constituent.created');
  const { deletedAt } = await getConstituent(tx, actor, { id, presence: 'deleted-too' });
  if (made && later) return { hasChanged: false, kept: [{ subject, field: null, because }] };
  if (made && deletedAt !== null) return { hasChanged: false, kept: [] };
  if (made) {
    await deleteConstituent(tx, actor, id);
    return { hasChanged: true, kept: [] };
  }
  const moved = await presenceBack(tx, actor, { changes, deletedAt });
  const { hasChanged, fields } = await contentBack(tx, actor, { changes, id });
  const kept = fields.map((field) => ({ subject, field, because: later ? because : 'cannot be taken back' }));
  return { hasChanged: moved || hasChanged, kept };
}

/** Restores whom the set deleted, and deletes whom it restored. */
async function presenceBack(
  tx: Tx,
  actor: Actor,
  { changes, deletedAt }: { changes: readonly SetChange[]; deletedAt: string | null },
): Promise<boolean> {
  const last = changes.findLast(({ kind }) => kind !== 'constituent.updated');
  if (!last) return false;
  if (last.kind === 'constituent.deleted' && deletedAt !== null) {
    await restoreConstituent(tx, actor, last.subjectId);
    return true;
  }
  if (last.kind !== 'constituent.restored' || deletedAt !== null) return false;
  await deleteConstituent(tx, actor, last.subjectId);
  return true;
}

async function contentBack(tx: Tx, actor: Actor, { changes, id }: { changes: readonly SetChange[]; id: number }) {
  const updates = changes.filter(({ kind }) => kind === 'constituent.updated');
  // Of several changes of one field the first says what it was before all of them, the last what they made of it.
  const before = Object.assign({}, ...updates.toReversed().map((change) => change.before ?? {})) as object;
  const after = Object.assign({}, ...updates.map((change) => change.after ?? {})) as object;
  if (Object.keys(before).length === 0) return { hasChanged: false, fields: [] };
  const now = await getConstituent(tx, actor, { id, presence: 'deleted-too' });
  const ways = { before: { ...before }, after: { ...after } };
  let fields: readonly string[] = [];
  const written = await updateConstituent(tx, actor, {
    id,
    presence: 'deleted-too',
    input: (locked) => {
      const { input, kept } = reversalOf({ ...ways, now: { ...locked } });
      fields = kept;
      return input;
    },
  });
  return { hasChanged: JSON.stringify(written) !== JSON.stringify(now), fields };
}
