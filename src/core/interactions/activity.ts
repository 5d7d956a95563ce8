// What notes, contact reports and volunteer times have in common: each is written down about one constituent on a date,
// and is gone from sight with its constituent.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { built, query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { dateIn } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Affected } from '../base/indirect-change.ts';
import type { Paged, PageRequest } from '../base/page.ts';
import { type Given, recordedWrites } from '../base/recorded-writes.ts';
import { throughAlias } from '../constituents/record/aliases.ts';
import { lockActivitySubject, requireNewSubject } from './activity-subject.ts';

export interface ActivityKind {
  readonly table: 'notes' | 'contact_reports' | 'volunteer_times' | 'gifts' | 'appeal_requests';
  /** What one is called in failures and changes. */
  readonly name: 'note' | 'contact_report' | 'volunteer_time' | 'gift' | 'appeal_request';
  /** Of table `a`, its constituent `c`, and the joins. */
  readonly columns: string;
  readonly joins: string;
  readonly date: 'original_date' | 'date' | 'received_date' | 'created_at';
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
  return `select c.id, count(a.id) as total from constituents c
     left join ${kind.table} a on a.organization_id = c.organization_id and a.constituent_id = c.id and ${listedOf(kind)}
     where c.organization_id = $1 and c.id = $2 and c.deleted_at is null group by c.id`;
}

const CONSTITUENT = `join constituents c on c.organization_id = a.organization_id and c.id = a.constituent_id
    and c.deleted_at is null`;

// Joined with the ids, not compared with an array: the plan would be made anew for each length of it. The ids come first:
// PostgreSQL keeps to the order of so many joins.
function byIdsText({ table, columns, joins }: ActivityKind): string {
  return `select ${columns} from unnest($2::bigint[]) with ordinality as wanted (id, place)
     join ${table} a on a.organization_id = $1 and a.id = wanted.id
     ${CONSTITUENT} ${joins}
     order by wanted.place`;
}

function required<Item>({ name }: ActivityKind, id: number, item: Item | undefined): Item {
  if (!item) throw new Failure('not-found', name, { subject: id });
  return item;
}

/** Reads of one kind. Every one of them throws `forbidden` without `constituents:read`. */
export function activityQueries<Item extends Owned>(kind: ActivityKind) {
  const from = `from ${kind.table} a ${CONSTITUENT}`;
  const select = `select ${kind.columns} ${from} ${kind.joins} where a.organization_id = $1 and a.id = $2`;
  const byId = query<Item>(`${kind.table}_by_id`, select);
  const lockById = write<Item>(`${kind.table}_lock`, `${select} for update of a`);
  // No row: no such constituent. That saves asking for the constituent first.
  const countOwn = query<{ id: number; total: number }>(`${kind.table}_of_constituent_count`, countOwnText(kind));
  const listOwn = query<Item>(
    `${kind.table}_of_constituent`,
    `select ${kind.columns} ${from} ${kind.joins} where a.organization_id = $1 and a.constituent_id = $2 and ${listedOf(kind)}
     order by a.${kind.date} desc, a.id desc limit $3 offset $4`,
  );
  const byIds = query<Item>(`${kind.table}_by_ids`, byIdsText(kind));

  return {
    /** Throws `not-found`. */
    get: async (db: Db, actor: Actor, id: number): Promise<Item> => {
      allow(actor, 'constituents:read');
      return required(kind, id, await db.maybe(byId(actor.organization.id, id)));
    },

    /** Like `get`, and nobody else writes it until the transaction ends. */
    lock: async (tx: Tx, actor: Actor, id: number): Promise<Item> =>
      required(kind, id, await tx.maybe(lockById(actor.organization.id, id))),

    /** Those of one constituent, latest date first. Throws `not-found` for an unknown or deleted constituent. */
    listOf: async (
      db: Db,
      actor: Actor,
      { constituentId, page }: { constituentId: number; page: PageRequest },
    ): Promise<Paged<Item>> => {
      allow(actor, 'constituents:read');
      const count = (id: number) => db.maybe(countOwn(actor.organization.id, id));
      const counted = await throughAlias({ reader: db, actor, id: constituentId }, count);
      if (!counted) throw new Failure('not-found', 'constituent', { subject: constituentId });
      const own = [actor.organization.id, counted.id];
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
      // The ids alone: making a plan for all that is shown of them, which is another one for each search, took twenty times
      // as long as reading it. The statement that reads it has one plan.
      const found = sql<Owned>`select a.id ${sql.raw(`${from} ${kind.joins}`)} where ${where}
        order by ${order} limit ${page.limit} offset ${page.offset}`;
      const ids = (await db.all(built(found))).map(({ id }) => id);
      return { items: ids.length > 0 ? await db.all(byIds(actor.organization.id, ids)) : [], total };
    },
  };
}

