// One look at a register becomes one row of the log, which is never changed, and the accreditation's current state.
import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../../db/connect.ts';
import { type Write, write } from '../../db/statement.ts';
import { maybeInOneStatement, type Tx } from '../../db/transaction.ts';
import type { Actor, Organization } from '../base/actor.ts';
import { announcedChange, changeValues } from '../base/change.ts';
import { dateIn } from '../base/clock.ts';
import type { DeliveryQueue } from '../base/jobs.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS, ACCREDITATION_JSON } from './accreditation-queries.ts';
import { findCheckType } from './catalogue.ts';
import {
  type Finding,
  isCleared,
  NOT_UNDERSTOOD,
  type Outcome,
  REASONS,
  REVOKED,
  type Result,
  resultOf,
  standingOf,
} from './outcome.ts';
import { type RegistrySetting, registryFor } from './registry-settings.ts';

export interface Verification {
  /** Locked by the caller, or as it was read in the version that is given with it. */
  readonly accreditation: Accreditation;
  readonly correlationId: string;
  /** What answered: a registry, or `expiry` when only time passed. */
  readonly registry: string;
  readonly finding: Finding;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** A scan that somebody submitted ends with this. */
  readonly endsScan: boolean;
  /** Whether the scan of the correlation id is still open, and over now. */
  readonly closesScan?: boolean;
  /** Of the type, where the caller has read it. */
  readonly setting?: RegistrySetting;
  /** Whether the caller delivers what waits for webhooks by itself. */
  readonly isDelivering?: boolean;
  readonly now: Date;
}

interface Recorded {
  /** As it is now. */
  readonly accreditation: Accreditation;
  /** What waits for webhooks. */
  readonly queues: readonly DeliveryQueue[];
}

type Projected = Accreditation & { readonly webhookIds: number[] | null };

// One row of the log and the current state, which show the same; the end of the scan; the change. All or nothing.
const project = write<Projected>(
  'accreditation_project',
  `with a as (
     update accreditations a set status = 'completed', outcome = $6, reasons = $7, details = $8,
       unreachable = false, expiry_date = $10, completed_at = coalesce(a.completed_at, $4), last_verified_at = $4, updated_at = $4,
       next_verification_at = $11
     where a.organization_id = $1 and a.id = $2 and ($13::text is null or a.xmin::text = $13) returning *
   ), look as (
     insert into accreditation_verifications (organization_id, accreditation_id, correlation_id, at, registry, status,
       outcome, reasons, details, evidence, expiry_date)
     select $1, a.id, $3, $4, $5, 'completed', $6, $7, $8, $9, $10 from a
   ), closed as (
     update accreditation_scans s set status = 'completed', completed_at = $4, next_attempt_at = null, claimed_until = null,
       last_error = null, attempts = greatest(s.attempts, 1)
     from a where $12::boolean and s.organization_id = $1 and s.correlation_id = $3
   ), ${announcedChange({ subject: 'a.id', from: 'a', after: ACCREDITATION_JSON, first: 14 })}
   select ${ACCREDITATION_COLUMNS}, (select json_agg(distinct webhook_id) from queued) as "webhookIds" from a
   where (select count(*) from jobs) is not null`,
);

/** Writes what was found, and tells webhooks. */
export async function recordVerification(tx: Tx, actor: Actor, verification: Verification): Promise<Recorded> {
  const setting = verification.setting ?? (await registryFor(tx, actor.organization, verification.accreditation.type));
  return recorded(await tx.one(written(actor, { ...verification, setting }, null)), actor);
}

/**
 * The same in one statement, for a caller who read the accreditation's row in a `version` and locked nothing; undefined, and
 * nothing written, if it is another by now.
 */
export async function recordVerificationUnlessChanged(
  db: Db,
  actor: Actor,
  { version, ...verification }: Required<Verification> & { readonly version: string },
): Promise<Recorded | undefined> {
  const row = await maybeInOneStatement(db, written(actor, verification, version));
  return row && recorded(row, actor);
}

