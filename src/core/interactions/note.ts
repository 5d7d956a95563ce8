import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { dateIn } from '../base/clock.ts';
import { columnsAs } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import type { Reference } from '../record/part.ts';
import { type ActivityKind, activityQueries, insertActivity, removeActivity, updateActivity } from './activity.ts';
import { findTypeId, lockActivitySubject, requireNewSubject } from './activity-subject.ts';

export interface Note {
  readonly id: number;
  readonly constituentId: number;
  readonly typeId: number | null;
  readonly typeName: string | null;
  readonly text: string;
  readonly externalId: string | null;
  /** YYYY-MM-DD */
  readonly originalDate: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NoteInput {
  readonly type?: Reference;
  readonly text?: string | null;
  readonly externalId?: string | null;
  /** Defaults to today in the organization's time zone. */
  readonly originalDate?: string;
  /** Of an update: whom the note moves to. */
  readonly constituentId?: number;
}

const NOTES: ActivityKind = {
  table: 'notes',
  name: 'note',
  columns: `${columnsAs('a', ['id', 'constituentId', 'typeId', 'text', 'externalId', 'originalDate', 'createdAt', 'updatedAt'])}, t.name as "typeName"`,
  joins: `left join types t on t.organization_id = a.organization_id and t.kind = 'note' and t.id = a.type_id`,
  date: 'original_date',
};
const queries = activityQueries<Note>(NOTES);

export const getNote = queries.get;
export const listNotesOf = queries.listOf;

/** All notes by id. */
export function listNotes(db: Db, actor: Actor, page: PageRequest): Promise<Paged<Note>> {
  return queries.search(db, actor, { conditions: [], order: sql`a.id`, page });
}

function requireText(text: string | null | undefined): string {
  if (!text?.trim()) throw invalidField('text', 'required');
  return text;
}

/** Writes a note down. Throws `not-found` for an unknown constituent, `invalid` without text. */
export async function createNote(
  tx: Tx,
  actor: Actor,
  { constituentId, input, now }: { constituentId: number; input: NoteInput; now: Date },
): Promise<Note> {
  allow(actor, 'constituents:write');
  await lockActivitySubject(tx, actor, constituentId);
  const fields = {
    constituentId,
    typeId: (await findTypeId(tx, actor, { kind: 'note', reference: input.type })) ?? null,
    text: requireText(input.text),
    externalId: cleanText(input.externalId ?? '') || null,
    originalDate: input.originalDate ?? dateIn(actor.organization.timeZone, now),
  };
  const id = await insertActivity(tx, actor, { kind: NOTES, fields });
  const created = await queries.get(tx, actor, id);
  await recordChange(tx, actor, { kind: 'note.created', subjectId: id, before: null, after: created });
  return created;
}

/** Changes what is given. Throws `not-found`; `invalid` for a blank text or an unknown constituent to move to. */
export async function updateNote(tx: Tx, actor: Actor, { id, input }: { id: number; input: NoteInput }): Promise<Note> {
  allow(actor, 'constituents:write');
  const before = await queries.lock(tx, actor, id);
  const constituentId = input.constituentId ?? before.constituentId;
  if (constituentId !== before.constituentId) await requireNewSubject(tx, actor, constituentId);
  const fields = {
    constituentId,
    typeId: (await findTypeId(tx, actor, { kind: 'note', reference: input.type })) ?? before.typeId,
    text: input.text === undefined ? before.text : requireText(input.text),
    externalId: input.externalId === undefined ? before.externalId : cleanText(input.externalId ?? '') || null,
    originalDate: input.originalDate ?? before.originalDate,
  };
  await updateActivity(tx, actor, { kind: NOTES, id, fields });
  const after = await queries.get(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'note.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

/** Throws `not-found`. */
export async function deleteNote(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  const before = await queries.lock(tx, actor, id);
  await removeActivity(tx, actor, { kind: NOTES, id });
  await recordChange(tx, actor, { kind: 'note.deleted', subjectId: id, before, after: null });
}
