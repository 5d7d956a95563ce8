// Changes as this contract shows them: fields by their names here, and as people call them.
import { z } from 'zod';
import type { ChangeSet, LoggedChange } from '../../../core/changes/change-log.ts';
import type { Kept } from '../../../core/changes/revert.ts';
import { FIELDS } from '../../../core/record/fields.ts';
import { PARTS as CORE_PARTS } from '../../../core/record/parts.ts';
import { snake, spelled } from './names.ts';
import { PARTS } from './parts.ts';

export const actorSchema = z.object({ type: z.string(), id: z.number().nullable(), name: z.string().nullable() });

export const changeSchema = z
  .object({
    id: z.number(),
    at: z.string(),
    kind: z.string(),
    subject: z.object({ type: z.string(), id: z.number() }),
    actor: actorSchema,
    via: z.string(),
    change_set_id: z.number(),
    fields: z.array(z.object({ field: z.string(), label: z.string(), before: z.unknown(), after: z.unknown() })),
  })
  .meta({ id: 'Change' });

export const changeSetSchema = z
  .object({
    id: z.number(),
    at: z.string(),
    actor: actorSchema,
    via: z.string(),
    request_id: z.string(),
    changes: z.number(),
  })
  .meta({ id: 'ChangeSet' });

/** Names of what changes and is neither field nor part, in English. */
const OTHERS: Readonly<Record<string, string>> = {
  externalIds: 'Ids in other systems',
  enrolledAt: 'Enrolled at',
  deletedAt: 'Deleted at',
  extras: 'What single contracts know',
};

const LABELS: Readonly<Record<string, string>> = {
  ...OTHERS,
  ...Object.fromEntries(Object.entries(FIELDS).map(([name, { label }]) => [name, label])),
  ...Object.fromEntries(Object.entries(CORE_PARTS).map(([name, { label }]) => [name, label])),
};

/** `addressee` → Addressee, `typeName` → Type name. */
function labelOf(name: string): string {
  const words = snake(name).replaceAll('_', ' ');
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const WIRE_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PARTS).map(([part, { name }]) => [part, name]),
);

function fieldsOf({ before, after }: LoggedChange) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => ({
    field: WIRE_NAMES[name] ?? snake(name),
    label: labelOf(name),
    before: spelled(before?.[name]),
    after: spelled(after?.[name]),
  }));
}

type Acted = Pick<LoggedChange, 'actorType' | 'actorId' | 'actorName'>;

export const actorToWire = ({ actorType, actorId, actorName }: Acted) => ({
  type: actorType,
  id: actorId,
  name: actorName,
});

export function changeToWire(change: LoggedChange) {
  const { id, at, kind, subjectType, subjectId, dialect, changeSetId } = change;
  return {
    ...{ id, at, kind, subject: { type: subjectType, id: subjectId }, actor: actorToWire(change), via: dialect },
    change_set_id: changeSetId,
    fields: fieldsOf(change),
  };
}

export function changeSetToWire(set: ChangeSet) {
  const { id, at, dialect, requestId, changes } = set;
  return { id, at, actor: actorToWire(set), via: dialect, request_id: requestId, changes };
}

export const revertSchema = z
  .object({
    id: z.number(),
    status: z.enum(['done', 'dry_run']),
    reverted: z.number(),
    kept: z.array(
      z.object({
        subject: z.object({ type: z.string(), id: z.number() }),
        constituent_id: z.number().nullable(),
        field: z.string().nullable(),
        because: z.string(),
      }),
    ),
    change_set_id: z.number().nullable(),
  })
  .meta({ id: 'Revert' });

export function keptToWire({ subject, field, because }: Kept) {
  const constituent_id = subject.type === 'constituent' ? subject.id : null;
  return { subject, constituent_id, field: field && (WIRE_NAMES[field] ?? snake(field)), because };
}

export const dryRun = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').describe('Answers the same, and writes nothing'),
});
