// A worker's part of a scan: take it, ask the register outside any transaction, write the answer.
import { type Db, statement } from '../../db/connect.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import { type DeliveryQueue, recordChange } from '../base/change.ts';
import type { Clock } from '../base/clock.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS, ACCREDITATION_JSON } from './accreditation-queries.ts';
import { type Asked, answerByItself, askRegistry, type RegistryAccess } from './ask-registry.ts';
import { UNAVAILABLE_FLAG } from './outcome.ts';
import { recordVerification, subjectOf } from './record-verification.ts';
import type { RegistryAnswer } from './registries/registry.ts';
import { defaultSetting, type RegistrySetting, SETTING_JSON, settingOf } from './registry-settings.ts';
import { enqueueScan } from './request-scan.ts';
import { CLAIM_MILLISECONDS, RETRY_SECONDS, SCAN_JSON, type Scan } from './scan.ts';

export interface ScanContext extends RegistryAccess {
  readonly db: Db;
  readonly clock: Clock;
  /** Sends what waits for a webhook. A job of its own would come to it later, and cost as much as the scan. */
  readonly deliver: (queue: DeliveryQueue) => Promise<void>;
}

/**
 * Runs one scan if it is due and nobody else runs it, and delivers what it has to tell. Any number of workers may be told of
 * it, any number of times.
 */
export async function runScan(context: ScanContext, due: DueScan): Promise<void> {
  const queues = await look(context, due);
  await Promise.all(queues.map((queue) => context.deliver(queue)));
}

interface DueScan {
  readonly organizationId: number;
  readonly correlationId: string;
}

async function look(context: ScanContext, due: DueScan): Promise<readonly DeliveryQueue[]> {
  const now = context.clock.now();
  const taken = await transaction(context.db, (tx) => claimOrConclude(tx, due, now));
  if (!taken.claimed) return taken.queues;
  const { actor, ...asked } = taken.claimed;
  const answer = await askRegistry(context, actor.organization, asked);
  const settled = { ...asked, answer, now: context.clock.now() };
  return transaction(context.db, (tx) => settle(tx, actor, settled));
}

interface Claimed extends Asked {
  readonly actor: Actor;
}

/** Takes a scan; one whose registry answers by itself is done with at once, any other is returned to be asked about. */
async function claimOrConclude(
  tx: Tx,
  { organizationId, correlationId }: DueScan,
  now: Date,
): Promise<{ claimed?: Claimed; queues: readonly DeliveryQueue[] }> {
  const until = new Date(now.getTime() + CLAIM_MILLISECONDS);
  const taken = await tx.maybe(take(organizationId, correlationId, now, until));
  if (!taken) return { queues: [] };
  const { scan, accreditation } = taken;
  const organization = toOrganization(taken);
  const actor = systemActor(organization, 'job', correlationId);
  const asked = { scan, accreditation, setting: taken.setting ?? defaultSetting(organization) };
  const answer = answerByItself(organization, { ...asked, now });
  if (answer) return { queues: await conclude(tx, actor, { ...asked, answer, now }) };
  await tx.all(begin(organization.id, accreditation.id));
  return { claimed: { ...asked, actor }, queues: [] };
}

interface Taken extends OrganizationRow {
  readonly scan: Scan;
  readonly accreditation: Accreditation;
  readonly setting: RegistrySetting | null;
}

// The accreditation is locked, and all that is needed to answer comes along.
const take = statement<Taken>(
  'scan_take',
  `with s as (
     update accreditation_scans s set status = 'in_progress', attempts = attempts + 1, claimed_until = $4
     where s.organization_id = $1 and s.correlation_id = $2 and s.status in ('pending', 'in_progress')
       and s.next_attempt_at <= $3 and (s.claimed_until is null or s.claimed_until <= $3)
     returning *
   )
   select ${SCAN_JSON} as scan, ${ACCREDITATION_JSON} as accreditation,
     (select ${SETTING_JSON} from ${settingOf('a.type')}) as setting, ${ORGANIZATION_COLUMNS}
   from s join organizations o using (organization_id)
   join accreditations a on a.organization_id = $1 and a.id = s.accreditation_id for no key update of a`,
);
// A result that is there stays in sight while the register is asked again.
const begin = statement(
  'accreditation_begin',
  `update accreditations set status = 'in_progress' where organization_id = $1 and id = $2 and completed_at is null`,
);

