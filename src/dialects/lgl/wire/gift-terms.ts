// The terms that gifts are searched by (docs/contracts/lgl.md §4.6).
import { toAmount } from '../../../core/giving/amount.ts';
import type { Comparison, GiftCriterion, GiftSearch } from '../../../core/giving/search-gifts.ts';
import { dateBound } from './activity-terms.ts';
import { badValue, ids, moment, readClauses, unknownTerm } from './search-query.ts';

type Query = Readonly<Record<string, unknown>>;
type Read = (value: string, term: string) => GiftCriterion | readonly GiftCriterion[];

/** Ids, all of which must be readable: an unreadable one would look like "no gifts". */
function idList(term: string, value: string): number[] {
  const read = ids(term, value);
  if (read.length === 0 || read.length !== value.split(',').length) throw badValue(term);
  return read;
}

type BlankTerm = Extract<GiftCriterion, { operator: 'bl' }>['term'];
type ListTerm = Extract<GiftCriterion, { operator: 'in' | 'ni' }>['term'];

/** `in|ids` or `ni|ids`. */
const ofIds =
  (term: ListTerm): Read =>
  (value, name) => {
    const [word = '', given = ''] = value.split('|').map((part) => part.trim());
    if (word !== 'in' && word !== 'ni') throw badValue(name);
    return { term, operator: word, ids: idList(name, given) };
  };

/** The same, or `bl` for gifts without one. */
const list =
  (term: BlankTerm): Read =>
  (value, name) =>
    /^bl\s*(?:\||$)/.test(value) ? { term, operator: 'bl' } : ofIds(term)(value, name);

/** `op|n`, or `btw|n|n2` with both bounds included. */
const amount: Read = (value, term) => {
  const [word = '', first = '', second = '', ...rest] = value.split('|').map((part) => part.trim());
  const number = (text: string) => {
    try {
      const read = toAmount(term, text);
      if (read !== null) return read;
    } catch {
      // Said below, in the words of a search.
    }
    throw badValue(term);
  };
  if (rest.length > 0 || (second !== '' && word !== 'btw')) throw badValue(term);
  const compare = (operator: Comparison, text: string) =>
    ({ term: 'amount', operator, than: number(text) }) satisfies GiftCriterion;
  if (word === 'btw') return [compare('gte', first), compare('lte', second)];
  if (!/^(gte|lte|gt|lt|eq|ne)$/.test(word)) throw badValue(term);
  return compare(word as Comparison, first);
};

const TERMS: Readonly<Record<string, Read>> = {
  date_from: (value, term) => ({ term: 'receivedDate', from: dateBound(term, value) }),
  date_to: (value, term) => ({ term: 'receivedDate', to: dateBound(term, value) }),
  gift_types: ofIds('giftType'),
  gift_amount: amount,
  payment_types: list('paymentType'),
  campaigns: list('campaign'),
  funds: list('fund'),
  appeals: list('appeal'),
  events: list('event'),
  categories: list('giftCategory'),
  appeal_types: ofIds('appealType'),
  event_types: ofIds('eventType'),
  gift_ids: (value, term) => ({ term: 'id', anyOf: idList(term, value) }),
  external_gift_ids: (value) => ({ term: 'externalId', anyOf: value.split(',').map((part) => part.trim()) }),
  created_from: (value, term) => ({ term: 'created', from: moment(term, value, 'from') }),
  created_to: (value, term) => ({ term: 'created', to: moment(term, value, 'to') }),
  updated_from: (value, term) => ({ term: 'updated', from: moment(term, value, 'from') }),
  updated_to: (value, term) => ({ term: 'updated', to: moment(term, value, 'to') }),
};

/** Throws for an unknown term or an unreadable value; a known term without a value is left out. */
export function readGiftCriteria(query: Query): GiftCriterion[] {
  return readClauses(query).flatMap(({ term, value }) => {
    const read = Object.hasOwn(TERMS, term) ? TERMS[term] : undefined;
    if (!read) throw unknownTerm(term);
    return value === '' ? [] : read(value, term);
  });
}

export const GIFT_SORTS: Readonly<Record<string, GiftSearch['sort']['key']>> = {
  name: 'name',
  gift_amount: 'amount',
  date: 'date',
  date_created: 'created',
  date_updated: 'updated',
  fund: 'fund',
  appeal: 'appeal',
  campaign: 'campaign',
  gift_type: 'giftType',
};

const EXPANSIONS = [
  ...['external_constituent_id', 'first_name', 'last_name', 'org_name'],
  ...['street_addresses', 'phone_numbers', 'email_addresses'],
];

/** The asked keys of a gift's constituent in the order of §3.13; unknown ones are ignored. */
export function readGiftExpand(value: unknown): string[] {
  const asked = String(value ?? '')
    .split(',')
    .map((name) => name.trim());
  return EXPANSIONS.filter((name) => asked.includes(name));
}
