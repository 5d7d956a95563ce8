import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { type Finding, isCleared, NOT_UNDERSTOOD } from './outcome.ts';
import { recordVerification, subjectOf } from './record-verification.ts';

const lock = write<Accreditation>(
  'accreditation_lock_for_outcome',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2 for no key update of a`,
);
const closeOpen = write<{ correlationId: string; reason: string }>(
  'scans_close_open',
  `update accreditation_scans set status = 'completed', completed_at = $3, next_attempt_at = null, claimed_until = null
   where organization_id = $1 and accreditation_id = $2 and status in ('pending', 'in_progress', 'waiting')
     and ($4::text is null or correlation_id = $4)
   returning correlation_id as "correlationId", reason`,
);

export interface RecordedOutcome {
  readonly accreditationId: number;
  /** Only this scan is answered; absent: all that are open. */
  readonly correlationId?: string;
  readonly finding: Finding;
  /** How it is known: by whom, from what document, when. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly registry: string;
  readonly now: Date;
}

/** Records what a person or a callback found out, and ends the scans that waited for it. Throws `not-found`. */
export async function recordOutcome(tx: Tx, actor: Actor, outcome: RecordedOutcome): Promise<Accreditation> {
  allow(actor, 'accreditations:write');
  const organizationId = actor.organization.id;
  const { accreditationId: id, now } = outcome;
  const closed = await tx.all(closeOpen(organizationId, id, now, outcome.correlationId ?? null));
  const accreditation = await tx.maybe(lock(organizationId, id));
  if (!accreditation) throw new Failure('not-found', 'accreditation', { subject: id });
  const { accreditation: after } = await recordVerification(tx, actor, {
    accreditation,
    correlationId: closed[0]?.correlationId ?? outcome.correlationId ?? accreditation.correlationId,
    registry: outcome.registry,
    finding: outcome.finding,
    evidence: { ...outcome.evidence, recordedBy: { type: actor.type, id: actor.id } },
    endsScan: closed[0] !== undefined && closed[0].reason !== 'monitored',
    now,
  });
  for (const { correlationId, reason } of closed.slice(1)) {
    if (reason !== 'monitored') await announceScan(tx, actor, { ...after, correlationId });
  }
  return after;
}

/** Each caller waits for an event with the correlation id that their own scan got. */
async function announceScan(tx: Tx, actor: Actor, accreditation: Accreditation): Promise<void> {
  await recordChange(tx, actor, {
    kind: 'accreditation.scan_completed',
    subjectId: accreditation.id,
    before: null,
    after: accreditation,
    events: ['scan.completed'],
    about: subjectOf(accreditation),
  });
}

interface Doubt extends Pick<RecordedOutcome, 'accreditationId' | 'registry' | 'now'> {
  readonly correlationId: string;
  /** The parts of the answer that could not be read, by name. */
  readonly unread: Readonly<Record<string, string>>;
}

/** Takes a clearance back because the register's answer could not be read; a person has to look. The scan stays open. */
export async function recordDoubt(tx: Tx, actor: Actor, doubt: Doubt): Promise<void> {
  allow(actor, 'accreditations:write');
  const { correlationId, registry, unread, now } = doubt;
  const accreditation = await tx.maybe(lock(actor.organization.id, doubt.accreditationId));
  if (!accreditation || !isCleared(accreditation.outcome)) return;
  const finding = { outcome: 'review', expiryDate: accreditation.expiryDate, reasons: [NOT_UNDERSTOOD] } as const;
  const seen = { accreditation, correlationId, registry, finding, evidence: { unread }, endsScan: false, now };
  await recordVerification(tx, actor, seen);
}
