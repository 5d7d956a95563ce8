// Sessions of users in a browser, kept in the database so that any process answers and each can be ended from elsewhere.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement, NOBODY, type Tx, transaction } from '../../db/transaction.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from '../access/organization.ts';
import { boundToken, organizationOfToken, secretDigest } from '../access/secret.ts';
import { after } from '../access/sessions.ts';
import { toUser, USER_COLUMNS, type User, type UserRow } from '../access/users.ts';
import type { Actor, Organization } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';

/** A session ends this long after its last use. */
const IDLE_SECONDS = 12 * 3600;

/** And this long after signing in at most. */
const LONGEST_SECONDS = 7 * 24 * 3600;

/** A use is written down at most this often: a screen that calls ten times writes once. */
const TOUCH_SECONDS = 60;

/** Characters that are kept of what a browser calls itself. */
const AGENT_LENGTH = 200;

export interface UserSession {
  readonly id: number;
  readonly startedAt: string;
  readonly lastUsedAt: string;
  /** When it ends at the latest. */
  readonly endsAt: string;
  /** Network address it began from. */
  readonly address: string;
  readonly agent: string;
}

/** Whom a session belongs to. */
export interface SignedIn {
  readonly user: User;
  readonly organization: Organization;
  readonly session: UserSession;
}

const COLUMNS =
  's.id, s.started_at as "startedAt", s.last_used_at as "lastUsedAt", s.ends_at as "endsAt", s.address, s.agent';

const insert = write<UserSession>(
  'user_session_insert',
  `insert into user_sessions as s (organization_id, user_id, session_hash, last_used_at, expires_at, ends_at, address, agent)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
);

/** Begins a session; `token` is what the cookie holds, and is nowhere else. */
export async function openUserSession(
  tx: Tx,
  organizationId: number,
  { userId, now, address, agent }: { userId: number; now: Date; address: string; agent: string },
): Promise<{ token: string; session: UserSession }> {
  const token = boundToken(organizationId);
  const [expiresAt, endsAt] = [after(now, IDLE_SECONDS), after(now, LONGEST_SECONDS)];
  const from = [address, agent.slice(0, AGENT_LENGTH)];
  const session = await tx.one(insert(organizationId, userId, secretDigest(token), now, expiresAt, endsAt, ...from));
  return { token, session };
}

type Row = UserRow & OrganizationRow & { session: UserSession };

// A session from before the last new password has ended, and so has that of somebody whose access was taken away.
const find = query<Row>(
  'user_session_find',
  `select ${USER_COLUMNS}, ${ORGANIZATION_COLUMNS}, json_build_object('id', s.id, 'startedAt', s.started_at,
     'lastUsedAt', s.last_used_at, 'endsAt', s.ends_at, 'address', s.address, 'agent', s.agent) as session
   from user_sessions s join users u on u.organization_id = s.organization_id and u.id = s.user_id
   join organizations o on o.organization_id = s.organization_id
   where s.organization_id = $1 and s.session_hash = $2 and s.expires_at > $3 and s.ends_at > $3
     and u.active and s.started_at >= u.tokens_valid_from`,
);
const touch = write(
  'user_session_touch',
  'update user_sessions set last_used_at = $3, expires_at = least($4, ends_at) where organization_id = $1 and id = $2',
);

/** The living session of a cookie, kept alive by this use of it; undefined for any other text. */
export async function findUserSession(
  db: Db,
  { token, now }: { token: string; now: Date },
): Promise<SignedIn | undefined> {
  const row = await db.maybe(find(organizationOfToken(token), secretDigest(token), now));
  if (!row) return undefined;
  const { session } = row;
  if (now.getTime() - Date.parse(session.lastUsedAt) > TOUCH_SECONDS * 1000)
    await maybeInOneStatement(db, touch(row.organization_id, session.id, now, after(now, IDLE_SECONDS)));
  return { user: toUser(row), organization: toOrganization(row), session };
}

const list = query<UserSession>(
  'user_sessions_list',
  `select ${COLUMNS} from user_sessions s join users u on u.organization_id = s.organization_id and u.id = s.user_id
   where s.organization_id = $1 and s.user_id = $2 and s.expires_at > $3 and s.started_at >= u.tokens_valid_from
   order by s.last_used_at desc, s.id`,
);

/** The actor's own sessions, the one used last first. */
export function listUserSessions(db: Db, actor: Actor, now: Date): Promise<UserSession[]> {
  return db.all(list(actor.organization.id, ownId(actor), now));
}

const end = write<{ id: number }>(
  'user_session_end',
  'delete from user_sessions where organization_id = $1 and user_id = $2 and id = $3 returning id',
);

/** Ends one of the actor's own sessions. Throws `not-found`. */
export async function endUserSession(tx: Tx, actor: Actor, id: number): Promise<void> {
  const row = await tx.maybe(end(actor.organization.id, ownId(actor), id));
  if (!row) throw new Failure('not-found', 'session', { subject: id });
}

/** The actor's id as a user. Throws `forbidden` for a key: it has no sessions, no password and no second factor. */
export function ownId({ type, id }: Actor): number {
  if (type !== 'user' || id === null) throw new Failure('forbidden', 'users_only');
  return id;
}

const forget = write('user_sessions_forget', 'delete from user_sessions where expires_at < $1');
const forgetLinks = write('user_links_forget', 'delete from user_links where expires_at < $1');

/** Removes what has expired, of every organization: housekeeping, not a request. */
export async function forgetUserSessions(db: Db, now: Date): Promise<void> {
  await transaction(db, NOBODY, async (tx) => {
    await tx.all(forget(now));
    await tx.all(forgetLinks(now));
  });
}
