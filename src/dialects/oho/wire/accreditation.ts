import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import { toSeconds, toSecondsOrNull } from './fields.ts';

/** The full object of wire/oho.md §3.5, a superset of the documented one (§4.1). */
export function accreditationToWire(accreditation: Accreditation) {
  return {
    id: accreditation.id,
    type: accreditation.type,
    identifier: accreditation.identifier,
    status: accreditation.status,
    status_color: accreditation.statusColor,
    status_flags: accreditation.statusFlags,
    registry_response: accreditation.registryResponse,
    completed_at: toSecondsOrNull(accreditation.completedAt),
    correlation_id: accreditation.correlationId,
    constituent_id: accreditation.constituentId,
    created_at: toSeconds(accreditation.createdAt),
    updated_at: toSeconds(accreditation.updatedAt),
    last_verified_at: toSecondsOrNull(accreditation.lastVerifiedAt),
  };
}
