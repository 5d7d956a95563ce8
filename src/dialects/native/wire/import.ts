// Imports (docs/import.md).
import { z } from 'zod';
import { type Import, type ImportRow, OUTCOMES } from '../../../core/transfer/import.ts';
import { DATE_ORDERS } from '../../../core/transfer/options.ts';
import type { RevertPreview } from '../../../core/transfer/preview-revert.ts';
import { logQuery } from './listing.ts';
import { snake, spelled } from './names.ts';

const OPTIONS = {
  match: z
    .array(z.string().max(80))
    .max(10)
    .describe(
      'How people are found, in this order: id, external_id:<system> (or *), email, name_and_birth_date, matching',
    ),
  on_match: z.enum(['update', 'fill', 'skip']),
  on_several: z.enum(['review', 'skip', 'create']),
  blank: z.enum(['keep', 'clear']),
  date_order: z.enum(['auto', ...DATE_ORDERS]),
  add_to_groups: z.array(z.number().int().positive()).max(100),
  transaction: z.enum(['all_or_nothing', 'row_by_row']),
};

const columnSchema = z.object({
  index: z.number(),
  heading: z.string(),
  target: z
    .string()
    .describe(
      'A field, email, phone_2, street, external_id:<system>, custom:<key>, groups, ignore, … (docs/import.md)',
    ),
  type: z.string().nullable().describe('Of a contact point: Work, Home, Mobile, …'),
  confidence: z.number().describe('0: nobody knows what it is'),
  because: z.enum(['heading', 'values', 'nothing', 'person']),
  samples: z.array(z.string()),
});

export const importSchema = z
  .object({
    id: z.number(),
    status: z.string(),
    file: z.object({
      name: z.string(),
      bytes: z.number(),
      encoding: z.string().nullable(),
      delimiter: z.string().nullable(),
      header_row: z.number().nullable(),
      rows: z.number(),
    }),
    mapping: z.object({ columns: z.array(columnSchema) }),
    options: z.object(OPTIONS),
    progress: z.object({ done: z.number(), total: z.number() }),
    result: z.object(
      Object.fromEntries(['created', 'updated', 'unchanged', 'skipped', 'failed'].map((name) => [name, z.number()])),
    ),
    problem: z.string().nullable(),
    request_id: z.string().describe('Of all changes that it makes'),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'Import' });

export function importToWire(own: Import) {
  const { id, status, fileName, bytes, format, rowCount, mapping, options, done, counts, problem } = own;
  const { create = 0, update = 0, unchanged = 0, skip = 0, error = 0 } = counts;
  const { encoding = null, delimiter = null, headerRow = null } = format;
  return {
    ...{ id, status },
    file: { name: fileName, bytes, encoding, delimiter, header_row: headerRow, rows: rowCount },
    mapping: { columns: mapping },
    options,
    progress: { done, total: rowCount },
    result: { created: create, updated: update, unchanged, skipped: skip, failed: error },
    ...{ problem, request_id: own.requestId, created_at: own.createdAt, finished_at: own.finishedAt },
  };
}

export const uploadQuery = z.strictObject({
  filename: z.string().max(255).optional(),
  encoding: z
    .string()
    .max(40)
    .optional()
    .describe('What the file is written in, e.g. windows-1252; by default it is found out'),
});

export const importBody = z
  .strictObject({
    mapping: z
      .strictObject({
        columns: z
          .array(
            z.object({
              index: z.number().int().min(0),
              target: z.string().max(80).optional(),
              type: z.string().max(80).nullable().optional(),
            }),
          )
          .max(500),
      })
      .optional(),
    options: z.strictObject(OPTIONS).partial().optional(),
  })
  .meta({ id: 'ImportInput' });

export const rowsQuery = logQuery.extend({ outcome: z.enum(OUTCOMES).optional() });

export const rowSchema = z
  .object({
    row: z.number(),
    values: z.array(z.string()),
    outcome: z.enum(OUTCOMES).nullable(),
    constituent_id: z.number().nullable(),
    matched_by: z.string().nullable(),
    changes: z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() })),
    errors: z.array(z.object({ column: z.number().nullable(), code: z.string(), detail: z.string().nullable() })),
  })
  .meta({ id: 'ImportRow' });

export function rowToWire({ row, cells, outcome, constituentId, matchedBy, changes, problems }: ImportRow) {
  const shown = Object.entries(changes ?? {}).map(([name, change]) => [snake(name), spelled(change)]);
  return {
    ...{ row, values: cells, outcome, constituent_id: constituentId, matched_by: matchedBy },
    changes: Object.fromEntries(shown),
    errors: problems,
  };
}

export const rowBody = z
  .strictObject({ values: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(100_000)) })
  .meta({ id: 'ImportRowInput' });

const preview = z.object({
  reverted: z.number(),
  kept: z.array(z.object({ constituent_id: z.number(), field: z.string().nullable(), because: z.string() })),
});

/** With `dry_run` what it would come to. */
export const importOrPreview = z.union([importSchema, preview.meta({ id: 'ImportRevertPreview' })]);

export function previewToWire({ reverted, kept }: RevertPreview) {
  const shown = kept.map(({ constituentId, field, because }) => {
    return { constituent_id: constituentId, field: field === null ? null : snake(field), because };
  });
  return { reverted, kept: shown };
}
