import { Readable } from 'node:stream';
import type { Export } from '../../../core/transfer/export.ts';
import { openExport } from '../../../core/transfer/export-file.ts';
import { countExport, getExport, listExports } from '../../../core/transfer/export-queries.ts';
import { createExport } from '../../../core/transfer/write-export.ts';
import { XLSX_TYPE } from '../../../core/transfer/xlsx.ts';
import { transaction } from '../../../db/transaction.ts';
import { exportBody, exportFromWire, exportSchema, exportToWire } from '../wire/export.ts';
import { logQuery, pageAt, pagedToWire, pageOf } from '../wire/listing.ts';
import { type Call, type Operation, operation } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';

type Any = Pick<Call<unknown, unknown, unknown>, 'context' | 'actor'>;

const show = async ({ context: { db }, actor }: Any, wanted: Export) =>
  exportToWire(wanted, await countExport(db, actor, wanted));

const list = operation({
  id: 'listExports',
  method: 'GET',
  path: '/exports',
  summary: 'What was asked to be exported, latest first.',
  scope: 'people:export',
  query: logQuery,
  result: pageOf(exportSchema),
  run: async ({ context, actor, query }) => {
    const page = pageAt(query);
    return pagedToWire(await listExports(context.db, actor, page), page, (shown) => exportToWire(shown, null));
  },
});

const create = operation({
  id: 'createExport',
  method: 'POST',
  path: '/exports',
  summary: 'Asks for a file of people: all, those that a quick search finds, or the members of a saved list.',
  scope: 'people:export',
  body: exportBody,
  result: exportSchema,
  status: 202,
  run: async (call) => {
    const { context, actor, body, reply } = call;
    const made = await transaction(context.db, actor, (tx) => createExport(tx, actor, exportFromWire(body)));
    reply.header('location', `/v1/exports/${made.id}`);
    return show(call, made);
  },
});

const get = operation({
  id: 'getExport',
  method: 'GET',
  path: '/exports/{id}',
  summary: 'One export, and how many people it has now.',
  scope: 'people:export',
  params: byId,
  result: exportSchema,
  run: async (call) => show(call, await getExport(call.context.db, call.actor, call.params.id)),
});

const file = operation({
  id: 'downloadExport',
  method: 'GET',
  path: '/exports/{id}/file',
  summary: 'The file, made of the records as they are now. Each download is recorded, with how many people it had.',
  scope: 'people:export',
  params: byId,
  fileTypes: ['text/csv', XLSX_TYPE, 'application/jsonl', 'text/vcard'],
  run: async ({ context: { db }, actor, params, reply }) => {
    const { name, type, content } = await openExport(db, actor, params.id);
    reply
      .type(type)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store');
    // One piece ahead of who reads, not sixteen.
    return Readable.from(content, { highWaterMark: 1 });
  },
});

export const EXPORTS: readonly Operation[] = [list, create, get, file];
