// What belongs to a person: notes, gifts, checks.
import { accreditationsOf, getAccreditation } from '../../../core/accreditations/accreditation-queries.ts';
import { invalidField } from '../../../core/base/failure.ts';
import { pageOf as pageOfAll } from '../../../core/base/page.ts';
import { getConstituent } from '../../../core/constituents/record/constituent-queries.ts';
import { getGift, listGiftsOf } from '../../../core/giving/gift.ts';
import { searchGifts } from '../../../core/giving/search-gifts.ts';
import { createGift, deleteGift, updateGift } from '../../../core/giving/write-gift.ts';
import {
  createNote,
  deleteNote,
  getNote,
  listNotes,
  listNotesOf,
  updateNote,
} from '../../../core/interactions/note.ts';
import { logQuery, pageAt, pagedToWire, pageOf } from '../wire/listing.ts';
import { unspelled } from '../wire/names.ts';
import { type Operation, operation, presenter } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';
import { ACCREDITATION, GIFT, giftReferences, NOTE, toReference } from '../wire/resources.ts';
import { resource } from './resource.ts';

/** Whom a new one is about. Throws `invalid` where nobody is named. */
function subjectOf({ constituentId }: { readonly constituentId?: number }): number {
  if (constituentId === undefined) throw invalidField('constituentId', 'required');
  return constituentId;
}

const NOTES = resource({
  ...{ title: 'Note', titles: 'Notes', word: 'note', path: '/notes', wire: NOTE },
  core: {
    list: listNotes,
    get: getNote,
    create: (tx, actor, input: Parameters<typeof createNote>[2]['input']) =>
      createNote(tx, actor, { constituentId: subjectOf(input), input, now: tx.clock.now() }),
    update: updateNote,
    remove: deleteNote,
  },
  toInput: (body) => {
    const { type, ...rest } = unspelled(body) as { type?: Parameters<typeof toReference>[0] };
    return type === undefined ? rest : { ...rest, type: toReference(type) };
  },
});

const GIFTS = resource({
  ...{ title: 'Gift', titles: 'Gifts', word: 'gift', path: '/gifts', wire: GIFT },
  core: {
    list: (db, actor, page) => searchGifts(db, actor, { criteria: [], sort: { key: 'date', descending: true }, page }),
    get: getGift,
    create: (tx, actor, input: Parameters<typeof createGift>[2]['input']) =>
      createGift(tx, actor, { constituentId: subjectOf(input), input, now: tx.clock.now() }),
    update: updateGift,
    remove: deleteGift,
  },
  toInput: (body) => {
    const { own, references } = giftReferences(body as Record<string, unknown>);
    const { gift_type: type } = body as { gift_type?: Parameters<typeof toReference>[0] };
    return { ...unspelled(own), references, ...(type !== undefined && { giftType: toReference(type) }) };
  },
});

/** The list of what belongs to one person. */
const ofPerson = { method: 'GET', scope: 'people:read', params: byId, query: logQuery } as const;

const notesOf = operation({
  ...ofPerson,
  id: 'listConstituentNotes',
  path: '/constituents/{id}/notes',
  summary: 'A person’s notes, latest first.',
  result: pageOf(NOTE.shown),
  run: async ({ context, actor, params, query }) => {
    const page = pageAt(query);
    return pagedToWire(
      await listNotesOf(context.db, actor, { constituentId: params.id, page }),
      page,
      presenter(NOTE.shown),
    );
  },
});

const giftsOf = operation({
  ...ofPerson,
  id: 'listConstituentGifts',
  path: '/constituents/{id}/gifts',
  summary: 'A person’s gifts, latest first.',
  result: pageOf(GIFT.shown),
  run: async ({ context, actor, params, query }) => {
    const page = pageAt(query);
    return pagedToWire(
      await listGiftsOf(context.db, actor, { constituentId: params.id, page }),
      page,
      presenter(GIFT.shown),
    );
  },
});

const checksOf = operation({
  ...ofPerson,
  id: 'listConstituentAccreditations',
  path: '/constituents/{id}/accreditations',
  summary: 'A person’s checks, oldest first.',
  result: pageOf(ACCREDITATION),
  run: async ({ context, actor, params, query }) => {
    const { id } = await getConstituent(context.db, actor, { id: params.id, presence: 'deleted-too' });
    const page = pageAt(query);
    return pagedToWire(pageOfAll(await accreditationsOf(context.db, actor, id), page), page, presenter(ACCREDITATION));
  },
});

const ACCREDITATIONS = resource({
  ...{ title: 'Accreditation', titles: 'Accreditations', word: 'check', path: '/accreditations' },
  wire: { shown: ACCREDITATION, body: ACCREDITATION },
  core: { get: getAccreditation },
});

export const ACTIVITIES: readonly Operation[] = [notesOf, ...NOTES, giftsOf, ...GIFTS, checksOf, ...ACCREDITATIONS];
