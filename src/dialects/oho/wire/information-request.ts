import { z } from 'zod';
import { ACTIONS } from '../../../core/capture/act-on-request.ts';
import type { Attachment } from '../../../core/capture/attachments.ts';
import type { NewRequest } from '../../../core/capture/create-request.ts';
import type { InformationRequest } from '../../../core/capture/information-request.ts';
import type { RequestFilter } from '../../../core/capture/request-queries.ts';
import type { PackageInput, ScreeningPackage } from '../../../core/capture/screening-package.ts';
import { PAGE_LIMIT } from '../paging.ts';
import { creationFromWire } from './constituent.ts';
import {
  objectBody,
  optionalText,
  parse,
  recordId,
  requireFields,
  storableText,
  toSeconds,
  toSecondsOrNull,
} from './fields.ts';

const EXPIRY_DAYS = 14;
const expiryDays = z.number().int().min(1).max(365);
const message = z
  .string()
  .max(2000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'))
  .nullable();

const creation = z.object({
  screening_package_code: storableText,
  constituent: z.union([z.object({ id: recordId }), z.looseObject({ email: z.string() })]),
  message: message.optional(),
  expiry_days: expiryDays.nullable().optional(),
  send: z.boolean().nullable().optional(),
});

/** A new request (docs/contracts/oho.md §6.2): the person by id, or as ensure_exists takes them. */
export function requestFromWire(body: unknown): NewRequest {
  const given = objectBody(body);
  requireFields(given, ['screening_package_code', 'constituent']);
  const parsed = parse(creation, given);
  const { constituent } = parsed;
  const isKnown = 'id' in constituent && typeof constituent.id === 'number';
  return {
    screeningPackageCode: parsed.screening_package_code,
    person: isKnown ? { id: Number(constituent.id) } : creationFromWire(constituent),
    message: parsed.message?.trim() || null,
    expiryDays: parsed.expiry_days ?? EXPIRY_DAYS,
    send: parsed.send ?? true,
  };
}

/** The most requests of one bulk call. */
const BULK_LIMIT = 50;

/** The bodies of a bulk call, each still to be read on its own. */
export function bulkFromWire(body: unknown): unknown[] {
  const given = objectBody(body);
  requireFields(given, ['requests']);
  return parse(z.object({ requests: z.array(z.unknown()).min(1).max(BULK_LIMIT) }), given).requests;
}

const action = z.object({
  action: z.enum(ACTIONS),
  message: message.optional(),
  expiry_days: expiryDays.optional(),
});

export function actionFromWire(body: unknown, named?: string) {
  const given = { ...objectBody(body), ...(named === undefined ? {} : { action: named }) };
  requireFields(given, ['action']);
  const parsed = parse(action, given);
  return {
    action: parsed.action,
    ...(parsed.message === undefined ? {} : { message: parsed.message?.trim() || null }),
    ...(parsed.expiry_days === undefined ? {} : { expiryDays: parsed.expiry_days }),
  };
}

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const query = z.object({
  status: storableText.optional(),
  constituent_id: number.optional(),
  cursor: number.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_LIMIT),
});

export function requestFilterFromWire(parameters: unknown): RequestFilter {
  const { status, constituent_id, cursor, limit } = parse(query, parameters);
  return { status: status ?? null, constituentId: constituent_id ?? null, afterId: cursor ?? 0, limit };
}

/** The ICR (docs/contracts/oho.md §6.2); without a link where nobody may have it. */
export function informationRequestToWire(request: InformationRequest, url?: string) {
  return {
    id: request.id,
    status: request.status,
    screening_package_code: request.screeningPackageCode,
    constituent_id: request.constituentId,
    ...(url === undefined ? {} : { url }),
    items: request.items,
    message: request.message,
    expires_at: toSeconds(request.expiresAt),
    reminders_sent: request.remindersSent,
    created_at: toSeconds(request.createdAt),
    updated_at: toSeconds(request.updatedAt),
    completed_at: toSecondsOrNull(request.completedAt),
    onboarded_at: toSecondsOrNull(request.onboardedAt),
  };
}

const types = z.array(storableText).min(1).max(50);
const items = z
  .array(z.union([z.object({ group: storableText, any_of: types }), z.object({ type: storableText })]))
  .min(1)
  .max(100);

const packageCreation = z.object({
  code: storableText,
  name: storableText,
  description: optionalText,
  items,
  active: z.boolean().optional(),
});

export function packageFromWire(body: unknown): PackageInput {
  const given = objectBody(body);
  requireFields(given, ['code', 'name', 'items']);
  const parsed = parse(packageCreation, given);
  return { ...parsed, description: parsed.description ?? null, active: parsed.active ?? true };
}

export function packageChangeFromWire(body: unknown): Partial<Omit<PackageInput, 'code'>> {
  return parse(packageCreation.omit({ code: true }).partial(), objectBody(body));
}

export function packageToWire(screeningPackage: ScreeningPackage) {
  return {
    id: screeningPackage.id,
    code: screeningPackage.code,
    name: screeningPackage.name,
    description: screeningPackage.description,
    items: screeningPackage.items,
    active: screeningPackage.active,
    created_at: toSeconds(screeningPackage.createdAt),
    updated_at: toSeconds(screeningPackage.updatedAt),
  };
}

export function attachmentToWire(attachment: Attachment) {
  return {
    id: attachment.id,
    icr_id: attachment.requestId,
    item_index: attachment.itemIndex,
    file_name: attachment.fileName,
    content_type: attachment.mediaType,
    size: attachment.size,
    sha256: attachment.sha256,
    created_at: toSeconds(attachment.createdAt),
  };
}
