import { columnsAs } from '../base/columns.ts';
import { tableReads } from '../base/table-reads.ts';

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly ordinal: number;
  /** Made for access rights: no API changes it (docs/contracts/luminate.md §4.2). */
  readonly isSecurity: boolean;
}

export const {
  list: listGroups,
  get: getGroup,
  lock: lockGroup,
} = tableReads<Group>({
  table: 'groups',
  name: 'group',
  shown: columnsAs('r', ['id', 'name', 'key', 'ordinal', 'isSecurity']),
});
