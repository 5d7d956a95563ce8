// Exports as this contract shows them (docs/export.md).
import { z } from 'zod';
import { EXPORT_FORMATS, EXPORT_READERS, type Export, type ExportInput } from '../../../core/transfer/export.ts';

export const exportBody = z
  .strictObject({
    format: z.enum(EXPORT_FORMATS),
    q: z.string().max(500).optional().describe('A name, an e-mail address, a phone number or an id; absent: everybody'),
    list_id: z.number().int().positive().optional().describe('A saved list'),
    columns: z.array(z.string().min(1).max(255)).min(1).max(500).optional().describe('Absent: all'),
    for: z.enum(EXPORT_READERS).default('spreadsheets').describe('Who reads the file'),
  })
  .meta({ id: 'ExportInput' });

export function exportFromWire({ format, q, list_id, columns, for: reader }: z.output<typeof exportBody>): ExportInput {
  return { format, reader, search: q ?? null, listId: list_id ?? null, columns: columns ?? null };
}

export const exportSchema = z
  .object({
    id: z.number(),
    status: z.literal('ready').describe('The file is made while it is downloaded'),
    format: z.enum(EXPORT_FORMATS),
    for: z.enum(EXPORT_READERS),
    q: z.string().nullable(),
    list_id: z.number().nullable(),
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
  const { id, format, reader, search, listId, columns, count, createdAt, endedAt } = shown;
  return {
    ...{ id, status: 'ready', format, for: reader, q: search, list_id: listId, columns },
    progress: { done: count, total },
    created_at: createdAt,
    downloaded_at: endedAt,
  };
}
