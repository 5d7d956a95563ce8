// Categories of gifts, types of payment, and finding what a gift names by id or name.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { invalidField } from '../base/failure.ts';
import { comparisonKey } from '../base/fold.ts';
import { type Paged, type PageRequest, pagedStatement } from '../base/page.ts';
import type { Reference } from '../record/part.ts';

export interface GiftCategory {
  readonly id: number;
  readonly name: string;
  readonly giftTypeId: number;
}

export interface PaymentType {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly ordinal: number;
}

const categories = pagedStatement<GiftCategory>('gift_categories_list', {
  select: 'id, name, gift_type_id as "giftTypeId"',
  from: 'gift_categories where organization_id = $1 and ($2::bigint is null or gift_type_id = $2)',
  order: 'id',
  parameters: 2,
});

/** By id; with a type only its own. */
export function listGiftCategories(
  db: Db,
  actor: Actor,
  { giftTypeId, page }: { giftTypeId: number | null; page: PageRequest },
): Promise<Paged<GiftCategory>> {
  allow(actor, 'constituents:read');
  return categories(db, [actor.organization.id, giftTypeId], page);
}

const paymentTypes = pagedStatement<PaymentType>('payment_types_list', {
  select: 'id, name, key, ordinal',
  from: 'payment_types where organization_id = $1',
  order: 'ordinal, id',
});

/** By ordinal. */
export function listPaymentTypes(db: Db, actor: Actor, page: PageRequest): Promise<Paged<PaymentType>> {
  allow(actor, 'constituents:read');
  return paymentTypes(db, [actor.organization.id], page);
}

const TABLES = {
  giftCategory: 'gift_categories',
  campaign: 'campaigns',
  fund: 'funds',
  appeal: 'appeals',
  event: 'events',
  paymentType: 'payment_types',
} as const;

export type GiftReference = keyof typeof TABLES;

export const GIFT_REFERENCES = Object.keys(TABLES) as GiftReference[];

const all = Object.entries(TABLES).map(
  ([kind, table]) => `select '${kind}' as kind, id, name_key from ${table} where organization_id = $1`,
);
const find = query<{ kind: GiftReference; id: number; isNamed: boolean | null }>(
  'gift_references_find',
  `select w.kind, r.id, r.name_key = w.name_key as "isNamed"
   from jsonb_to_recordset($2::jsonb) as w (kind text, id bigint, name_key text)
   join (${all.join(' union all ')}) r on r.kind = w.kind and (r.id = w.id or r.name_key = w.name_key) order by r.id`,
);

type Found = Partial<Record<GiftReference, number | null>>;

/**
 * The ids of what a gift names, in one statement: null for what it names as none. Where id and name disagree the name wins
 * (docs/contracts/lgl.md §8.24). Throws `invalid`, naming the field, for what is neither.
 */
export async function findGiftReferences(
  tx: Tx,
  actor: Actor,
  named: Readonly<Partial<Record<GiftReference, Reference>>>,
): Promise<Found> {
  const given = GIFT_REFERENCES.flatMap((kind) => {
    const reference = named[kind];
    return reference ? [{ kind, id: reference.id ?? null, name_key: comparisonKey(reference.name ?? '') || null }] : [];
  });
  const wanted = given.filter(({ id, name_key }) => id !== null || name_key !== null);
  const rows = wanted.length > 0 ? await tx.all(find(actor.organization.id, JSON.stringify(wanted))) : [];
  const found: Found = Object.fromEntries(given.map(({ kind }) => [kind, null]));
  for (const { kind } of wanted) {
    const own = rows.filter((row) => row.kind === kind);
    const row = own.find(({ isNamed }) => isNamed) ?? own[0];
    if (!row) throw invalidField(kind, 'unknown_reference');
    found[kind] = row.id;
  }
  return found;
}
