import type { CheckType } from '../../../core/accreditations/catalogue.ts';

/** One type of the catalogue (docs/contracts/oho.md §3.4). */
export function checkTypeToWire(type: CheckType) {
  return {
    type: type.code,
    label: type.label,
    category: type.category,
    jurisdiction: type.jurisdiction,
    identifier_required: type.identifierRequired,
    inputs: type.inputs,
    helpful_inputs: type.helpfulInputs,
    speed: type.speed,
    monitoring_days: type.monitoringDays,
    renewal: type.renewal,
    employer_link: type.employerLink,
    tells_not_found: type.tellsNotFound,
    publishes_expiry: type.publishesExpiry,
  };
}
