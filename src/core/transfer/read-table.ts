// Reads what people have: a table of text in any usual encoding and delimiter, with title lines above its heading or none.
import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import { Failure } from '../base/failure.ts';

export interface TableInfo {
  readonly encoding: string;
  readonly delimiter: string;
  /** Which line of the table has the headings, from 1; null: none has. */
  readonly headerRow: number | null;
  readonly headings: readonly string[];
}

export interface Table {
  readonly info: TableInfo;
  /** In their order; the number of a row is that of its line among those that are not empty. */
  readonly rows: AsyncGenerator<TableRow>;
}

export interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Bytes that decide how a file is read. */
const SAMPLE = 256 * 1024;
/** Characters of one row: more is no row of a table of people. */
const LONGEST_ROW = 1_000_000;
const WIDEST = 500;
/** Rows among which the heading is looked for. */
const TOP = 20;

/** What a file is that is no table of text, by how its bytes begin. */
const OTHER_FORMATS: readonly (readonly [start: string, format: string])[] = [
  ['PK\u0003\u0004', 'spreadsheet'],
  ['\u00d0\u00cf\u0011\u00e0', 'spreadsheet'],
  ['%PDF', 'pdf'],
  ['BEGIN:VCARD', 'vcard'],
  ['{', 'json'],
  ['[', 'json'],
  ['<', 'markup'],
];

/**
 * @param encoding what the file is written in, where it is known; by default it is found out
 * Throws `invalid`: `file_empty`, `file_format` for what is no table of text, `file_encoding` for bytes that are no text,
 * `file_rows` for rows that are too long or too wide. Rows that come later throw as they are read.
 */
export async function readTable(bytes: AsyncIterable<Uint8Array>, encoding?: string): Promise<Table> {
  const source = bytes[Symbol.asyncIterator]();
  const { sample, isAll } = await takeSample(source);
  if (sample.length === 0) throw new Failure('invalid', 'file_empty');
  const beginning = sample.subarray(0, 64).toString('latin1').trimStart();
  const format = OTHER_FORMATS.find(([start]) => beginning.startsWith(start));
  if (format) throw new Failure('invalid', 'file_format', { subject: format[1] });
  const used = encoding ?? encodingOf(sample, isAll);
  const decoder = decoderOf(used);
  const start = decode(decoder, sample);
  const { delimiter, text } = delimiterOf(start);
  const records = recordsOf(textOf(text, source, decoder), delimiter);
  const top: string[][] = [];
  for (let next = await records.next(); !next.done; next = await records.next()) {
    top.push(next.value);
    if (top.length === TOP) break;
  }
  if (top.length === 0) throw new Failure('invalid', 'file_empty');
  const header = headerOf(top);
  const headings = header === undefined ? (top[0] ?? []).map((_, at) => `Column ${at + 1}`) : (top[header] ?? []);
  const info = { encoding: used, delimiter, headerRow: header === undefined ? null : header + 1, headings };
  return { info, rows: rowsOf(top, records, header === undefined ? 0 : header + 1) };
}

async function takeSample(source: AsyncIterator<Uint8Array>): Promise<{ sample: Buffer; isAll: boolean }> {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < SAMPLE; ) {
    const { value, done } = await source.next();
    if (done) return { sample: Buffer.concat(parts), isAll: true };
    parts.push(value);
    length += value.length;
  }
  return { sample: Buffer.concat(parts), isAll: false };
}

function encodingOf(sample: Buffer, isAll: boolean): string {
  const [a, b, c] = sample;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  // Every other byte of western text in UTF-16 is zero.
  const zeros = [0, 1].map((odd) => sample.filter((byte, at) => at % 2 === odd && byte === 0).length * 2);
  if ((zeros[1] ?? 0) > sample.length / 2) return 'utf-16le';
  if ((zeros[0] ?? 0) > sample.length / 2) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !isAll });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new Failure('invalid', 'file_encoding', { subject: encoding, cause });
  }
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new Failure('invalid', 'file_encoding', { subject: decoder.encoding, cause });
  }
}

async function* textOf(start: string, source: AsyncIterator<Uint8Array>, decoder: TextDecoder): AsyncGenerator<string> {
  yield start;
  for (let next = await source.next(); !next.done; next = await source.next()) yield decode(decoder, next.value);
  yield decode(decoder);
}

const DELIMITERS = [',', ';', '\t', '|'];

/** `sep=;` as the first line says it; else that which splits most lines into as many cells. */
function delimiterOf(start: string): { delimiter: string; text: string } {
  const told = /^sep=(.)\r?\n?/i.exec(start);
  if (told?.[1]) return { delimiter: told[1], text: start.slice(told[0].length) };
  const lines = withoutQuoted(start)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 50);
  const scores = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    const common = mostCommon(counts);
    return { delimiter, score: counts.filter((count) => count === common).length * Math.min(common, 20) };
  });
  const best = scores.reduce((most, one) => (one.score > most.score ? one : most));
  return { delimiter: best.score === 0 ? ',' : best.delimiter, text: start };
}

function withoutQuoted(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, '""');
}

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce<[number, number]>((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

async function* recordsOf(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  // Unlike `pipe`, it hands an error of the text on to the parser, which throws it below: nobody else would hear it.
  pipeline(Readable.from(text), parser, () => undefined);
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (record.length > WIDEST) throw new Failure('invalid', 'file_rows', { subject: WIDEST });
      if (record.some((cell) => cell.trim() !== '')) yield record;
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Failure('invalid', 'file_rows', { subject: error.code, cause: error });
    throw error;
  }
}

const isValue = (cell: string) => /@|^\s*[+(]?\d[\d\s./:()-]{3,}$/.test(cell);

/** The first row that is as wide as most rows are, and whose cells are words. Undefined: there is none. */
function headerOf(top: readonly (readonly string[])[]): number | undefined {
  const widthOf = (row: readonly string[]) => row.filter((cell) => cell.trim() !== '').length;
  const widest = Math.max(...top.map(widthOf));
  const found = top.findIndex((row) => widthOf(row) >= Math.max(1, widest * 0.6));
  const row = top[found] ?? [];
  return row.some(isValue) ? undefined : found;
}

async function* rowsOf(
  top: readonly string[][],
  rest: AsyncGenerator<string[]>,
  from: number,
): AsyncGenerator<TableRow> {
  let row = 0;
  for (const cells of top) {
    row += 1;
    if (row > from) yield { row, cells };
  }
  for await (const cells of rest) {
    row += 1;
    yield { row, cells };
  }
}
