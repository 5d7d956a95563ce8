// A worker's part of a scan: read it, ask the register outside any transaction, write the answer, tell webhooks.
import type { Db } from '../../db/connect.ts';
import { claiming, outlast } from '../../db/outlast.ts';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement, type Tx, transaction } from '../../db/transaction.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import type { Clock } from '../base/clock.ts';
import type { Due } from '../base/due.ts';
import { type DeliveryQueue, type DueScan, enqueue } from '../base/jobs.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS, ACCREDITATION_JSON } from './accreditation-queries.ts';
import { type Asked, answerByItself, askRegistry, type RegistryAccess } from './ask-registry.ts';
import {
  recordVerification,
  recordVerificationUnlessChanged,
  subjectOf,
  type Verification,
} from './record-verification.ts';
import type { RegistryAnswer } from './registries/registry.ts';
import { defaultSetting, type RegistrySetting, SETTING_JSON, settingOf } from './registry-settings.ts';
import { CLAIM_MILLISECONDS, RETRY_SECONDS, SCAN_JSON, type Scan } from './scan.ts';

export interface ScanContext extends RegistryAccess {
  readonly db: Db;
  readonly clock: Clock;
  /** Sends the events that wait for a webhook at once: a job would begin later. Does not wait for the receiver. */
  readonly deliver: (queue: DeliveryQueue) => void;
}

/**
 * Runs one scan if it is due and nobody else runs it, and has delivered what it has to tell. Any number of workers may be told of
 * it, any number of times.
 */
export async function runScan(context: ScanContext, due: DueScan): Promise<void> {
  for (const queue of await look(context, due)) context.deliver(queue);
}

/**
 * Most answers that need nobody else are written at once, without a claim: the accreditation's row decides which of several
 * workers is first. What changed meanwhile, and all that takes longer, is claimed, asked about and settled under locks.
 */
async function look(context: ScanContext, { organizationId, correlationId }: DueScan): Promise<Queues> {
  const { db, clock } = context;
  const now = clock.now();
  const seen = await db.maybe(see(organizationId, correlationId, now));
  if (!seen) return [];
  const { scan, accreditation, version } = seen;
  const organization = toOrganization(seen);
  const actor = systemActor(organization, 'job', correlationId);
  const asked = { scan, accreditation, setting: seen.setting ?? defaultSetting(organization) };
  const answer = answerByItself(organization, { ...asked, now });
  if (answer?.kind === 'found') {
    const verification = { ...verificationOf({ ...asked, now }, answer), version };
    const recorded = await recordVerificationUnlessChanged(db, actor, verification);
    if (recorded) return recorded.queues;
  }
  const until = new Date(now.getTime() + CLAIM_MILLISECONDS);
  const taken = await claiming(
    () => maybeInOneStatement(db, claim(organizationId, correlationId, now, until)),
    () => maybeInOneStatement(db, unclaim(organizationId, correlationId, until)),
  );
  if (!taken) return [];
  const claimed = { ...asked, scan: { ...scan, attempts: taken.attempts } };
  const given = answer ?? (await askRegistry(context, organization, claimed));
  const settled = { ...claimed, answer: given, now: clock.now() };
  // What the register said is not asked for again because the database is away at this moment.
  return outlast(() => transaction(db, actor, (tx) => settle(tx, actor, settled)));
}

type Queues = readonly DeliveryQueue[];

interface Seen extends OrganizationRow {
  readonly scan: Scan;
  readonly accreditation: Accreditation;
  /** Of the accreditation's row. */
  readonly version: string;
  readonly setting: RegistrySetting | null;
}

/** SQL: at the moment `now`, scan `s` is open and due, and no worker has claimed it. */
function isDue(now: string): string {
  return `s.status in ('pending', 'in_progress') and s.next_attempt_at <= ${now}
     and (s.claimed_until is null or s.claimed_until <= ${now})`;
}

// All that is needed to answer.
const see = query<Seen>(
  'scan_see',
  `select ${SCAN_JSON} as scan, ${ACCREDITATION_JSON} as accreditation, a.xmin::text as version,
     (select ${SETTING_JSON} from ${settingOf('a.type')}) as setting, ${ORGANIZATION_COLUMNS}
   from accreditation_scans s join organizations o using (organization_id)
   join accreditations a on a.organization_id = s.organization_id and a.id = s.accreditation_id
   where s.organization_id = $1 and s.correlation_id = $2 and ${isDue('$3')}`,
);

// The accreditation keeps showing its last result while the register is asked again.
const claim = write<{ attempts: number }>(
  'scan_claim',
  `with s as (
     update accreditation_scans s set status = 'in_progress', attempts = attempts + 1, claimed_until = $4
     where s.organization_id = $1 and s.correlation_id = $2 and ${isDue('$3')} returning s.attempts, s.accreditation_id
   ), begun as (
     update accreditations a set status = 'in_progress' from s
     where a.organization_id = $1 and a.id = s.accreditation_id and a.completed_at is null
   )
   select attempts from s`,
);

