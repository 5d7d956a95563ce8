// Every SELECT of imports that callers read.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { IMPORT_COLUMNS, type Import, type ImportRow, type Outcome, ROW_COLUMNS } from './import.ts';

const byId = query<Import>(
  'import_by_id',
  `select ${IMPORT_COLUMNS} from imports i where i.organization_id = $1 and i.id = $2`,
);
const list = query<Import>(
  'imports_list',
  `select ${IMPORT_COLUMNS} from imports i where i.organization_id = $1 and i.id < $2 order by i.id desc limit $3`,
);
const rows = query<ImportRow>(
  'import_rows_list',
  `select ${ROW_COLUMNS} from import_rows r where r.organization_id = $1 and r.import_id = $2 and r.row > $3
     and ($4::text is null or r.outcome = $4) order by r.row limit $5`,
);

/** Throws `not-found`. */
export async function getImport(db: Db, actor: Actor, id: number): Promise<Import> {
  allow(actor, 'constituents:read');
  const found = await db.maybe(byId(actor.organization.id, id));
  if (!found) throw new Failure('not-found', 'import', { subject: id });
  return found;
}

/** Latest first. */
export async function listImports(
  db: Db,
  actor: Actor,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number | undefined; limit: number },
): Promise<Import[]> {
  allow(actor, 'constituents:read');
  return db.all(list(actor.organization.id, before, limit));
}

export interface RowsWanted {
  readonly importId: number;
  readonly outcome?: Outcome | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/** In their order. */
export async function listImportRows(db: Db, actor: Actor, wanted: RowsWanted): Promise<ImportRow[]> {
  allow(actor, 'constituents:read');
  const { importId, outcome = null, after = 0, limit } = wanted;
  return db.all(rows(actor.organization.id, importId, after, outcome, limit));
}

const PIECE = 1_000;

/** All of them, a piece at a time. */
export async function* allImportRows(
  db: Db,
  actor: Actor,
  wanted: Omit<RowsWanted, 'after' | 'limit'>,
): AsyncGenerator<ImportRow[]> {
  for (let after = 0; ; ) {
    const piece = await listImportRows(db, actor, { ...wanted, after, limit: PIECE });
    if (piece.length > 0) yield piece;
    if (piece.length < PIECE) return;
    after = piece.at(-1)?.row ?? after;
  }
}
