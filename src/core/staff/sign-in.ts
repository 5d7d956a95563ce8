// How a user signs in to the console: password, second factor where there is one, and a session.

import type { Db } from '../../db/connect.ts';
import { NOBODY, transaction } from '../../db/transaction.ts';
import { hashNewPassword } from '../access/new-password.ts';
import { attemptPassword } from '../access/password-attempts.ts';
import { giveBackToLimit, takeFromLimit } from '../access/rate-limit.ts';
import { permissionsOf } from '../access/roles.ts';
import type { Sealer } from '../access/seal.ts';
import { recordSignOn } from '../access/sign-on-events.ts';
import { type Credentials, findCredentialsByEmail, findCredentialsById, setPassword } from '../access/users.ts';
import type { Actor } from '../base/actor.ts';
import type { Clock } from '../base/clock.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { secondFactorOf, takeCode } from './second-factor.ts';
import { spendLink, userOfLink } from './user-links.ts';
import { openUserSession, ownId, type SignedIn } from './user-sessions.ts';

interface Context {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

/** Where a user signs in from. */
export interface Browser {
  readonly address: string;
  readonly agent: string;
}

export interface SignIn extends Browser {
  readonly email: string;
  readonly password: string;
  /** Of the second factor. */
  readonly code: string | undefined;
  /** The contract that asks. */
  readonly dialect: string;
}

/** Wrong codes of one user in one window. */
const WRONG_CODES = { limit: 5, windowSeconds: 300 } as const;

/**
 * Begins a session; `token` is for the cookie. Throws `unauthenticated`: `password_wrong` (whether or not the address is known),
 * `second_factor_required`, `code_wrong`; `limited` for who guesses.
 */
export async function signIn(context: Context, attempt: SignIn): Promise<SignedIn & { token: string }> {
  const { db, clock } = context;
  const { email, password, address, dialect } = attempt;
  const found = await findCredentialsByEmail(db, email);
  const [organizationId, id] = [found?.organization.id, found?.user.id];
  const account = { type: 'user', organizationId, id, name: email } as const;
  const tried = { password, hash: found?.passwordHash, account, place: { address }, dialect, now: clock.now() };
  const right = await attemptPassword(db, tried);
  if (!found || !right) throw new Failure('unauthenticated', 'password_wrong');
  await requireCode(context, found, attempt);
  return begin(context, found, attempt);
}

/** A code that is tried is counted before it is looked at, and given back when it was right. */
async function requireCode({ db, clock, sealer }: Context, { user, organization }: Credentials, attempt: SignIn) {
  const { isOn } = await secondFactorOf(db, organization.id, user.id);
  if (!isOn) return;
  const { code, address, dialect } = attempt;
  if (code === undefined) throw new Failure('unauthenticated', 'second_factor_required');
  const now = clock.now();
  const limit = { organizationId: organization.id, scope: 'wrong codes of a user', subject: String(user.id) };
  const taken = await takeFromLimit(db, { ...limit, ...WRONG_CODES, now });
  if (!taken.allowed) throw new Failure('limited', 'too_many_attempts', { subject: taken.retryAfterSeconds });
  const whose = { organizationId: organization.id, userId: user.id };
  const right = await transaction(db, NOBODY, (tx) => takeCode(tx, whose, { sealer, code, now }));
  if (right) return giveBackToLimit(db, limit);
  const subject = { type: 'user', id: user.id } as const;
  const event = { organizationId: organization.id, dialect, outcome: 'failed', reason: 'second_factor' } as const;
  await recordSignOn(db, { ...event, subject, address, now });
  throw new Failure('unauthenticated', 'code_wrong');
}

async function begin({ db, clock }: Context, { user, organization }: Credentials, browser: Browser) {
  const opening = { userId: user.id, now: clock.now(), address: browser.address, agent: browser.agent };
  const opened = await transaction(db, NOBODY, (tx) => openUserSession(tx, organization.id, opening));
  return { ...opened, user, organization };
}

/**
 * Replaces the actor's own password, ends every session of theirs, and begins another for this browser. Throws `invalid` for a wrong
 * old password (`password_wrong`) and for a new one that is too weak (`new_password`).
 */
export async function changeOwnPassword(
  context: Context,
  actor: Actor,
  { old, wanted, browser }: { old: string; wanted: string; browser: Browser },
): Promise<SignedIn & { token: string }> {
  const { db, clock } = context;
  const own = await findCredentialsById(db, actor.organization.id, ownId(actor));
  if (!own) throw new Failure('unauthenticated', 'session_ended');
  const account = { type: 'user', organizationId: actor.organization.id, id: own.user.id, name: '' } as const;
  const { passwordHash: hash } = own;
  const tried = { password: old, hash, account, place: browser, dialect: actor.dialect, now: clock.now() };
  if (!(await attemptPassword(db, tried))) throw invalidField('old_password', 'password_wrong');
  await replacePassword(context, own, { actor, wanted });
  return begin(context, own, browser);
}

/** Sets a password by a link, which is used up with it. Throws `not-found` (`link`), and `invalid` (`new_password`). */
export async function setPasswordByLink(
  context: Context,
  { token, wanted, origin }: { token: string; wanted: string; origin: Pick<Actor, 'dialect' | 'requestId'> },
): Promise<void> {
  const now = context.clock.now();
  const own = await userOfLink(context.db, { token, now });
  const { user, organization } = own;
  const permissions = permissionsOf(user.role);
  const actor: Actor = { organization, type: 'user', id: user.id, permissions, ...origin };
  await replacePassword(context, own, { actor, wanted, link: { token, now } });
}

async function replacePassword(
  { db }: Context,
  { user, organization }: Credentials,
  { actor, wanted, link }: { actor: Actor; wanted: string; link?: { token: string; now: Date } },
): Promise<void> {
  const known = [user.email, user.loginName, user.firstName, user.lastName, organization.name, organization.slug];
  const passwordHash = await hashNewPassword(wanted, known);
  await transaction(db, actor, async (tx) => {
    if (link) await spendLink(tx, link);
    await setPassword(tx, actor, { userId: user.id, passwordHash });
  });
}
