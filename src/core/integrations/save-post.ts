// Making records of a post: the constituent and all else that it names, in one transaction (docs/decisions/0037).
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { findTeamMemberId } from '../access/team-members.ts';
import { type Actor, allow } from '../base/actor.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { createConstituent } from '../constituents/record/create-constituent.ts';
import { lockEmails } from '../constituents/record/unique-email.ts';
import { updateConstituent } from '../constituents/record/update-constituent.ts';
import { createAppealRequest, updateAppealRequest } from '../giving/appeal-request.ts';
import type { GiftInput } from '../giving/gift.ts';
import { findGiftReferences } from '../giving/gift-lookups.ts';
import { createInvitation, getInvitation, type InvitationInput, updateInvitation } from '../giving/invitation.ts';
import { createGift, updateGift } from '../giving/write-gift.ts';
import { createNote, type NoteInput } from '../interactions/note.ts';
import { findPostedPerson } from './find-posted-person.ts';
import type { Integration } from './integration.ts';
import { asChangeOf } from './new-parts.ts';
import { ensureNoteType } from './note-types.ts';
import type { Posted, PostedFields } from './posted.ts';
import { explainPost, finishPost, lockWaitingPost, type Made } from './queue.ts';

export interface Saving {
  readonly id: number;
  /** With what was corrected. */
  readonly fields: PostedFields;
  /** Throws `invalid`, naming the field, for what cannot be read. */
  readonly read: (fields: PostedFields) => Posted;
  /** Why nothing can be made of the post, in words. */
  readonly explain: (failure: Failure) => string;
  readonly matching: Integration['matching'];
  /** Whom a person chose, whatever the post says. */
  readonly constituentId?: number | undefined;
}

interface Place {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly constituentId: number;
}

/** Makes records of a post, or says at the post why that cannot be, and throws the `Failure`. */
export async function savePost(db: Db, actor: Actor, saving: Saving): Promise<Made> {
  try {
    return await transaction(db, actor, (tx) => makeRecords(tx, actor, saving));
  } catch (error) {
    const isWrong = error instanceof Failure && error.kind !== 'unavailable';
    if (isWrong) await explainPost(db, actor, { id: saving.id, reason: saving.explain(error) });
    throw error;
  }
}

/**
 * Creates or changes the constituent, and the gift, note, attendance and appeal request that the post names, or nothing at all.
 * Throws `not-found`, `conflict` for one that was handled already, and `invalid`, naming the field.
 */
async function makeRecords(tx: Tx, actor: Actor, saving: Saving): Promise<Made> {
  allow(actor, 'constituents:write');
  await lockWaitingPost(tx, actor, saving.id);
  const posted = saving.read(saving.fields);
  const { gift, note, attendance, appeal } = posted;
  const constituentId = await saveConstituent(tx, actor, { ...saving, posted });
  const place = { tx, actor, constituentId };
  const made = {
    constituentId,
    ...(gift && { giftId: await saveGift(place, gift) }),
    ...(note && { noteId: await saveNote(place, note) }),
    ...(attendance && { invitationId: await saveAttendance(place, attendance) }),
    ...(appeal && { appealRequestId: await saveAppeal(place, appeal) }),
  };
  await finishPost(tx, actor, { id: saving.id, fields: saving.fields, made });
  return made;
}

async function saveConstituent(tx: Tx, actor: Actor, saving: Saving & { readonly posted: Posted }): Promise<number> {
  const { posted, matching, constituentId } = saving;
  const { constituent } = posted;
  // Two posts about one new person take turns, or there would be two records.
  await lockEmails(
    tx,
    actor,
    (constituent.emailAddresses?.items ?? []).flatMap(({ address }) => address ?? []),
  );
  const id = constituentId ?? (await findPostedPerson(tx, actor, { posted, matching }));
  if (id === undefined) return (await createConstituent(tx, actor, constituent)).id;
  const input = (existing: Parameters<typeof asChangeOf>[0]) => asChangeOf(existing, constituent);
  return (await updateConstituent(tx, actor, { id, input })).id;
}

const giftByExternalId = query<{ id: number }>(
  'posted_gift_by_external_id',
  `select id from gifts where organization_id = $1 and external_id = $2 and constituent_id = $3 order by id limit 1`,
);

/** A post that is sent again changes the gift that it made. */
async function saveGift({ tx, actor, constituentId }: Place, input: GiftInput): Promise<number> {
  if (!input.receivedAmount) throw invalidField('giftAmount', 'required');
  const externalId = cleanText(input.externalId ?? '');
  const own = [actor.organization.id, externalId, constituentId];
  const known = externalId === '' ? undefined : await tx.maybe(giftByExternalId(...own));
  if (known) return (await updateGift(tx, actor, { id: known.id, input })).id;
  return (await createGift(tx, actor, { constituentId, input, now: tx.clock.now() })).id;
}

async function saveNote({ tx, actor, constituentId }: Place, input: NoteInput): Promise<number> {
  const name = input.type?.name;
  const typed = name ? { ...input, type: { id: await ensureNoteType(tx, actor, name) } } : input;
  return (await createNote(tx, actor, { constituentId, input: typed, now: tx.clock.now() })).id;
}

const invitationTo = query<{ id: number }>(
  'posted_invitation',
  'select id from invitations where organization_id = $1 and constituent_id = $2 and event_id = $3 order by id limit 1',
);

async function saveAttendance(
  { tx, actor, constituentId }: Place,
  { eventName, input }: NonNullable<Posted['attendance']>,
): Promise<number> {
  const { event: eventId } = await findGiftReferences(tx, actor, { event: { name: eventName } });
  const known = await tx.maybe(invitationTo(actor.organization.id, constituentId, eventId));
  if (known) return addAttendances(tx, actor, { id: known.id, input });
  const whole = { ...input, constituentId, eventId: eventId ?? null };
  return (await createInvitation(tx, actor, { of: 'constituent', input: whole })).id;
}

/** The days on which they came before stay. */
async function addAttendances(tx: Tx, actor: Actor, { id, input }: { id: number; input: InvitationInput }) {
  const { attendances } = await getInvitation(tx, actor, id);
  const added = (input.attendances ?? []).filter(({ date }) => !attendances.some((known) => known.date === date));
  const whole = { ...input, attendances: [...attendances, ...added] };
  return (await updateInvitation(tx, actor, { id, input: whole })).id;
}

const requestIn = query<{ id: number }>(
  'posted_appeal_request',
  'select id from appeal_requests where organization_id = $1 and constituent_id = $2 and appeal_id = $3 order by id limit 1',
);

async function saveAppeal(
  { tx, actor, constituentId }: Place,
  { appealName, teamMember, input }: NonNullable<Posted['appeal']>,
): Promise<number> {
  const { appeal: appealId } = await findGiftReferences(tx, actor, { appeal: { name: appealName } });
  const assignedTo = teamMember === null ? undefined : await findTeamMemberId(tx, actor, teamMember);
  if (teamMember !== null && assignedTo === undefined) throw invalidField('appealTeamMember', 'unknown_reference');
  const whole = { ...input, ...(assignedTo !== undefined && { assignedTo }) };
  const known = await tx.maybe(requestIn(actor.organization.id, constituentId, appealId));
  if (known) return (await updateAppealRequest(tx, actor, { id: known.id, input: whole })).id;
  const created = { constituentId, input: { ...whole, appealId: appealId ?? null }, now: tx.clock.now() };
  return (await createAppealRequest(tx, actor, created)).id;
}
