// The kinds of values in Oho's requests, and how a body that does not fit them is refused.
import { z } from 'zod';
import { cleanText } from '../../../core/base/clean-text.ts';
import { isEmailAddress } from '../../../core/base/email-address.ts';
import { Failure } from '../../../core/base/failure.ts';

/** Longer than any real name, number or address; keeps every value small enough for its index. */
const TEXT_LIMIT = 1000;

/** Text that PostgreSQL and JSON can both hold: no NUL, no half of a surrogate pair. */
export const storableText = z
  .string()
  .max(TEXT_LIMIT)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));

/**
 * A text or null. Documented clients send null for what is absent; an empty text says the same (docs/contracts/oho.md §2.1).
 */
export const optionalText = storableText
  .nullable()
  .transform((text) => (cleanText(text ?? '') === '' ? null : text))
  .optional();

/** A text for a column with an index of its own. */
export const optionalKey = storableText
  .max(255)
  .nullable()
  .transform((text) => (cleanText(text ?? '') === '' ? null : text))
  .optional();

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** YYYY-MM-DD of a day that exists. */
export const calendarDate = z.string().refine(isCalendarDate);

export const optionalDate = calendarDate
  .or(z.literal('').transform(() => null))
  .nullable()
  .optional();

/** An id of ours in a body. */
export const recordId = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** The id in a path. Throws `not-found` about the text as given when it cannot be one. */
export function idFromWire(text: string, what: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new Failure('not-found', what, { subject: text });
  return id;
}

/** Parses a request body or query; throws `invalid` naming each field that does not fit. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => String(issue.path[0] ?? 'body')))];
  throw new Failure('invalid', 'type', { issues: fields.map((field) => ({ field, code: 'type' })) });
}

/** A body as an object; nothing at all counts as an empty one. */
export function objectBody(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  return parse(z.record(z.string(), z.unknown()), body);
}

/** Throws `required` naming the missing ones, in the given order. Null and blank are missing too. */
export function requireFields(body: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const isMissing = (value: unknown) =>
    value === undefined || value === null || (typeof value === 'string' && cleanText(value) === '');
  const missing = names.filter((name) => isMissing(body[name]));
  if (missing.length === 0) return;
  throw new Failure('invalid', 'required', { issues: missing.map((field) => ({ field, code: 'required' })) });
}

/** Refuses an address that cannot be one (docs/contracts/oho.md §2.2). */
export function requireEmailFormat(email: string): void {
  if (isEmailAddress(email)) return;
  throw new Failure('invalid', 'email_format', { issues: [{ field: 'email', code: 'email_format' }] });
}

/** Moments have whole seconds (docs/contracts/oho.md §2.1). */
export function toSeconds(moment: string): string {
  return `${moment.slice(0, 19)}Z`;
}

export function toSecondsOrNull(moment: string | null): string | null {
  return moment === null ? null : toSeconds(moment);
}
