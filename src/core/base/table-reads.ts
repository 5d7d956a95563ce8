// Reading what an organization keeps a list of and each of it by its id (docs/decisions/0046).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type Permission } from './actor.ts';
import { Failure } from './failure.ts';
import { type Paged, type PageRequest, pagedStatement } from './page.ts';

interface ReadTable {
  /** Called `r` in SQL. */
  readonly table: string;
  /** What one is called in failures. */
  readonly name: string;
  /** By default `constituents:read`. */
  readonly permission?: Permission;
  /** SQL of what is shown of `r`. */
  readonly shown: string;
  /** SQL; by default the id. */
  readonly order?: string;
  /** SQL condition: which rows are there for readers. */
  readonly there?: string;
}

export function tableReads<Row>({ permission = 'constituents:read', order = 'r.id', ...kind }: ReadTable) {
  const { table, name, shown, there = 'true' } = kind;
  const from = `${table} r where r.organization_id = $1 and ${there}`;
  const page = pagedStatement<Row>(`${table}_list`, { select: shown, from, order });
  const all = query<Row>(`${table}_all`, `select ${shown} from ${from} order by ${order}`);
  const byId = query<Row>(`${table}_by_id`, `select ${shown} from ${from} and r.id = $2`);
  const lockById = write(`${table}_lock`, `select from ${table} where organization_id = $1 and id = $2 for update`);

  const get = async (db: Db, actor: Actor, id: number): Promise<Row> => {
    allow(actor, permission);
    const row = await db.maybe(byId(actor.organization.id, id));
    if (!row) throw new Failure('not-found', name, { subject: id });
    return row;
  };

  return {
    /** One page. */
    list: (db: Db, actor: Actor, wanted: PageRequest): Promise<Paged<Row>> => {
      allow(actor, permission);
      return page(db, [actor.organization.id], wanted);
    },

    all: async (db: Db, actor: Actor): Promise<Row[]> => {
      allow(actor, permission);
      return db.all(all(actor.organization.id));
    },

    /** Throws `not-found`. */
    get,

    /**
     * Like `get`, and nobody else writes it until the transaction ends. Locking and reading are two statements: one that
     * waited for the lock would still read what other tables hold of it as it was before the wait.
     */
    lock: async (tx: Tx, actor: Actor, id: number): Promise<Row> => {
      await tx.all(lockById(actor.organization.id, id));
      return get(tx, actor, id);
    },
  };
}
