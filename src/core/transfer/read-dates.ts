// Dates as people write them. The order of day and month is that of the whole column, never of a cell.
import { isCalendarDate } from '../base/clock.ts';
import { fold } from '../base/fold.ts';
import type { DateOrder } from './options.ts';

const MONTHS = new Map<string, number>(
  [
    'jan january januar janvier enero gennaio januari',
    'feb february februar fevrier febrero febbraio februari',
    'mar march marz mars marzo maart',
    'apr april avril abril aprile',
    'may mai mayo maggio mei maj',
    'jun june juni juin junio giugno',
    'jul july juli juillet julio luglio',
    'aug august aout agosto augustus augusti',
    'sep sept september septembre septiembre settembre',
    'oct october oktober octobre octubre ottobre okt',
    'nov november novembre noviembre',
    'dec december dezember decembre diciembre dicembre dez',
  ].flatMap((names, month) => names.split(' ').map((name): [string, number] => [name, month + 1])),
);

/** A time after a date says nothing more of the day. */
function withoutTime(cell: string): string {
  const text = cell.trim();
  const at = text.search(/\d{1,2}:\d{2}/);
  return at > 0 ? text.slice(0, at).replace(/[tT]$/, '').trim() : text;
}

/** The two numbers of which one is the day: `13/02/1990`. */
const NUMBERS = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})$/;

/** The order that a column is written in, as far as it tells: undefined where every cell could be either. */
export function dateOrderOf(cells: readonly string[]): DateOrder | 'mixed' | undefined {
  const seen = new Set<DateOrder>();
  for (const cell of cells) {
    const [, first = '', second = ''] = NUMBERS.exec(withoutTime(cell)) ?? [];
    if (Number(first) > 12) seen.add('dmy');
    if (Number(second) > 12) seen.add('mdy');
  }
  if (seen.size > 1) return 'mixed';
  return [...seen][0];
}

export type ReadDate =
  | { readonly date: string }
  | { readonly problem: 'date_format' | 'date_order' | 'date_without_year' };

/** YYYY-MM-DD, or why it is none. */
export function readDate(cell: string, order: DateOrder | undefined, today: string): ReadDate {
  const text = withoutTime(cell);
  const [, year, month, day] = /^(\d{4})[./-]?(\d{1,2})[./-]?(\d{1,2})$/.exec(text) ?? [];
  if (year) return dateOf(Number(year), Number(month), Number(day));
  const [, first, second, end] = NUMBERS.exec(text) ?? [];
  if (first && second && end) {
    const used = order ?? (Number(first) > 12 ? 'dmy' : Number(second) > 12 ? 'mdy' : undefined);
    if (used === undefined) return { problem: 'date_order' };
    const [d, m] = used === 'mdy' ? [second, first] : [first, second];
    return dateOf(fullYear(end, today), Number(m), Number(d));
  }
  if (/^(?:--)?\d{1,2}[-/.]\d{1,2}$/.test(text)) return { problem: 'date_without_year' };
  return readWords(text, today);
}

/** `12 Mar 2025`, `Sep 26, 2026`, `3. März 1990` */
function readWords(text: string, today: string): ReadDate {
  const words = fold(text)
    .replace(/[.,]/g, ' ')
    .split(/[\s-]+/)
    .filter((word) => word !== '');
  const month = words.map((word) => MONTHS.get(word)).find((number) => number !== undefined);
  const numbers = words.flatMap((word) => /^(\d{1,4})(?:st|nd|rd|th)?$/.exec(word)?.[1] ?? []);
  const [first = '', second = ''] = numbers;
  if (month === undefined || numbers.length !== 2 || words.length !== 3) return { problem: 'date_format' };
  const [day, year] = first.length === 4 ? [second, first] : [first, second];
  return dateOf(fullYear(year, today), month, Number(day));
}

/** Of two digits the year that is not in the future. */
function fullYear(digits: string, today: string): number {
  if (digits.length > 2) return Number(digits);
  const century = Number(today.slice(0, 2)) * 100;
  const year = century + Number(digits);
  return year > Number(today.slice(0, 4)) ? year - 100 : year;
}

function dateOf(year: number, month: number, day: number): ReadDate {
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isCalendarDate(date) ? { date } : { problem: 'date_format' };
}
