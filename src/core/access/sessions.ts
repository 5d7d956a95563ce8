// Browser sessions, kept in the database so that any process answers (docs/contracts/luminate.md §1.8).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { NOBODY, transaction } from '../../db/transaction.ts';
import { Failure } from '../base/failure.ts';
import { randomSecret, secretDigest } from './secret.ts';

/** A session lives this long after its last use. */
const SESSION_SECONDS = 15 * 60;

/** And this long after signing on at most, however often it is used. */
const LONGEST_SECONDS = 12 * 3600;

/** A session asks to be kept alive at most this often: a page that calls ten times writes once. */
const TOUCH_SECONDS = 60;

export interface Session {
  /** Shared by the sessions that one sign-on was handed to. */
  readonly signOnId: string;
  readonly constituentId: number | null;
  /** What the session remembers, such as `source`. */
  readonly variables: Readonly<Record<string, string>>;
  /** When it ends at the latest (ISO). */
  readonly endsAt: string;
}

/** A session with the secret id that its owner shows. */
export interface OwnSession extends Session {
  readonly id: string;
}

export const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

const SESSION_COLUMNS =
  's.sign_on_id as "signOnId", s.constituent_id as "constituentId", s.variables, s.ends_at as "endsAt", s.expires_at as "expiresAt"';

// Somebody whose record is deleted is signed off with it.
const find = query<Session & { expiresAt: string }>(
  'session_find',
  `select ${SESSION_COLUMNS} from sessions s
   left join constituents c on c.organization_id = s.organization_id and c.id = s.constituent_id
   where s.organization_id = $1 and s.session_hash = $2 and s.expires_at > $3
     and (s.constituent_id is null or c.deleted_at is null)`,
);
const touch = write(
  'session_touch',
  'update sessions set expires_at = least($3, ends_at) where organization_id = $1 and session_hash = $2',
);

