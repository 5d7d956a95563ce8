// Merges: several records of one person that became one (docs/merging.md).
import { z } from 'zod';
import type { Merge } from '../../../core/merging/merge.ts';
import { constituentSchema } from './constituent.ts';
import { spelled } from './names.ts';

const id = z.number().int().positive();

export const mergeSchema = z
  .object({
    id: z.number(),
    survivor_id: z.number(),
    other_ids: z.array(z.number()),
    choose: z.record(z.string(), z.number()),
    moved: z.record(z.string(), z.number()).describe('Rows of the others that moved, by table'),
    conflicts: z.array(z.unknown()).describe('Fields that the records had different values of'),
    made_at: z.string(),
    undone_at: z.string().nullable(),
  })
  .meta({ id: 'Merge' });

export const mergeDone = z
  .object({ ...mergeSchema.shape, survivor: constituentSchema, change_set_id: z.number().nullable() })
  .meta({ id: 'MergeDone' });

export const mergeBody = z
  .strictObject({
    survivor_id: id,
    other_ids: z.array(id).min(1).max(100),
    choose: z.record(z.string().max(64), id).default({}).describe('Whose value a field has, by the field'),
  })
  .meta({ id: 'MergeInput' });

export function mergeToWire({ id: merge, survivorId, otherIds, choose, moved, conflicts, madeAt, undoneAt }: Merge) {
  return {
    ...{ id: merge, survivor_id: survivorId, other_ids: otherIds, choose, moved, conflicts: spelled(conflicts) },
    ...{ made_at: madeAt, undone_at: undoneAt },
  };
}
