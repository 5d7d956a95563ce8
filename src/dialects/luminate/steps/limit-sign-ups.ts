// How often people may be made by somebody unknown: each could get a mail, and fills the organization's list.
import { takeFromLimit } from '../../../core/access/rate-limit.ts';
import { Failure } from '../../../core/base/failure.ts';
import { normalizeEmail } from '../../../core/base/fold.ts';
import { addressGroup } from '../../../core/base/ip-address.ts';
import type { Call } from '../servlets/call.ts';
import { settingsOf } from '../settings.ts';

const HOUR = 3600;

/** Counts a sign-up, also one that fails. Throws `limited` beyond the organization's limits. */
export async function countSignUp({ context, actor, callerAddress, now }: Call): Promise<void> {
  const organizationId = actor.organization.id;
  const { signUpLimits } = settingsOf(actor.organization);
  const limits = [
    ['luminate sign-ups from an address', addressGroup(callerAddress), signUpLimits.address],
    // A call over its address's limit does not count here: one address cannot use the limit up for all.
    ['luminate sign-ups', 'all', signUpLimits.organization],
  ] as const;
  for (const [scope, subject, limit] of limits) {
    const { allowed } = await takeFromLimit(context.db, {
      organizationId,
      scope,
      subject,
      limit,
      windowSeconds: HOUR,
      now,
    });
    if (!allowed) throw new Failure('limited', 'too_many_attempts');
  }
}

/** Welcome mails to one address that somebody unknown may have sent, an hour: it may be on record several times. */
const MAILS = { limit: 3, windowSeconds: HOUR } as const;

export async function mayMail({ context, actor, now }: Call, email: string): Promise<boolean> {
  const limit = {
    organizationId: actor.organization.id,
    scope: 'luminate welcome mails',
    subject: normalizeEmail(email),
  };
  return (await takeFromLimit(context.db, { ...limit, ...MAILS, now })).allowed;
}
