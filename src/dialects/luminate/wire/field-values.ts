// The record fields that a call carries, checked and typed, by the field table.
import { cleanText } from '../../../core/base/clean-text.ts';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import type { Field } from './field.ts';
import { inputNames } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { requirePlainText, toBoolean, toDate } from './values.ts';

/** Null clears the field. */
export type FieldValue = string | boolean | number | null;

export interface FieldReading {
  readonly fields: readonly Field[];
  /** What becomes of a field that the caller names. */
  readonly verdict: (field: Field) => Verdict;
  /** Whether a field may not be left empty: absent from a new record, or cleared in one that exists. */
  readonly isMissing: (field: Field, value: FieldValue | undefined) => boolean;
  /** Names that count besides those of the table, by the field's name. */
  readonly extraNames: Readonly<Record<string, readonly string[]>>;
}

/** `set`: the value is written. `ignore`: nobody may set the field. `refuse`: only others may set it, and the call fails. */
export type Verdict = 'set' | 'ignore' | 'refuse';

/**
 * The fields a call names, with their values. Read-only ones are ignored like any unknown parameter; who fills in one that
 * others may set gets `forbidden`. Throws `invalid` or `too-large` for a bad value, `invalid` (`required_fields`) where one
 * is missing that the organization wants filled.
 */
export function readFields(parameters: Parameters, reading: FieldReading): Map<Field, FieldValue> {
  const values = new Map<Field, FieldValue>();
  for (const field of reading.fields) {
    const verdict = reading.verdict(field);
    const text = verdict === 'ignore' ? undefined : rawValue(parameters, field, reading.extraNames[field.name] ?? []);
    if (text === undefined) continue;
    const value = typed(field, text);
    if (verdict === 'set') values.set(field, value);
    else if (text) throw new Failure('forbidden', 'administrators_only', { subject: field.name });
  }
  const missing = reading.fields.find((field) => reading.isMissing(field, values.get(field)));
  if (missing) throw new Failure('invalid', 'required_fields', { subject: missing.name });
  return values;
}

function rawValue(parameters: Parameters, field: Field, extraNames: readonly string[]): string | undefined {
  const names = inputNames(field);
  const given = names.map((name) => parameters.get(name));
  // Several spellings of one field: an empty one does not outweigh a filled one. Other parameters that set a field
  // (an empty primary_email selects nobody) never clear it.
  const extra = extraNames.map((name) => parameters.filled(name));
  const text = [...extra, ...given].find((value) => value) ?? given.find((value) => value !== undefined);
  return text ?? (field.type === 'DATE' ? dateParts(parameters, names) : undefined);
}

/** `<field>_MONTH`, `_DAY` and `_YEAR`, as forms with three selects send a date (docs/contracts/luminate.md §5.1). */
function dateParts(parameters: Parameters, names: readonly string[]): string | undefined {
  for (const name of names) {
    const parts = ['YEAR', 'MONTH', 'DAY'].map((part) => parameters.get(`${name}_${part}`));
    if (parts.every((part) => part === undefined)) continue;
    if (parts.every((part) => !part)) return '';
    const [year = '', month = '', day = ''] = parts.map((part) => part?.trim());
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  return undefined;
}

/** A field's name as error messages give it: `Biographical Information/User Name` (docs/contracts/luminate.md §3.1). */
function describedField({ group, label }: Field): string {
  return `${group}/${label}`;
}

function typed(field: Field, text: string): FieldValue {
  if (text === '') return null;
  const described = describedField(field);
  requirePlainText(text, described);
  if (text.length > (field.maxChars ?? 255)) throw new Failure('too-large', 'value_too_long', { subject: described });
  const value = TYPED[field.type](text, field);
  if (value === undefined) throw invalidField(described, `${field.type.toLowerCase()}_format`);
  return value;
}

const TYPED: Readonly<Record<Field['type'], (text: string, field: Field) => FieldValue | undefined>> = {
  TEXT: checkedText,
  BOOLEAN: toBoolean,
  DATE: toDate,
  NUMBER: toNumber,
  ENUMERATION: toChoice,
};

const USER_NAME = /^[A-Za-z0-9\-_@.%:]+$/;

function checkedText(text: string, field: Field): string | null {
  if (field.place.kind === 'password') return text;
  const trimmed = field.name === 'user_name' ? cleanText(text) : text.trim();
  if (field.name === 'user_name' && !USER_NAME.test(trimmed)) {
    throw invalidField(describedField(field), 'user_name_characters');
  }
  return trimmed || null;
}

/** Numbers stay text for custom fields, which keep what was entered; the one plain number is a small id. */
function toNumber(text: string, field: Field): FieldValue | undefined {
  const plain = text.trim();
  if (field.place.kind !== 'custom') return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
  return /^[-+]?\$?\d{1,15}(,\d{3})*(\.\d{1,10})?$/.test(plain) ? plain.replaceAll(/[$,]/g, '') : undefined;
}

/** The preferred format by its code or by its label (docs/contracts/luminate.md §5.2): a form that offers labels reads labels. */
const FORMATS: Readonly<Record<string, string>> = {
  '0': '0',
  '1': '1',
  '2': '2',
  html: 'HTML',
  'plain text': 'Plain Text',
  undefined: '0',
};

function toChoice(text: string, field: Field): string | undefined {
  return field.name === 'email.preferred_format' ? FORMATS[text.trim().toLowerCase()] : text.trim();
}
