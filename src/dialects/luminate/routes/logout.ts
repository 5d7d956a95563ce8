// logout: ends the browser's sign-on; may be called any number of times (docs/contracts/luminate.md §4.24).
import { endSignOn } from '../../../core/access/sessions.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { leaf, parent } from '../wire/document.ts';

export async function logout({ context, actor, session }: Call): Promise<Answer> {
  if (session) await transaction(context.db, actor, (tx) => endSignOn(tx, actor.organization.id, session.signOnId));
  const message = leaf('message', 'User logged out successfully.');
  return { document: parent('loginResponse', [message]), session: null };
}
