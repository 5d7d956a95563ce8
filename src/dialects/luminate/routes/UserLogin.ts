// UserLogin?logout=: logs a browser out and sends it on (wire/luminate.md §1.8). There is no page to log in on.
import { endSignOn, findSession } from '../../../core/access/sessions.ts';
import { transaction } from '../../../db/transaction.ts';
import { SESSION_COOKIE, setSessionCookie } from '../session-cookie.ts';
import { type Page, readWireId, sendOn } from '../steps/page.ts';

export const userLogin: Page = async (context, { parameters, named }, { request, reply }) => {
  if (parameters.get('logout') === undefined) {
    return reply.code(404).type('text/plain;charset=UTF-8').send('Not found\n');
  }
  const shown = await readWireId(context, named, request.cookies[SESSION_COOKIE]);
  const organization = shown?.organization ?? named;
  if (shown) {
    const {
      organization: { id },
      secret: sessionId,
    } = shown;
    const session = await findSession(context.db, id, { sessionId, now: context.clock.now() });
    if (session) await transaction(context.db, (tx) => endSignOn(tx, id, session.signOnId));
    setSessionCookie(reply, request, shown.organization, null);
  }
  return sendOn(context, { parameters, organization }, { request, reply });
};
