// What happens to accreditations as time passes: registers are asked again, expiry is announced and takes effect.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { eachOrganization } from '../access/organization.ts';
import { systemActor } from '../access/system-actor.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { type Clock, dateIn } from '../base/clock.ts';
import type { Walk } from '../base/each.ts';
import { newRequestId } from '../base/request-id.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { IS_CLEARED } from './outcome.ts';
import { recordVerification, subjectOf } from './record-verification.ts';
import { verifyAccreditation } from './verify-accreditation.ts';

interface MonitorContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Walk<unknown>['log'];
}

/** At most this many of one organization in one go. */
const BATCH = 500;

/** Everything that is due by schedule, organization by organization. */
export async function monitorAccreditations(context: MonitorContext): Promise<void> {
  await eachOrganization(context, async (organization) => {
    const actor = systemActor(organization, 'job', `monitoring ${newRequestId()}`);
    await requestDueVerifications(context, actor);
    await announceExpiry(context, actor);
    await expire(context, actor);
  });
}

// Who no longer works here is not looked after; their checks are due when they come back.
const due = query<{ id: number }>(
  'accreditations_due',
  `select a.id from accreditations a
   left join constituents c on c.organization_id = a.organization_id and c.id = a.constituent_id
   where a.organization_id = $1 and a.next_verification_at <= $2 and a.monitored
     and (a.constituent_id is null or (c.active and c.deleted_at is null))
   order by a.next_verification_at limit ${BATCH}`,
);

async function requestDueVerifications({ db, clock }: MonitorContext, actor: Actor): Promise<void> {
  const now = clock.now();
  for (const { id } of await db.all(due(actor.organization.id, now))) {
    await transaction(db, actor, (tx) => verifyAccreditation(tx, actor, { id, reason: 'monitored', now }));
  }
}

// In order now, and ending within the longest lead time without a notice of the lead time it has reached.
const expiring = query<Accreditation & { lead: number }>(
  'accreditations_expiring',
  `select ${ACCREDITATION_COLUMNS}, l.lead from accreditations a
   cross join lateral (select min(lead) as lead from unnest($3::integer[]) lead where a.expiry_date <= $2::date + lead) l
   where a.organization_id = $1 and a.status = 'completed' and ${IS_CLEARED}
     and a.expiry_date between $2::date and $2::date + $4::integer and l.lead is not null
     and not exists (select from accreditation_notices n where n.organization_id = a.organization_id
       and n.accreditation_id = a.id and n.expiry_date = a.expiry_date and n.lead_days = l.lead)
   order by a.expiry_date, a.id limit ${BATCH}`,
);
// Lead times that have passed unnoticed (the server was down) count as given: one notice says it all.
const notice = write<{ lead_days: number }>(
  'accreditation_notice',
  `insert into accreditation_notices (organization_id, accreditation_id, expiry_date, lead_days)
   select $1, $2, $3, lead from unnest($4::integer[]) lead on conflict do nothing returning lead_days`,
);

async function announceExpiry({ db, clock }: MonitorContext, actor: Actor): Promise<void> {
  const { organization } = actor;
  const leads = organization.settings.expiryLeadDays;
  const today = dateIn(organization.timeZone, clock.now());
  const found = await db.all(expiring(organization.id, today, leads, Math.max(0, ...leads)));
  for (const accreditation of found) await transaction(db, actor, (tx) => announce(tx, actor, accreditation));
}

async function announce(tx: Tx, actor: Actor, found: Accreditation & { lead: number }): Promise<void> {
  const { lead, ...accreditation } = found;
  const leads = actor.organization.settings.expiryLeadDays.filter((days) => days >= lead);
  const given = await tx.all(notice(actor.organization.id, accreditation.id, accreditation.expiryDate, leads));
  // Another worker was quicker.
  if (!given.some(({ lead_days }) => lead_days === lead)) return;
  await recordChange(tx, actor, {
    kind: 'accreditation.expiring',
    subjectId: accreditation.id,
    before: null,
    after: { ...accreditation, leadDays: lead },
    events: ['accreditation.expiring'],
    about: subjectOf(accreditation),
  });
}

const expired = query<{ id: number }>(
  'accreditations_expired',
  `select a.id from accreditations a where a.organization_id = $1 and a.status = 'completed' and a.expiry_date < $2::date
     and ${IS_CLEARED} order by a.id limit ${BATCH}`,
);
const lockExpired = write<Accreditation>(
  'accreditation_lock_expired',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.id = $2 and a.expiry_date < $3::date
     and ${IS_CLEARED} for no key update of a`,
);

/** A date that has passed ends a clearance even where no register is asked. */
async function expire({ db, clock }: MonitorContext, actor: Actor): Promise<void> {
  const { organization } = actor;
  const now = clock.now();
  const today = dateIn(organization.timeZone, now);
  for (const { id } of await db.all(expired(organization.id, today))) {
    await transaction(db, actor, async (tx) => {
      const accreditation = await tx.maybe(lockExpired(organization.id, id, today));
      if (accreditation) await expireOne(tx, actor, { accreditation, now });
    });
  }
}

async function expireOne(
  tx: Tx,
  actor: Actor,
  { accreditation, now }: { accreditation: Accreditation; now: Date },
): Promise<void> {
  const { correlationId, expiryDate, details, outcome } = accreditation;
  await recordVerification(tx, actor, {
    accreditation,
    correlationId,
    registry: 'expiry',
    finding: { ...details, outcome: 'expired', expiryDate, ...(outcome === null ? {} : { lastSaid: outcome }) },
    evidence: { reason: 'the expiry date has passed' },
    endsScan: false,
    now,
  });
}
