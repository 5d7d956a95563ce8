// UserLogin?logout=: logs a browser out and sends it on (docs/contracts/luminate.md §1.8). There is no page to log in on.
import { endSignOn, findSession } from '../../../core/access/sessions.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import { SESSION_COOKIE, setSessionCookie } from '../session/session-cookie.ts';
import { type Page, readWireId, sendOn } from '../steps/page.ts';

export const userLogin: Page = async (context, { parameters, named }, http) => {
  if (parameters.get('logout') === undefined) {
    return http.reply.code(404).type('text/plain;charset=UTF-8').send('Not found\n');
  }
  const shown = await readWireId(context, named, http.request.cookies[SESSION_COOKIE]);
  const organization = shown?.organization ?? named;
  if (shown) {
    const {
      organization: { id },
      secret: sessionId,
    } = shown;
    const session = await findSession(context.db, id, { sessionId, now: context.clock.now() });
    if (session) await transaction(context.db, NOBODY, (tx) => endSignOn(tx, id, session.signOnId));
    setSessionCookie(context, http, { organization: shown.organization, session: null });
  }
  return sendOn(context, { parameters, organization }, http);
};
