import { z } from 'zod';
import type { RequirementVerdict, Verdict } from '../../../core/accreditations/compliance.ts';
import type { ComplianceList } from '../../../core/accreditations/compliance-queries.ts';
import type { Requirement } from '../../../core/accreditations/requirements.ts';
import { objectBody, parse, recordId, requireFields, storableText } from './fields.ts';
import { statusToWire } from './outcome.ts';

const WITHIN_DAYS = 30;
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const query = z.object({
  within_days: z.coerce.number().int().min(0).max(3650).default(WITHIN_DAYS),
  active: flag.or(z.literal('all')).default(true),
  compliant: flag.optional(),
});

/** By default the people who are active now. */
export function complianceFromWire(parameters: unknown, now: Date): ComplianceList {
  const { within_days, active, compliant } = parse(query, parameters);
  return { withinDays: within_days, active: active === 'all' ? null : active, compliant: compliant ?? null, now };
}

function reasonToWire(reason: RequirementVerdict['reason']): string {
  return reason === 'satisfied' || reason === 'missing' ? reason : statusToWire(reason);
}

export function verdictToWire(verdict: Verdict) {
  return {
    constituent_id: verdict.constituentId,
    active: verdict.active,
    compliant: verdict.compliant,
    issues: verdict.requirements
      .filter(({ satisfied }) => !satisfied)
      .map(({ requirement, reason, accreditation }) => ({
        requirement_id: requirement.id,
        requirement: requirement.name,
        any_of: requirement.anyOf,
        reason: reasonToWire(reason),
        accreditation_id: accreditation?.id ?? null,
      })),
    requirements: verdict.requirements.map(({ requirement, satisfied, accreditation }) => ({
      requirement_id: requirement.id,
      requirement: requirement.name,
      satisfied,
      accreditation_id: accreditation?.id ?? null,
      expiry_date: accreditation?.expiryDate ?? null,
    })),
    expiring_soon: verdict.expiringSoon.map(({ accreditation, daysLeft }) => ({
      accreditation_id: accreditation.id,
      type: accreditation.type,
      expiry_date: accreditation.expiryDate,
      days_left: daysLeft,
    })),
  };
}

const requirement = z.object({
  name: storableText,
  any_of: z.array(storableText).min(1).max(50),
  group_id: recordId.nullable().optional(),
});

export function requirementFromWire(body: unknown): Omit<Requirement, 'id'> {
  const given = objectBody(body);
  requireFields(given, ['name', 'any_of']);
  const { name, any_of, group_id } = parse(requirement, given);
  return { name, anyOf: any_of, groupId: group_id ?? null };
}

export function requirementToWire({ id, name, anyOf, groupId }: Requirement) {
  return { id, name, any_of: anyOf, group_id: groupId };
}
