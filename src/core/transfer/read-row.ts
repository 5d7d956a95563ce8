// A row of a file as a person: cells are cleaned and typed, and what cannot be read is a problem of its cell.
import { cleanText } from '../base/clean-text.ts';
import { isEmailAddress } from '../base/email-address.ts';
import { digitsOf, fold } from '../base/fold.ts';
import { type ConstituentFields, FIELDS } from '../record/fields.ts';
import { unprotectCell } from './csv-cell.ts';
import type { MappedColumn } from './guess-mapping.ts';
import { listOf } from './list-of-values.ts';
import type { DateOrder } from './options.ts';
import { addAddressCell, addressOf, type RowAddress } from './read-address.ts';
import { readDate } from './read-dates.ts';
import { type Target, targetOf } from './targets.ts';

export interface CellProblem {
  /** Of the column; null: of the row as a whole. */
  readonly column: number | null;
  readonly code: string;
  /** The cell, or what it needs. */
  readonly detail: string | null;
}

export interface RowPoint {
  readonly value: string;
  readonly type: string | null;
}

/** What a row says of a person. A field that is null was blank. */
export interface RowPerson {
  readonly id: number | null;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly fields: Readonly<Partial<Record<keyof ConstituentFields, string | boolean | null>>>;
  readonly emails: readonly RowPoint[];
  readonly phones: readonly RowPoint[];
  readonly websites: readonly RowPoint[];
  readonly addresses: readonly RowAddress[];
  readonly groups: readonly string[];
  readonly customFields: Readonly<Record<string, string>>;
  readonly problems: readonly CellProblem[];
}

export interface ReadingRules {
  readonly columns: readonly MappedColumn[];
  /** By column. */
  readonly dateOrders: ReadonlyMap<number, DateOrder>;
  /** YYYY-MM-DD, in the organization. */
  readonly today: string;
  /** ISO 3166 code: where addresses are that name no country. */
  readonly country: string;
}

/** Words that stand for nothing. A person may be called Null. */
const NO_VALUE = new Set(['', '-', 'n.a.', 'n/a', 'undefined']);
const NO_VALUE_BUT_NAMES = new Set(['null', 'na', 'none', 'nil']);

function cleanCell(cell: string, isName: boolean): string {
  const text = cleanText(unprotectCell(cell));
  const key = text.toLowerCase();
  return NO_VALUE.has(key) || (!isName && NO_VALUE_BUT_NAMES.has(key)) ? '' : text;
}

const YES = new Set(['yes', 'y', 'true', 't', '1', 'x', 'ja', 'oui', 'si', 'on']);
const NO = new Set(['no', 'n', 'false', 'f', '0', 'nein', 'non', 'off']);

type Draft = { -readonly [Key in keyof RowPerson]: RowPerson[Key] } & {
  fields: Partial<Record<keyof ConstituentFields, string | boolean | null>>;
  externalIds: Record<string, string>;
  customFields: Record<string, string>;
  emails: RowPoint[];
  phones: RowPoint[];
  websites: RowPoint[];
  groups: string[];
  problems: CellProblem[];
};

export function readRow(cells: readonly string[], rules: ReadingRules): RowPerson {
  const draft: Draft = {
    ...{ id: null, externalIds: {}, fields: {}, emails: [], phones: [], websites: [] },
    ...{ addresses: [], groups: [], customFields: {}, problems: [] },
  };
  const extra = cells.slice(rules.columns.length).findIndex((cell) => cell.trim() !== '');
  if (extra >= 0)
    draft.problems.push({
      column: null,
      code: 'more_cells_than_headings',
      detail: cells[rules.columns.length + extra] ?? '',
    });
  const parts = new Map<number, Map<string, string>>();
  const types = new Map<number, string | null>();
  for (const column of rules.columns) {
    const target = targetOf(column.target);
    if (!target || target.kind === 'ignore') continue;
    const isName = target.kind === 'name' || (target.kind === 'field' && FIELDS[target.field].type === 'text');
    const cell =
      target.kind === 'groups' ? (cells[column.index] ?? '').trim() : cleanCell(cells[column.index] ?? '', isName);
    if (target.kind === 'address' || target.kind === 'place') {
      const own = parts.get(target.number) ?? new Map<string, string>();
      addAddressCell(own, target, cell);
      parts.set(target.number, own);
      types.set(target.number, types.get(target.number) ?? column.type);
    } else readCell(draft, { target, cell, column, rules });
  }
  draft.addresses = [...parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, own]) => addressOf(own, types.get(number) ?? null, rules.country));
  nameOrganizations(draft);
  return draft;
}