const lockScan = statement<{ attempts: number; status: string }>(
  'scan_lock_row',
  'select attempts, status from accreditation_scans where organization_id = $1 and correlation_id = $2 for no key update',
);
const lockAccreditation = statement<Accreditation>(
  'accreditation_lock',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2 for no key update of a`,
);
const close = statement(
  'scan_close',
  `update accreditation_scans set status = $3, completed_at = $4, next_attempt_at = null, claimed_until = null, last_error = $5
   where organization_id = $1 and correlation_id = $2`,
);
const postpone = statement(
  'scan_postpone',
  `update accreditation_scans set status = 'pending', next_attempt_at = $3, claimed_until = null, last_error = $4
   where organization_id = $1 and correlation_id = $2`,
);
const flag = statement<Accreditation>(
  'accreditation_flag_unavailable',
  `update accreditations a set status_color = 'grey', updated_at = $3, status = $4,
     status_flags = case when $5 = any(a.status_flags) then a.status_flags else a.status_flags || $5 end,
     next_verification_at = $6
   where a.organization_id = $1 and a.id = $2 returning ${ACCREDITATION_COLUMNS}`,
);

interface Answered extends Asked {
  readonly answer: RegistryAnswer;
  readonly now: Date;
}

async function settle(tx: Tx, actor: Actor, settled: Answered): Promise<readonly DeliveryQueue[]> {
  const { scan } = settled;
  const current = await tx.one(lockScan(actor.organization.id, scan.correlationId));
  // Taken over by another worker, or answered by a person, while the register was asked.
  if (current.attempts !== scan.attempts || current.status !== 'in_progress') return [];
  const accreditation = await tx.one(lockAccreditation(actor.organization.id, scan.accreditationId));
  return conclude(tx, actor, { ...settled, accreditation });
}

/** Writes an answer down, scan and accreditation being locked; returns what has to be delivered. */
async function conclude(tx: Tx, actor: Actor, answered: Answered): Promise<readonly DeliveryQueue[]> {
  const { scan, accreditation, setting, answer, now } = answered;
  const organizationId = actor.organization.id;
  if (answer.kind === 'waiting') {
    await tx.all(close(organizationId, scan.correlationId, 'waiting', null, null));
    if (accreditation.status === 'pending') await tx.all(begin(organizationId, accreditation.id));
    return [];
  }
  if (answer.kind === 'unavailable') {
    await settleUnavailable(tx, actor, { ...answered, answer });
    return [];
  }
  const { queues } = await recordVerification(tx, actor, {
    accreditation,
    correlationId: scan.correlationId,
    registry: scan.registry,
    finding: answer.finding,
    evidence: answer.evidence,
    endsScan: scan.reason !== 'monitored',
    closesScan: true,
    isDelivering: true,
    setting,
    now,
  });
  return queues;
}

/** Registry trouble loses no check: it is tried again, shown as such, and can be run again after the last try. */
async function settleUnavailable(
  tx: Tx,
  actor: Actor,
  { scan, accreditation, answer, now }: Answered & { answer: { reason: string } },
): Promise<void> {
  const organizationId = actor.organization.id;
  const seconds = RETRY_SECONDS[scan.attempts - 1];
  const isOver = seconds === undefined;
  const unfinished = isOver ? 'failed' : 'in_progress';
  const status = accreditation.completedAt === null ? unfinished : accreditation.status;
  // Given up on for now; the schedule asks again tomorrow.
  const nextAt = isOver && accreditation.monitored ? new Date(now.getTime() + 86_400_000) : null;
  const kept = nextAt ?? accreditation.nextVerificationAt;
  const after = await tx.one(flag(organizationId, accreditation.id, now, status, UNAVAILABLE_FLAG, kept));
  if (!isOver) {
    const dueAt = new Date(now.getTime() + seconds * 1000);
    await tx.all(postpone(organizationId, scan.correlationId, dueAt, answer.reason));
    await enqueueScan(tx, { organizationId, correlationId: scan.correlationId, seconds });
    return;
  }
  await tx.all(close(organizationId, scan.correlationId, 'failed', now, answer.reason));
  await recordChange(tx, actor, {
    kind: 'accreditation.check_failed',
    subjectId: accreditation.id,
    before: { statusColor: accreditation.statusColor, statusFlags: accreditation.statusFlags },
    after: { ...after, correlationId: scan.correlationId, reason: answer.reason },
    events: ['scan.failed'],
    about: subjectOf(accreditation),
  });
}

const due = statement<{ organizationId: number; correlationId: string }>(
  'scans_due',
  `select organization_id as "organizationId", correlation_id as "correlationId" from accreditation_scans
   where next_attempt_at <= $1 and (claimed_until is null or claimed_until <= $1) order by next_attempt_at limit $2`,
);

/** At most this many in one go, so that a long queue is worked on in turns. */
const BATCH = 200;

/** So many registers are asked at a time: a slow one must not hold up the others. */
const AT_ONCE = 10;

/** Runs what is due, of every organization: after a crash, and for retries. */
export async function runDueScans(context: ScanContext): Promise<void> {
  const scans = await context.db.all(due(context.clock.now(), BATCH));
  for (let start = 0; start < scans.length; start += AT_ONCE) {
    await Promise.all(scans.slice(start, start + AT_ONCE).map((scan) => runScan(context, scan)));
  }
}
