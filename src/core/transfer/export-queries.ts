import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { tableReads } from '../base/table-reads.ts';
import { quickSearch } from '../constituents/search/quick-search.ts';
import { searchConstituents } from '../constituents/search/search-constituents.ts';
import type { Criterion } from '../constituents/search/search-criteria.ts';
import type { Export } from './export.ts';

const FIELDS = [
  ...['id', 'format', 'reader', 'search', 'listId', 'filter', 'columns'],
  ...['actorType', 'actorId', 'createdAt', 'count', 'endedAt'],
];

export const { get: getExport, list: listExports } = tableReads<Export>({
  table: 'exports',
  name: 'export',
  permission: 'constituents:export',
  shown: columnsAs('r', FIELDS),
  order: 'r.id desc',
});

type Whom = Pick<Export, 'search' | 'listId' | 'filter'>;

/** Whom an export is of. */
export function criteriaOf({ search, listId, filter }: Whom): Criterion[] {
  const members: Criterion[] = listId === null ? [] : [{ term: 'list', anyOf: [listId] }];
  const meeting: Criterion[] = filter === null ? [] : [{ term: 'filter', filter, pointer: '/filter' }];
  return [...members, ...quickSearch(search ?? undefined), ...meeting];
}

/** How many people it would have now. */
export async function countExport(db: Db, actor: Actor, wanted: Whom): Promise<number> {
  const search = { criteria: criteriaOf(wanted), system: 'native', limit: 0, offset: 0 };
  return (await searchConstituents(db, actor, search)).total;
}