function written(
  actor: Actor,
  verification: Verification & { setting: RegistrySetting },
  version: string | null,
): Write<Projected> {
  const { accreditation: before, correlationId, now, evidence, closesScan = false } = verification;
  const result = resultFor(actor.organization, verification);
  const { outcome, reasons, details, expiryDate } = result;
  const found = [outcome, reasons, JSON.stringify(details)];
  const look = [correlationId, now, verification.registry, ...found, JSON.stringify(evidence)];
  const after = { correlationId };
  const change = changeValues(actor, { kind: 'accreditation.verified', before: projectionOf(before), after });
  const events = eventsOf(before, { status: 'completed', unreachable: false, ...result }, verification.endsScan);
  const announced = [...change, events, subjectOf(before), !verification.isDelivering];
  const nextAt = nextVerification(verification);
  return project(actor.organization.id, before.id, ...look, expiryDate, nextAt, closesScan, version, ...announced);
}

function recorded({ webhookIds, ...accreditation }: Projected, { organization }: Actor): Recorded {
  const subject = subjectOf(accreditation);
  const queueOf = (webhookId: number) => ({ organizationId: organization.id, webhookId, subject });
  return { accreditation, queues: (webhookIds ?? []).map(queueOf) };
}

/** Whose events must arrive in order. */
export function subjectOf(accreditation: Pick<Accreditation, 'id' | 'constituentId'>): string {
  const { id, constituentId } = accreditation;
  return constituentId === null ? `accreditation ${id}` : `constituent ${constituentId}`;
}

type Projection = Pick<Accreditation, 'status' | 'outcome' | 'reasons' | 'details' | 'unreachable' | 'expiryDate'>;

/** What a result consists of; webhooks show it as `previous`. */
function projectionOf(accreditation: Accreditation): Projection {
  const { status, outcome, reasons, details, unreachable, expiryDate } = accreditation;
  return { status, outcome, reasons, details, unreachable, expiryDate };
}

function resultFor(organization: Organization, { accreditation, finding, now }: Verification): Result {
  const type = findCheckType(accreditation.type);
  if (!type) throw new Error(`The catalogue no longer has the type ${accreditation.type}`);
  const today = dateIn(organization.timeZone, now);
  // A register that still calls a card current whose date has passed is behind; the date decides.
  const isOver = finding.expiryDate && finding.expiryDate < today && isCleared(finding.outcome);
  if (isOver) return resultOf(type, { ...finding, outcome: 'expired', reasons: undefined });
  return resultOf(type, keepsRevoked(accreditation.outcome, finding) ?? finding);
}

/** A clearance that was taken away stays so while a later answer is not understood: that says nothing better. */
function keepsRevoked(was: Outcome | null, finding: Finding): Finding | undefined {
  if (was === null || !REVOKED.has(was) || finding.outcome !== 'review') return undefined;
  if (!finding.reasons?.includes(NOT_UNDERSTOOD)) return undefined;
  return { ...finding, outcome: was, reasons: [...REASONS[was], NOT_UNDERSTOOD] };
}

const DAY = 86_400_000;

/** When the register is to be asked again, or null. */
function nextVerification({
  accreditation,
  setting,
  finding,
  now,
}: Verification & { setting: RegistrySetting }): Date | null {
  if (!accreditation.monitored) return null;
  // What was not understood may be a slip of one moment.
  if (finding.reasons?.includes(NOT_UNDERSTOOD)) return new Date(now.getTime() + DAY);
  const days = setting.monitoringDays ?? findCheckType(accreditation.type)?.monitoringDays ?? null;
  return days === null ? null : new Date(now.getTime() + days * DAY);
}

function eventsOf(before: Accreditation, after: Projection, endsScan: boolean): string[] {
  const [was, is] = [standingOf(before.outcome), standingOf(after.outcome)];
  // As it will be stored: JSON leaves out what is undefined.
  const changed = !isDeepStrictEqual(projectionOf(before), JSON.parse(JSON.stringify(after)));
  return [
    ...(endsScan ? ['scan.completed'] : []),
    ...(changed ? ['accreditation.updated'] : []),
    ...(was === is ? [] : ['accreditation.status_changed']),
    ...(was !== is && is === 'expired' ? ['accreditation.expired'] : []),
    ...(was !== is && REVOKED.has(is) ? ['accreditation.revoked'] : []),
  ];
}
