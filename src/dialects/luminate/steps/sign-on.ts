// What login and authenticateUser do once they know who it is: a new session, a token, a nonce.
import { endSignOn, openSession } from '../../../core/access/sessions.ts';
import { issueNonce, issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../call.ts';
import { loginResponse } from '../wire/sign-on.ts';

/** Signs a person on: what the browser had before ends, what its session remembered goes on. */
export function signOn(call: Call, constituentId: number): Promise<Answer> {
  const { actor, now, session: before } = call;
  const organizationId = actor.organization.id;
  return transaction(call.context.db, async (tx) => {
    if (before) await endSignOn(tx, organizationId, before.signOnId);
    const variables = before?.variables ?? {};
    const session = await openSession(tx, organizationId, { constituentId, variables, now });
    const token = await issueSignOnToken(tx, organizationId, { subject: { constituentId }, now });
    const nonce = await issueNonce(tx, organizationId, { sessionId: session.id, now });
    return { document: loginResponse(call, { constituentId, token, nonce, sessionId: session.id }), session };
  });
}
