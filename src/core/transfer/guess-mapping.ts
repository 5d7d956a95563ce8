// Which column is what: by its heading, else by what its cells look like. What neither tells is left out, and asked about.
import { isEmailAddress } from '../base/email-address.ts';
import { headingKey, KNOWN_HEADINGS, LEFT_OUT } from './known-headings.ts';
import { targetOf } from './targets.ts';

export interface MappedColumn {
  readonly index: number;
  readonly heading: string;
  /** As in targets.ts. */
  readonly target: string;
  /** Of a contact point or address. */
  readonly type: string | null;
  /** 0: nobody knows; a person should say. */
  readonly confidence: number;
  readonly because: 'heading' | 'values' | 'nothing' | 'person';
  readonly samples: readonly string[];
}

const CONFIDENCE = { heading: 0.98, leftOut: 0.95, values: 0.8, nothing: 0 };
const SAMPLES = 3;

/** @param rows some rows of the file */
export function guessMapping(headings: readonly string[], rows: readonly (readonly string[])[]): MappedColumn[] {
  const cellsOf = (index: number) => rows.map((row) => row[index]?.trim() ?? '').filter((cell) => cell !== '');
  const columns = headings.map((heading, index) =>
    guessColumn({ heading: heading.trim(), index, cells: cellsOf(index) }),
  );
  return numbered(columns);
}

function guessColumn({
  heading,
  index,
  cells,
}: {
  heading: string;
  index: number;
  cells: readonly string[];
}): MappedColumn {
  const samples = [...new Set(cells)].slice(0, SAMPLES).map((cell) => cell.slice(0, 100));
  const column = { index, heading, samples, type: null };
  const key = headingKey(heading);
  const known = KNOWN_HEADINGS.get(key);
  if (known && fits(known.target, cells)) {
    return {
      ...column,
      target: known.target,
      type: known.type ?? null,
      confidence: CONFIDENCE.heading,
      because: 'heading',
    };
  }
  // As an export of Kith's own names it: `custom:how_met`, `external_id:payroll`.
  if (heading.includes(':') && targetOf(heading)) {
    return { ...column, target: heading, confidence: CONFIDENCE.heading, because: 'heading' };
  }
  if (LEFT_OUT.has(key)) return { ...column, target: 'ignore', confidence: CONFIDENCE.leftOut, because: 'heading' };
  const target = known ? undefined : targetOfValues(cells);
  if (target) return { ...column, target, confidence: CONFIDENCE.values, because: 'values' };
  return { ...column, target: 'ignore', confidence: CONFIDENCE.nothing, because: 'nothing' };
}

const share = (cells: readonly string[], holds: (cell: string) => boolean) =>
  cells.length === 0 ? 0 : cells.filter(holds).length / cells.length;

/** Whether cells contradict what the heading says: a column `Name` of e-mail addresses. */
function fits(target: string, cells: readonly string[]): boolean {
  const emails = share(cells, isEmailAddress);
  if (/^email/.test(target))
    return cells.length === 0 || emails > 0 || share(cells, (cell) => cell.includes('@')) > 0.5;
  if (/^phone/.test(target)) return cells.length === 0 || share(cells, (cell) => /\d/.test(cell)) > 0.5;
  return emails < 0.5;
}

/** Only what cannot be anything else. */
function targetOfValues(cells: readonly string[]): string | undefined {
  if (cells.length < 2) return undefined;
  return share(cells, isEmailAddress) >= 0.9 ? 'email' : undefined;
}

const NUMBERED = /^(email|phone|website)(?:_\d)?$/;

/** Several columns of one contact point are numbered in their order; a field that is there twice counts once. */
function numbered(columns: readonly MappedColumn[]): MappedColumn[] {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  return columns.map((column) => {
    const [, point] = NUMBERED.exec(column.target) ?? [];
    if (point) {
      const number = (counts.get(point) ?? 0) + 1;
      counts.set(point, number);
      if (number > 9) return { ...column, target: 'ignore', confidence: CONFIDENCE.nothing, because: 'nothing' };
      return { ...column, target: number === 1 ? point : `${point}_${number}` };
    }
    if (column.target === 'ignore' || column.target === 'groups') return column;
    if (taken.has(column.target))
      return { ...column, target: 'ignore', confidence: CONFIDENCE.nothing, because: 'nothing' };
    taken.add(column.target);
    return column;
  });
}
