// Subject access and erasure as this contract shows them (docs/erasure.md).
import { z } from 'zod';
import type { ErasureReport } from '../../../core/erasure/erase-person.ts';
import type { Everything } from '../../../core/erasure/everything.ts';
import { changeSchema, changeToWire } from './change.ts';
import { constituentSchema, constituentToWire } from './constituent.ts';

export const everythingQuery = z.strictObject({
  format: z.enum(['json', 'zip']).default('json').describe('zip: JSON, files, and a page for people'),
});

export const everythingSchema = z
  .object({
    constituent_id: z.number(),
    record: constituentSchema,
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
    history: z.array(changeSchema),
  })
  .meta({ id: 'Everything' });

export function everythingToWire({ record, tables, history }: Everything, version: number) {
  return {
    constituent_id: record.id,
    record: constituentToWire(record, version),
    tables,
    history: history.map(changeToWire),
  };
}

export const eraseBody = z
  .strictObject({ reason: z.string().min(1).max(200).describe('Kept for ever: it must not name the person') })
  .meta({ id: 'Erase' });

const counts = z.record(z.string(), z.number());

export const erasureSchema = z
  .object({
    constituent_id: z.number(),
    status: z.enum(['done', 'dry_run']),
    erased: counts,
    kept: counts,
    changes: z.number(),
    change_set_id: z.number().nullable(),
  })
  .meta({ id: 'Erasure' });

export function erasureToWire(report: ErasureReport, { isDryRun, setId }: { isDryRun: boolean; setId: number | null }) {
  const { constituentId, erased, kept, changes } = report;
  const status = isDryRun ? 'dry_run' : 'done';
  return { constituent_id: constituentId, status, erased, kept, changes, change_set_id: isDryRun ? null : setId };
}
