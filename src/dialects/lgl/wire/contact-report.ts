// Contact reports and their search terms (docs/contracts/lgl.md §3.11, §4.7).
import type { ContactReport, ContactReportInput } from '../../../core/interactions/contact-report.ts';
import type { ContactReportCriterion, ContactReportSearch } from '../../../core/interactions/search-contact-reports.ts';
import { dateBound, type Terms } from './activity-terms.ts';
import type { WireObject } from './body.ts';
import { date, id, sent, text } from './coerce.ts';
import { reference } from './reference.ts';
import { ids, moment } from './search-query.ts';
import { timestamp } from './timestamp.ts';

export function contactReportInput(body: WireObject): ContactReportInput {
  return sent({
    name: text(body.name),
    type: reference(body, 'contact_report_type_id', 'contact_report_type_name'),
    originalDate: date(body.original_date) ?? undefined,
    text: text(body.text),
    teamMember: text(body.team_member),
    constituentId: id(body.constituent_id) ?? undefined,
  });
}

export function contactReport(row: ContactReport) {
  return {
    id: row.id,
    constituent_id: row.constituentId,
    name: row.name,
    contact_report_type_id: row.typeId,
    contact_report_type_name: row.typeName,
    original_date: row.originalDate,
    text: row.text,
    team_member: row.teamMember,
    team_member_email: row.teamMemberEmail,
    created_at: timestamp(row.createdAt),
    updated_at: timestamp(row.updatedAt),
  };
}

export const CONTACT_REPORT_TERMS: Terms<ContactReportCriterion> = {
  original_date_from: (value) => ({ term: 'originalDate', from: dateBound('original_date_from', value) }),
  original_date_to: (value) => ({ term: 'originalDate', to: dateBound('original_date_to', value) }),
  name: (contains) => ({ term: 'name', contains }),
  text: (contains) => ({ term: 'text', contains }),
  contact_report_type_id: (value) => ({ term: 'type', anyOf: ids('contact_report_type_id', value) }),
  constituent_id: (value) => ({ term: 'constituent', anyOf: ids('constituent_id', value) }),
  const_keyword: (value) => ({ term: 'constituentKeyword', anyOf: ids('const_keyword', value) }),
  updated_from: (value) => ({ term: 'updated', from: moment('updated_from', value, 'from') }),
  updated_to: (value) => ({ term: 'updated', to: moment('updated_to', value, 'to') }),
};

export const CONTACT_REPORT_SORTS: Readonly<Record<string, ContactReportSearch['sort']['key']>> = {
  name: 'name',
  date: 'date',
  constituent_id: 'constituentId',
};
