// Fills a table through COPY, and builds its indexes after that.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { progressOf } from './progress.ts';

export interface TableLoad {
  /** As it is written in SQL. */
  readonly table: string;
  readonly columns: string;
  /** The row with a number. */
  readonly row: (number: number) => readonly (string | number | boolean | null)[];
}

/** Loads rows 0 to `count` - 1. */
export async function copyRows(client: pg.Client, load: TableLoad, count: number): Promise<void> {
  const copy = client.query(copyFrom(`copy ${load.table} (${load.columns}) from stdin`));
  await pipeline(Readable.from(chunks(load, count)), copy);
}

/** Builds indexes one after the other, with enough memory to sort a million rows. */
export async function buildIndexes(client: pg.Client, definitions: readonly string[]): Promise<void> {
  const progress = progressOf('indexes built', definitions.length);
  await client.query("set maintenance_work_mem = '512MB'");
  for (const [built, definition] of definitions.entries()) {
    await client.query(definition);
    progress(built + 1);
  }
}

function* chunks(load: TableLoad, count: number): Generator<string> {
  const progress = progressOf(`copying ${load.table}`, count);
  let text = '';
  for (let number = 0; number < count; number += 1) {
    text += `${load.row(number).map(escapeCopy).join('\t')}\n`;
    if (text.length > 65_536) {
      yield text;
      text = '';
      progress(number);
    }
  }
  yield text;
}

function escapeCopy(value: string | number | boolean | null): string {
  if (value === null) return '\\N';
  return String(value).replace(
    /[\\\n\t\r]/g,
    (character) => ({ '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' })[character] ?? '',
  );
}
