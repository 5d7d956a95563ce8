// LGL casts what it is sent and never complains (docs/contracts/lgl.md §2.4): each function takes whatever stands under a
// key and answers `undefined` for "not sent" and `null` for "no value".
import { isObject, type WireObject } from './body.ts';

/** Text as sent; numbers and booleans as text; structures count as not sent. */
export function text(value: unknown): string | null | undefined {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A whole number, also from text; junk, blanks and what a 32-bit column cannot hold are null. */
export function integer(value: unknown): number | null | undefined {
  const number = safeInteger(value);
  return number !== null && number !== undefined && Math.abs(number) > 2_147_483_647 ? null : number;
}

/** An id: like a whole number, and zero means none. */
export function id(value: unknown): number | null | undefined {
  const number = safeInteger(value);
  return number === undefined ? undefined : number && number > 0 ? number : null;
}

function safeInteger(value: unknown): number | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number =
    typeof value === 'number' ? Math.trunc(value) : Number(String(value).match(/^\s*[-+]?\d+/)?.[0] ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
}

const FALSE = new Set(['false', 'f', '0', 'off', 'no', 'n']);

/** A flag, also from text or number; blank is null. */
export function flag(value: unknown): boolean | null | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  const word = String(value).trim().toLowerCase();
  return word === '' ? null : !FALSE.has(word);
}

/** A flag that cannot be empty: null counts as not sent. */
export function plainFlag(value: unknown): boolean | undefined {
  return flag(value) ?? undefined;
}

/** YYYY-MM-DD, also from a timestamp or MM/DD/YYYY; junk is null. */
export function date(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return toDate(String(value ?? ''));
}

/** A calendar date in one of LGL's input forms as YYYY-MM-DD, or null. */
export function toDate(input: string): string | null {
  const american = input.trim().match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/);
  const iso = american
    ? `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}`
    : input.trim().match(/^\d{4}-\d{2}-\d{2}(?=$|[T ])/)?.[0];
  if (iso === undefined || iso.startsWith('0000')) return null;
  const moment = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== iso ? null : iso;
}

/** The objects of a list; anything else under the key counts as an empty list. */
export function objects(value: unknown): WireObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The given values without those not sent, so that an absent key changes nothing. */
export function sent<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>;
  };
}
