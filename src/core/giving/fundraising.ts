// What gifts are given to: funds, campaigns, appeals and events. Each is described once; reading and writing are the same.
import type { Db } from '../../db/connect.ts';
import { query, write, writeOf } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange, recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { columnOf, columnsAs } from '../base/columns.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { type Affected, recordingIndirectly } from '../base/indirect-change.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import { toAmount } from './amount.ts';

type FieldType = 'text' | 'date' | 'amount';

/** One kind: its table, what one is called, and its fields besides id and name. */
interface Description {
  readonly table: 'funds' | 'campaigns' | 'appeals' | 'events';
  readonly name: 'fund' | 'campaign' | 'appeal' | 'event';
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** A fund, campaign, appeal or event: `id`, `name` and the fields of its description; amounts are decimal text. */
export interface Fundraising {
  readonly id: number;
  readonly name: string;
  readonly [field: string]: string | number | null;
}

export type FundraisingInput = Readonly<Record<string, string | null>>;

const GOALS = { financialGoal: 'amount' } as const;
const PERIOD = { startDate: 'date', endDate: 'date' } as const;
const PROJECTED = { ...GOALS, projectedAmount: 'amount' } as const;

export const FUNDS = fundraising({
  table: 'funds',
  name: 'fund',
  fields: { description: 'text', code: 'text', ...PERIOD, ...GOALS },
});
export const CAMPAIGNS = fundraising({
  table: 'campaigns',
  name: 'campaign',
  fields: { description: 'text', ...GOALS, ...PERIOD, code: 'text' },
});
export const APPEALS = fundraising({
  table: 'appeals',
  name: 'appeal',
  fields: { description: 'text', date: 'date', ...PROJECTED, code: 'text' },
});
export const EVENTS = fundraising({
  table: 'events',
  name: 'event',
  fields: { description: 'text', date: 'date', endDate: 'date', ...PROJECTED, code: 'text' },
});

export type FundraisingKind = ReturnType<typeof fundraising>;

function statementsOf({ table, fields }: Description) {
  const names = ['name', ...Object.keys(fields)];
  const columns = columnsAs('r', ['id', ...names]);
  const written = [...names, 'nameKey'].map(columnOf);
  const one = `select ${columns} from ${table} r where r.organization_id = $1 and r.id = $2`;
  return {
    names,
    list: pagedStatement<Fundraising>(`${table}_list`, {
      select: columns,
      from: `${table} r where r.organization_id = $1`,
      order: 'r.id',
    }),
    byId: query<Fundraising>(`${table}_by_id`, one),
    lock: write<Fundraising>(`${table}_lock`, `${one} for update`),
    insert: (values: readonly unknown[]) =>
      writeOf<Fundraising>({
        name: `${table}_insert`,
        text: `insert into ${table} as r (organization_id, ${written.join(', ')})
          values ($1, ${written.map((_, at) => `$${at + 2}`).join(', ')}) returning ${columns}`,
        values,
      }),
    update: (values: readonly unknown[]) =>
      writeOf<Fundraising>({
        name: `${table}_update`,
        text: `update ${table} r set ${written.map((column, at) => `${column} = $${at + 3}`).join(', ')}
          where organization_id = $1 and id = $2 returning ${columns}`,
        values,
      }),
    remove: write(`${table}_delete`, `delete from ${table} where organization_id = $1 and id = $2`),
  };
}

/** Gifts show the name of what they are given to. */
function giftsOf({ table, name }: Description, id: number): Affected {
  const shownName = `(select x.name from ${table} x where x.organization_id = a.organization_id and x.id = a.${name}_id)`;
  const parts = { [`${name}Id`]: `a.${name}_id`, [`${name}Name`]: shownName };
  return {
    record: { subjectType: 'gift', table: 'gifts', alias: 'a', parts },
    who: `select g.id from gifts g where g.organization_id = $1 and g.${name}_id = $2`,
    values: [id],
  };
}

/** In the order of the written columns. */
function valuesOf({ fields }: Description, input: FundraisingInput, before?: Fundraising): unknown[] {
  const name = cleanText(String(input.name === undefined ? (before?.name ?? '') : (input.name ?? '')));
  if (!name) throw invalidField('name', 'required');
  const rest = Object.entries(fields).map(([field, type]) => {
    const given = input[field];
    if (given === undefined) return before?.[field] ?? null;
    return type === 'amount' ? toAmount(field, given) : given;
  });
  return [name, ...rest, comparisonKey(name)];
}

function fundraising(kind: Description) {
  const { list, byId, lock, insert, update, remove, names } = statementsOf(kind);
  const present = (row: Fundraising | undefined, id: number): Fundraising => {
    if (!row) throw new Failure('not-found', kind.name, { subject: id });
    return row;
  };
  return {
    names,
    /** By id. */
    list: (db: Db, actor: Actor, page: PageRequest): Promise<Paged<Fundraising>> => {
      allow(actor, 'constituents:read');
      return list(db, [actor.organization.id], page);
    },
    /** Throws `not-found`. */
    get: async (db: Db, actor: Actor, id: number): Promise<Fundraising> => {
      allow(actor, 'constituents:read');
      return present(await db.maybe(byId(actor.organization.id, id)), id);
    },
    /** Throws `invalid` without a name. */
    create: async (tx: Tx, actor: Actor, input: FundraisingInput): Promise<Fundraising> => {
      allow(actor, 'constituents:write');
      const after = await tx.one(insert([actor.organization.id, ...valuesOf(kind, input)]));
      await recordChange(tx, actor, { kind: `${kind.name}.created`, subjectId: after.id, before: null, after });
      return after;
    },
    /** Changes what is given. Throws `not-found`; `invalid` for a blank name. */
    update: async (
      tx: Tx,
      actor: Actor,
      { id, input }: { id: number; input: FundraisingInput },
    ): Promise<Fundraising> => {
      allow(actor, 'constituents:write');
      const before = present(await tx.maybe(lock(actor.organization.id, id)), id);
      const values = [actor.organization.id, id, ...valuesOf(kind, input, before)];
      const after = await recordingIndirectly(tx, actor, [giftsOf(kind, id)], () => tx.one(update(values)));
      await recordDifference(tx, actor, { kind: `${kind.name}.updated`, subjectId: id, before, after });
      return after;
    },
    /** Its gifts stay, without it. Throws `not-found`. */
    remove: async (tx: Tx, actor: Actor, id: number): Promise<void> => {
      allow(actor, 'constituents:write');
      const before = present(await tx.maybe(lock(actor.organization.id, id)), id);
      await recordingIndirectly(tx, actor, [giftsOf(kind, id)], () => tx.all(remove(actor.organization.id, id)));
      await recordChange(tx, actor, { kind: `${kind.name}.deleted`, subjectId: id, before, after: null });
    },
  };
}
