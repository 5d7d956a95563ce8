// One change of many people (docs/api.md, Changing many).
import { z } from 'zod';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import { constituentBody, constituentFromWire } from './constituent.ts';
import { filterSchema } from './filter.ts';
import { spelled } from './names.ts';

const ids = z.array(z.number().int().positive()).max(1_000);
const groups = z.strictObject({ groups: ids });

export const bulkBody = z
  .strictObject({
    filter: filterSchema.optional(),
    ids: ids.optional(),
    set: constituentBody.optional().describe('As in PATCH'),
    add: groups.optional().describe('Groups by id'),
    remove: groups.optional(),
  })
  .refine(({ filter, ids: given }) => (filter === undefined) !== (given === undefined), {
    message: 'one of filter and ids',
    path: ['ids'],
  })
  .meta({ id: 'BulkChange' });

type BulkBody = z.output<typeof bulkBody>;

const sample = z.object({
  id: z.number(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
export const bulkResult = z
  .object({
    status: z.enum(['done', 'dry_run']),
    changed: z.number(),
    unchanged: z.number().describe('Those who were so already'),
    samples: z.array(sample),
    change_set_id: z.number().nullable(),
  })
  .meta({ id: 'BulkChanged' });

/** What the change is of one person: who has a group, or lacks it, already stays as they are. */
export function bulkInput({ set = {}, add, remove }: BulkBody, existing: Constituent) {
  const own = existing.groups;
  const current = own.filter(({ isCurrent }) => isCurrent);
  const missing = (add?.groups ?? []).filter((group) => !current.some(({ groupId }) => groupId === group));
  const gone = own.filter(({ groupId }) => remove?.groups.includes(groupId));
  if (missing.length + gone.length === 0) return constituentFromWire(set, existing);
  // A list in which no element has an id would stand for the whole: one that is there keeps the others.
  const kept = own.slice(0, 1).map(({ id }) => ({ id }));
  const removed = gone.map(({ id }) => ({ id, remove: true as const }));
  const others = removed.some(({ id }) => id === kept[0]?.id) ? [] : kept;
  const list = [...others, ...removed, ...missing.map((id) => ({ group: { id } }))];
  return constituentFromWire({ ...set, groups: list }, existing);
}

export function samplesToWire(samples: readonly object[]) {
  return spelled(samples);
}
