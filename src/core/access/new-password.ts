// What a password must be when somebody sets it.
import { Failure } from '../base/failure.ts';
import { hashPassword, PASSWORD_LIMIT } from './password.ts';

/** Characters of the shortest password, not counting white space around it. */
export const SHORTEST_PASSWORD = 8;

/**
 * Hashes a password that somebody sets. Throws `invalid` (`new_password`) for one that is too short, too long or among the
 * commonest of those that were published after break-ins; its issue says which. Takes tens of milliseconds: never inside a
 * transaction.
 */
export async function hashNewPassword(password: string): Promise<string> {
  const problem = await problemOf(password);
  if (problem === undefined) return hashPassword(password);
  throw new Failure('invalid', 'new_password', { issues: [{ field: 'password', code: problem }] });
}

async function problemOf(password: string): Promise<string | undefined> {
  const plain = password.trim().toLowerCase();
  if ([...plain].length < SHORTEST_PASSWORD) return 'password_short';
  if (password.length > PASSWORD_LIMIT) return 'password_long';
  // Loaded with the first password that is set: most commands set none.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const isKnown = dictionary['passwords-common'].some((known) => known.toLowerCase() === plain);
  return isKnown ? 'password_known' : undefined;
}
