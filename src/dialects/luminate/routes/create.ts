// create: a new constituent record (docs/contracts/luminate.md §4.2 and §6).
import { issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { Failure } from '../../../core/base/failure.ts';
import { registerConstituent } from '../../../core/sign-up/register-constituent.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { countSignUp, mayMail } from '../steps/limit-sign-ups.ts';
import { readRegistration } from '../steps/register.ts';
import { continueSession } from '../steps/start-session.ts';
import { writeAnswer } from '../wire/document.ts';
import { booleanParameter } from '../wire/values.ts';

export async function create(call: Call): Promise<Answer> {
  const { context, actor, parameters, now } = call;
  // Whoever is signed on may not create others until they log out (docs/contracts/luminate.md §6, 1 and 12).
  if (actor.type === 'constituent') throw new Failure('forbidden', 'already_signed_on');
  const isUnknown = actor.type === 'anonymous';
  if (isUnknown) await countSignUp(call);
  const read = await readRegistration(call);
  const registration = { ...read, welcome: read.welcome && (!isUnknown || (await mayMail(call, read.email))) };
  const wantsToken = booleanParameter(parameters, 'get_single_sign_on_token', false);
  const organizationId = actor.organization.id;
  return transaction(context.db, actor, async (tx) => {
    const { id } = await registerConstituent(tx, actor, registration);
    const starting = { before: call.session, constituentId: id, now };
    const session = isUnknown ? await continueSession(tx, organizationId, starting) : undefined;
    const wanted = { subject: { constituentId: id }, signOnId: session?.signOnId, now };
    const token = wantsToken ? await issueSignOnToken(tx, organizationId, wanted) : undefined;
    const document = writeAnswer('createConsResponse', { id, message: 'User created.', token });
    return session ? { document, session } : { document };
  });
}
