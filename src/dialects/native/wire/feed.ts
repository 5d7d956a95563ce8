// The change feed as this contract shows it: `before` and `after` have the shape that the record has here.
import { z } from 'zod';
import { invalidField } from '../../../core/base/failure.ts';
import type { FedChange, FeedPage, FeedRequest } from '../../../core/changes/feed.ts';
import type { PartName } from '../../../core/record/parts.ts';
import { actorSchema, actorToWire } from './change.ts';
import { snake, spelled } from './names.ts';
import { PARTS } from './parts.ts';

export const feedQuery = z.strictObject({
  after: z
    .string()
    .max(100)
    .optional()
    .describe('The cursor of the last change that was read; without it from the first'),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000).describe('Changes in an answer'),
  wait: z.coerce.number().min(0).max(60).default(0).describe('Seconds to wait while there is nothing new'),
  kind: z.string().max(1_000).optional().describe('constituent.updated, or constituent.*; several with commas'),
  subject: z.string().max(100).optional().describe('constituent, or constituent:1001001'),
});

const content = z.record(z.string(), z.unknown()).nullable();

const fedChangeSchema = z
  .object({
    cursor: z.string(),
    id: z.number(),
    at: z.string(),
    kind: z.string(),
    subject: z.object({ type: z.string(), id: z.number() }),
    constituent_id: z.number().nullable(),
    actor: actorSchema,
    via: z.string(),
    request_id: z.string(),
    change_set_id: z.number(),
    before: content,
    after: content,
    erased: z.boolean(),
  })
  .meta({ id: 'FedChange' });

export const feedSchema = z.object({ data: z.array(fedChangeSchema), next_cursor: z.string() }).meta({ id: 'Feed' });

/** Throws `invalid` for a subject that is none. */
export function feedRequest({ after, limit, kind, subject }: z.output<typeof feedQuery>): FeedRequest {
  const [, type, id] = /^([a-z_]+)(?::([1-9]\d{0,14}))?$/.exec(subject ?? '') ?? [];
  if (subject !== undefined && type === undefined) throw invalidField('/?subject', 'unknown_subject');
  const about = type === undefined ? undefined : { type, id: id === undefined ? undefined : Number(id) };
  return { after, limit, kinds: kind?.split(','), subject: about };
}

type Presented = { readonly name: string; readonly present: (record: never) => unknown };
const BY_PART: Readonly<Record<string, Presented>> = PARTS satisfies Readonly<Record<PartName, Presented>>;

function shown([name, value]: [string, unknown]): [string, unknown] {
  const part = BY_PART[name];
  if (part && Array.isArray(value)) return [part.name, part.present({ [name]: value } as never)];
  if (name === 'externalIds') return ['external_ids', idsToWire(value as Readonly<Record<string, string>> | null)];
  return [snake(name), spelled(value)];
}

function idsToWire(ids: Readonly<Record<string, string>> | null) {
  return Object.entries(ids ?? {}).map(([system, value]) => ({ system, value }));
}

function contentOf(type: string, values: FedChange['before']) {
  if (values === null) return null;
  return type === 'constituent' ? Object.fromEntries(Object.entries(values).map(shown)) : spelled(values);
}

function fedChangeToWire(change: FedChange) {
  const { cursor, id, at, kind, subjectType, subjectId, constituentId, dialect, requestId, changeSetId } = change;
  return {
    ...{ cursor, id, at, kind, subject: { type: subjectType, id: subjectId }, constituent_id: constituentId },
    ...{ actor: actorToWire(change), via: dialect, request_id: requestId, change_set_id: changeSetId },
    before: contentOf(subjectType, change.before),
    after: contentOf(subjectType, change.after),
    erased: change.isErased,
  };
}

export function feedToWire({ changes, next }: FeedPage) {
  return { data: changes.map(fedChangeToWire), next_cursor: next };
}

/** A page as server-sent events; one without changes as a comment, which shows that the connection is alive. */
export function eventsOf(page: FeedPage): string {
  if (page.changes.length === 0) return ': nothing new\n\n';
  const events = feedToWire(page).data.map((change) => {
    return `id: ${change.cursor}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
  });
  return events.join('');
}
