// A file is read row by row into the database; nothing of it is understood before somebody has seen what its columns are.
import { Buffer } from 'node:buffer';
import type { Db } from '../../db/connect.ts';
import { write } from '../../db/statement.ts';
import { transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure } from '../base/failure.ts';
import { newRequestId } from '../base/request-id.ts';
import { guessMapping } from './guess-mapping.ts';
import type { Import } from './import.ts';
import { getImport } from './import-queries.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { readTable, type TableRow } from './read-table.ts';

export interface UploadedFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it is written in, where that is known. */
  readonly encoding?: string | undefined;
}

/** Bytes of the largest file. */
const FILE_LIMIT = 1024 * 1024 * 1024;
/** Rows of one statement, and rows that columns are guessed from. */
const PIECE = 1_000;
const LOOKED_AT = 200;

const insert = write<{ id: number }>(
  'import_insert',
  `insert into imports (organization_id, file_name, request_id, actor_type, actor_id, dialect, options)
   values ($1, $2, $3, $4, $5, $6, $7) returning id`,
);
const addRows = write(
  'import_rows_add',
  `insert into import_rows (organization_id, import_id, row, cells)
   select $1, $2, r.row, r.cells from jsonb_to_recordset($3::jsonb) r (row bigint, cells jsonb)`,
);
const ready = write(
  'import_ready',
  `update imports set status = 'ready', bytes = $3, format = $4, row_count = $5, mapping = $6
   where organization_id = $1 and id = $2`,
);
const remove = write('import_remove', 'delete from imports where organization_id = $1 and id = $2');

/**
 * Reads a file, and guesses what its columns are. Throws `invalid` as `readTable` does, `file_rows` for one without rows;
 * `too-large`. Nothing is left of a file that could not be read.
 */
export async function stageFile(db: Db, actor: Actor, file: UploadedFile): Promise<Import> {
  allow(actor, 'constituents:write');
  const { type, id: actorId, dialect, organization } = actor;
  const name = cleanText(file.name).slice(0, 255) || 'file.csv';
  const own = [organization.id, name, newRequestId(), type, actorId, dialect, JSON.stringify(DEFAULT_OPTIONS)];
  const { id } = await transaction(db, actor, (tx) => tx.one(insert(...own)));
  try {
    await readInto(db, actor, { id, file });
  } catch (error) {
    await transaction(db, actor, (tx) => tx.all(remove(organization.id, id)));
    throw error;
  }
  return getImport(db, actor, id);
}

async function readInto(db: Db, actor: Actor, { id, file }: { id: number; file: UploadedFile }): Promise<void> {
  const measured = { bytes: 0 };
  const { info, rows } = await readTable(counted(file.bytes, measured), file.encoding);
  const looked: string[][] = [];
  let count = 0;
  const { id: organizationId } = actor.organization;
  for await (const piece of pieces(rows)) {
    for (const { cells } of piece) if (looked.length < LOOKED_AT) looked.push([...cells]);
    count += piece.length;
    await transaction(db, actor, (tx) => tx.all(addRows(organizationId, id, storable(piece))));
  }
  if (count === 0) throw new Failure('invalid', 'file_rows');
  const { headings, ...format } = info;
  const mapping = guessMapping(headings, looked);
  const values = [measured.bytes, JSON.stringify(format), count, storable(mapping)];
  await transaction(db, actor, (tx) => tx.all(ready(organizationId, id, ...values)));
}

/** PostgreSQL stores no zero bytes in texts; a cell has none that says anything. */
function storable(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\u0000', '');
}

async function* counted(bytes: AsyncIterable<Uint8Array>, measured: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    measured.bytes += chunk.length;
    if (measured.bytes > FILE_LIMIT) throw new Failure('too-large', 'file_too_large', { subject: FILE_LIMIT });
    yield Buffer.from(chunk);
  }
}

async function* pieces(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow[]> {
  let piece: TableRow[] = [];
  for await (const row of rows) {
    piece.push(row);
    if (piece.length === PIECE) {
      yield piece;
      piece = [];
    }
  }
  if (piece.length > 0) yield piece;
}
