import type { FastifyInstance } from 'fastify';
import {
  createNote,
  deleteNote,
  getNote,
  listNotes,
  listNotesOf,
  updateNote,
} from '../../../core/interactions/note.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { note, noteInput } from '../wire/note.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.10 */
export function noteRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db, clock } = context;
  collection(api, context, {
    path: '/notes',
    itemType: 'note',
    list: async ({ actor, page }) => shown(await listNotes(db, actor, page), note),
  });
  collection(api, context, {
    path: '/constituents/:id/notes',
    itemType: 'note',
    list: async ({ actor, id, page }) => shown(await listNotesOf(db, actor, { constituentId: id, page }), note),
    create: async ({ actor, id, body }) => {
      const created = { constituentId: id, input: noteInput(body), now: clock.now() };
      return note(await transaction(db, actor, (tx) => createNote(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/notes/:id',
    show: async ({ actor, id }) => note(await getNote(db, actor, id)),
    update: async ({ actor, id, body }) =>
      note(await transaction(db, actor, (tx) => updateNote(tx, actor, { id, input: noteInput(body) }))),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteNote(tx, actor, id)),
  });
}
