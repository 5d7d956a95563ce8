// Who calls the client servlet: the session a browser shows, and the tokens that prove somebody
// (docs/contracts/luminate.md §2).
import { createHmac } from 'node:crypto';
import { equalSecrets } from '../../../core/access/secret.ts';
import { findSession, keepSession, type OwnSession, openSession } from '../../../core/access/sessions.ts';
import { recordSignOn } from '../../../core/access/sign-on-events.ts';
import { findSignOnToken, takeNonceSession } from '../../../core/access/sign-on-tokens.ts';
import type { Actor, Organization } from '../../../core/base/actor.ts';
import { Failure } from '../../../core/base/failure.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { administrator, signedOn, visitor } from '../auth.ts';
import type { Method, ShownSession } from '../servlets/call.ts';
import { startSession } from '../steps/start-session.ts';
import type { Parameters } from '../wire/parameters.ts';
import { fromWireId } from '../wire/session-id.ts';

export interface Visit {
  readonly context: DialectContext;
  readonly organization: Organization;
  readonly requestId: string;
  readonly parameters: Parameters;
  readonly cookie: string | undefined;
  /** Network address of the caller. */
  readonly address: string;
  readonly now: Date;
}

export interface Visitor {
  readonly actor: Actor;
  readonly session: ShownSession | undefined;
  /** The session is not the one the browser showed: it must be told. */
  readonly isNewSession: boolean;
}

/** The auth token of a session: proof that a page of ours, or getLoginUrl, was read in it. */
export function authToken(context: DialectContext, organizationId: number, session: OwnSession): string {
  const key = context.secret.keyFor('luminate auth tokens');
  return createHmac('sha256', key).update(`${organizationId}:${session.signOnId}`).digest('base64url');
}

/** Who is calling a method. Throws `unauthenticated` or `forbidden` where the method needs more than the caller shows. */
export async function identify(visit: Visit, method: Method): Promise<Visitor> {
  const found = await findVisit(visit);
  const proven = await proveByToken(visit, found, method);
  if (proven) return proven;
  if (method.client === 'signed-on') requireAuthToken(visit, found.session);
  const id = found.session?.constituentId ?? null;
  if (method.client === 'signed-on' && id === null) throw new Failure('forbidden', 'not_signed_on');
  return { ...found, actor: id === null ? visitor(visit) : signedOn(visit, id) };
}

type FoundSession = Pick<Visitor, 'session' | 'isNewSession'>;

/**
 * The session by nonce, else by cookie, else by the form field that stands in for a blocked cookie
 * (docs/contracts/luminate.md §1.8).
 */
async function findVisit(visit: Visit): Promise<FoundSession> {
  const byNonce = await redeemNonce(visit);
  if (byNonce) return { session: { ...byNonce, isFromParameter: false }, isNewSession: true };
  const places = [
    { shown: visit.cookie, isFromParameter: false },
    { shown: visit.parameters.filled('JSESSIONID'), isFromParameter: true },
  ];
  const living: ShownSession[] = [];
  for (const { shown, isFromParameter } of places) {
    const session = shown === undefined ? undefined : await livingSession(visit, shown);
    if (session) living.push({ ...session, isFromParameter });
  }
  // Where the cookie and the field name two sessions, the one that `auth` proves is meant.
  const proven = living.find((session) => isAuthTokenOf(visit, session));
  return { session: proven ?? living[0], isNewSession: false };
}

function isAuthTokenOf({ context, organization, parameters }: Visit, session: OwnSession): boolean {
  const token = parameters.filled('auth');
  return token !== undefined && equalSecrets(token, authToken(context, organization.id, session));
}

async function livingSession({ context, organization, now }: Visit, shown: string): Promise<OwnSession | undefined> {
  const sessionId = secretOf(organization, shown);
  if (sessionId === undefined) return undefined;
  const session = await findSession(context.db, organization.id, { sessionId, now });
  if (session?.isAging)
    await transaction(context.db, NOBODY, (tx) => keepSession(tx, organization.id, { sessionId, now }));
  return session;
}

function secretOf(organization: Organization, shown: string): string | undefined {
  const id = fromWireId(shown);
  return id?.organizationId === organization.id ? id.secret : undefined;
}

/** A nonce opens one more session of the sign-on it came from, under an id of its own, and is then worth nothing. */
async function redeemNonce({ context, organization, parameters, now }: Visit): Promise<OwnSession | undefined> {
  const nonce = secretOf(organization, parameters.filled('NONCE_TOKEN') ?? '');
  if (nonce === undefined) return undefined;
  return transaction(context.db, NOBODY, async (tx) => {
    const session = await takeNonceSession(tx, organization.id, { nonce, now });
    return session && openSession(tx, organization.id, { ...session, now });
  });
}

/** The sign-on token of a call; clients send that of login and authenticateUser as `auth` too. */
function shownToken(visit: Visit, session: OwnSession | undefined): { token: string | undefined; isAuth: boolean } {
  const token = visit.parameters.filled('sso_auth_token');
  const isSessions = session !== undefined && isAuthTokenOf(visit, session);
  if (token !== undefined || isSessions) return { token, isAuth: false };
  return { token: visit.parameters.filled('auth'), isAuth: true };
}

/** A sign-on token proves its bearer, and signs an anonymous browser on; where none is needed a bad one is ignored (§2). */
async function proveByToken(
  visit: Visit,
  { session, isNewSession }: FoundSession,
  method: Method,
): Promise<Visitor | undefined> {
  const { context, organization, now } = visit;
  const { token, isAuth } = shownToken(visit, session);
  if (token === undefined) return undefined;
  const subject = await findSignOnToken(context.db, organization.id, { token, now });
  // An `auth` that is neither has its own error (5).
  if (!subject && (method.client === 'anyone' || isAuth)) return undefined;
  if (!subject) throw new Failure('unauthenticated', 'sign_on_token');
  if ('userId' in subject) return { actor: administrator(visit, subject.userId), session, isNewSession };
  const { constituentId } = subject;
  const actor = signedOn(visit, constituentId);
  if (session?.constituentId === constituentId) return { actor, session, isNewSession };
  const event = { organizationId: organization.id, dialect: actor.dialect, reason: 'token', now } as const;
  const who = { type: 'constituent', id: constituentId } as const;
  await recordSignOn(context.db, { ...event, outcome: 'signed_on', subject: who, address: visit.address });
  const started = await transaction(context.db, NOBODY, (tx) =>
    startSession(tx, organization.id, { before: session, constituentId, token, now }),
  );
  return { actor, session: { ...started, isFromParameter: false }, isNewSession: true };
}

function requireAuthToken(visit: Visit, session: OwnSession | undefined): void {
  if (!session || !isAuthTokenOf(visit, session)) throw new Failure('unauthenticated', 'token_required');
}
