import type { Tx } from '../../db/transaction.ts';
import { findTeamMemberId } from '../access/team-members.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { dateIn } from '../base/clock.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import { insertActivity, removeActivity, updateActivity } from './activity.ts';
import { findTypeId, lockActivitySubject, requireNewSubject } from './activity-subject.ts';
import {
  CONTACT_REPORTS,
  type ContactReport,
  type ContactReportInput,
  getContactReport,
  lockContactReport,
} from './contact-report.ts';

function requireText(text: string | null | undefined): string {
  if (!text?.trim()) throw invalidField('text', 'required');
  return text;
}

const searchable = (name: string, text: string) => ({ searchName: fold(name), searchText: fold(text) });

/** A blank text means no team member; an unknown team member changes nothing. */
async function teamMemberOf(
  tx: Tx,
  actor: Actor,
  { input, before }: { input: ContactReportInput; before: number | null },
) {
  if (input.teamMember === undefined) return before;
  if (!input.teamMember?.trim()) return null;
  return (await findTeamMemberId(tx, actor, input.teamMember)) ?? before;
}

/** Throws `not-found` for an unknown constituent, `invalid` without text. */
export async function createContactReport(
  tx: Tx,
  actor: Actor,
  { constituentId, input, now }: { constituentId: number; input: ContactReportInput; now: Date },
): Promise<ContactReport> {
  allow(actor, 'constituents:write');
  const subject = await lockActivitySubject(tx, actor, constituentId);
  const name = input.name?.trim() || `Contact report for '${subject.sortName ?? ''}'`;
  const text = requireText(input.text);
  const fields = {
    constituentId,
    name,
    typeId: (await findTypeId(tx, actor, { kind: 'contact_report', reference: input.type })) ?? null,
    originalDate: input.originalDate ?? dateIn(actor.organization.timeZone, now),
    text,
    teamMemberId: await teamMemberOf(tx, actor, { input, before: null }),
    ...searchable(name, text),
  };
  const id = await insertActivity(tx, actor, { kind: CONTACT_REPORTS, fields });
  const created = await getContactReport(tx, actor, id);
  await recordChange(tx, actor, { kind: 'contact_report.created', subjectId: id, before: null, after: created });
  return created;
}

/** Changes what is given. Throws `not-found`; `invalid` for a blank text or an unknown constituent to move to. */
export async function updateContactReport(
  tx: Tx,
  actor: Actor,
  { id, input }: { id: number; input: ContactReportInput },
): Promise<ContactReport> {
  allow(actor, 'constituents:write');
  const before = await lockContactReport(tx, actor, id);
  const constituentId = input.constituentId ?? before.constituentId;
  if (constituentId !== before.constituentId) await requireNewSubject(tx, actor, constituentId);
  const name = input.name?.trim() || before.name;
  const text = input.text === undefined ? before.text : requireText(input.text);
  const fields = {
    constituentId,
    name,
    typeId: (await findTypeId(tx, actor, { kind: 'contact_report', reference: input.type })) ?? before.typeId,
    originalDate: input.originalDate ?? before.originalDate,
    text,
    teamMemberId: await teamMemberOf(tx, actor, { input, before: before.teamMemberId }),
    ...searchable(name, text),
  };
  await updateActivity(tx, actor, { kind: CONTACT_REPORTS, id, fields });
  const after = await getContactReport(tx, actor, id);
  await recordDifference(tx, actor, {
    kind: 'contact_report.updated',
    subjectId: id,
    before: { ...before },
    after: { ...after },
  });
  return after;
}

/** Throws `not-found`. */
export async function deleteContactReport(tx: Tx, actor: Actor, id: number): Promise<void> {
  allow(actor, 'constituents:write');
  const before = await lockContactReport(tx, actor, id);
  await removeActivity(tx, actor, { kind: CONTACT_REPORTS, id });
  await recordChange(tx, actor, { kind: 'contact_report.deleted', subjectId: id, before, after: null });
}
