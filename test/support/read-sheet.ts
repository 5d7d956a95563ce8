// Reads a workbook as a stranger does: by the directory at the end of the archive, and a parser of XML.
import type { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { expect } from 'vitest';

interface Entry {
  readonly name: string;
  read(): string;
  open(): Readable;
}

/** The files of a zip archive. */
export function entriesOf(zip: Buffer): Entry[] {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const entries: Entry[] = [];
  for (let at = zip.readUInt32LE(end + 16); entries.length < zip.readUInt16LE(end + 10); ) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [crc, packed, plain] = [16, 20, 24].map((place) => zip.readUInt32LE(at + place));
    const [nameLength, moreLength, noteLength] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const start = zip.readUInt32LE(at + 42);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = zip.subarray(from, from + packed!);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength!),
      read: () => {
        const bytes = inflateRawSync(content);
        expect([crc32(bytes), bytes.length]).toEqual([crc, plain]);
        return bytes.toString('utf8');
      },
      open: () => {
        const inflate = createInflateRaw();
        inflate.end(content);
        return inflate;
      },
    });
    at += 46 + nameLength! + moreLength! + noteLength!;
  }
  return entries;
}

interface SheetCell {
  readonly type: string;
  /** As CSV has it. */
  readonly value: string;
}

// biome-ignore lint/suspicious/noExplicitAny: XML as its parser gives it
type Xml = any;

/** Each row's cells by the number of their column; blank ones are absent. */
export function readSheet(zip: Buffer): (SheetCell | undefined)[][] {
  const entries = new Map(entriesOf(zip).map((entry) => [entry.name, entry]));
  for (const name of ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels'])
    expect(entries.get(name)?.read()).toMatch(/^<\?xml/);
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, parseTagValue: false, trimValues: false, attributeNamePrefix: '@' },
    processEntities: { enabled: true, maxTotalExpansions: 1e9, maxExpandedLength: 1e9 },
    isArray: (name) => name === 'row' || name === 'c',
  });
  const { worksheet } = parser.parse(entries.get('xl/worksheets/sheet1.xml')?.read() ?? '');
  return worksheet.sheetData.row.map(({ c = [] }: Xml) => {
    const cells: (SheetCell | undefined)[] = [];
    for (const cell of c) cells[columnOf(cell['@r'])] = { type: cell['@t'] ?? 'n', value: textOf(cell) };
    return cells;
  });
}

function columnOf(place: string): number {
  const letters = place.replace(/\d/g, '');
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function textOf(cell: Xml): string {
  if (cell['@t'] === 'b') return cell.v === '1' ? 'true' : 'false';
  if (cell['@t'] !== 'inlineStr') return cell.v;
  const text: string = cell.is.t['#text'];
  return text.replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
