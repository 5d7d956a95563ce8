// login: signs a person on by user name and password (wire/luminate.md §4.21).
import { attemptPassword } from '../../../core/access/password-attempts.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findSignOn } from '../../../core/constituents/sign-on.ts';
import { userNameKey } from '../../../core/constituents/user-name.ts';
import type { Answer, Call } from '../call.ts';
import { sendUserName } from '../steps/send-user-name.ts';
import { signOn } from '../steps/sign-on.ts';
import { booleanParameter } from '../wire/values.ts';

export async function login(call: Call): Promise<Answer> {
  if (booleanParameter(call.parameters, 'send_user_name', false)) return sendUserName(call);
  const { parameters, context, actor, callerAddress: address, now } = call;
  const userName = parameters.filled('user_name');
  const password = parameters.filled('password');
  if (userName === undefined || password === undefined) throw new Failure('invalid', 'parameter_required');
  const organizationId = actor.organization.id;
  // PostgreSQL cannot even be asked about a text with a NUL character.
  const found = userName.includes('\0') ? undefined : await findSignOn(context.db, organizationId, userName);
  const hash = found?.passwordHash ?? undefined;
  const account = `constituent ${organizationId} ${userNameKey(userName)}`;
  const isRight = await attemptPassword(context.db, { password, hash, account, address, now });
  if (!found || !isRight) throw new Failure('unauthenticated', 'user_name_or_password');
  return signOn(call, found.id);
}
