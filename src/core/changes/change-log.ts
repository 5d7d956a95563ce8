// Reading the record of changes: of one subject, of one change set, and the change sets themselves. A change set is all
// changes of one request, or of one run of a job; its id is that of its first change (docs/decisions/0028).
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';

type Content = Readonly<Record<string, unknown>>;

export interface LoggedChange {
  readonly id: number;
  /** When its transaction began: ISO 8601, UTC. */
  readonly at: string;
  /** `<subject type>.<past participle>` */
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: number;
  readonly actorType: Actor['type'];
  readonly actorId: number | null;
  /** Of a user: the login name; of a key: its name. */
  readonly actorName: string | null;
  /** Through what it came: `oho`, `lgl`, `luminate`, `native`, `cli`, `job`. */
  readonly dialect: string;
  readonly changeSetId: number;
  /** Of an update only what differs; of a creation null. */
  readonly before: Content | null;
  readonly after: Content | null;
}

/** SQL of a logged change `x`. */
export const LOGGED_COLUMNS = `x.id, x.at, x.kind, x.subject_type as "subjectType", x.subject_id as "subjectId", x.actor_type as "actorType",
  x.actor_id as "actorId", x.dialect, x.before, x.after,
  case x.actor_type
    when 'user' then (select u.login_name from users u where u.organization_id = x.organization_id and u.id = x.actor_id)
    when 'key' then (select k.name from api_keys k where k.organization_id = x.organization_id and k.id = x.actor_id)
  end as "actorName",
  (select min(s.id) from changes s where s.organization_id = x.organization_id and s.request_id = x.request_id) as "changeSetId"`;

/** What belongs to a person and has changes of its own, with the column that says to whom. */
export const RELATED_SUBJECTS = [
  ['note', 'notes'],
  ['contact_report', 'contact_reports'],
  ['volunteer_time', 'volunteer_times'],
  ['gift', 'gifts'],
  ['appeal_request', 'appeal_requests'],
  ['invitation', 'invitations'],
  ['interaction', 'interactions'],
  ['accreditation', 'accreditations'],
  ['information_request', 'information_requests'],
] as const;

/** Subjects that are people, or are about one. */
export const PERSONAL_TYPES: readonly string[] = ['constituent', ...RELATED_SUBJECTS.map(([type]) => type)];

const owners = RELATED_SUBJECTS.map(
  ([type, table]) =>
    `when '${type}' then coalesce((select r.constituent_id from ${table} r where r.organization_id = x.organization_id and r.id = x.subject_id),
       (coalesce(x.before, x.after) ->> 'constituentId')::bigint)`,
);
/** SQL of whom a change `x` is about. */
export const OWNER_SQL = `case x.subject_type when 'constituent' then x.subject_id ${owners.join(' ')} end`;

const relatedSubjects = RELATED_SUBJECTS.map(
  ([type, table]) => `select '${type}', r.id from ${table} r where r.organization_id = $1 and r.constituent_id = $2`,
);

const historyOfConstituent = query<LoggedChange>(
  'history_of_constituent',
  `with subject (type, id) as (
     select 'constituent', $2::bigint union all ${relatedSubjects.join(' union all ')}
   )
   select ${LOGGED_COLUMNS} from subject s join changes x on x.organization_id = $1 and x.subject_type = s.type and x.subject_id = s.id
   where x.id < $3 order by x.id desc limit $4`,
);

