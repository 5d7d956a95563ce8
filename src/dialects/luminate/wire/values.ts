// How single parameter values are read. Problems are `Failure`s that errors.ts gives their numbers.
import { Failure, invalidField } from '../../../core/base/failure.ts';
import type { Parameters } from './parameters.ts';

const TRUE = new Set(['true', 't', '1', 'y']);
const FALSE = new Set(['false', 'f', '0', 'n']);

/** A boolean as real clients spell it (docs/contracts/luminate.md §2), or undefined for anything else. */
export function toBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

/** An optional boolean parameter. Throws `invalid` for a value that is none. */
export function booleanParameter(parameters: Parameters, name: string, fallback: boolean): boolean {
  const text = parameters.filled(name);
  if (text === undefined) return fallback;
  const value = toBoolean(text);
  if (value === undefined) throw invalidField(name, 'boolean_format');
  return value;
}

/** A number that fits an id or count. */
function toNatural(text: string): number | undefined {
  const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
  return value;
}

/** An optional non-negative integer. Throws `invalid` for a value that is none or larger than `max`. */
export function naturalParameter(parameters: Parameters, name: string, max = 999_999_999_999_999): number | undefined {
  const text = parameters.filled(name);
  if (text === undefined) return undefined;
  const value = toNatural(text);
  if (value === undefined || value > max) throw invalidField(name, 'number_format');
  return value;
}

/** The ids of a comma-separated list, without repetitions; none when absent or empty. Throws `invalid` for what is no id. */
export function idListParameter(parameters: Parameters, name: string): number[] {
  const pieces = (parameters.get(name) ?? '').split(',').map((piece) => piece.trim());
  const ids = pieces.filter((piece) => piece !== '').map(toNatural);
  if (ids.some((id) => id === undefined)) throw invalidField(name, 'id_list_format');
  if (ids.length > 1000) throw new Failure('too-large', 'value_too_long', { subject: name });
  return [...new Set(ids.filter((id) => id !== undefined))];
}

// What no field can hold: control characters, and U+FFFD, which stands for bytes that were no UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd\ufffe\uffff]/;

/** Throws `invalid` (`characters`) for text that cannot be stored and shown again as it is (error 35). */
export function requirePlainText(text: string, subject: string): string {
  if (NOT_TEXT.test(text) || !text.isWellFormed()) throw new Failure('invalid', 'characters', { subject });
  return text;
}

/** An optional text parameter of at most `limit` characters. Throws `too-large` or `invalid`. */
export function textParameter(parameters: Parameters, name: string, limit: number): string | undefined {
  const text = parameters.filled(name);
  if (text === undefined) return undefined;
  if (text.length > limit) throw new Failure('too-large', 'value_too_long', { subject: name });
  return requirePlainText(text, name);
}

const isDate = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text && date.getUTCFullYear() > 0;
};

/**
 * `yyyy-MM-dd`, alone or followed by a time or zone (docs/contracts/luminate.md §5.1), as the date alone; undefined for no
 * date.
 */
export function toDate(text: string): string | undefined {
  const match = text.trim().match(/^(\d{4}-\d{2}-\d{2})(T[\d:.]*)?(Z|[-+]\d{2}:?\d{2})?$/);
  return match?.[1] !== undefined && isDate(match[1]) ? match[1] : undefined;
}
