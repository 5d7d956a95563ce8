import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { columnsAs } from '../base/columns.ts';
import { invalidField } from '../base/failure.ts';
import { pick } from '../base/names.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import type { Reference } from '../record/part.ts';
import { type ActivityKind, activityQueries, activityWrites } from './activity.ts';
import { findTypeId } from './activity-subject.ts';

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

/** Every one but the last throws `invalid` without text. */
export const {
  create: createNote,
  update: updateNote,
  remove: deleteNote,
} = activityWrites<Note, NoteInput>({
  kind: NOTES,
  queries,
  stored: async (tx, actor, { input, before, today }) => ({
    typeId: (await findTypeId(tx, actor, { kind: 'note', reference: input.type })) ?? before?.typeId ?? null,
    text: requireText(pick(input.text, before?.text)),
    externalId: cleanText(pick(input.externalId, before?.externalId ?? null) ?? '') || null,
    originalDate: input.originalDate ?? before?.originalDate ?? today,
  }),
});
