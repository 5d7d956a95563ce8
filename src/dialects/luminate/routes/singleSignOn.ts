// singleSignOn (deprecated): signs a browser on by token; the answer is the session id (docs/contracts/luminate.md §4.26).
import { findSignOnToken } from '../../../core/access/sign-on-tokens.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { proof } from '../wire/document.ts';
import { toWireId } from '../wire/session-id.ts';

export async function singleSignOn({ context, actor, session, parameters, now }: Call): Promise<Answer> {
  const { id } = actor.organization;
  const token = parameters.filled('sso_auth_token');
  const subject = token && (await findSignOnToken(context.db, id, { token, now }));
  // The token has opened the session already (visitor.ts); an administrator's opens none.
  const isSignedOn = subject && 'constituentId' in subject && session?.constituentId === subject.constituentId;
  if (!isSignedOn) throw new Failure('unauthenticated', 'sign_on_token');
  return { document: proof('singleSignOnMethodResponse', toWireId(id, session.id)) };
}
