// A gift or pledge as this contract shows it (docs/contracts/luminate.md §4.9).
import type { Organization } from '../../../core/base/actor.ts';
import type { Transaction } from '../../../core/giving/transactions.ts';
import { toWireMoment } from './dates.ts';
import { type Element, leaf, parent } from './document.ts';
import { type ReadableRecord, readValue } from './field-reading.ts';
import { FIELDS } from './fields.ts';

/** By type of transaction: what the record has of it. Nothing here fails, recurs, is refunded or waits to be settled. */
const KINDS: Readonly<Record<string, readonly Transaction['kind'][]>> = {
  DONATION: ['gift'],
  PLEDGE: ['pledge'],
  ...Object.fromEntries(
    'RECURRING_GIFT TICKET DONATION_PENDING DONATION_PENDING_ACCEPTED DONATION_PENDING_REJECTED DONATION_PENDING_ACCEPTED_FAILED DONATION_PENDING_REJECTED_FAILED DONATION_ACCEPTED_FAILED DONATION_REJECTED_FAILED DONATION_SETTLED DONATION_REJECTED F2F_REGISTRATION TRIBUTES_REGISTRATION ECOMMERCE_PURCHASE REFUND FAILED_RECURRING_DONATION_DECLINED FAILED_RECURRING_DONATION_FRAUD'
      .split(' ')
      .map((type) => [type, []]),
  ),
};

/** What a wanted type of transaction means; undefined for a type that there is not. */
export function kindsOf(type: string | undefined): readonly Transaction['kind'][] | undefined {
  if (type === undefined) return ['gift', 'pledge'];
  return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}

/** By the keys of types of payment. */
const TENDER_TYPES: Readonly<Record<string, string>> = {
  cash: 'CASH',
  check: 'CHECK',
  credit: 'CREDIT_CARD',
  stock: 'STOCK',
};

const BILLING_NAME = ['title', 'first', 'middle', 'last', 'suffix', 'prof_suffix'];
const BILLING_ADDRESS = ['street1', 'street2', 'street3', 'city', 'state', 'zip', 'country'];

function fieldLeaf(record: ReadableRecord, group: string, name: string): Element {
  const field = FIELDS.find((candidate) => candidate.name === `${group}.${name}`);
  return leaf(name, field ? readValue(field, record) : null);
}

/** By country; the record has no currency of its own. */
const SIGNS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['US', 'CA', 'AU', 'NZ'].map((country) => [country, '$'])),
  ...Object.fromEntries(['AT', 'BE', 'DE', 'ES', 'FI', 'FR', 'IE', 'IT', 'NL', 'PT'].map((country) => [country, '€'])),
  GB: '£',
};

const GROUPED = new Intl.NumberFormat('en-US');

/** `1234.50` → `$1,234.50`. */
function formatted(decimal: string, country: string): string {
  const [whole = '', cents = '00'] = decimal.split('.');
  return `${SIGNS[country] ?? ''}${GROUPED.format(BigInt(whole))}.${cents}`;
}

export function presentTransaction(
  { id, at, kind, amount, paidBy, checkNumber }: Transaction,
  payer: ReadableRecord,
  { timeZone, country }: Organization,
): Element {
  const timestamp = toWireMoment(at, timeZone);
  return parent('transaction', [
    leaf('timestamp', timestamp),
    // Clients take the last piece for the id.
    leaf('confirmation_code', `${timestamp.slice(0, 4)}-${payer.id}-${id}`),
    parent('amount', [leaf('decimal', amount), leaf('formatted', formatted(amount, country))]),
    leaf('tender_type', paidBy === null ? null : (TENDER_TYPES[paidBy] ?? 'OTHER')),
    // Kith takes no payments: whatever it knows was paid elsewhere and written down here.
    leaf('pay_method', 'OFFLINE'),
    leaf('transaction_type', kind === 'pledge' ? 'PLEDGE' : 'DONATION'),
    ...['credit_card_type', 'credit_card_number', 'credit_card_expiration'].map((name) => leaf(name, null)),
    ...(checkNumber === null ? [] : [leaf('check_number', checkNumber)]),
    parent(
      'billing_name',
      BILLING_NAME.map((name) => fieldLeaf(payer, 'name', name)),
    ),
    parent(
      'billing_address',
      BILLING_ADDRESS.map((name) => fieldLeaf(payer, 'primary_address', name)),
    ),
  ]);
}
