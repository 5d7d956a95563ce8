// A cell of CSV (RFC 4180), and what keeps a spreadsheet from running it.

import type { ExportReader } from './export.ts';
import type { Cell } from './export-families.ts';

/** What a spreadsheet takes for the beginning of a formula, also behind apostrophes that were there before. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** With an apostrophe before a text that begins like a formula: a spreadsheet shows such a cell, and runs nothing. */
export function protectCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Takes off what `protectCell` has put on, and nothing else. */
export function unprotectCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** One line with its end. Numbers are never protected: a negative one begins like a formula and is none. */
export function csvLine(cells: readonly Cell[], reader: ExportReader): string {
  const written = cells.map((cell) => {
    const text = typeof cell === 'string' && reader === 'spreadsheets' ? protectCell(cell) : String(cell ?? '');
    return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${written.join(',')}\r\n`;
}
