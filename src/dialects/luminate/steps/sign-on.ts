// What login and authenticateUser do once they know who it is: a new session, a token, a nonce.
import { endSignOn } from '../../../core/access/sessions.ts';
import { issueNonce, issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { loginResponse } from '../wire/sign-on.ts';
import { startSession } from './start-session.ts';

/** Signs a person on: what the browser had before ends, what its session remembered goes on. */
export function signOn(call: Call, constituentId: number): Promise<Answer> {
  const { actor, now, session: before } = call;
  const organizationId = actor.organization.id;
  return transaction(call.context.db, NOBODY, async (tx) => {
    const session = await startSession(tx, organizationId, { before, constituentId, now });
    if (before && before.id !== session.id) await endSignOn(tx, organizationId, before.signOnId);
    const token = await issueSignOnToken(tx, organizationId, {
      subject: { constituentId },
      signOnId: session.signOnId,
      now,
    });
    const nonce = await issueNonce(tx, organizationId, { sessionId: session.id, now });
    return { document: loginResponse(call, { constituentId, token, nonce, sessionId: session.id }), session };
  });
}
