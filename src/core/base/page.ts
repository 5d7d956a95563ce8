import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';

export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
}

/** One page of a list and how many there are in all. */
export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

interface ListText {
  readonly select: string;
  /** Tables and condition; its values are $1 to $`parameters`. */
  readonly from: string;
  readonly order: string;
  readonly parameters?: number;
}

/** Declares a list that is read page by page, in two statements. The name must be unique, as a statement's. */
export function pagedStatement<Item>(name: string, { select, from, order, parameters = 1 }: ListText) {
  const count = query<{ total: number }>(`${name}_count`, `select count(*) as total from ${from}`);
  const rows = query<Item>(
    name,
    `select ${select} from ${from} order by ${order} limit $${parameters + 1} offset $${parameters + 2}`,
  );
  return async (db: Db, values: readonly unknown[], page: PageRequest): Promise<Paged<Item>> => {
    const { total } = await db.one(count(...values));
    if (total <= page.offset) return { items: [], total };
    return { items: await db.all(rows(...values, page.limit, page.offset)), total };
  };
}

/** One page of a list that is there as a whole. */
export function pageOf<Item>(items: readonly Item[], page: PageRequest): Paged<Item> {
  return { items: items.slice(page.offset, page.offset + page.limit), total: items.length };
}
