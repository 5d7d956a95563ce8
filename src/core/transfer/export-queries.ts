import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { columnsAs } from '../base/columns.ts';
import { tableReads } from '../base/table-reads.ts';
import { quickSearch } from '../constituents/search/quick-search.ts';
import { searchConstituents } from '../constituents/search/search-constituents.ts';
import type { Criterion } from '../constituents/search/search-criteria.ts';
import type { Export } from './export.ts';

const FIELDS = [
  ...['id', 'format', 'reader', 'search', 'listId', 'columns'],
  ...['actorType', 'actorId', 'createdAt', 'count', 'endedAt'],
];

export const { get: getExport, list: listExports } = tableReads<Export>({
  table: 'exports',
  name: 'export',
  permission: 'constituents:export',
  shown: columnsAs('r', FIELDS),
  order: 'r.id desc',
});

/** Whom an export is of. */
export function criteriaOf({ search, listId }: Pick<Export, 'search' | 'listId'>): Criterion[] {
  const members: Criterion[] = listId === null ? [] : [{ term: 'list', anyOf: [listId] }];
  return [...members, ...quickSearch(search ?? undefined)];
}

/** How many people it would have now. */
export async function countExport(db: Db, actor: Actor, wanted: Pick<Export, 'search' | 'listId'>): Promise<number> {
  const search = { criteria: criteriaOf(wanted), system: 'native', limit: 0, offset: 0 };
  return (await searchConstituents(db, actor, search)).total;
}