export interface LogPage {
  /** Changes with lower ids; undefined: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const FROM_THE_NEWEST = Number.MAX_SAFE_INTEGER;

/** What happened to a person and to what belongs to them, newest first. */
export async function historyOf(
  db: Db,
  actor: Actor,
  { constituentId, before = FROM_THE_NEWEST, limit }: LogPage & { constituentId: number },
): Promise<LoggedChange[]> {
  allow(actor, 'constituents:read');
  return db.all(historyOfConstituent(actor.organization.id, constituentId, before, limit));
}

const withIds = query<LoggedChange>(
  'changes_with_ids',
  `select ${LOGGED_COLUMNS} from changes x where x.organization_id = $1 and x.id = any ($2::bigint[]) order by x.id desc`,
);

/** Those changes, newest first. */
export async function changesWithIds(db: Db, actor: Actor, ids: readonly number[]): Promise<LoggedChange[]> {
  allow(actor, 'constituents:read');
  return db.all(withIds(actor.organization.id, ids));
}

const sinceOfConstituent = query<Pick<LoggedChange, 'kind' | 'before' | 'at'>>(
  'changes_of_constituent_since',
  `select kind, before, at from changes where organization_id = $1 and subject_type = 'constituent' and subject_id = $2
     and at >= $3::timestamptz + interval '1 millisecond' and kind = any($4) order by id desc`,
);

/** The changes of what a record shows. Others of its kinds tell of something that was done about the person. */
export const RECORD_KINDS = ['created', 'updated', 'deleted', 'restored'].map((verb) => `constituent.${verb}`);

/** The changes of a record after a moment (ISO, to the end of its millisecond), newest first. */
export async function changesSince(
  db: Db,
  actor: Actor,
  { constituentId, moment }: { constituentId: number; moment: string },
): Promise<Pick<LoggedChange, 'kind' | 'before' | 'at'>[]> {
  allow(actor, 'constituents:read');
  return db.all(sinceOfConstituent(actor.organization.id, constituentId, moment, RECORD_KINDS));
}

export interface ChangeSet {
  readonly id: number;
  readonly at: string;
  readonly actorType: Actor['type'];
  readonly actorId: number | null;
  readonly actorName: string | null;
  readonly dialect: string;
  readonly requestId: string;
  readonly changes: number;
}

const SET_COLUMNS = `f.id, f.at, f.actor_type as "actorType", f.actor_id as "actorId", f.dialect, f.request_id as "requestId",
  case f.actor_type
    when 'user' then (select u.login_name from users u where u.organization_id = f.organization_id and u.id = f.actor_id)
    when 'key' then (select k.name from api_keys k where k.organization_id = f.organization_id and k.id = f.actor_id)
  end as "actorName",
  (select count(*) from changes s where s.organization_id = f.organization_id and s.request_id = f.request_id) as changes`;

/** Whether a change is the first of its set. */
const IS_FIRST = `not exists (select from changes e
  where e.organization_id = f.organization_id and e.request_id = f.request_id and e.id < f.id)`;

const sets = query<ChangeSet>(
  'change_sets_list',
  `select ${SET_COLUMNS} from changes f where f.organization_id = $1 and f.id < $2 and ${IS_FIRST} order by f.id desc limit $3`,
);

/** The change sets, newest first. */
export async function listChangeSets(
  db: Db,
  actor: Actor,
  { before = FROM_THE_NEWEST, limit }: LogPage,
): Promise<ChangeSet[]> {
  allow(actor, 'settings:read');
  return db.all(sets(actor.organization.id, before, limit));
}

const set = query<ChangeSet>(
  'change_set_by_id',
  `select ${SET_COLUMNS} from changes f where f.organization_id = $1 and f.id = $2 and ${IS_FIRST}`,
);

/** Throws `not-found`. */
export async function getChangeSet(db: Db, actor: Actor, id: number): Promise<ChangeSet> {
  allow(actor, 'settings:read');
  const found = await db.maybe(set(actor.organization.id, id));
  if (!found) throw new Failure('not-found', 'change_set', { subject: id });
  return found;
}

const changesOfSet = query<LoggedChange>(
  'changes_of_set',
  `select ${LOGGED_COLUMNS} from changes x where x.organization_id = $1 and x.request_id = $2 and x.id > $3 order by x.id limit $4`,
);

/** The changes of a set in their order, those with ids above `after`. */
export async function changesOf(
  db: Db,
  actor: Actor,
  { requestId, after = 0, limit }: { requestId: string; after?: number | undefined; limit: number },
): Promise<LoggedChange[]> {
  allow(actor, 'settings:read');
  return db.all(changesOfSet(actor.organization.id, requestId, after, limit));
}

const firstOfRequest = query<{ id: number | null }>(
  'change_set_of_request',
  'select min(id) as id from changes where organization_id = $1 and request_id = $2',
);

/** The change set that the actor's own request has made so far; null: none. */
export async function ownChangeSetId(db: Db, actor: Actor): Promise<number | null> {
  return (await db.one(firstOfRequest(actor.organization.id, actor.requestId))).id;
}
