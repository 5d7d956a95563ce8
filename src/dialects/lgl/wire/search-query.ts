// The search language (docs/contracts/lgl.md §4): from query parameters to the core's criteria.
import { dateIn } from '../../../core/base/clock.ts';
import { Failure } from '../../../core/base/failure.ts';
import type {
  Criterion,
  NumberOperator,
  SortKey,
  TextOperator,
} from '../../../core/constituents/search/search-criteria.ts';
import { isUnstorable } from './body.ts';
import { toDate } from './coerce.ts';

type Query = Readonly<Record<string, unknown>>;

/** Every `q`, `q[]` and `q[0]` value; all of them are ANDed (§4.2, §8.9). */
export function queryValues(query: Query): string[] {
  return Object.entries(query)
    .filter(([name]) => /^q(\[\d*\])?$/.test(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is string => typeof value === 'string');
}

export interface Clause {
  readonly term: string;
  readonly value: string;
}

/** A `;` separates only where a term follows; elsewhere it belongs to the value (§4.2). */
const SEPARATOR = /;(?=\s*[A-Za-z_]+\s*=)/;

/** More clauses than this are refused: a query must stay a bounded piece of work. */
const CLAUSE_LIMIT = 50;

/** The clauses of all query values. Throws `unknown_query_parameter` for one without `=` (§4.2). */
export function readClauses(query: Query): Clause[] {
  const texts = queryValues(query)
    .flatMap((value) => value.split(SEPARATOR))
    .map((text) => text.trim().replace(/;$/, ''))
    .filter((text) => text !== '');
  if (texts.length > CLAUSE_LIMIT) throw new Failure('invalid', 'invalid_query_parameter', { subject: 'q' });
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at === -1) throw unknownTerm(text);
    return clauseOf(text.slice(0, at).trim(), text.slice(at + 1));
  });
}

/** Throws for a text that no database holds. The plus sign before a number arrives as a space when it was not encoded. */
function clauseOf(term: string, value: string): Clause {
  if (isUnstorable(term)) throw badValue('q');
  if (isUnstorable(value)) throw badValue(term);
  const lostPlus = term === 'phone_number' && /^ \d/.test(value);
  return { term, value: lostPlus ? `+${value.trim()}` : value.trim() };
}

/** The answer names the term (§1.8). */
export function unknownTerm(term: string): Failure {
  return new Failure('invalid', 'unknown_query_parameter', { subject: term });
}

export function badValue(term: string): Failure {
  return new Failure('invalid', 'invalid_query_parameter', { subject: term });
}

/** Ids separated by commas, any of which may match. Throws for what is no id: finding nobody would look like an answer. */
export function ids(term: string, value: string): number[] {
  const parts = value.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d{1,15}$/.test(part) && Number(part) > 0)) throw badValue(term);
  return parts.map(Number);
}

function zeroOrOne(term: string, value: string): boolean {
  if (value !== '0' && value !== '1') throw badValue(term);
  return value === '1';
}

function calendarDate(term: string, value: string): string {
  const date = toDate(value);
  if (date === null) throw badValue(term);
  return date;
}

