import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, protectCell, unprotectCell } from './csv-cell.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+61 3 9999 0000', "'+61 3 9999 0000"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ["'=1", "''=1"],
  ["'tis", "'tis"],
  ['a=1', 'a=1'],
  ['', ''],
])('a spreadsheet does not run %j', (text, shown) => {
  expect(protectCell(text)).toBe(shown);
  expect(unprotectCell(shown)).toBe(text);
});

const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^['=+@\t\r\n",; a-]{0,6}$/)), {
  minLength: 2,
});

test('whatever is written is what a parser reads', () => {
  fc.assert(
    fc.property(texts, (cells) => {
      const read = (line: string) => parse(line, { relaxColumnCount: true })[0] as string[];
      expect(read(csvLine(cells, 'programs'))).toEqual(cells);
      const shown = read(csvLine(cells, 'spreadsheets'));
      expect(shown.map(unprotectCell)).toEqual(cells);
      for (const cell of shown) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test('numbers, yes and no, and nothing', () => {
  expect(csvLine([-5, 0, true, false, null, ''], 'spreadsheets')).toBe('-5,0,true,false,,\r\n');
});
