// Appeal requests, invitations and templates of mailings (docs/contracts/lgl.md §3.16, §3.17, §3.19).
import type { AppealRequest, AppealRequestInput } from '../../../core/giving/appeal-request.ts';
import type { Invitation, InvitationInput } from '../../../core/giving/invitation.ts';
import type { MailingTemplate } from '../../../core/giving/mailing-templates.ts';
import type { WireObject } from './body.ts';
import { date, flag, id, integer, objects, sent, text } from './coerce.ts';
import { float } from './decimal.ts';
import { timestamp } from './timestamp.ts';

/** No custom field can be made for these: the item types of categories are those of §3.8. */
const NO_CUSTOM = { custom_fields: [], custom_attrs: [] };

export function appealRequest(row: AppealRequest) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    constituent_name: row.constituentName ?? '',
    appeal_id: row.appealId,
    name: `Appeal: ${row.appealName}${row.appealDate === null ? '' : ` (${row.appealDate})`}`,
    raised: float(row.raised),
    status: row.status,
    ask_amount: row.askAmount === null ? null : float(row.askAmount),
    assigned_to: row.assignedTo,
    ...NO_CUSTOM,
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

/** Structures are no amounts: as text they are refused with the field's name. */
function amount(value: unknown): string | null | undefined {
  return value === undefined ? undefined : value === null ? null : (text(value) ?? JSON.stringify(value));
}

/** 0 and an empty text stand for nobody. */
const member = (value: unknown) => (value === undefined ? undefined : id(value) || null);

export function appealRequestInput(body: WireObject): AppealRequestInput {
  return sent({
    appealId: id(body.appeal_id),
    status: text(body.status),
    askAmount: amount(body.ask_amount),
    assignedTo: member(body.assigned_to),
    constituentId: id(body.constituent_id) ?? undefined,
  });
}

const STATUSES: Readonly<Record<number, string>> = { 1: 'yes', 2: 'no', 3: 'maybe' };

export function invitation(row: Invitation) {
  const isGuest = row.constituentId === null;
  return {
    id: row.id,
    constituent_id: row.constituentId,
    guest_name: row.name ?? '',
    is_a_guest: isGuest,
    parent_invitation_id: row.parentInvitationId ?? 0,
    parent_invitation_guest_name: row.parentName ?? '',
    event_id: row.eventId,
    name: `Event: ${row.eventName}`,
    notes: row.notes,
    rsvp: row.rsvp,
    attended: row.attended ? 1 : 0,
    raised: float(row.raised),
    status: row.attended ? 'attended' : (STATUSES[row.rsvp] ?? 'invited'),
    donated: Number(row.raised) > 0,
    assigned_to: row.assignedTo,
    additional_guests: row.guests,
    attendees: row.attended ? 1 : 0,
    attendee_names: row.attendeeNames,
    attend_count: 0,
    attendances: row.attendances.map(({ id: attendance, date: day, notes }) => ({ id: attendance, date: day, notes })),
    ...NO_CUSTOM,
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

function attendances(value: unknown): InvitationInput['attendances'] {
  if (value === undefined) return undefined;
  return objects(value).flatMap((item) => {
    const day = date(item.date);
    return day ? [{ date: day, notes: text(item.notes) ?? null }] : [];
  });
}

export function invitationInput(body: WireObject): InvitationInput {
  return sent({
    eventId: id(body.event_id),
    constituentId: id(body.constituent_id),
    parentInvitationId: id(body.parent_invitation_id),
    guestFirstName: text(body.guest_first_name),
    guestLastName: text(body.guest_last_name),
    notes: text(body.notes),
    rsvp: integer(body.rsvp),
    attended: flag(body.attended) ?? undefined,
    attendeeNames: text(body.attendee_names),
    assignedTo: member(body.assigned_to),
    attendances: attendances(body.attendances),
  });
}

export function mailingTemplate({ id: template, name, code, ...row }: MailingTemplate) {
  return {
    ...{ id: template, name, code, mailing_type_id: row.mailingTypeId, mailing_type_name: row.mailingTypeName ?? '' },
    template_type: row.templateType,
  };
}
