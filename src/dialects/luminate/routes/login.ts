// login: signs a person on by user name and password (wire/luminate.md §4.21).
import { renewDevice } from '../../../core/access/known-devices.ts';
import { accountKey, attemptPassword } from '../../../core/access/password-attempts.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findSignOn } from '../../../core/constituents/sign-on.ts';
import type { Answer, Call } from '../call.ts';
import { sendUserName } from '../steps/send-user-name.ts';
import { signOn } from '../steps/sign-on.ts';
import { booleanParameter } from '../wire/values.ts';

export async function login(call: Call): Promise<Answer> {
  if (booleanParameter(call.parameters, 'send_user_name', false)) return sendUserName(call);
  const { parameters, context, actor, now } = call;
  const userName = parameters.filled('user_name');
  const password = parameters.filled('password');
  if (userName === undefined || password === undefined) throw new Failure('invalid', 'parameter_required');
  const organizationId = actor.organization.id;
  // PostgreSQL cannot even be asked about a text with a NUL character.
  const found = userName.includes('\0') ? undefined : await findSignOn(context.db, organizationId, userName);
  const hash = found?.passwordHash ?? undefined;
  const account = { type: 'constituent', organizationId, id: found?.id, name: userName } as const;
  const place = { address: call.callerAddress, device: call.device };
  const isRight = await attemptPassword(context.db, { password, hash, account, place, dialect: actor.dialect, now });
  if (!found || !isRight) throw new Failure('unauthenticated', 'user_name_or_password');
  const answer = await signOn(call, found.id);
  if (call.servlet === 'SRConsAPI') return answer;
  const owner = { organizationId, account: accountKey(account) };
  return { ...answer, device: await renewDevice(context.db, owner, { place, now }) };
}
