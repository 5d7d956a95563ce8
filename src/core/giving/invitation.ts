// Who is invited to an event, with their guests, and who came (docs/contracts/lgl.md §3.17).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { pick } from '../base/names.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';
import { lockActivitySubject, requireNewSubject } from '../interactions/activity-subject.ts';
import { EVENTS } from './fundraising.ts';
import { GOAL } from './gift-types.ts';

interface Attendance {
  readonly id: number;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly notes: string | null;
}

export interface Invitation {
  readonly id: number;
  readonly eventId: number;
  readonly eventName: string;
  /** Null: a guest. */
  readonly constituentId: number | null;
  /** Of the person, or of the guest. */
  readonly name: string | null;
  readonly parentInvitationId: number | null;
  /** The name of whoever the guest comes with. */
  readonly parentName: string | null;
  readonly notes: string | null;
  /** 1 yes, 2 no, 3 maybe, 4 unknown, 0 nothing said. */
  readonly rsvp: number;
  readonly attended: boolean;
  readonly attendeeNames: string | null;
  readonly assignedTo: number | null;
  /** How many guests come with them. */
  readonly guests: number;
  /** What the person has given to the event: decimal text. */
  readonly raised: string;
  readonly attendances: readonly Attendance[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface InvitationInput {
  readonly eventId?: number | null;
  readonly constituentId?: number | null;
  readonly parentInvitationId?: number | null;
  readonly guestFirstName?: string | null;
  readonly guestLastName?: string | null;
  readonly notes?: string | null;
  readonly rsvp?: number | null;
  readonly attended?: boolean;
  readonly attendeeNames?: string | null;
  readonly assignedTo?: number | null;
  /** All of them; absent: they stay. */
  readonly attendances?: readonly { readonly date: string; readonly notes: string | null }[];
}

/** SQL of the name of whoever an invitation is for. */
const nameOf = (alias: string) => `case when ${alias}.constituent_id is null
    then nullif(concat_ws(' ', ${alias}.guest_first_name, ${alias}.guest_last_name), '')
    else (select case when c.first_name is null then coalesce(c.org_name, c.last_name) else concat_ws(' ', c.first_name, c.last_name) end
      from constituents c where c.organization_id = ${alias}.organization_id and c.id = ${alias}.constituent_id) end`;

const OWN = [
  ...['id', 'eventId', 'constituentId', 'parentInvitationId', 'notes', 'rsvp', 'attended', 'attendeeNames'],
  ...['assignedTo', 'createdAt', 'updatedAt'],
];

const SHOWN = `${columnsAs('r', OWN)}, ${nameOf('r')} as name,
  (select e.name from events e where e.organization_id = r.organization_id and e.id = r.event_id) as "eventName",
  (select ${nameOf('p')} from invitations p where p.organization_id = r.organization_id and p.id = r.parent_invitation_id) as "parentName",
  (select count(*) from invitations g where g.organization_id = r.organization_id and g.parent_invitation_id = r.id) as guests,
  (select coalesce(sum(g.received_amount), 0.00) from gifts g where g.organization_id = r.organization_id
     and g.constituent_id = r.constituent_id and g.event_id = r.event_id and g.gift_type_id <> ${GOAL}) as raised,
  (select coalesce(json_agg(json_build_object('id', t.id, 'date', t.date, 'notes', t.notes) order by t.date, t.id), '[]')
     from attendances t where t.organization_id = r.organization_id and t.invitation_id = r.id) as attendances`;

/** Nobody sees the invitation of somebody who is deleted, nor those of their guests. */
const THERE = `exists (select from constituents c where c.organization_id = r.organization_id and c.deleted_at is null
  and c.id = coalesce(r.constituent_id, (select p.constituent_id from invitations p
    where p.organization_id = r.organization_id and p.id = r.parent_invitation_id)))`;

const KIND = { table: 'invitations', name: 'invitation' } as const;
const reads = tableReads<Invitation>({ ...KIND, shown: SHOWN, there: THERE });
export const getInvitation = reads.get;

const ofEvent = pagedStatement<Invitation>('invitations_of_event', {
  select: SHOWN,
  from: `invitations r where r.organization_id = $1 and r.event_id = $2 and ${THERE}`,
  order: 'r.id',
  parameters: 2,
});

/** Those of one event by id, guests too. Throws `not-found` for an unknown event. */
export async function listInvitationsOfEvent(
  db: Db,
  actor: Actor,
  { eventId, page }: { eventId: number; page: PageRequest },
): Promise<Paged<Invitation>> {
  allow(actor, 'constituents:read');
  const found = await ofEvent(db, [actor.organization.id, eventId], page);
  if (found.total === 0) await EVENTS.get(db, actor, eventId);
  return found;
}

const living = query<{ id: number }>(
  'invited_constituent',
  'select id from constituents where organization_id = $1 and id = $2 and deleted_at is null',
);
const ofConstituent = pagedStatement<Invitation>('invitations_of_constituent', {
  select: SHOWN,
  from: `invitations r where r.organization_id = $1 and r.constituent_id = $2 and ${THERE}`,
  order: 'r.id',
  parameters: 2,
});

/** Those of one person by id. Throws `not-found` for an unknown or deleted constituent. */
export async function listInvitationsOf(
  db: Db,
  actor: Actor,
  { constituentId, page }: { constituentId: number; page: PageRequest },
): Promise<Paged<Invitation>> {
  allow(actor, 'constituents:read');
  const own = [actor.organization.id, constituentId];
  const found = await ofConstituent(db, own, page);
  if (found.total === 0 && !(await db.maybe(living(...own))))
    throw new Failure('not-found', 'constituent', { subject: constituentId });
  return found;
}

/** Whom a new invitation is for: a person, or a guest of an invitation, who has a name. */
async function requireSomebody(tx: Tx, actor: Actor, input: InvitationInput): Promise<void> {
  const { constituentId, parentInvitationId } = input;
  if (constituentId) return requireNewSubject(tx, actor, constituentId).then(() => undefined);
  if (!parentInvitationId) throw invalidField('constituentId', 'required');
  if (!input.guestFirstName?.trim() && !input.guestLastName?.trim()) throw invalidField('guestLastName', 'required');
}

const empty = write('attendances_remove', 'delete from attendances where organization_id = $1 and invitation_id = $2');
const fill = write(
  'attendances_add',
  `insert into attendances (organization_id, invitation_id, date, notes)
   select $1, $2, r.date, r.notes from jsonb_to_recordset($3::jsonb) as r (date date, notes text)`,
);

async function writeAttendances(tx: Tx, actor: Actor, { id, input }: { id: number; input: InvitationInput }) {
  if (input.attendances === undefined) return;
  await tx.all(empty(actor.organization.id, id));
  if (input.attendances.length > 0) await tx.all(fill(actor.organization.id, id, JSON.stringify(input.attendances)));
}

function rsvpOf(given: number | null | undefined, existing: number): number {
  if (given === undefined) return existing;
  if (given !== null && ![0, 1, 2, 3, 4].includes(given)) throw invalidField('rsvp', 'not_a_choice');
  return given ?? 0;
}

/** Every one but the last throws `invalid`, naming the field, for an unknown event, person, invitation or team member. */
const writes = recordedWrites<Invitation, InvitationInput>({
  ...KIND,
  ...reads,
  isTimed: true,
  stored: async (tx, actor, { input, before }) => {
    if (!before) await requireSomebody(tx, actor, input);
    const eventId = input.eventId ?? before?.eventId;
    if (!eventId) throw invalidField('eventId', 'required');
    const { guestFirstName, guestLastName } = input;
    return {
      eventId,
      ...(before ? {} : { constituentId: input.constituentId ?? null }),
      ...(before ? {} : { parentInvitationId: input.parentInvitationId || null }),
      ...(before ? {} : { guestFirstName: guestFirstName ?? null, guestLastName: guestLastName ?? null }),
      notes: pick(input.notes, before?.notes ?? null),
      rsvp: rsvpOf(input.rsvp, before?.rsvp ?? 0),
      attended: (input.attendances?.length ?? 0) > 0 || (input.attended ?? before?.attended ?? false),
      attendeeNames: pick(input.attendeeNames, before?.attendeeNames ?? null),
      assignedTo: pick(input.assignedTo, before?.assignedTo ?? null),
    };
  },
  writeMore: writeAttendances,
});

export const { update: updateInvitation, remove: deleteInvitation } = writes;

/** Throws `not-found` for an unknown constituent whose list it is added to. */
export async function createInvitation(
  tx: Tx,
  actor: Actor,
  { of, input }: { of: 'constituent' | 'event'; input: InvitationInput },
): Promise<Invitation> {
  allow(actor, 'constituents:write');
  if (of === 'constituent') await lockActivitySubject(tx, actor, input.constituentId ?? 0);
  else await EVENTS.get(tx, actor, input.eventId ?? 0);
  return writes.create(tx, actor, input);
}
