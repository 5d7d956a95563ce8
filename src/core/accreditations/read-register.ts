// A register's file, read and understood as a whole before it replaces anything, in pieces: other requests go on meanwhile.
import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { type Actor, allow } from '../base/actor.ts';
import { dateIn, isCalendarDate } from '../base/clock.ts';
import { normalizeIdentifier } from './accreditation.ts';
import { isDoubtful, isUtf8Instead } from './registries/doubtful-letters.ts';
import {
  headingOf,
  ignoredKeyOf,
  kindOfRegister,
  knownMeaningOf,
  type Meaning,
  meaningsOf,
  type RegisterKind,
  refused,
  unknownColumns,
} from './registries/register-columns.ts';
import { namesOf, type Row } from './registries/register-names.ts';

export interface RegisterFile {
  /** Which register the file is of, usually a type's code. */
  readonly register: string;
  /** Where the file is from; kept in the evidence of every check. */
  readonly source: string;
  /** CSV with a header line (docs/registries.md). */
  readonly content: Uint8Array;
  /** How letters are written as bytes; UTF-8 unless told. */
  readonly charset?: string | undefined;
  /** Headings of columns that do not count; they are kept as evidence. */
  readonly ignored?: readonly string[] | undefined;
  readonly now: Date;
}

/** How one column is read. */
export interface ReadColumn {
  readonly heading: string;
  readonly meaning: Meaning;
  /** Rows that have something in it. */
  readonly filled: number;
  /** The first of them. */
  readonly sample: string;
}

export interface RegisterReading extends Pick<RegisterFile, 'register' | 'source' | 'now'> {
  /** Of the bytes, in hex. */
  readonly sha256: string;
  readonly delimiter: string;
  readonly columns: readonly ReadColumn[];
  readonly rows: readonly { readonly line: number; readonly fields: Row }[];
}

/** Bytes that are read at a time. */
const PIECE = 16_384;

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Reads a file that is to be imported. Throws `invalid`, its subject what was found where: `register_encoding`,
 * `register_encoding_other`, `register_letters`, `csv_format`,
 * `register_columns`, `register_column_twice`, `register_column_unknown`, `register_row`, `register_date`, `register_nobody`,
 * `register_empty`.
 */
export async function readRegister(actor: Actor, file: RegisterFile): Promise<RegisterReading> {
  allow(actor, 'settings:write');
  const { register, source, now, content } = file;
  if (isUtf8Instead(content, file.charset ?? 'utf-8')) throw refused('register_encoding_other', `${file.charset}`);
  const start = decoderOf(file.charset)(content.subarray(0, PIECE), false);
  const delimiter = delimiterOf(start);
  const today = dateIn(actor.organization.timeZone, now);
  const reader = new RecordReader({ kind: kindOfRegister(register), ignored: file.ignored ?? [], today });
  const options = { delimiter, info: true, trim: true, skip_records_with_empty_values: true };
  const parser = parse({ ...options, skip_empty_lines: true, relax_column_count: true });
  const hash = createHash('sha256');
  const read = async (records: AsyncIterable<CsvRecord>) => {
    for await (const record of records) reader.take(record);
  };
  try {
    await pipeline(() => textOf(file, hash), parser, read);
  } catch (error) {
    throw error instanceof CsvError ? refused('csv_format', `line ${parser.info.lines}`) : error;
  }
  return { register, source, now, sha256: hash.digest('hex'), delimiter, ...reader.result() };
}

/** The text in pieces; everybody else has a turn between two of them. */
async function* textOf({ content, charset }: RegisterFile, hash: Hash): AsyncGenerator<string> {
  const decode = decoderOf(charset);
  for (let start = 0; start < content.length; start += PIECE) {
    const piece = content.subarray(start, start + PIECE);
    hash.update(piece);
    yield decode(piece, start + PIECE >= content.length);
    await setImmediate();
  }
}

/** Bytes as text; refuses what is no text in that charset, where other letters would be read than were written. */
function decoderOf(charset = 'utf-8'): (bytes: Uint8Array, isLast: boolean) => string {
  const decoder = readable(charset, () => new TextDecoder(charset, { fatal: true }));
  return (bytes, isLast) => {
    const text = readable(charset, () => decoder.decode(bytes, { stream: !isLast }));
    // NUL, other controls, and what another program put in place of what it could not read.
    if (/[^\P{Cc}\t\n\r]|\ufffd/u.test(text)) throw refused('register_encoding', charset);
    return text;
  };
}

function readable<Result>(charset: string, decode: () => Result): Result {
  try {
    return decode();
  } catch {
    throw refused('register_encoding', charset);
  }
}

