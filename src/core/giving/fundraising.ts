// What gifts are given to: funds, campaigns, appeals and events. Each is described once; reading and writing are the same.
import { columnsAs } from '../base/columns.ts';
import { comparisonKey } from '../base/fold.ts';
import { type Affected, type Ending, endTogether } from '../base/indirect-change.ts';
import { pick, requireName } from '../base/names.ts';
import { type Given, recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';
import { toAmount } from './amount.ts';

type FieldType = 'text' | 'date' | 'amount';

/** One kind: its table, what one is called, and its fields besides id and name. */
interface Description {
  readonly table: 'funds' | 'campaigns' | 'appeals' | 'events';
  readonly name: 'fund' | 'campaign' | 'appeal' | 'event';
  readonly fields: Readonly<Record<string, FieldType>>;
  /** What ends with it. */
  readonly ends?: Ending;
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
  ends: { table: 'appeal_requests', subjectType: 'appeal_request', column: 'appeal_id' },
  fields: { description: 'text', date: 'date', ...PROJECTED, code: 'text' },
});
export const EVENTS = fundraising({
  table: 'events',
  name: 'event',
  ends: { table: 'invitations', subjectType: 'invitation', column: 'event_id' },
  fields: { description: 'text', date: 'date', endDate: 'date', ...PROJECTED, code: 'text' },
});

export type FundraisingKind = ReturnType<typeof fundraising>;

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

function storedOf({ fields }: Description, { input, before }: Given<Fundraising, FundraisingInput>) {
  const name = requireName(pick(input.name, before?.name ?? null));
  const rest = Object.entries(fields).map(([field, type]) => {
    const given = input[field];
    if (given === undefined) return [field, before?.[field] ?? null];
    return [field, type === 'amount' ? toAmount(field, given) : given];
  });
  return { name, ...Object.fromEntries(rest), nameKey: comparisonKey(name) };
}

/** Its gifts stay when it is deleted, without it. */
function fundraising(kind: Description) {
  const names = ['name', ...Object.keys(kind.fields)];
  const reads = tableReads<Fundraising>({ ...kind, shown: columnsAs('r', ['id', ...names]) });
  const writes = recordedWrites<Fundraising, FundraisingInput>({
    ...kind,
    ...reads,
    stored: (_tx, _actor, given) => storedOf(kind, given),
    affected: ({ id }) => [giftsOf(kind, id)],
    beforeDelete: async (tx, actor, id) => kind.ends && endTogether(tx, actor, { ...kind.ends, id }),
  });
  return { names, ...reads, ...writes };
}
