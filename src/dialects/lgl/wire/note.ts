// Notes (docs/contracts/lgl.md §3.10).
import type { Note, NoteInput } from '../../../core/interactions/note.ts';
import type { WireObject } from './body.ts';
import { date, id, sent, text } from './coerce.ts';
import { externalId, reference } from './reference.ts';
import { timestamp } from './timestamp.ts';

export function noteInput(body: WireObject): NoteInput {
  return sent({
    type: reference(body, 'note_type_id', 'note_type_name'),
    text: text(body.text),
    externalId: externalId(body.external_id),
    originalDate: date(body.original_date) ?? undefined,
    constituentId: id(body.constituent_id) ?? undefined,
  });
}

export function note(row: Note) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    note_type_id: row.typeId,
    note_type_name: row.typeName,
    text: row.text,
    external_id: row.externalId,
    original_date: row.originalDate,
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}
