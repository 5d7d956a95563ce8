import { z } from 'zod';
import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import { findCheckType } from '../../../core/accreditations/catalogue.ts';
import type { Scan } from '../../../core/accreditations/scan.ts';
import type { ScanRequest } from '../../../core/accreditations/scan-request.ts';
import { cleanText } from '../../../core/base/clean-text.ts';
import { isEmailAddress } from '../../../core/base/email-address.ts';
import { Failure } from '../../../core/base/failure.ts';
import { accreditationToWire } from './accreditation.ts';
import { creationFromWire } from './constituent.ts';
import {
  objectBody,
  optionalDate,
  optionalKey,
  optionalText,
  parse,
  recordId,
  requireFields,
  storableText,
  toSeconds,
  toSecondsOrNull,
} from './fields.ts';

const IDENTIFIER_LIMIT = 255;

const person = z.union([z.object({ id: recordId }), z.looseObject({ email: z.string() })]);

const request = z.object({
  type: storableText,
  // Never refused for its format, only when there is none or it cannot be one (docs/contracts/oho.md §9).
  identifier: z.string().nullable().optional(),
  first_name: storableText,
  surname: storableText,
  birth_date: optionalDate,
  middle_name: optionalText,
  middle_names: optionalText,
  expiry_date: optionalDate,
  expiry: optionalDate,
  passport_number: optionalText,
  passport_country: optionalText,
  visa_grant_number: optionalText,
  transaction_reference_number: optionalText,
  immicard_number: optionalText,
  mobile_number: optionalText,
  phone: optionalText,
  email: optionalText,
  constituent: person.nullable().optional(),
  correlation_id: optionalKey,
  idempotency_key: optionalKey,
});

type Request = z.output<typeof request>;

/** A scan (docs/contracts/oho.md §3.2). Throws `required`, `unsupported_type`, `identifier_format`, `type`. */
export function scanFromWire(
  body: unknown,
  headers: { readonly idempotencyKey: string | undefined; readonly now: Date },
): ScanRequest {
  const given = objectBody(body);
  requireKnownType(given);
  const parsed = parse(request, given);
  const key =
    headers.idempotencyKey === undefined ? parsed.idempotency_key : parse(optionalKey, headers.idempotencyKey);
  return {
    type: parsed.type,
    identifier: identifierOf(parsed),
    inputs: inputsOf(parsed),
    person: personOf(parsed),
    enrichment: {
      ...(parsed.birth_date ? { birthDate: parsed.birth_date } : {}),
      ...(parsed.mobile_number ? { mobilePhone: parsed.mobile_number } : {}),
      ...(parsed.phone ? { phone: parsed.phone } : {}),
      ...(isEmail(parsed.email) ? { email: parsed.email } : {}),
    },
    ...(key ? { idempotencyKey: key } : {}),
    ...(parsed.correlation_id ? { correlationId: parsed.correlation_id } : {}),
    now: headers.now,
  };
}

function requireKnownType(given: Readonly<Record<string, unknown>>): void {
  const type = typeof given.type === 'string' ? findCheckType(given.type) : undefined;
  const isUnknown = typeof given.type === 'string' && given.type.trim() !== '' && !type;
  if (isUnknown)
    throw new Failure('invalid', 'unsupported_type', { issues: [{ field: 'type', code: 'unsupported_type' }] });
  if (given.identifier === '' && type?.identifierRequired !== false) throw identifierFormat();
  const needed = ['type', ...(type?.identifierRequired === false ? [] : ['identifier']), 'first_name', 'surname'];
  requireFields(given, needed);
}

function identifierOf({ identifier }: Request): string | null {
  if (identifier?.includes('\0')) throw identifierFormat();
  const cleaned = cleanText(identifier ?? '');
  if (cleaned.length > IDENTIFIER_LIMIT || !cleaned.isWellFormed()) throw identifierFormat();
  return cleaned || null;
}

function identifierFormat(): Failure {
  return new Failure('invalid', 'identifier_format', { issues: [{ field: 'identifier', code: 'identifier_format' }] });
}

function inputsOf(parsed: Request): Record<string, string> {
  const inputs = {
    first_name: cleanText(parsed.first_name ?? ''),
    surname: cleanText(parsed.surname ?? ''),
    middle_name: cleanText(parsed.middle_name ?? parsed.middle_names ?? ''),
    birth_date: parsed.birth_date,
    expiry_date: parsed.expiry_date ?? parsed.expiry,
    passport_number: parsed.passport_number,
    passport_country: parsed.passport_country,
    visa_grant_number: parsed.visa_grant_number,
    transaction_reference_number: parsed.transaction_reference_number,
    immicard_number: parsed.immicard_number,
  };
  return Object.fromEntries(Object.entries(inputs).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Whom the check is about: by id, or inline as ensure_exists takes them (docs/contracts/oho.md §3.2). */
function personOf({ constituent, first_name, surname }: Request): ScanRequest['person'] {
  if (!constituent) return null;
  if ('id' in constituent && typeof constituent.id === 'number') return { id: constituent.id };
  const names = { first_name, last_name: surname };
  return creationFromWire({ ...names, ...constituent });
}

/** An address of the check that cannot be one is no reason to refuse the check; it is only not taken over. */
function isEmail(email: string | null | undefined): email is string {
  return typeof email === 'string' && isEmailAddress(email);
}

/** The acknowledgement: `correlation_id` is the documented part (docs/contracts/oho.md §3.3). */
export function acknowledgementToWire({ scan, accreditation }: { scan: Scan; accreditation: Accreditation }) {
  return {
    correlation_id: scan.correlationId,
    status: shownStatus(scan),
    accreditation_id: accreditation.id,
    type: accreditation.type,
    received_at: toSeconds(scan.createdAt),
  };
}

/** The answer to a poll by correlation id (docs/contracts/oho.md §4.4). */
export function scanToWire({ scan, accreditation }: { scan: Scan; accreditation: Accreditation }) {
  return {
    ...acknowledgementToWire({ scan, accreditation }),
    constituent_id: accreditation.constituentId,
    attempts: scan.attempts,
    completed_at: toSecondsOrNull(scan.completedAt),
    accreditation: accreditationToWire(accreditation),
  };
}

/** Waiting for a person or a callback is a kind of being in progress (docs/contracts/oho.md §4.3). */
function shownStatus({ status }: Scan): string {
  return status === 'waiting' ? 'in_progress' : status;
}
