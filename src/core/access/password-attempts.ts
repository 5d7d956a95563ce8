// Guessing passwords is slowed down per account and per address: only wrong ones count, however many processes serve.
import type { Db } from '../../db/connect.ts';
import { Failure } from '../base/failure.ts';
import { addressGroup } from '../base/ip-address.ts';
import { verifyPassword } from './password.ts';
import { giveBackToLimit, takeFromLimit } from './rate-limit.ts';
import { secretDigest } from './secret.ts';

const WINDOW_SECONDS = 300;

/** Wrong passwords in one window: for one account from anywhere, and from one address for any account. */
const WRONG_PASSWORDS = { perAccount: 10, perAddress: 100 } as const;

export interface PasswordAttempt {
  readonly password: string;
  /** Undefined for an account that does not exist: the answer must not tell. */
  readonly hash: string | undefined;
  /** Names the account in the installation, whether or not it exists. */
  readonly account: string;
  readonly address: string;
  readonly now: Date;
}

/**
 * True when the password is right. Each attempt is counted before the password is looked at, so that any number at once
 * is no way around the limit, and given back when it was right. Throws `limited` with the seconds to wait as subject.
 */
export async function attemptPassword(db: Db, attempt: PasswordAttempt): Promise<boolean> {
  const { perAccount, perAddress } = WRONG_PASSWORDS;
  const limits = [
    { scope: 'wrong passwords of an account', subject: secretDigest(attempt.account), limit: perAccount },
    { scope: 'wrong passwords from an address', subject: addressGroup(attempt.address), limit: perAddress },
  ];
  for (const limit of limits) {
    const taken = await takeFromLimit(db, { ...limit, windowSeconds: WINDOW_SECONDS, now: attempt.now });
    if (!taken.allowed) throw new Failure('limited', 'too_many_attempts', { subject: taken.retryAfterSeconds });
  }
  const right = await verifyPassword(attempt.password, attempt.hash);
  if (right) for (const limit of limits) await giveBackToLimit(db, limit);
  return right;
}
