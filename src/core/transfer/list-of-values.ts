import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** Several values of one cell. One in quotation marks may have the separator in it, as exports write it. */
export function listOf(cell: string): string[] {
  const delimiter = cell.includes(' ::: ') ? ':::' : cell.includes(';') ? ';' : cell.includes('|') ? '|' : ',';
  return valuesOf(cell, delimiter)
    .map((value) => value.replace(/^\s*\* /, '').trim())
    .filter((value) => value !== '' && value !== 'myContacts');
}

function valuesOf(cell: string, delimiter: string): string[] {
  if (!cell.includes('"')) return cell.split(delimiter);
  try {
    const rows: string[][] = parse(cell, { delimiter, relax_quotes: true, relax_column_count: true, trim: true });
    return rows.flat();
  } catch (error) {
    // A quotation mark that is not closed is none.
    if (error instanceof CsvError) return cell.split(delimiter);
    throw error;
  }
}
