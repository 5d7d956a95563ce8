// PixelServer: an image whose loading keeps a session alive (docs/contracts/luminate.md §1.8).
import { findSession, keepSession } from '../../../core/access/sessions.ts';
import { NOBODY, transaction } from '../../../db/transaction.ts';
import { SESSION_COOKIE } from '../session/session-cookie.ts';
import { type Page, readWireId } from '../steps/page.ts';

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export const pixelServer: Page = async (context, { named }, { request, reply }) => {
  const shown = await readWireId(context, named, request.cookies[SESSION_COOKIE]);
  if (shown) {
    const {
      organization: { id },
      secret: sessionId,
    } = shown;
    const now = context.clock.now();
    const session = await findSession(context.db, id, { sessionId, now });
    if (session?.isAging) await transaction(context.db, NOBODY, (tx) => keepSession(tx, id, { sessionId, now }));
  }
  return reply.header('cache-control', 'no-store').type('image/gif').send(PIXEL);
};
