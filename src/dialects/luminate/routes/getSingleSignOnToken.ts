// getSingleSignOnToken: a token that signs somebody on, for a site that knows who it is (docs/contracts/luminate.md §4.25).
import { openSession } from '../../../core/access/sessions.ts';
import { issueNonce, issueSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findPeople, type Identity } from '../../../core/constituents/people/find-people.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectPerson } from '../steps/select-person.ts';
import { leaf, parent, proof } from '../wire/document.ts';
import { readSelector } from '../wire/selector.ts';
import { routingId, toWireId } from '../wire/session-id.ts';

export async function getSingleSignOnToken(call: Call): Promise<Answer> {
  const selector = readSelector(call.parameters);
  if (!selector || (await isCaller(call, selector))) return tokenOfCaller(call);
  return tokenOfPerson(call);
}

/** The `cons_id` that login and this method give out for the API account, unless it is also a person's. */
async function isCaller({ context, actor }: Call, selector: Identity): Promise<boolean> {
  const isOwnId = 'id' in selector && selector.id === actor.id;
  return isOwnId && (await findPeople(context.db, actor, selector)).length === 0;
}

async function tokenOfPerson(call: Call): Promise<Answer> {
  const { context, actor, now } = call;
  const { id } = actor.organization;
  const constituentId = await selectPerson(call);
  return transaction(context.db, NOBODY, async (tx) => {
    const session = await openSession(tx, id, { constituentId, variables: {}, now });
    const token = await issueSignOnToken(tx, id, { subject: { constituentId }, signOnId: session.signOnId, now });
    const nonce = await issueNonce(tx, id, { sessionId: session.id, now });
    const document = parent('getSingleSignOnTokenResponse', [
      proof('token', token),
      leaf('cons_id', constituentId),
      proof('nonce', toWireId(id, nonce)),
      proof('JSESSIONID', toWireId(id, session.id)),
      leaf('routing_id', routingId(id)),
    ]);
    return { document };
  });
}

/**
 * Without ids real clients expect a token of the API account itself (docs/contracts/luminate.md §10, 14). It opens no
 * session.
 */
async function tokenOfCaller({ context, actor, now }: Call): Promise<Answer> {
  const { organization, id: userId } = actor;
  if (userId === null) throw new Failure('forbidden', 'not_signed_on');
  const token = await transaction(context.db, NOBODY, (tx) =>
    issueSignOnToken(tx, organization.id, { subject: { userId }, now }),
  );
  return { document: parent('getSingleSignOnTokenResponse', [proof('token', token), leaf('cons_id', userId)]) };
}