const unclaim = write(
  'scan_unclaim',
  `update accreditation_scans set attempts = attempts - 1, claimed_until = null
   where organization_id = $1 and correlation_id = $2 and claimed_until = $3 and status = 'in_progress'`,
);
const lockScan = write<{ attempts: number; status: string }>(
  'scan_lock_row',
  'select attempts, status from accreditation_scans where organization_id = $1 and correlation_id = $2 for no key update',
);
const lockAccreditation = write<Accreditation>(
  'accreditation_lock',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2 for no key update of a`,
);
const close = write(
  'scan_close',
  `update accreditation_scans set status = $3, completed_at = $4, next_attempt_at = null, claimed_until = null, last_error = $5
   where organization_id = $1 and correlation_id = $2`,
);
const postpone = write(
  'scan_postpone',
  `update accreditation_scans set status = 'pending', next_attempt_at = $3, claimed_until = null, last_error = $4
   where organization_id = $1 and correlation_id = $2`,
);
const flag = write<Accreditation>(
  'accreditation_flag_unavailable',
  `update accreditations a set unreachable = true, updated_at = $3, status = $4, next_verification_at = $5
   where a.organization_id = $1 and a.id = $2 returning ${ACCREDITATION_COLUMNS}`,
);

interface Answered extends Asked {
  readonly answer: RegistryAnswer;
  readonly now: Date;
}

async function settle(tx: Tx, actor: Actor, settled: Answered): Promise<Queues> {
  const { scan } = settled;
  const current = await tx.one(lockScan(actor.organization.id, scan.correlationId));
  // Taken over by another worker, or answered by a person, while the register was asked.
  if (current.attempts !== scan.attempts || current.status !== 'in_progress') return [];
  const accreditation = await tx.one(lockAccreditation(actor.organization.id, scan.accreditationId));
  return conclude(tx, actor, { ...settled, accreditation });
}

/** Writes an answer down, scan and accreditation being locked; returns what has to be delivered. */
async function conclude(tx: Tx, actor: Actor, answered: Answered): Promise<Queues> {
  const { scan, answer } = answered;
  const organizationId = actor.organization.id;
  if (answer.kind === 'waiting') {
    await tx.all(close(organizationId, scan.correlationId, 'waiting', null, null));
    return [];
  }
  if (answer.kind === 'unavailable') {
    await settleUnavailable(tx, actor, { ...answered, answer });
    return [];
  }
  return (await recordVerification(tx, actor, verificationOf(answered, answer))).queues;
}

type Found = Extract<RegistryAnswer, { kind: 'found' }>;

function verificationOf(
  { scan, accreditation, setting, now }: Asked & { now: Date },
  answer: Found,
): Required<Verification> {
  const { finding, evidence } = answer;
  const { correlationId, registry, reason } = scan;
  const ending = { endsScan: reason !== 'monitored', closesScan: true, isDelivering: true };
  return { accreditation, correlationId, registry, finding, evidence, ...ending, setting, now };
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
  const after = await tx.one(flag(organizationId, accreditation.id, now, status, kept));
  if (!isOver) {
    await recordDifference(tx, actor, {
      kind: 'accreditation.check_postponed',
      subjectId: accreditation.id,
      before: { unreachable: accreditation.unreachable },
      after: { unreachable: after.unreachable },
    });
    const dueAt = new Date(now.getTime() + seconds * 1000);
    await tx.all(postpone(organizationId, scan.correlationId, dueAt, answer.reason));
    await enqueue(tx, 'run_scan', { organizationId, correlationId: scan.correlationId, seconds });
    return;
  }
  await tx.all(close(organizationId, scan.correlationId, 'failed', now, answer.reason));
  await recordChange(tx, actor, {
    kind: 'accreditation.check_failed',
    subjectId: accreditation.id,
    before: { unreachable: accreditation.unreachable },
    after: { ...after, correlationId: scan.correlationId, reason: answer.reason },
    events: ['scan.failed'],
    about: subjectOf(accreditation),
  });
}

const due = query<DueScan>(
  'scans_due',
  `select o.organization_id as "organizationId", s.correlation_id as "correlationId"
   from organizations o cross join lateral (
     select s.correlation_id from accreditation_scans s
     where s.organization_id = o.organization_id and s.next_attempt_at <= $1
       and (s.claimed_until is null or s.claimed_until <= $1) order by s.next_attempt_at limit $2
   ) s where $3::bigint is null or o.organization_id = $3`,
);

/** Scans that are due, at most `limit` of each organization (or of the one): after a crash, and for retries. */
export function dueScans(db: Db, { now, limit, organizationId }: Due): Promise<DueScan[]> {
  return db.all(due(now, limit, organizationId ?? null));
}
