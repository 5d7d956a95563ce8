// EstablishSession: hands a session over to a browser by nonce, and sends it on (docs/contracts/luminate.md §1.8).
import { openSession } from '../../../core/access/sessions.ts';
import { takeNonceSession } from '../../../core/access/sign-on-tokens.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import { setSessionCookie } from '../session/session-cookie.ts';
import { type Page, readWireId, sendOn } from '../steps/page.ts';

export const establishSession: Page = async (context, { parameters, named }, http) => {
  const shown = await readWireId(context, named, parameters.filled('NONCE_TOKEN'));
  const organization = shown?.organization ?? named;
  if (shown) {
    const {
      organization: { id },
      secret: nonce,
    } = shown;
    const now = context.clock.now();
    const session = await transaction(context.db, NOBODY, async (tx) => {
      const found = await takeNonceSession(tx, id, { nonce, now });
      return found && openSession(tx, id, { ...found, now });
    });
    if (session) setSessionCookie(context, http, { organization: shown.organization, session });
  }
  return sendOn(context, { parameters, organization }, http);
};
