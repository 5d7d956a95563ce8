import { Readable } from 'node:stream';
import { getImport, listImportRows, listImports } from '../../../core/transfer/import-queries.ts';
import { previewRevert } from '../../../core/transfer/preview-revert.ts';
import { refusedRows } from '../../../core/transfer/refused-rows.ts';
import { stageFile } from '../../../core/transfer/stage-file.ts';
import {
  askImport,
  cancelImport,
  changeImport,
  correctRow,
  deleteImport,
} from '../../../core/transfer/write-import.ts';
import { transaction } from '../../../db/transaction.ts';
import { dryRun } from '../wire/change.ts';
import {
  importBody,
  importOrPreview,
  importSchema,
  importToWire,
  previewToWire,
  rowBody,
  rowSchema,
  rowsQuery,
  rowToWire,
  uploadQuery,
} from '../wire/import.ts';
import { idCursor, logQuery, pageOf } from '../wire/listing.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { byId, byRow } from '../wire/parameters.ts';
import { uploadOf } from '../wire/upload.ts';

const create = operation({
  id: 'createImport',
  method: 'POST',
  path: '/imports',
  summary:
    'Reads a file of people (CSV or tab-separated text), and guesses what its columns are. Nobody is written yet.',
  scope: 'people:write',
  query: uploadQuery,
  upload: true,
  result: importSchema,
  status: 202,
  run: async ({ context: { db }, actor, query, request }) => {
    const file = await uploadOf(request, query.filename);
    return importToWire(await stageFile(db, actor, { ...file, encoding: query.encoding }));
  },
});

const list = operation({
  id: 'listImports',
  method: 'GET',
  path: '/imports',
  summary: 'The imports, latest first.',
  scope: 'people:read',
  query: logQuery,
  result: pageOf(importSchema),
  run: async ({ context: { db }, actor, query: { cursor, limit } }) => {
    const found = await listImports(db, actor, { before: idCursor(cursor), limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { data: shown.map(importToWire), next_cursor: last ? String(last.id) : null, total: null };
  },
});

const get = operation({
  id: 'getImport',
  method: 'GET',
  path: '/imports/{id}',
  summary: 'One import: how far it is, and what came of it.',
  scope: 'people:read',
  params: byId,
  result: importSchema,
  run: async ({ context: { db }, actor, params }) => importToWire(await getImport(db, actor, params.id)),
});

const change = operation({
  id: 'updateImport',
  method: 'PATCH',
  path: '/imports/{id}',
  summary: 'Says what columns are, and how people are found and written. It is to be checked again then.',
  scope: 'people:write',
  params: byId,
  body: importBody,
  result: importSchema,
  run: async ({ context: { db }, actor, params, body: { mapping, options } }) => {
    const given = Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
    const wanted = { id: params.id, columns: mapping?.columns ?? [], options: given };
    return importToWire(await transaction(db, actor, (tx) => changeImport(tx, actor, wanted)));
  },
});

const remove = operation({
  id: 'deleteImport',
  method: 'DELETE',
  path: '/imports/{id}',
  summary: 'Forgets the file and its rows. The people whom it made stay.',
  scope: 'people:write',
  params: byId,
  run: ({ context: { db }, actor, params }) => transaction(db, actor, (tx) => deleteImport(tx, actor, params.id)),
});

const check = operation({
  id: 'checkImport',
  method: 'POST',
  path: '/imports/{id}/check',
  summary: 'Finds out, in the background, what every row comes to, without writing anything.',
  scope: 'people:write',
  params: byId,
  result: importSchema,
  status: 202,
  run: async ({ context: { db }, actor, params: { id } }) =>
    importToWire(await transaction(db, actor, (tx) => askImport(tx, actor, { id, work: 'check' }))),
});

const run = operation({
  id: 'runImport',
  method: 'POST',
  path: '/imports/{id}/run',
  summary: 'Writes, in the background, what the check has found out.',
  scope: 'people:write',
  params: byId,
  result: importSchema,
  status: 202,
  run: async ({ context: { db }, actor, params: { id } }) =>
    importToWire(await transaction(db, actor, (tx) => askImport(tx, actor, { id, work: 'run' }))),
});

const cancel = operation({
  id: 'cancelImport',
  method: 'POST',
  path: '/imports/{id}/cancel',
  summary: 'Ends what is under way. What was written stays, and can be taken back.',
  scope: 'people:write',
  params: byId,
  result: importSchema,
  run: async ({ context: { db }, actor, params }) =>
    importToWire(await transaction(db, actor, (tx) => cancelImport(tx, actor, params.id))),
});

const revert = operation({
  id: 'revertImport',
  method: 'POST',
  path: '/imports/{id}/revert',
  summary: 'Takes back, in the background, what the import wrote, but for what was changed later.',
  scope: 'people:write',
  params: byId,
  query: dryRun,
  result: importOrPreview,
  status: 202,
  run: async ({ context: { db }, actor, params: { id }, query }) => {
    if (query.dry_run === 'true') return previewToWire(await previewRevert(db, actor, id));
    return importToWire(await transaction(db, actor, (tx) => askImport(tx, actor, { id, work: 'revert' })));
  },
});

const rows = operation({
  id: 'listImportRows',
  method: 'GET',
  path: '/imports/{id}/rows',
  summary: 'The rows of the file in their order, with what becomes, or became, of each.',
  scope: 'people:read',
  params: byId,
  query: rowsQuery,
  result: pageOf(rowSchema),
  run: async ({ context: { db }, actor, params: { id }, query: { cursor, limit, outcome } }) => {
    const { id: importId } = await getImport(db, actor, id);
    const wanted = { importId, outcome, after: idCursor(cursor), limit: limit + 1 };
    const found = await listImportRows(db, actor, wanted);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { data: shown.map(rowToWire), next_cursor: last ? String(last.row) : null, total: null };
  },
});

const correct = operation({
  id: 'updateImportRow',
  method: 'PATCH',
  path: '/imports/{id}/rows/{row}',
  summary: 'Corrects cells of a row, by the index of the column.',
  scope: 'people:write',
  params: byRow,
  body: rowBody,
  run: ({ context: { db }, actor, params, body }) =>
    transaction(db, actor, (tx) => correctRow(tx, actor, { ...params, values: body.values })),
});

const refused = operation({
  id: 'listRefusedImportRows',
  method: 'GET',
  path: '/imports/{id}/errors.csv',
  summary: 'The refused rows as they came, with the reason, as CSV: to be corrected and imported again.',
  scope: 'people:read',
  params: byId,
  fileTypes: ['text/csv'],
  run: async ({ context: { db }, actor, params, reply }) => {
    const { id } = await getImport(db, actor, params.id);
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="import-${id}-refused.csv"`);
    return Readable.from(refusedRows(db, actor, id));
  },
});

export const IMPORTS: readonly Operation[] = [
  ...[create, list, get, change, remove, check, run, cancel, revert, rows, correct, refused],
];
