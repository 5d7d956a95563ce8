// How the cells of an import are read. The order of day and month is found out over the whole column.
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { dateIn } from '../base/clock.ts';
import type { Import } from './import.ts';
import { allImportRows } from './import-queries.ts';
import type { DateOrder } from './options.ts';
import { dateOrderOf } from './read-dates.ts';
import type { ReadingRules } from './read-row.ts';
import { isDateTarget } from './targets.ts';

export async function readingRules(db: Db, actor: Actor, own: Import): Promise<ReadingRules> {
  const { timeZone, country } = actor.organization;
  const dateOrders = new Map<number, DateOrder>();
  const { date_order: told } = own.options;
  const columns = own.mapping.filter(({ target }) => isDateTarget(target)).map(({ index }) => index);
  if (told !== 'auto') for (const index of columns) dateOrders.set(index, told);
  else for (const [index, order] of await ordersOf(db, actor, { own, columns })) dateOrders.set(index, order);
  return { columns: own.mapping, dateOrders, today: dateIn(timeZone, db.clock.now()), country };
}

/** Columns of which no cell tells, or of which some tell one order and some the other, are left out: a person has to say. */
async function ordersOf(db: Db, actor: Actor, { own, columns }: { own: Import; columns: readonly number[] }) {
  const orders = new Map<number, DateOrder>();
  if (columns.length === 0) return orders;
  const mixed = new Set<number>();
  for await (const rows of allImportRows(db, actor, { importId: own.id })) {
    for (const index of columns) {
      const order = dateOrderOf(rows.map(({ cells }) => cells[index] ?? ''));
      if (order === undefined) continue;
      if (order === 'mixed' || (orders.has(index) && orders.get(index) !== order)) mixed.add(index);
      else orders.set(index, order);
    }
  }
  for (const index of mixed) orders.delete(index);
  return orders;
}
