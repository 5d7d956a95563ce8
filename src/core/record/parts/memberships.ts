import { type ListPart, partTable, type Reference } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface Membership {
  readonly id: number;
  readonly membershipLevelId: number | null;
  readonly membershipLevelName: string | null;
  readonly dateStart: string | null;
  readonly finishDate: string | null;
  readonly note: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface MembershipInput {
  readonly level?: Reference;
  readonly dateStart?: string | null;
  readonly finishDate?: string | null;
  readonly note?: string | null;
}

const ELEMENT = elementSql<Membership>('m', {
  id: 'column',
  membershipLevelId: 'column',
  membershipLevelName: { sql: 'l.name' },
  dateStart: 'column',
  finishDate: 'column',
  note: 'column',
  createdAt: 'column',
  updatedAt: 'column',
});

export const MEMBERSHIPS: ListPart<Membership, MembershipInput> = {
  label: 'Memberships',
  table: partTable(
    'memberships',
    { membership_level_id: 'bigint', date_start: 'date', finish_date: 'date', note: 'text' },
    true,
  ),
  select: listSql(
    ELEMENT,
    `memberships m left join membership_levels l on l.organization_id = m.organization_id and l.id = m.membership_level_id where ${own('m')}`,
  ),
  orderedBy: 'id',
  shows: ['membership_levels'],
  identifies: false,
  cleaned: { level: 'reference', dateStart: 'as given', finishDate: 'as given', note: 'as given' },
  single: { name: 'membership', content: 'membershipLevel' },
};
