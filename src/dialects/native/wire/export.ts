// Exports as this contract shows them (docs/export.md).
import { z } from 'zod';
import { readFilter } from '../../../core/constituents/filter/filter.ts';
import { EXPORT_FORMATS, EXPORT_READERS, type Export, type ExportInput } from '../../../core/transfer/export.ts';
import { filterSchema } from './filter.ts';

export const exportBody = z
  .strictObject({
    format: z.enum(EXPORT_FORMATS),
    q: z.string().max(500).optional().describe('A name, an e-mail address, a phone number or an id; absent: everybody'),
    list_id: z.number().int().positive().optional().describe('A saved list'),
    filter: filterSchema.optional(),
    columns: z.array(z.string().min(1).max(255)).min(1).max(500).optional().describe('Absent: all'),
    for: z.enum(EXPORT_READERS).default('spreadsheets').describe('Who reads the file'),
  })
  .meta({ id: 'ExportInput' });

export function exportFromWire(body: z.output<typeof exportBody>): ExportInput {
  const { format, q = null, list_id: listId = null, columns = null, for: reader } = body;
  const filter = body.filter === undefined ? null : readFilter(body.filter, '/filter');
  return { format, reader, search: q, listId, filter, columns };
}

export const exportSchema = z
  .object({
    id: z.number(),
    status: z.literal('ready').describe('The file is made while it is downloaded'),
    format: z.enum(EXPORT_FORMATS),
    for: z.enum(EXPORT_READERS),
    q: z.string().nullable(),
    list_id: z.number().nullable(),
    filter: filterSchema.nullable(),
    columns: z.array(z.string()).nullable(),
    progress: z.object({
      done: z.number().nullable().describe('People in the last whole download'),
      total: z.number().nullable().describe('People now; null in a list'),
    }),
    created_at: z.string(),
    downloaded_at: z.string().nullable(),
  })
  .meta({ id: 'Export' });

export function exportToWire(shown: Export, total: number | null) {
  const { id, format, reader, search, listId, filter, columns, count, createdAt, endedAt } = shown;
  return {
    ...{ id, status: 'ready', format, for: reader, q: search, list_id: listId, filter, columns },
    progress: { done: count, total },
    created_at: createdAt,
    downloaded_at: endedAt,
  };
}
