import { type ListPart, partTable, type Reference } from '../part.ts';
import { elementSql, listSql, own } from '../part-sql.ts';

export interface GroupMembership {
  readonly id: number;
  readonly groupId: number;
  readonly groupName: string;
  readonly dateStart: string | null;
  readonly dateEnd: string | null;
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface GroupMembershipInput {
  /** A group that has no such name yet is created. */
  readonly group?: Reference;
  readonly dateStart?: string | null;
  readonly dateEnd?: string | null;
  readonly isCurrent?: boolean;
}

const ELEMENT = elementSql<GroupMembership>('m', {
  id: 'column',
  groupId: 'column',
  groupName: { sql: 'g.name' },
  dateStart: 'column',
  dateEnd: 'column',
  isCurrent: 'column',
  createdAt: 'column',
  updatedAt: 'column',
});

export const GROUPS: ListPart<GroupMembership, GroupMembershipInput> = {
  label: 'Groups',
  table: partTable(
    'group_memberships',
    { group_id: 'bigint', date_start: 'date', date_end: 'date', is_current: 'boolean' },
    true,
  ),
  select: listSql(
    ELEMENT,
    `group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id where ${own('m')}`,
  ),
  orderedBy: 'id',
  shows: ['groups'],
  identifies: false,
  cleaned: { group: 'reference', dateStart: 'as given', dateEnd: 'as given' },
  single: { name: 'group_membership', content: 'group' },
};
