import { type Db, statement } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import type { Accreditation } from './accreditation.ts';

/** The columns of `Accreditation`, of `accreditations a`. */
export const ACCREDITATION_COLUMNS = `a.id, a.constituent_id as "constituentId", a.type, a.identifier,
  a.correlation_id as "correlationId", a.inputs, a.status, a.status_color as "statusColor",
  a.status_flags as "statusFlags", a.registry_response as "registryResponse", a.expiry_date as "expiryDate",
  a.monitored, a.next_verification_at as "nextVerificationAt", a.completed_at as "completedAt",
  a.last_verified_at as "lastVerifiedAt", a.created_at as "createdAt", a.updated_at as "updatedAt"`;

const ofConstituent = statement<Accreditation>(
  'accreditations_of_constituent',
  `select ${ACCREDITATION_COLUMNS} from accreditations a where a.organization_id = $1 and a.constituent_id = $2 order by a.id`,
);

/** A person's checks by id, oldest first. */
export async function accreditationsOf(db: Db, actor: Actor, constituentId: number): Promise<Accreditation[]> {
  allow(actor, 'constituents:read');
  return db.all(ofConstituent(actor.organization.id, constituentId));
}