/** The separator of the columns: the one with which most headings are known. */
function delimiterOf(start: string): string {
  const known = (delimiter: string) =>
    headingsOf(start, delimiter).filter((text) => knownMeaningOf(text) !== undefined);
  return DELIMITERS.reduce((best, next) => (known(next).length > known(best).length ? next : best));
}

function headingsOf(start: string, delimiter: string): string[] {
  const options = { delimiter, to: 1, trim: true, relax_quotes: true, relax_column_count: true };
  try {
    return parseAtOnce(start, { ...options, skip_empty_lines: true })[0] ?? [];
  } catch {
    return [];
  }
}

const NAMES: ReadonlySet<Meaning> = new Set(['name', 'first_name', 'middle_name', 'surname', 'alias']);

/** Doubtful names that are shown. */
const SHOWN = 5;

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/** Takes the records of a file one after the other, the headings first. */
class RecordReader {
  readonly #kind: RegisterKind;
  readonly #ignored: readonly string[];
  readonly #today: string;
  /** Names whose letters were misread, where they are. */
  readonly #doubtful: string[] = [];
  readonly #rows: { line: number; fields: Row }[] = [];
  #columns: (Pick<ReadColumn, 'heading' | 'meaning'> & { key: string; filled: number; sample: string })[] | undefined;

  constructor({ kind, ignored, today }: { kind: RegisterKind; ignored: readonly string[]; today: string }) {
    this.#kind = kind;
    this.#ignored = ignored;
    this.#today = today;
  }

  take({ record, info }: CsvRecord): void {
    if (this.#columns === undefined) {
      const meanings = meaningsOf(record, { kind: this.#kind, ignored: this.#ignored });
      this.#columns = record.map((heading, index) => columnOf(heading, meanings[index] ?? 'evidence'));
      for (const [index, column] of this.#columns.entries()) {
        if (this.#columns.findIndex(({ key }) => key === column.key) !== index) column.key += `_${index + 1}`;
      }
      return;
    }
    this.#rows.push({ line: info.lines, fields: this.#fieldsOf(record, info.lines) });
  }

  #fieldsOf(record: readonly string[], line: number): Row {
    const columns = this.#columns ?? [];
    const isTooLong = record.slice(columns.length).some((value) => value !== '');
    if (record.length < columns.length || isTooLong)
      throw refused('register_row', `line ${line}: ${record.length} of ${columns.length} columns`);
    const fields: Record<string, string> = {};
    for (const [index, column] of columns.entries()) {
      const value = record[index] ?? '';
      if (value === '') continue;
      // A separator at the end of each line makes a column without a heading; one with something in it may mean anything.
      if (column.heading === '') throw unknownColumns([column.heading]);
      if (!this.#isReadable(column.meaning, value))
        throw refused('register_date', `line ${line}, "${column.heading}": "${value}"`);
      if (NAMES.has(column.meaning) && isDoubtful(value))
        this.#doubtful.push(`line ${line}, "${column.heading}": "${value}"`);
      fields[column.key] = value;
      if (column.filled === 0) column.sample = value;
      column.filled += 1;
    }
    if (!isSomebody(fields, this.#kind)) throw refused('register_nobody', `line ${line}`);
    return fields;
  }

  #isReadable(meaning: Meaning, value: string): boolean {
    if (meaning === 'expiry_date') return isCalendarDate(value);
    return meaning !== 'birth_date' || (isCalendarDate(value) && value <= this.#today);
  }

  /**
   * Throws `register_empty`: a list with nobody on it would clear everybody; and `register_letters`: names that were misread are
   * nobody's.
   */
  result(): Pick<RegisterReading, 'columns' | 'rows'> {
    if (this.#columns === undefined || this.#rows.length === 0) throw refused('register_empty', '0 rows');
    if (this.#doubtful.length > 0) throw refused('register_letters', this.#doubtful.slice(0, SHOWN).join('; '));
    return { columns: this.#columns.map(({ key: _, ...column }) => column), rows: this.#rows };
  }
}

/** A column that means something is kept under its usual name, so that a check finds it whatever the file calls it. */
function columnOf(heading: string, meaning: Meaning) {
  const keys = { alias: headingOf(heading), evidence: ignoredKeyOf(heading) };
  const key = meaning === 'alias' || meaning === 'evidence' ? keys[meaning] : meaning;
  return { heading, meaning, key, filled: 0, sample: '' };
}

/** Whether a row can be found by what is searched in the register. */
function isSomebody(fields: Row, kind: RegisterKind): boolean {
  const hasNumber = normalizeIdentifier(fields.identifier ?? '') !== '';
  return (hasNumber && kind !== 'ban') || (kind !== 'card' && namesOf(fields).words.length > 0);
}
