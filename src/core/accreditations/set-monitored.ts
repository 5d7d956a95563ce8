import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure } from '../base/failure.ts';
import type { Accreditation } from './accreditation.ts';
import { ACCREDITATION_COLUMNS } from './accreditation-queries.ts';
import { subjectOf } from './record-verification.ts';

const update = write<Accreditation>(
  'accreditation_set_monitored',
  `update accreditations a set monitored = $3, updated_at = $4,
     next_verification_at = case when $3 and a.completed_at is not null then $4::timestamptz end
   where a.organization_id = $1 and a.id = $2 returning ${ACCREDITATION_COLUMNS}`,
);

/** Turns the schedule of a check on (with a look at once) or off. Throws `not-found`. */
export async function setMonitored(
  tx: Tx,
  actor: Actor,
  { id, monitored, now }: { id: number; monitored: boolean; now: Date },
): Promise<Accreditation> {
  // The lowest role may do this, and nothing else, with checks (docs/contracts/oho.md §7).
  allow(actor, 'accreditations:activate');
  const accreditation = await tx.maybe(update(actor.organization.id, id, monitored, now));
  if (!accreditation) throw new Failure('not-found', 'accreditation', { subject: id });
  const about = subjectOf(accreditation);
  const change = { kind: 'accreditation.monitoring_changed', subjectId: id, before: null, after: { monitored }, about };
  await recordChange(tx, actor, change);
  return accreditation;
}