/** A timestamp, or a date: the beginning of that day as a lower bound, its end as an upper one (§4.3). */
export function moment(term: string, value: string, bound: 'from' | 'to'): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) || value.includes('/')) {
    const date = calendarDate(term, value);
    return bound === 'from' ? `${date}T00:00:00.000Z` : `${date}T23:59:59.999999Z`;
  }
  // A plus sign of the zone arrives as a space when the client did not encode it.
  const iso = value.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, '$1T').replace(/ (?=\d{2}:?\d{2}$)/, '+');
  const zoned = /(Z|[-+]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso}Z`;
  const time = /^\d{4}-\d{2}-\d{2}T/.test(zoned) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) throw badValue(term);
  // Seconds are all that clients see of a moment: the bound takes in the whole second.
  const second = new Date(time).toISOString().slice(0, 19);
  // With an offset a moment of year 1 may lie in year 0, which the database does not have.
  if (!/^(?!0000)\d{4}-/.test(second)) throw badValue(term);
  return bound === 'from' ? `${second}.000Z` : `${second}.999999Z`;
}

const TEXT_OPERATORS: Readonly<Record<string, TextOperator>> = {
  ft: 'contains',
  nft: 'not-contains',
  eq: 'equals',
  ne: 'not-equals',
  sw: 'starts-with',
  bl: 'blank',
  nb: 'not-blank',
};

/** `key|op|value`; the third segment must not be empty, also where it says nothing (§4.3). */
function customText(value: string): Criterion {
  const [key = '', word = '', ...rest] = value.split('|');
  const operator = TEXT_OPERATORS[word.trim()];
  const text = rest.join('|');
  if (!operator || key === '' || text === '') throw badValue('custom_attr');
  return { term: 'customText', key: key.trim(), operator, value: text };
}

function customDate(term: 'custom_attr_from' | 'custom_attr_to', value: string): Criterion {
  const [key = '', text = ''] = value.split('|');
  const date = calendarDate(term, text);
  return { term: 'customDate', key: key.trim(), ...(term === 'custom_attr_from' ? { from: date } : { to: date }) };
}

const NUMBER_OPERATORS: Readonly<Record<string, NumberOperator>> = {
  gte: 'gte',
  lte: 'lte',
  gt: 'gt',
  lt: 'lt',
  eq: 'eq',
  ne: 'ne',
  btw: 'between',
};

/** `key|op|number[|number2]`; `btw` includes both ends. */
function customNumber(value: string): Criterion {
  const [key = '', word = '', first = '', second = ''] = value.split('|').map((segment) => segment.trim());
  const operator = NUMBER_OPERATORS[word];
  const bound = first === '' ? Number.NaN : Number(first);
  const upper = second === '' ? Number.NaN : Number(second);
  if (!operator || key === '' || !Number.isFinite(bound)) throw badValue('custom_attr_int');
  if (operator !== 'between') return { term: 'customNumber', key, operator, value: bound };
  if (!Number.isFinite(upper)) throw badValue('custom_attr_int');
  return { term: 'customNumber', key, operator, value: bound, upper };
}

/** `type[,type]|from[ to to]` with years or dates, of which the year counts; no range: any year. */
function classAffiliation(value: string): Criterion {
  const [types = '', range = ''] = value.split('|');
  const [from, to] = range.split(/ to /i).map((bound) => bound.trim());
  const year = (text: string) => {
    if (!/^\d{1,4}(-\d{2}-\d{2})?$/.test(text)) throw badValue('class');
    return Number(text.split('-', 1)[0]);
  };
  if (!from) return { term: 'classAffiliation', typeIds: ids('class', types) };
  const first = year(from);
  return { term: 'classAffiliation', typeIds: ids('class', types), from: first, to: to ? year(to) : first };
}

interface Today {
  readonly timeZone: string;
  readonly now: Date;
}

/** Every constituent term (§4.3). */
const TERMS: Readonly<Record<string, (value: string, today: Today) => Criterion>> = {
  name: (words) => ({ term: 'name', words }),
  eaddr: (contains) => ({ term: 'email', contains }),
  phone_number: (contains) => ({ term: 'phone', contains }),
  street: (contains) => ({ term: 'street', contains }),
  city: (equals) => ({ term: 'city', equals }),
  state: (equals) => ({ term: 'state', equals }),
  postal_code: (startsWith) => ({ term: 'postalCode', startsWith }),
  country: (contains) => ({ term: 'country', contains }),
  keyword: (value) => ({ term: 'keyword', anyOf: ids('keyword', value) }),
  updated_from: (value) => ({ term: 'updated', from: moment('updated_from', value, 'from') }),
  updated_to: (value) => ({ term: 'updated', to: moment('updated_to', value, 'to') }),
  membership_status: (value, { timeZone, now }) => ({
    term: 'membershipStatus',
    active: zeroOrOne('membership_status', value),
    today: dateIn(timeZone, now),
  }),
  membership_level: (value) => ({ term: 'membershipLevel', anyOf: ids('membership_level', value) }),
  membership_end_date_from: (value) => ({
    term: 'membershipEnd',
    from: calendarDate('membership_end_date_from', value),
  }),
  membership_end_date_to: (value) => ({ term: 'membershipEnd', to: calendarDate('membership_end_date_to', value) }),
  external_id: (equals) => ({ term: 'externalId', system: 'lgl', equals }),
  constituent_type: (value) => ({ term: 'isOrg', equals: zeroOrOne('constituent_type', value) }),
  groups: (value) => ({ term: 'group', anyOf: ids('groups', value) }),
  class: classAffiliation,
  custom_attr: customText,
  custom_attr_from: (value) => customDate('custom_attr_from', value),
  custom_attr_to: (value) => customDate('custom_attr_to', value),
  custom_attr_int: customNumber,
  lists: (value) => ({ term: 'list', anyOf: ids('lists', value) }),
};

/** The criteria of a constituent search. Throws for an unknown term; a known one without a value is left out (§4.2). */
export function readCriteria(query: Query, today: Today): Criterion[] {
  return readClauses(query).flatMap(({ term, value }) => {
    const read = Object.hasOwn(TERMS, term) ? TERMS[term] : undefined;
    if (!read) throw unknownTerm(term);
    return value === '' ? [] : [read(value, today)];
  });
}

const SORT_KEYS: Readonly<Record<string, SortKey>> = {
  name: 'name',
  external_id: 'externalId',
  lgl_id: 'id',
  date_created: 'createdAt',
  date_updated: 'updatedAt',
  membership_level: 'membershipLevel',
  membership_end_date_from: 'membershipEndDate',
};

/** One key, `!` for descending; an unknown one is ignored (§4.4). */
export function readSort(value: unknown): { key: SortKey; descending: boolean } | undefined {
  const text = String(Array.isArray(value) ? value.at(-1) : (value ?? '')).trim();
  const name = text.replace(/!$/, '');
  const key = Object.hasOwn(SORT_KEYS, name) ? SORT_KEYS[name] : undefined;
  return key && { key, descending: text.endsWith('!') };
}
