// A workbook with one sheet (ECMA-376), written while it is read. Texts are texts: a spreadsheet neither runs them nor takes zeros
// off a postcode.
import { type StreamedFile, zipStream } from '../base/zip.ts';
import type { Cell } from './export-families.ts';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Rows of a sheet, without that of the headings. */
export const MOST_ROWS = 1_048_575;

/** Characters of a cell. Excel takes a file with a longer one for a broken one. */
const LONGEST_CELL = 32_767;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const FIXED: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** What XML cannot hold or would change, and what looks like an escape and is none. */
const ESCAPED = /(?![\t\n])[\p{Cc}\ufffe\uffff]|_(?=x[0-9a-f]{4}_)/giu;

function escaped(text: string): string {
  return text
    .slice(0, LONGEST_CELL)
    .toWellFormed()
    .replace(ESCAPED, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** 0 → A, 26 → AA */
function lettersOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : `${lettersOf(Math.floor(at / 26) - 1)}${last}`;
}

function cellOf(cell: Cell, place: string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** The XML of a sheet: its beginning with the headings, a row after the other, and its end. */
export function sheetOf(headings: readonly string[]) {
  const letters = headings.map((_, at) => lettersOf(at));
  let number = 0;
  const row = (cells: readonly Cell[]) => {
    number += 1;
    return `<row r="${number}">${cells.map((cell, at) => cellOf(cell, `${letters[at]}${number}`)).join('')}</row>`;
  };
  return {
    head: `${XML}<worksheet xmlns="${MAIN}"><sheetData>${row(headings)}`,
    row,
    tail: '</sheetData></worksheet>',
  };
}

async function* alone(text: string): AsyncGenerator<string> {
  yield XML + text;
}

export function packSheet(text: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  const fixed = Object.entries(FIXED).map(([name, xml]): StreamedFile => ({ name, content: alone(xml) }));
  return zipStream([...fixed, { name: 'xl/worksheets/sheet1.xml', content: text }]);
}
