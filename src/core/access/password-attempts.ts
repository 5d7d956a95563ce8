// Guessing passwords is slowed down, however many processes serve: by account and place together, so that nobody can lock
// out somebody else (docs/decisions/0016). Only wrong passwords count.
import type { Db } from '../../db/connect.ts';
import { Failure } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { addressGroup } from '../base/ip-address.ts';
import { type Place, recognize, rememberAddress } from './known-devices.ts';
import { verifyPassword } from './password.ts';
import { giveBackToLimit, type Limit, takeFromLimit } from './rate-limit.ts';
import { secretDigest } from './secret.ts';
import { recordSignOn, type SignOnEvent } from './sign-on-events.ts';

const WINDOW_SECONDS = 300;

/**
 * Wrong passwords in one window. The last two are for places that the account has never signed on from: for the account
 * from all of them together, and from one address for any account.
 */
const WRONG_PASSWORDS = { perAccountAndPlace: 10, perAccount: 100, perAddress: 100 } as const;

/** Who is meant. */
export interface Account {
  readonly type: 'user' | 'constituent';
  /** Undefined where a name alone does not tell. */
  readonly organizationId: number | undefined;
  /** Undefined for an account that does not exist: the answer must not tell. */
  readonly id: number | undefined;
  /** As it was given. */
  readonly name: string;
}

export interface PasswordAttempt {
  readonly password: string;
  /** Undefined where the account does not exist or has none. */
  readonly hash: string | undefined;
  readonly account: Account;
  readonly place: Place;
  readonly dialect: string;
  readonly now: Date;
}

/**
 * What tries are counted under: the account that the look-up found, so that no other spelling of its name is counted apart.
 * A name that nobody has is counted as it reads.
 */
export function accountKey({ type, organizationId, id, name }: Account): string {
  return secretDigest(
    id === undefined ? `${type} ${organizationId} ${comparisonKey(name)}` : `${type} ${organizationId} #${id}`,
  );
}

/**
 * True when the password is right. Each attempt is counted before the password is looked at, so that any number at once
 * is no way around the limit, and given back when it was right. Throws `limited` with the seconds to wait as subject.
 */
export async function attemptPassword(db: Db, attempt: PasswordAttempt): Promise<boolean> {
  const key = accountKey(attempt.account);
  const limits = await limitsOf(db, attempt, key);
  for (const limit of limits) {
    const taken = await takeFromLimit(db, { ...limit, windowSeconds: WINDOW_SECONDS, now: attempt.now });
    if (taken.allowed) continue;
    await recordSignOn(db, { ...eventOf(attempt), outcome: 'refused', reason: 'too_many_attempts' });
    throw new Failure('limited', 'too_many_attempts', { subject: taken.retryAfterSeconds });
  }
  const right = await verifyPassword(attempt.password, attempt.hash);
  if (right) {
    for (const limit of limits) await giveBackToLimit(db, limit);
    const { organizationId } = attempt.account;
    if (organizationId !== undefined) await rememberAddress(db, { organizationId, account: key }, attempt);
  }
  await recordSignOn(db, { ...eventOf(attempt), outcome: right ? 'signed_on' : 'failed', reason: 'password' });
  return right;
}

type Counted = Pick<Limit, 'scope' | 'subject' | 'limit'>;

async function limitsOf(db: Db, attempt: PasswordAttempt, key: string): Promise<Counted[]> {
  const { account, place } = attempt;
  // Of a name that nobody has, the same is asked: the time must not tell which names exist.
  const owner = { organizationId: account.organizationId ?? 0, account: key };
  const { countedAs, isKnown } = await recognize(db, owner, attempt);
  const { perAccountAndPlace, perAccount, perAddress } = WRONG_PASSWORDS;
  const own = { scope: 'wrong passwords of an account from a place', subject: `${key} ${countedAs}` };
  const limits = [{ ...own, limit: perAccountAndPlace }];
  if (isKnown) return limits;
  return [
    ...limits,
    { scope: 'wrong passwords of an account from new places', subject: key, limit: perAccount },
    { scope: 'wrong passwords from an address', subject: addressGroup(place.address), limit: perAddress },
  ];
}

function eventOf({ account, place, dialect, now }: PasswordAttempt): Omit<SignOnEvent, 'outcome' | 'reason'> {
  const { type, id, organizationId } = account;
  const subject = id === undefined ? undefined : { type, id };
  return { organizationId, dialect, subject, address: place.address, now };
}