/** The living session with this id; `isAging` asks to keep it alive (`keepSession`). */
export async function findSession(
  db: Db,
  organizationId: number,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<(OwnSession & { isAging: boolean }) | undefined> {
  const row = await db.maybe(find(organizationId, secretDigest(sessionId), now));
  if (!row) return undefined;
  const { expiresAt, ...session } = row;
  const isAging =
    expiresAt !== session.endsAt && Date.parse(expiresAt) < after(now, SESSION_SECONDS - TOUCH_SECONDS).getTime();
  return { ...session, id: sessionId, isAging };
}

/** Lets a session live on from now. */
export async function keepSession(
  tx: Tx,
  organizationId: number,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<void> {
  await tx.all(touch(organizationId, secretDigest(sessionId), after(now, SESSION_SECONDS)));
}

const insert = write<Session>(
  'session_insert',
  `insert into sessions as s (organization_id, session_hash, constituent_id, variables, expires_at, ends_at, sign_on_id, token_hash)
   values ($1, $2, $3, $4, least($5::timestamptz, $6), $6, coalesce($7::uuid, gen_random_uuid()), $8) returning ${SESSION_COLUMNS}`,
);

/**
 * Opens a session under a new id, also when the visitor had one: an id known before signing on must not be worth
 * anything afterwards. With `signOnId` it continues an existing sign-on, and ends with it: `endsAt` comes along. `token` is the
 * sign-on token that opened it, if one did.
 */
export async function openSession(tx: Tx, organizationId: number, session: NewSession): Promise<OwnSession> {
  const id = randomSecret(24);
  const { constituentId, variables, signOnId, token, now } = session;
  const ends = [after(now, SESSION_SECONDS), session.endsAt ?? after(now, LONGEST_SECONDS)];
  const from = [signOnId ?? null, token === undefined ? null : secretDigest(token)];
  const row = await tx.one(
    insert(organizationId, secretDigest(id), constituentId, JSON.stringify(variables), ...ends, ...from),
  );
  return { id, signOnId: row.signOnId, constituentId, variables, endsAt: row.endsAt };
}

export interface NewSession extends Pick<Session, 'constituentId' | 'variables'> {
  readonly signOnId?: string;
  readonly endsAt?: string;
  readonly token?: string | undefined;
  readonly now: Date;
}

const adopt = write<{ session_hash: string }>(
  'session_adopt',
  `update sessions set constituent_id = $3, expires_at = $4, ends_at = $5, token_hash = $6
   where organization_id = $1 and session_hash = $2 and constituent_id is null returning session_hash`,
);

/**
 * Signs somebody on in an anonymous session that stays. Only for one whose id came with the very request that proves who
 * they are, and not from the browser's cookie, which somebody else could have planted. Throws `forbidden`
 * (`already_signed_on`) when another request was quicker.
 */
export async function adoptSession(
  tx: Tx,
  organizationId: number,
  {
    session,
    constituentId,
    token,
    now,
  }: { session: OwnSession; constituentId: number; token?: string | undefined; now: Date },
): Promise<OwnSession> {
  const endsAt = after(now, LONGEST_SECONDS);
  const values = [constituentId, after(now, SESSION_SECONDS), endsAt, token === undefined ? null : secretDigest(token)];
  const adopted = await tx.maybe(adopt(organizationId, secretDigest(session.id), ...values));
  if (!adopted) throw new Failure('forbidden', 'already_signed_on');
  return { ...session, constituentId, endsAt: endsAt.toISOString() };
}

const remember = write(
  'session_remember',
  'update sessions set variables = variables || $3::jsonb where organization_id = $1 and session_hash = $2',
);

/** Adds to what a session remembers. */
export async function rememberInSession(
  tx: Tx,
  organizationId: number,
  { sessionId, variables }: { sessionId: string; variables: Readonly<Record<string, string>> },
): Promise<void> {
  await tx.all(remember(organizationId, secretDigest(sessionId), JSON.stringify(variables)));
}

const end = write('sessions_end', 'delete from sessions where organization_id = $1 and sign_on_id = $2');
const endNonces = write(
  'sign_on_nonces_end',
  `delete from sign_on_tokens t using sessions s where t.organization_id = $1 and t.kind = 'nonce'
   and s.organization_id = t.organization_id and s.session_hash = t.session_hash and s.sign_on_id = $2`,
);

const endItsTokens = write(
  'sign_on_tokens_end',
  `delete from sign_on_tokens t where t.organization_id = $1 and (t.sign_on_id = $2 or t.token_hash = any (array(
     select s.token_hash from sessions s where s.organization_id = $1 and s.sign_on_id = $2)))`,
);

/**
 * Ends a sign-on: every session it was handed to, the nonces that would open another, the tokens that were given out in it
 * and those that signed it on.
 */
export async function endSignOn(tx: Tx, organizationId: number, signOnId: string): Promise<void> {
  await tx.all(endItsTokens(organizationId, signOnId));
  await tx.all(endNonces(organizationId, signOnId));
  await tx.all(end(organizationId, signOnId));
}

const endOne = write('session_end', 'delete from sessions where organization_id = $1 and session_hash = $2');

/** Ends one session alone: the sign-on it belongs to goes on under another id. */
export async function endSession(tx: Tx, organizationId: number, sessionId: string): Promise<void> {
  await tx.all(endOne(organizationId, secretDigest(sessionId)));
}

const endOthers = write(
  'sessions_end_of_constituent',
  'delete from sessions where organization_id = $1 and constituent_id = $2 and sign_on_id is distinct from $3',
);
const endTokens = write(
  'sign_on_tokens_end_of_constituent',
  'delete from sign_on_tokens where organization_id = $1 and constituent_id = $2',
);

/** Signs a person off everywhere but in one sign-on, and voids their tokens: what a new password is for. */
export async function endOtherSignOns(
  tx: Tx,
  organizationId: number,
  { constituentId, keep }: { constituentId: number; keep?: string | undefined },
): Promise<void> {
  await tx.all(endOthers(organizationId, constituentId, keep ?? null));
  await tx.all(endTokens(organizationId, constituentId));
}

const forgetSessions = write('sessions_forget', 'delete from sessions where expires_at < $1');
const forgetTokens = write('sign_on_tokens_forget', 'delete from sign_on_tokens where expires_at < $1');

/** Removes what has expired, of every organization: housekeeping, not a request. */
export async function forgetExpiredSessions(db: Db, now: Date): Promise<void> {
  await transaction(db, NOBODY, async (tx) => {
    await tx.all(forgetSessions(now));
    await tx.all(forgetTokens(now));
  });
}
