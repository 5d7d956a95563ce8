// The session of somebody who has just proven who they are.
import { adoptSession, type OwnSession, openSession } from '../../../core/access/sessions.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { ShownSession } from '../call.ts';

export interface StartingSession {
  readonly before: ShownSession | undefined;
  readonly constituentId: number;
  /** The sign-on token that proves them, where one does: it ends with the sign-on. */
  readonly token?: string;
  readonly now: Date;
}

/**
 * A session under a new id that remembers what the visitor's had. A client that shows its session as a parameter, because
 * its cookies are blocked, could not learn the new id from every answer: its anonymous session is signed on as it is, and
 * so keeps its auth token (wire/luminate.md §1.8).
 */
export function startSession(
  tx: Tx,
  organizationId: number,
  { before, constituentId, token, now }: StartingSession,
): Promise<OwnSession> {
  if (before?.isFromParameter && before.constituentId === null) {
    return adoptSession(tx, organizationId, { session: before, constituentId, token, now });
  }
  return openSession(tx, organizationId, { constituentId, variables: before?.variables ?? {}, token, now });
}
