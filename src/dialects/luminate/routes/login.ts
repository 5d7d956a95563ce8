// login: signs a person on by user name and password (docs/contracts/luminate.md §4.21).
import { renewDevice } from '../../../core/access/known-devices.ts';
import { accountKey, attemptPassword } from '../../../core/access/password-attempts.ts';
import { issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { findCredentialsByLoginName } from '../../../core/access/users.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findSignOn, type SignOnCredentials } from '../../../core/sign-up/sign-on.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { sendUserName } from '../steps/send-user-name.ts';
import { signOn } from '../steps/sign-on.ts';
import { loginResponse } from '../wire/sign-on.ts';
import { booleanParameter } from '../wire/values.ts';

export async function login(call: Call): Promise<Answer> {
  const { parameters, context, actor } = call;
  const asksForName = booleanParameter(parameters, 'send_user_name', false);
  const userName = parameters.filled('user_name');
  const password = parameters.filled('password');
  if (userName === undefined || password === undefined) {
    // Seven public scripts send it with every login: it is meant where there is nothing to log in with.
    if (asksForName) return sendUserName(call);
    throw new Failure('invalid', 'parameter_required');
  }
  const organizationId = actor.organization.id;
  // PostgreSQL cannot even be asked about a text with a NUL character.
  const isText = !userName.includes('\0');
  const found = isText ? await findSignOn(context.db, organizationId, userName) : undefined;
  if (!found && isText && actor.type === 'user') return loginAsCaller(call, { userName, password });
  return loginAsPerson(call, { found, userName, password });
}

interface Given {
  readonly userName: string;
  readonly password: string;
}

async function loginAsPerson(
  call: Call,
  { found, userName, password }: Given & { found: SignOnCredentials | undefined },
): Promise<Answer> {
  const { context, actor, now } = call;
  const organizationId = actor.organization.id;
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

/** The API administrator by their own name: a token of the account, whose `cons_id` is the user's id, and no session. */
async function loginAsCaller(call: Call, { userName, password }: Given): Promise<Answer> {
  const { context, actor, callerAddress: address, now } = call;
  const { id: organizationId } = actor.organization;
  const found = await findCredentialsByLoginName(context.db, organizationId, userName);
  const own = found && found.user.id === actor.id ? found : undefined;
  const account = { type: 'user', organizationId, id: own?.user.id, name: userName } as const;
  const attempt = { password, hash: own?.passwordHash, account, place: { address }, dialect: actor.dialect, now };
  const isRight = await attemptPassword(context.db, attempt);
  if (!own || !isRight) throw new Failure('unauthenticated', 'user_name_or_password');
  const subject = { userId: own.user.id };
  const token = await transaction(context.db, NOBODY, (tx) => issueSignOnToken(tx, organizationId, { subject, now }));
  return { document: loginResponse(call, { constituentId: own.user.id, token }) };
}
