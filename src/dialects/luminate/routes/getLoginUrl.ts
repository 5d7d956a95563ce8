// getLoginUrl: the browser's session, its auth token, and where to post a login form (docs/contracts/luminate.md §4.20).
import { openSession } from '../../../core/access/sessions.ts';
import { issueNonce } from '../../../core/access/sign-on-tokens.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { authToken } from '../session/visitor.ts';
import { leaf, parent, proof } from '../wire/document.ts';
import { routingId, toWireId } from '../wire/session-id.ts';

export async function getLoginUrl(call: Call): Promise<Answer> {
  const { context, actor, now } = call;
  const { id } = actor.organization;
  return transaction(context.db, NOBODY, async (tx) => {
    const session = call.session ?? (await openSession(tx, id, { constituentId: null, variables: {}, now }));
    const nonce = await issueNonce(tx, id, { sessionId: session.id, now });
    const url = `${call.clientUrl};jsessionid=${routingId(id)}?NONCE_TOKEN=${toWireId(id, nonce)}`;
    const document = parent('getLoginUrlResponse', [
      proof('JSESSIONID', toWireId(id, session.id)),
      leaf('routing_id', routingId(id)),
      proof('url', url),
      proof('token', authToken(context, id, session)),
    ]);
    return { document, session };
  });
}
