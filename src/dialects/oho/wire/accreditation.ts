import { z } from 'zod';
import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import type { AccreditationFilter, VerificationRow } from '../../../core/accreditations/accreditation-queries.ts';
import { findCheckType } from '../../../core/accreditations/catalogue.ts';
import { type Finding, OUTCOME_NAMES } from '../../../core/accreditations/outcome.ts';
import { PAGE_LIMIT } from '../paging.ts';
import {
  calendarDate,
  objectBody,
  optionalDate,
  parse,
  requireFields,
  storableText,
  toSeconds,
  toSecondsOrNull,
} from './fields.ts';
import { currentOfColor, outcomesOfStatus, resultToWire } from './outcome.ts';

/** The full object of docs/contracts/oho.md §3.5, a superset of the documented one (§4.1). */
export function accreditationToWire(accreditation: Accreditation) {
  return {
    id: accreditation.id,
    type: accreditation.type,
    identifier: accreditation.identifier,
    status: accreditation.status,
    ...resultToWire(accreditation),
    completed_at: toSecondsOrNull(accreditation.completedAt),
    correlation_id: accreditation.correlationId,
    constituent_id: accreditation.constituentId,
    // Codes alone do not tell: `qldblue` is one of them too (docs/contracts/oho.md §8 no. 7).
    category: findCheckType(accreditation.type)?.category ?? null,
    active: accreditation.monitored,
    created_at: toSeconds(accreditation.createdAt),
    updated_at: toSeconds(accreditation.updatedAt),
    last_verified_at: toSecondsOrNull(accreditation.lastVerifiedAt),
    next_verification_at: toSecondsOrNull(accreditation.nextVerificationAt),
  };
}

export function verificationToWire(row: VerificationRow) {
  return {
    id: row.id,
    at: toSeconds(row.at),
    correlation_id: row.correlationId,
    registry: row.registry,
    status: row.status,
    ...resultToWire({ ...row, unreachable: false }),
    evidence: row.evidence,
  };
}

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const query = z.object({
  constituent_id: number.optional(),
  type: storableText.optional(),
  status: storableText.optional(),
  oho_status: storableText.optional(),
  status_color: storableText.optional(),
  correlation_id: storableText.optional(),
  expiring_before: calendarDate.optional(),
  updated_since: z.iso.datetime({ offset: true }).or(calendarDate).optional(),
  cursor: number.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).optional(),
});

/** The filters of the list (docs/contracts/oho.md §4.4). */
export function accreditationFilterFromWire(parameters: unknown): AccreditationFilter {
  const given = parse(query, parameters);
  return {
    constituentId: given.constituent_id,
    type: given.type,
    status: given.status,
    ...(given.oho_status === undefined ? {} : { outcomes: outcomesOfStatus(given.oho_status) }),
    ...(given.status_color === undefined ? {} : { current: currentOfColor(given.status_color) }),
    correlationId: given.correlation_id,
    expiringBefore: given.expiring_before,
    updatedSince: given.updated_since,
    afterId: given.cursor,
    limit: given.limit,
  };
}

const outcome = z.object({
  outcome: z.enum(OUTCOME_NAMES),
  expiry_date: optionalDate,
  response: z.array(storableText).max(20).optional(),
  flags: z.array(storableText).max(20).optional(),
  card_type: storableText.nullable().optional(),
  evidence: z.record(z.string(), z.unknown()).optional(),
});

/** What a person found out, with how they know. */
export function outcomeFromWire(body: unknown): { finding: Finding; evidence: Record<string, unknown> } {
  const given = objectBody(body);
  requireFields(given, ['outcome']);
  const parsed = parse(outcome, given);
  const finding = {
    outcome: parsed.outcome,
    expiryDate: parsed.expiry_date ?? null,
    ...(parsed.response === undefined ? {} : { response: parsed.response }),
    ...(parsed.flags === undefined ? {} : { reasons: parsed.flags }),
    ...(parsed.card_type ? { extra: { card_type: parsed.card_type } } : {}),
  };
  return { finding, evidence: parsed.evidence ?? {} };
}

/** `active` is whether the check is monitored (docs/contracts/oho.md §4.2). */
export function monitoringFromWire(body: unknown): boolean {
  const given = objectBody(body);
  requireFields(given, ['active']);
  return parse(z.object({ active: z.boolean() }), given).active;
}
