import type { Tx } from '../../db/transaction.ts';
import { findTeamMemberId } from '../access/team-members.ts';
import type { Actor } from '../base/actor.ts';
import { invalidField } from '../base/failure.ts';
import { fold } from '../base/fold.ts';
import { pick } from '../base/names.ts';
import { activityWrites } from './activity.ts';
import { findTypeId } from './activity-subject.ts';
import { CONTACT_REPORTS, type ContactReport, type ContactReportInput, contactReports } from './contact-report.ts';

function requireText(text: string | null | undefined): string {
  if (!text?.trim()) throw invalidField('text', 'required');
  return text;
}

/** A blank text means no team member; an unknown team member changes nothing. */
async function teamMemberOf(
  tx: Tx,
  actor: Actor,
  { input, before }: { input: ContactReportInput; before?: ContactReport },
) {
  const existing = before?.teamMemberId ?? null;
  if (input.teamMember === undefined) return existing;
  if (!input.teamMember?.trim()) return null;
  return (await findTeamMemberId(tx, actor, input.teamMember)) ?? existing;
}

/** Every one but the last throws `invalid` without text. */
export const {
  create: createContactReport,
  update: updateContactReport,
  remove: deleteContactReport,
} = activityWrites<ContactReport, ContactReportInput>({
  kind: CONTACT_REPORTS,
  queries: contactReports,
  stored: async (tx, actor, { input, before, today, subject }) => {
    const name = input.name?.trim() || (before?.name ?? `Contact report for '${subject?.sortName ?? ''}'`);
    const text = requireText(pick(input.text, before?.text));
    const typeId = await findTypeId(tx, actor, { kind: 'contact_report', reference: input.type });
    return {
      name,
      typeId: typeId ?? before?.typeId ?? null,
      originalDate: input.originalDate ?? before?.originalDate ?? today,
      text,
      teamMemberId: await teamMemberOf(tx, actor, { input, ...(before && { before }) }),
      searchName: fold(name),
      searchText: fold(text),
    };
  },
});
