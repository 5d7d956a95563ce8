import { columnsAs } from '../base/columns.ts';
import type { Reference } from '../record/part.ts';
import { type ActivityKind, activityQueries } from './activity.ts';

export interface ContactReport {
  readonly id: number;
  readonly constituentId: number;
  readonly name: string;
  readonly typeId: number | null;
  readonly typeName: string | null;
  /** YYYY-MM-DD */
  readonly originalDate: string;
  readonly text: string;
  readonly teamMemberId: number | null;
  /** "First Last" */
  readonly teamMember: string | null;
  readonly teamMemberEmail: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ContactReportInput {
  /** Defaults to one made of the constituent's name. */
  readonly name?: string | null;
  readonly type?: Reference;
  /** Defaults to today in the organization's time zone. */
  readonly originalDate?: string;
  readonly text?: string | null;
  /** An id, an e-mail address or "First Last"; blank: nobody. */
  readonly teamMember?: string | null;
  /** Of an update: whom the report moves to. */
  readonly constituentId?: number;
}

const OWN = ['id', 'constituentId', 'name', 'typeId', 'originalDate', 'text', 'teamMemberId', 'createdAt', 'updatedAt'];

export const CONTACT_REPORTS: ActivityKind = {
  table: 'contact_reports',
  name: 'contact_report',
  columns: `${columnsAs('a', OWN)}, t.name as "typeName",
    trim(u.first_name || ' ' || u.last_name) as "teamMember", u.email as "teamMemberEmail"`,
  joins: `left join types t on t.organization_id = a.organization_id and t.kind = 'contact_report' and t.id = a.type_id
    left join users u on u.organization_id = a.organization_id and u.id = a.team_member_id`,
  date: 'original_date',
};

export const contactReports = activityQueries<ContactReport>(CONTACT_REPORTS);

export const getContactReport = contactReports.get;
export const listContactReportsOf = contactReports.listOf;
export const searchContactReportRows = contactReports.search;
