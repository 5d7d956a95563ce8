// What a person gave and promised, in the order of time, as statements of account show it.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Actor, allowRecord } from '../base/actor.ts';
import type { PageRequest } from '../base/page.ts';
import { PLEDGE } from './gift-types.ts';

export interface Transaction {
  readonly id: number;
  /** ISO 8601. The day begins at midnight of the organization, unless the gift was written down on the day itself. */
  readonly at: string;
  readonly kind: 'gift' | 'pledge';
  /** Decimal text. */
  readonly amount: string;
  /** The key of the type of payment. */
  readonly paidBy: string | null;
  readonly checkNumber: string | null;
}

interface TransactionSearch {
  readonly constituentId: number;
  readonly kinds: readonly Transaction['kind'][];
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  readonly page: PageRequest;
}

const AT = `case when g.received_date is null or (g.created_at at time zone $8)::date = g.received_date then g.created_at
  else g.received_date::timestamp at time zone $8 end`;

const ofConstituent = query<Transaction>(
  'transactions_of_constituent',
  `select x.* from (
     select g.id, ${AT} as at, case g.gift_type_id when ${PLEDGE} then 'pledge' else 'gift' end as kind,
       g.received_amount as amount, p.key as "paidBy", g.check_number as "checkNumber"
     from gifts g
     join constituents c on c.organization_id = g.organization_id and c.id = g.constituent_id and c.deleted_at is null
     left join payment_types p on p.organization_id = g.organization_id and p.id = g.payment_type_id
     where g.organization_id = $1 and g.constituent_id = $2 and (giving_kind(g.gift_type_id) = 'given' or g.gift_type_id = ${PLEDGE})) x
   where x.kind = any($3::text[]) and x.at >= coalesce($4::timestamptz, '-infinity') and x.at < coalesce($5::timestamptz, 'infinity')
   order by x.at, x.id limit $6 offset $7`,
);

/** Oldest first; goals, instalments that are due and credits for what others gave are none. Throws `forbidden` for those of others. */
export function findTransactionsOf(
  db: Db,
  actor: Actor,
  { constituentId, kinds, from, before, page }: TransactionSearch,
): Promise<Transaction[]> {
  allowRecord(actor, 'constituents:read', constituentId);
  const { id, timeZone } = actor.organization;
  const period = [from ?? null, before ?? null];
  return db.all(ofConstituent(id, constituentId, kinds, ...period, page.limit, page.offset, timeZone));
}
