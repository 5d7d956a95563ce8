// What a person has given. The database keeps the totals with each write of a gift (docs/decisions/0033); nothing here adds
// up gifts.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allow } from '../base/actor.ts';

/** Totals are decimal text. */
interface Sum {
  readonly count: number;
  readonly total: string;
}

/** Dates are YYYY-MM-DD, amounts decimal text. */
interface NotableGift {
  readonly id: number;
  readonly date: string | null;
  readonly amount: string;
}

interface GivingYear extends Sum {
  readonly year: number;
  /** Credits for what others gave. */
  readonly soft: Sum;
}

export interface Giving extends Sum {
  readonly first: NotableGift | null;
  readonly last: NotableGift | null;
  readonly largest: NotableGift | null;
  readonly soft: Sum;
  /** Latest first, years without gifts left out. */
  readonly calendarYears: readonly GivingYear[];
  /** Called after the year they end in. */
  readonly fiscalYears: readonly GivingYear[];
}

const NONE: Sum = { count: 0, total: '0.00' };
const NOTHING: Giving = {
  ...NONE,
  ...{ first: null, last: null, largest: null },
  ...{ soft: NONE, calendarYears: [], fiscalYears: [] },
};

const notable = (
  which: string,
) => `case when t.${which}_gift_id is not null then json_build_object('id', t.${which}_gift_id,
    'date', t.${which}_date, 'amount', t.${which}_amount::text) end as ${which}`;

const yearsFrom = (
  firstMonth: string,
) => `(select coalesce(json_agg(json_build_object('year', y.year, 'count', y.gift_count,
      'total', y.total::text, 'soft', json_build_object('count', y.soft_count, 'total', y.soft_total::text)) order by y.year desc), '[]')
    from giving_years y where y.organization_id = t.organization_id and y.constituent_id = t.constituent_id
      and y.first_month = ${firstMonth})`;

const ofConstituent = query<Giving>(
  'giving_of_constituent',
  `select t.gift_count as count, t.total, ${['first', 'last', 'largest'].map(notable).join(', ')},
     json_build_object('count', t.soft_count, 'total', t.soft_total::text) as soft,
     ${yearsFrom('1')} as "calendarYears", ${yearsFrom('fiscal_first_month(o.settings)')} as "fiscalYears"
   from giving_totals t join organizations o on o.organization_id = t.organization_id
   where t.organization_id = $1 and t.constituent_id = $2`,
);

/** Of one person, who may be deleted. */
export async function givingOf(db: Db, actor: Actor, constituentId: number): Promise<Giving> {
  allow(actor, 'constituents:read');
  return (await db.maybe(ofConstituent(actor.organization.id, constituentId))) ?? NOTHING;
}

const givers = query<{ id: number }>(
  'givers',
  `select constituent_id as id from giving_totals
   where organization_id = $1 and constituent_id = any($2::bigint[]) and gift_count > 0`,
);

/** Who of some people has ever given. */
export async function whoHasGiven(db: Db, actor: Actor, ids: readonly number[]): Promise<ReadonlySet<number>> {
  allow(actor, 'constituents:read');
  return new Set((await db.all(givers(actor.organization.id, ids))).map(({ id }) => id));
}