interface ActivityFields<Input> {
  /** Of an update: whom it moves to. */
  readonly constituentId: number | undefined;
  readonly input: Input;
  /** When it was written down; of an update nothing. */
  readonly now?: Date;
}

interface ActivityWrites<Item extends Owned, Input> {
  readonly kind: ActivityKind;
  readonly queries: Pick<ReturnType<typeof activityQueries<Item>>, 'get' | 'lock'>;
  /** What is written besides the constituent's id. */
  readonly stored: (
    tx: Tx,
    actor: Actor,
    given: GivenActivity<Item, Input>,
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly writeMore?: (
    tx: Tx,
    actor: Actor,
    written: { readonly id: number; readonly input: Input },
  ) => Promise<unknown>;
  readonly affected?: (item: Item, stored?: object) => readonly Affected[];
}

interface GivenActivity<Item, Input> extends Given<Item, Input> {
  /** Of the organization. */
  readonly today: string;
  /** Whom a new one is written down about. */
  readonly subject?: { readonly sortName: string | null };
}

/** Writes of one kind: `recordedWrites` of rows that belong to a constituent, and may move to another. */
export function activityWrites<Item extends Owned, Input extends { readonly constituentId?: number }>({
  kind,
  queries,
  stored,
  writeMore,
  affected = () => [],
}: ActivityWrites<Item, Input>) {
  const writes = recordedWrites<Item, ActivityFields<Input>>({
    ...kind,
    ...queries,
    isTimed: true,
    affected,
    stored: async (tx, actor, { input: { input, constituentId, now = tx.clock.now() }, before }) => {
      const about = constituentId ?? before?.constituentId;
      const subject = about === before?.constituentId ? undefined : await subjectOf(tx, actor, { about, before });
      const today = dateIn(actor.organization.timeZone, now);
      const given = { input, today, ...(before && { before }), ...(subject && { subject }) };
      return { constituentId: subject?.id ?? about, ...(await stored(tx, actor, given)) };
    },
    writeMore: async (tx, actor, { id, input: { input } }) => writeMore?.(tx, actor, { id, input }),
  });
  return {
    /** Throws `not-found` for an unknown constituent; `invalid`, naming the field. */
    create: (tx: Tx, actor: Actor, given: { constituentId: number; input: Input; now: Date }): Promise<Item> =>
      writes.create(tx, actor, given),

    /** Changes what is given. Throws `not-found`; `invalid` as a creation, and for an unknown constituent to move to. */
    update: (tx: Tx, actor: Actor, { id, input }: { id: number; input: Input }): Promise<Item> =>
      writes.update(tx, actor, { id, input: { constituentId: input.constituentId, input } }),

    /** Throws `not-found`. */
    remove: writes.remove,
  };
}

function subjectOf(tx: Tx, actor: Actor, { about, before }: { about: number | undefined; before: Owned | undefined }) {
  const id = about ?? 0;
  return before ? requireNewSubject(tx, actor, id) : lockActivitySubject(tx, actor, id);
}
