// What is written of an export: that somebody asked for one, that a download began, and how many people left with it.
import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { listSavedLists } from '../constituents/search/saved-list.ts';
import type { Export, ExportInput } from './export.ts';
import { selectColumns } from './export-families.ts';
import { countExport, getExport } from './export-queries.ts';
import { readNames } from './export-shape.ts';
import { MOST_ROWS } from './xlsx.ts';

const insert = write<{ id: number }>(
  'export_insert',
  `insert into exports (organization_id, format, reader, search, list_id, columns, actor_type, actor_id, filter)
   values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9::jsonb) returning id`,
);

/** Throws `forbidden`, and `invalid` for a list or a column that there is not, and for a filter that is not understood. */
export async function createExport(tx: Tx, actor: Actor, input: ExportInput): Promise<Export> {
  allow(actor, 'constituents:export');
  allow(actor, 'constituents:read');
  const { format, reader, listId = null, filter = null, columns = null } = input;
  if (format === 'vcf' && columns) throw invalidField('columns', 'columns_of_vcard');
  if (columns) selectColumns(columns, { ...(await readNames(tx, actor)), systems: [], most: {} });
  const lists = listId === null ? [] : await listSavedLists(tx, actor);
  if (listId !== null && !lists.some(({ id }) => id === listId)) throw invalidField('listId', 'unknown_list');
  const search = cleanText(input.search ?? '') || null;
  // Now, not at the first download, it is said what a filter asks that there is not.
  await countExport(tx, actor, { search, listId, filter });
  const own = [actor.type, actor.id, filter === null ? null : JSON.stringify(filter)];
  const values = [actor.organization.id, format, reader, search, listId, columns, ...own];
  const { id } = await tx.one(insert(...values));
  const wanted = await getExport(tx, actor, id);
  await recordChange(tx, actor, { kind: 'export.created', subjectId: id, before: null, after: recordedOf(wanted) });
  return wanted;
}

/** What changes tell of an export. The words of a search can name a person, and a change is kept for ever. */
function recordedOf({ format, columns, search, listId, filter }: Export) {
  return { format, columns, listId, isSearch: search !== null || filter !== null };
}

/** Records that a download begins, before the first person leaves: a reader who breaks off leaves that. */
export async function beginDownload(tx: Tx, actor: Actor, wanted: Export): Promise<void> {
  allow(actor, 'constituents:export');
  const expected = await countExport(tx, actor, wanted);
  if (wanted.format === 'xlsx' && expected > MOST_ROWS)
    throw new Failure('too-large', 'sheet_rows', { subject: MOST_ROWS });
  const after = { ...recordedOf(wanted), expected };
  await recordChange(tx, actor, { kind: 'export.started', subjectId: wanted.id, before: null, after });
}

const end = write(
  'export_end',
  'update exports set count = $3, ended_at = now() where organization_id = $1 and id = $2',
);

interface Download {
  readonly id: number;
  /** People that were handed over. */
  readonly count: number;
  /** Whether that was everybody. */
  readonly isWhole: boolean;
}

export async function endDownload(tx: Tx, actor: Actor, { id, count, isWhole }: Download): Promise<void> {
  allow(actor, 'constituents:export');
  if (isWhole) await tx.all(end(actor.organization.id, id, count));
  await recordChange(tx, actor, { kind: 'export.ended', subjectId: id, before: null, after: { count, isWhole } });
}
