// What notes, contact reports and volunteer times have in common: each is written down about one constituent on a date,
// and is gone from sight with its constituent.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built, query, write, writeOf } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { columnOf } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import type { Paged, PageRequest } from '../base/page.ts';

export interface ActivityKind {
  readonly table: 'notes' | 'contact_reports' | 'volunteer_times' | 'gifts';
  /** What one is called in failures and changes. */
  readonly name: 'note' | 'contact_report' | 'volunteer_time' | 'gift';
  /** Of table `a`, its constituent `c`, and the joins. */
  readonly columns: string;
  readonly joins: string;
  readonly date: 'original_date' | 'date' | 'received_date';
  /** SQL condition on `a`: which of them lists and searches show; all, if it is missing. */
  readonly listed?: string;
}

export interface ActivitySearch {
  readonly conditions: readonly RawBuilder<SqlBool>[];
  readonly order: RawBuilder<unknown>;
  readonly page: PageRequest;
}

interface Owned {
  readonly id: number;
  readonly constituentId: number;
}

const listedOf = ({ listed = 'true' }: ActivityKind): string => listed;

function countOwnText(kind: ActivityKind): string {
  return `select count(a.id) as total from constituents c
     left join ${kind.table} a on a.organization_id = c.organization_id and a.constituent_id = c.id and ${listedOf(kind)}
     where c.organization_id = $1 and c.id = $2 and c.deleted_at is null group by c.id`;
}

/** Reads of one kind. Every one of them throws `forbidden` without `constituents:read`. */
export function activityQueries<Item extends Owned>(kind: ActivityKind) {
  const from = `from ${kind.table} a
    join constituents c on c.organization_id = a.organization_id and c.id = a.constituent_id and c.deleted_at is null`;
  const select = `select ${kind.columns} ${from} ${kind.joins} where a.organization_id = $1 and a.id = $2`;
  const byId = query<Item>(`${kind.table}_by_id`, select);
  const lockById = write<Item>(`${kind.table}_lock`, `${select} for update of a`);
  // No row: no such constituent. That saves asking for the constituent first.
  const countOwn = query<{ total: number }>(`${kind.table}_of_constituent_count`, countOwnText(kind));
  const listOwn = query<Item>(
    `${kind.table}_of_constituent`,
    `select ${kind.columns} ${from} ${kind.joins} where a.organization_id = $1 and a.constituent_id = $2 and ${listedOf(kind)}
     order by a.${kind.date} desc, a.id desc limit $3 offset $4`,
  );
  const present = (item: Item | undefined, id: number): Item => {
    if (!item) throw new Failure('not-found', kind.name, { subject: id });
    return item;
  };

  return {
    /** Throws `not-found`. */
    get: async (db: Db, actor: Actor, id: number): Promise<Item> => {
      allow(actor, 'constituents:read');
      return present(await db.maybe(byId(actor.organization.id, id)), id);
    },

    /** Like `get`, and nobody else writes it until the transaction ends. */
    lock: async (tx: Tx, actor: Actor, id: number): Promise<Item> =>
      present(await tx.maybe(lockById(actor.organization.id, id)), id),

    /** Those of one constituent, latest date first. Throws `not-found` for an unknown or deleted constituent. */
    listOf: async (
      db: Db,
      actor: Actor,
      { constituentId, page }: { constituentId: number; page: PageRequest },
    ): Promise<Paged<Item>> => {
      allow(actor, 'constituents:read');
      const own = [actor.organization.id, constituentId];
      const counted = await db.maybe(countOwn(...own));
      if (!counted) throw new Failure('not-found', 'constituent', { subject: constituentId });
      const items = counted.total > page.offset ? await db.all(listOwn(...own, page.limit, page.offset)) : [];
      return { items, total: counted.total };
    },

    /** Those that meet every condition. */
    search: async (db: Db, actor: Actor, { conditions, order, page }: ActivitySearch): Promise<Paged<Item>> => {
      allow(actor, 'constituents:read');
      const own = sql<SqlBool>`a.organization_id = ${actor.organization.id} and ${sql.raw(listedOf(kind))}`;
      const where = sql.join([own, ...conditions], sql` and `);
      const { total } = await db.one(
        built(sql<{ total: number }>`select count(*) as total ${sql.raw(from)} where ${where}`),
      );
      if (total <= page.offset) return { items: [], total };
      const rows = sql<Item>`select ${sql.raw(kind.columns)} ${sql.raw(`${from} ${kind.joins}`)} where ${where}
        order by ${order} limit ${page.limit} offset ${page.offset}`;
      return { items: await db.all(built(rows)), total };
    },
  };
}

/** Fields by the core's names, which are this program's and never a caller's. */
type Fields = Readonly<Record<string, unknown>>;

/** Inserts a row, always of the same fields for one kind; returns its id. */
export async function insertActivity(
  tx: Tx,
  actor: Actor,
  { kind, fields }: { kind: ActivityKind; fields: Fields },
): Promise<number> {
  const columns = Object.keys(fields).map(columnOf);
  const places = columns.map((_, index) => `$${index + 2}`);
  const text = `insert into ${kind.table} (organization_id, ${columns.join(', ')}) values ($1, ${places.join(', ')}) returning id`;
  const values = [actor.organization.id, ...Object.values(fields)];
  return (await tx.one(writeOf<{ id: number }>({ name: `${kind.table}_insert`, text, values }))).id;
}

/** Writes a row, always all of the same fields for one kind. */
export async function updateActivity(
  tx: Tx,
  actor: Actor,
  { kind, id, fields }: { kind: ActivityKind; id: number; fields: Fields },
): Promise<void> {
  const assignments = Object.keys(fields).map((field, index) => `${columnOf(field)} = $${index + 3}`);
  const text = `update ${kind.table} set ${[...assignments, 'updated_at = now()'].join(', ')} where organization_id = $1 and id = $2`;
  await tx.all(
    writeOf({ name: `${kind.table}_update`, text, values: [actor.organization.id, id, ...Object.values(fields)] }),
  );
}

export async function removeActivity(
  tx: Tx,
  actor: Actor,
  { kind, id }: { kind: ActivityKind; id: number },
): Promise<void> {
  const text = `delete from ${kind.table} where organization_id = $1 and id = $2`;
  await tx.all(writeOf({ name: `${kind.table}_delete`, text, values: [actor.organization.id, id] }));
}
