// login with send_user_name=true: mails people their user name (docs/contracts/luminate.md §4.21).
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { isEmailAddress } from '../../../core/base/email-address.ts';
import { Failure } from '../../../core/base/failure.ts';
import { normalizeEmail } from '../../../core/base/fold.ts';
import { mailUserNames } from '../../../core/sign-up/mail-user-names.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { leaf, parent } from '../wire/document.ts';
import { requirePlainText } from '../wire/values.ts';

/** Mails to one address within an hour. */
const MAILS = { limit: 3, windowSeconds: 3600 } as const;

export async function sendUserName({ context, actor, parameters, now }: Call): Promise<Answer> {
  const email = parameters.filled('email')?.trim();
  if (email === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'email' });
  requirePlainText(email, 'email');
  if (!isEmailAddress(email)) {
    throw new Failure('invalid', 'email', { issues: [{ field: 'Email/Email', code: 'email_format' }] });
  }
  const limit = { organizationId: actor.organization.id, scope: 'luminate user names', subject: normalizeEmail(email) };
  const { allowed } = await takeFromLimit(context.db, { ...limit, ...MAILS, now });
  if (allowed) await transaction(context.db, actor, (tx) => mailUserNames(tx, actor.organization, email));
  // The answer is the same for an address nobody has: it must not tell who is on record.
  const message = leaf('message', 'If the email address is on record, the user name has been sent to it.');
  return { document: parent('loginResponse', [message]) };
}
