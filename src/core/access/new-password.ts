// What a password must be when somebody sets it.
import { Failure } from '../base/failure.ts';
import { hashPassword, PASSWORD_LIMIT } from './password.ts';
import { isMadeOf, isRepetition, plainForms } from './weak-password.ts';

/** Characters of the shortest password, not counting white space around it. */
export const SHORTEST_PASSWORD = 8;

/**
 * Hashes a password that somebody sets. `own` is what others know of them: user name, e-mail addresses, the organization's name.
 * Throws `invalid` (`new_password`) for a password that is too short, too long, one short text again and again, made of what is
 * their own, or among the commonest of those that were published after break-ins, also with digits for letters or behind it;
 * its issue says which. Takes tens of milliseconds: never inside a transaction.
 */
export async function hashNewPassword(password: string, own: readonly (string | null | undefined)[]): Promise<string> {
  const problem = await problemOf(password, own);
  if (problem === undefined) return hashPassword(password);
  throw new Failure('invalid', 'new_password', { issues: [{ field: 'password', code: problem }] });
}

async function problemOf(password: string, own: readonly (string | null | undefined)[]): Promise<string | undefined> {
  if ([...password.trim()].length < SHORTEST_PASSWORD) return 'password_short';
  if (password.length > PASSWORD_LIMIT) return 'password_long';
  if (isRepetition(password, SHORTEST_PASSWORD)) return 'password_repeats';
  if (isMadeOf(password, own)) return 'password_own';
  // Loaded with the first password that is set: most commands set none.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const forms = plainForms(password);
  const isKnown = dictionary['passwords-common'].some((known) => forms.has(known.toLowerCase()));
  return isKnown ? 'password_known' : undefined;
}
