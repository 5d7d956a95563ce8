// Browser sessions, kept in the database so that any process answers (wire/luminate.md §1.8).
import { type Db, statement } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { transaction } from '../../db/transaction.ts';
import { randomSecret, secretDigest } from './secret.ts';

/** A session lives this long after its last use. */
export const SESSION_SECONDS = 15 * 60;

/** A sign-on token lives this long. */
const SIGN_ON_SECONDS = 15 * 60;

export interface Session {
  readonly constituentId: number | null;
  readonly userId: number | null;
  /** What the session remembers, such as `source`. */
  readonly variables: Readonly<Record<string, string>>;
}

interface SessionRow {
  constituent_id: number | null;
  user_id: number | null;
  variables: Record<string, string>;
}

const touch = statement<SessionRow>(
  'session_touch',
  `update sessions set expires_at = $4 where organization_id = $1 and session_hash = $2 and expires_at > $3
   returning constituent_id, user_id, variables`,
);

/** The living session with this id; using it keeps it alive. */
export async function findSession(
  tx: Tx,
  actor: Actor,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<Session | undefined> {
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  const row = await tx.maybe(touch(actor.organization.id, secretDigest(sessionId), now, expiresAt));
  return row && { constituentId: row.constituent_id, userId: row.user_id, variables: row.variables };
}

const insert = statement(
  'session_insert',
  `insert into sessions (organization_id, session_hash, constituent_id, variables, expires_at) values ($1, $2, $3, $4, $5)`,
);

/** Opens a session under a new id, also when the visitor had one: an id known before signing in must not be worth anything. */
export async function openSession(
  tx: Tx,
  actor: Actor,
  { constituentId, variables, now }: { constituentId: number | null; variables: Readonly<Record<string, string>>; now: Date },
): Promise<string> {
  const sessionId = randomSecret(24);
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  const values = [constituentId, JSON.stringify(variables), expiresAt];
  await tx.all(insert(actor.organization.id, secretDigest(sessionId), ...values));
  return sessionId;
}

const insertToken = statement(
  'sign_on_token_insert',
  `insert into sign_on_tokens (organization_id, token_hash, kind, constituent_id, expires_at) values ($1, $2, 'sign_on', $3, $4)`,
);

/** A token that signs a constituent on for a quarter of an hour. */
export async function issueSignOnToken(
  tx: Tx,
  actor: Actor,
  { constituentId, now }: { constituentId: number; now: Date },
): Promise<string> {
  const token = randomSecret(64);
  const expiresAt = new Date(now.getTime() + SIGN_ON_SECONDS * 1000);
  await tx.all(insertToken(actor.organization.id, secretDigest(token), constituentId, expiresAt));
  return token;
}

const forgetSessions = statement('sessions_forget', 'delete from sessions where expires_at < $1');
const forgetTokens = statement('sign_on_tokens_forget', 'delete from sign_on_tokens where expires_at < $1');

/** Removes what has expired, of every organization: housekeeping, not a request. */
export async function forgetExpiredSessions(db: Db, now: Date): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.all(forgetSessions(now));
    await tx.all(forgetTokens(now));
  });
}
