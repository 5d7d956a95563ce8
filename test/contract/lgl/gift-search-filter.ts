// The search of gifts in memory (docs/contracts/lgl.md §4.6), written without a look at how the server does it.

// biome-ignore lint/suspicious/noExplicitAny: rows as they come over the wire
type Gift = any;

/** Hundredths, so that amounts are compared exactly. */
const cents = (text: unknown) => Math.round(Number(text) * 100);

const AMOUNT: Record<string, (amount: number, a: number, b: number) => boolean> = {
  gte: (amount, a) => amount >= a,
  lte: (amount, a) => amount <= a,
  gt: (amount, a) => amount > a,
  lt: (amount, a) => amount < a,
  eq: (amount, a) => amount === a,
  ne: (amount, a) => amount !== a,
  btw: (amount, a, b) => amount >= a && amount <= b,
};

/** `in|1,2`, `ni|1,2` or `bl`; a gift without one shows 0 or null and is in no list. */
function isListed(id: unknown, value: string): boolean {
  const [operator, list = ''] = value.split('|');
  if (operator === 'bl') return !id;
  return list.split(',').map(Number).includes(Number(id)) === (operator === 'in');
}

const day = (text: unknown) => String(text).slice(0, 10);

export interface Kinds {
  /** By id of an appeal or event. */
  readonly typeOf: ReadonlyMap<number, number>;
}

const TERMS: Record<string, (gift: Gift, value: string, kinds: Kinds) => boolean> = {
  date_from: ({ received_date }, value) => received_date !== null && received_date >= value,
  date_to: ({ received_date }, value) => received_date !== null && received_date <= value,
  gift_types: ({ gift_type_id }, value) => isListed(gift_type_id, value),
  gift_amount: ({ received_amount }, value) => {
    const [operator = '', a, b] = value.split('|');
    return AMOUNT[operator]!(cents(received_amount), cents(a), cents(b));
  },
  payment_types: ({ payment_type_id }, value) => isListed(payment_type_id, value),
  campaigns: ({ campaign_id }, value) => isListed(campaign_id, value),
  funds: ({ fund_id }, value) => isListed(fund_id, value),
  appeals: ({ appeal_id }, value) => isListed(appeal_id, value),
  events: ({ event_id }, value) => isListed(event_id, value),
  categories: ({ gift_category_id }, value) => isListed(gift_category_id, value),
  appeal_types: ({ appeal_id }, value, { typeOf }) => isListed(typeOf.get(appeal_id), value),
  event_types: ({ event_id }, value, { typeOf }) => isListed(typeOf.get(event_id), value),
  gift_ids: ({ id }, value) => value.split(',').map(Number).includes(id),
  external_gift_ids: ({ external_id }, value) => value.split(',').includes(external_id),
  created_from: ({ created_at }, value) => day(created_at) >= value,
  created_to: ({ created_at }, value) => day(created_at) <= value,
  updated_from: ({ updated_at }, value) => day(updated_at) >= value,
  updated_to: ({ updated_at }, value) => day(updated_at) <= value,
};

export const GIFT_TERMS = Object.keys(TERMS);

/** Whether a gift answers a clause `term=value`; goals answer none. */
export function giftAnswers(gift: Gift, clause: string, kinds: Kinds): boolean {
  const at = clause.indexOf('=');
  return gift.gift_type_id !== 14 && TERMS[clause.slice(0, at)]!(gift, clause.slice(at + 1), kinds);
}
