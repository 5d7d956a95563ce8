// The session of somebody who has just proven who they are.
import { adoptSession, endSession, type OwnSession, openSession } from '../../../core/access/sessions.ts';
import type { Tx } from '../../../db/transaction.ts';
import type { ShownSession } from '../servlets/call.ts';

export interface StartingSession {
  readonly before: ShownSession | undefined;
  readonly constituentId: number;
  /** The sign-on token that proves them, where one does: it ends with the sign-on. */
  readonly token?: string;
  readonly now: Date;
}

/**
 * As `startSession` for somebody who has just signed up: pages go on with the auth token that they got before, so an anonymous
 * session keeps it under its new id. Nobody else gains by it: the old id ends, and the token is worth nothing without the new.
 */
export async function continueSession(tx: Tx, organizationId: number, starting: StartingSession): Promise<OwnSession> {
  const { before, constituentId, now } = starting;
  const isOwn = before && !before.isFromParameter && before.constituentId === null;
  if (!isOwn) return startSession(tx, organizationId, starting);
  await endSession(tx, organizationId, before.id);
  const { variables, signOnId } = before;
  return openSession(tx, organizationId, { constituentId, variables, signOnId, now });
}

/**
 * A session under a new id that remembers what the visitor's had. A client that shows its session as a parameter, because
 * its cookies are blocked, could not learn the new id from every answer: its anonymous session is signed on as it is, and
 * so keeps its auth token (docs/contracts/luminate.md §1.8).
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