interface ReadCell {
  readonly target: Exclude<Target, { kind: 'address' | 'place' | 'ignore' }>;
  readonly cell: string;
  readonly column: MappedColumn;
  readonly rules: ReadingRules;
}

function readCell(draft: Draft, read: ReadCell): void {
  const { target, cell, column } = read;
  const problem = (code: string) => draft.problems.push({ column: column.index, code, detail: cell.slice(0, 100) });
  if (target.kind === 'field') readField(draft, { ...read, field: target.field });
  else if (cell === '') return;
  else if (target.kind === 'id') {
    if (/^[1-9]\d{0,14}$/.test(cell)) draft.id = Number(cell);
    else problem('id_format');
  } else if (target.kind === 'external_id') draft.externalIds[target.system] = cell.replace(/^(\d+)\.0$/, '$1');
  else if (target.kind === 'custom') draft.customFields[target.key] = cell;
  else if (target.kind === 'groups') draft.groups.push(...listOf(cell));
  else if (target.kind === 'name') splitName(draft, target.form, cell);
  else readPoint(draft, { ...target, cell, type: column.type, problem });
}

function readField(draft: Draft, { field, cell, column, rules }: ReadCell & { field: keyof ConstituentFields }): void {
  const problem = (code: string) => draft.problems.push({ column: column.index, code, detail: cell.slice(0, 100) });
  if (cell === '') draft.fields[field] ??= null;
  else if (FIELDS[field].type === 'flag') {
    const word = fold(cell);
    if (YES.has(word)) draft.fields[field] = true;
    else if (NO.has(word)) draft.fields[field] = false;
    else problem('yes_or_no');
  } else if (FIELDS[field].type === 'date') {
    const read = readDate(cell, rules.dateOrders.get(column.index), rules.today);
    if ('date' in read) draft.fields[field] = read.date;
    else problem(read.problem);
  } else draft.fields[field] = cell;
}

interface ReadPoint {
  readonly point: 'email' | 'phone' | 'website';
  readonly cell: string;
  readonly type: string | null;
  readonly problem: (code: string) => void;
}

function readPoint(draft: Draft, { point, cell, type, problem }: ReadPoint): void {
  if (point === 'website') draft.websites.push({ value: cell, type });
  else if (point === 'phone') {
    const number = cell.replace(/^p:/, '');
    if (digitsOf(number).length < 3) problem('phone_format');
    else draft.phones.push({ value: number, type });
  } else {
    for (const written of listOf(cell)) {
      const address = (/<([^<>]+)>\s*$/.exec(written)?.[1] ?? written).replace(/^mailto:/i, '').trim();
      if (isEmailAddress(address)) draft.emails.push({ value: address, type });
      else problem('email_format');
    }
  }
}

/** Some products write an id behind the name: `Ana Ruiz (1001)`. */
function withoutId(name: string): string {
  const at = name.lastIndexOf('(');
  return at > 0 && /^\(\d+\)$/.test(name.slice(at)) ? name.slice(0, at).trim() : name;
}

/** Cells of their own win over what a whole name says. */
function splitName(draft: Draft, form: 'full_name' | 'last_first', cell: string): void {
  const inside = withoutId(cell);
  const isLastFirst = inside.split(',').filter((part) => part.trim() !== '').length === 2;
  if (form === 'last_first' || isLastFirst) {
    const [last = '', first = ''] = inside.split(',', 2).map((part) => part.trim());
    draft.fields.lastName ??= last || null;
    draft.fields.firstName ??= first || null;
    return;
  }
  const words = inside.split(' ');
  if (words.length === 1) draft.fields.lastName ??= inside;
  else {
    draft.fields.firstName ??= words.slice(0, -1).join(' ');
    draft.fields.lastName ??= words.at(-1) ?? null;
  }
}

/** A row with an organization's name and nobody's is the organization. */
function nameOrganizations(draft: Draft): void {
  const { firstName, lastName, orgName } = draft.fields;
  if (orgName && !firstName && !lastName && draft.fields.isOrg === undefined) draft.fields.isOrg = true;
}
