// Creating, changing and deleting what an organization keeps lists of (groups, levels, funds, notes), each with the change
// that announces it: what differs between the kinds is described, the rest is the same (docs/decisions/0046).
import type { Db } from '../../db/connect.ts';
import { writeOf } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type Permission } from './actor.ts';
import { recordChange, recordDifference } from './change.ts';
import { columnOf } from './columns.ts';
import { type Affected, recordingIndirectly } from './indirect-change.ts';

/** Values of columns by the core's names, which are this program's and never a caller's. */
type Values = Readonly<Record<string, unknown>>;

interface Identified {
  readonly id: number;
}

/** What is given, and of an update the row as it was. */
export interface Given<Row, Input> {
  readonly input: Input;
  readonly before?: Row;
}

export interface Written<Row extends Identified, Input> {
  readonly table: string;
  /** What one is called in failures and changes. */
  readonly name: string;
  /** By default `constituents:write`. */
  readonly permission?: Permission;
  /** Whether its rows keep when they were last changed. */
  readonly isTimed?: true;
  /** Throws `not-found`. */
  readonly get: (db: Db, actor: Actor, id: number) => Promise<Row>;
  /** Like `get`, and nobody else writes it until the transaction ends. */
  readonly lock: (tx: Tx, actor: Actor, id: number) => Promise<Row>;
  /** What is written, always of the same columns for a new row, and for a change. Throws `invalid`, naming the field. */
  readonly stored: (tx: Tx, actor: Actor, given: Given<Row, Input>) => Values | Promise<Values>;
  /** Throws where the row may not be changed, or deleted. */
  readonly guard?: (row: Row, doing: 'update' | 'delete') => void;
  /** Whose records show it, when it becomes what is stored or, without that, is deleted. */
  readonly affected?: (row: Row, stored?: Values) => readonly Affected[];
  /** Writes what belongs to the row in other tables. */
  readonly writeMore?: (
    tx: Tx,
    actor: Actor,
    written: { readonly id: number; readonly input: Input },
  ) => Promise<unknown>;
  /** Ends what refers to the row. */
  readonly beforeDelete?: (tx: Tx, actor: Actor, id: number) => Promise<unknown>;
}

export function recordedWrites<Row extends Identified, Input>(kind: Written<Row, Input>) {
  const { name, permission = 'constituents:write', get, lock, stored, guard, affected } = kind;
  return {
    /** Throws `invalid`. */
    create: async (tx: Tx, actor: Actor, input: Input): Promise<Row> => {
      allow(actor, permission);
      const { id } = await tx.one(insert(kind, actor, await stored(tx, actor, { input })));
      await kind.writeMore?.(tx, actor, { id, input });
      const after = await get(tx, actor, id);
      await recordChange(tx, actor, { kind: `${name}.created`, subjectId: id, before: null, after });
      return after;
    },

    /** Changes what is given. Throws `not-found`, `invalid`. */
    update: async (tx: Tx, actor: Actor, { id, input }: { id: number; input: Input }): Promise<Row> => {
      allow(actor, permission);
      const before = await lock(tx, actor, id);
      guard?.(before, 'update');
      const values = await stored(tx, actor, { input, before });
      await recordingIndirectly(tx, actor, affected?.(before, values) ?? [], async () => {
        await tx.all(update(kind, { actor, id }, values));
        await kind.writeMore?.(tx, actor, { id, input });
      });
      const after = await get(tx, actor, id);
      await recordDifference(tx, actor, { kind: `${name}.updated`, subjectId: id, before, after });
      return after;
    },

    /** Throws `not-found`. */
    remove: async (tx: Tx, actor: Actor, id: number): Promise<void> => {
      allow(actor, permission);
      const before = await lock(tx, actor, id);
      guard?.(before, 'delete');
      await recordingIndirectly(tx, actor, affected?.(before) ?? [], async () => {
        await kind.beforeDelete?.(tx, actor, id);
        await tx.all(remove(kind, { actor, id }));
      });
      await recordChange(tx, actor, { kind: `${name}.deleted`, subjectId: id, before, after: null });
    },
  };
}

type Table = Pick<Written<never, never>, 'table' | 'isTimed'>;

interface Place {
  readonly actor: Actor;
  readonly id: number;
}

function insert({ table }: Table, actor: Actor, values: Values) {
  const columns = Object.keys(values).map(columnOf);
  const places = columns.map((_, at) => `$${at + 2}`);
  return writeOf<Identified>({
    name: `${table}_insert`,
    text: `insert into ${table} (organization_id, ${columns.join(', ')}) values ($1, ${places.join(', ')}) returning id`,
    values: [actor.organization.id, ...Object.values(values)],
  });
}

function update({ table, isTimed }: Table, { actor, id }: Place, values: Values) {
  const assignments = Object.keys(values).map((field, at) => `${columnOf(field)} = $${at + 3}`);
  const all = isTimed ? [...assignments, 'updated_at = now()'] : assignments;
  return writeOf({
    name: `${table}_update`,
    text: `update ${table} set ${all.join(', ')} where organization_id = $1 and id = $2`,
    values: [actor.organization.id, id, ...Object.values(values)],
  });
}

function remove({ table }: Table, { actor, id }: Place) {
  return writeOf({
    name: `${table}_delete`,
    text: `delete from ${table} where organization_id = $1 and id = $2`,
    values: [actor.organization.id, id],
  });
}
