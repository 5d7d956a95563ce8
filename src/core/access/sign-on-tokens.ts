// What signs somebody on without a password: tokens that prove who they are, and nonces that hand a session over.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { randomSecret, secretDigest } from './secret.ts';
import { after, type Session } from './sessions.ts';

/** How long a token or nonce lives (docs/contracts/luminate.md §2, §6). */
const LIFETIME_SECONDS = 15 * 60;

/** Whom a token proves: a constituent, or an API administrator. */
export type TokenSubject = { readonly constituentId: number } | { readonly userId: number };

const insertToken = write(
  'sign_on_token_insert',
  `insert into sign_on_tokens (organization_id, token_hash, kind, constituent_id, user_id, expires_at, sign_on_id)
   values ($1, $2, 'sign_on', $3, $4, $5, $6)`,
);

/** A token that proves who somebody is for a quarter of an hour, but not longer than the sign-on it was given out in. */
export async function issueSignOnToken(
  tx: Tx,
  organizationId: number,
  { subject, signOnId, now }: { subject: TokenSubject; signOnId?: string | undefined; now: Date },
): Promise<string> {
  const token = randomSecret(64);
  const ids = ['constituentId' in subject ? subject.constituentId : null, 'userId' in subject ? subject.userId : null];
  await tx.all(
    insertToken(organizationId, secretDigest(token), ...ids, after(now, LIFETIME_SECONDS), signOnId ?? null),
  );
  return token;
}

const findToken = query<{ constituentId: number | null; userId: number | null }>(
  'sign_on_token_find',
  `select t.constituent_id as "constituentId", t.user_id as "userId" from sign_on_tokens t
   left join constituents c on c.organization_id = t.organization_id and c.id = t.constituent_id
   left join users u on u.organization_id = t.organization_id and u.id = t.user_id
   where t.organization_id = $1 and t.token_hash = $2 and t.kind = 'sign_on' and t.expires_at > $3
     and (t.constituent_id is null or c.deleted_at is null) and (t.user_id is null or u.active)`,
);

/**
 * Whom a living token proves, or undefined. It stays valid: every later call shows it again (docs/contracts/luminate.md §2).
 */
export async function findSignOnToken(
  db: Db,
  organizationId: number,
  { token, now }: { token: string; now: Date },
): Promise<TokenSubject | undefined> {
  const row = await db.maybe(findToken(organizationId, secretDigest(token), now));
  if (row?.constituentId) return { constituentId: row.constituentId };
  return row?.userId ? { userId: row.userId } : undefined;
}

const insertNonce = write(
  'sign_on_nonce_insert',
  `insert into sign_on_tokens (organization_id, token_hash, kind, session_hash, expires_at) values ($1, $2, 'nonce', $3, $4)`,
);

/** A nonce that opens one more session of the same sign-on, once. */
export async function issueNonce(
  tx: Tx,
  organizationId: number,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<string> {
  const nonce = randomSecret(16);
  const hashes = [secretDigest(nonce), secretDigest(sessionId)];
  await tx.all(insertNonce(organizationId, ...hashes, after(now, LIFETIME_SECONDS)));
  return nonce;
}

const takeNonce = write<Session>(
  'sign_on_nonce_take',
  `with taken as (delete from sign_on_tokens where organization_id = $1 and token_hash = $2 and kind = 'nonce' and expires_at > $3
     returning session_hash)
   select s.sign_on_id as "signOnId", s.constituent_id as "constituentId", s.variables, s.ends_at as "endsAt" from taken
   join sessions s on s.organization_id = $1 and s.session_hash = taken.session_hash
   left join constituents c on c.organization_id = s.organization_id and c.id = s.constituent_id
   where s.expires_at > $3 and (s.constituent_id is null or c.deleted_at is null)`,
);

/** Uses a nonce up: the session it continues, or undefined for one that is unknown, used or expired. */
export function takeNonceSession(
  tx: Tx,
  organizationId: number,
  { nonce, now }: { nonce: string; now: Date },
): Promise<Session | undefined> {
  return tx.maybe(takeNonce(organizationId, secretDigest(nonce), now));
}
