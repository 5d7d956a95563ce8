// One SQL condition for one question about one value.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { comparisonKey, escapeLike, fold } from '../../base/fold.ts';
import { type Filter, wrong } from './filter.ts';
import type { FilterContext } from './filter-context.ts';
import { type FilterField, OPERATORS } from './filter-fields.ts';

type Condition = RawBuilder<SqlBool>;
type Asked = Extract<Filter, { field: string }>;

interface Within extends FilterContext {
  readonly pointer: string;
}

/** Throws `invalid` for an operator that the type does not have, and for a value that does not fit. */
export function valueCondition(asked: Asked, field: FilterField, within: Within): Condition {
  const known = OPERATORS[field.type];
  if (!known.includes(asked.op)) throw wrong(`${within.pointer}/op`, 'unknown_operator', { known });
  if (asked.op === 'is_blank') return blankCondition(asked.value, field, within);
  if (field.type === 'text') return textCondition(asked, field, within);
  if (field.type === 'names') return namesCondition(asked, field, within);
  if (field.type === 'flag') return flagCondition(asked, field, within);
  return orderedCondition(asked, field, within);
}

const unfit = ({ pointer }: Within) => wrong(`${pointer}/value`, 'filter_value');

/** By default blank is asked for; `false` asks for the others. */
function blankCondition(value: unknown, { column, type }: FilterField, within: Within): Condition {
  if (value !== undefined && typeof value !== 'boolean') throw unfit(within);
  const blank = type === 'text' ? sql<SqlBool>`coalesce(${column}, '') = ''` : sql<SqlBool>`${column} is null`;
  return value === false ? sql<SqlBool>`not (${blank})` : blank;
}

/** As search compares: without case and accents. */
function textCondition({ op, value }: Asked, field: FilterField, within: Within): Condition {
  if (op === 'in') {
    if (!Array.isArray(value) || value.length === 0) throw unfit(within);
    const all = value.map((one) => textCondition({ field: '', op: 'eq', value: one }, field, within));
    return sql<SqlBool>`(${sql.join(all, sql` or `)})`;
  }
  const sought = typeof value === 'string' ? fold(value) : '';
  if (sought === '') throw unfit(within);
  const { column, isFolded, isInNames } = field;
  const text = isFolded ? column : sql`folded(${column})`;
  if (op === 'ne') return sql<SqlBool>`${text} is distinct from ${sought}`;
  const like = escapeLike(sought);
  const condition =
    op === 'eq'
      ? sql<SqlBool>`${text} = ${sought}`
      : sql<SqlBool>`${text} like ${op === 'contains' ? `%${like}%` : `${like}%`}`;
  // The index over all names finds the few that can be meant.
  return isInNames ? sql<SqlBool>`(c.search_name like ${`%${like}%`} and ${condition})` : condition;
}

function namesCondition({ op, value }: Asked, { column, words = '' }: FilterField, within: Within): Condition {
  if (op === 'all_of' && (!Array.isArray(value) || value.length !== 1))
    throw wrong(`${within.pointer}/op`, 'unknown_operator');
  return sql<SqlBool>`${column} = any(${idsOf(value, words, within)}::bigint[])`;
}

/** The ids of words that are given by id or by name. Throws `invalid` (`unknown_value`) for one that is not there. */
function idsOf(value: unknown, table: string, within: Within): number[] {
  if (!Array.isArray(value) || value.length === 0) throw unfit(within);
  return value.map((one, at) => {
    const key = typeof one === 'string' ? comparisonKey(one) : one;
    const word = within.words.get(table)?.get(key as number | string);
    if (!word) throw wrong(`${within.pointer}/value/${at}`, 'unknown_value');
    return word.id;
  });
}

function flagCondition({ op, value }: Asked, { column }: FilterField, within: Within): Condition {
  if (typeof value !== 'boolean') throw unfit(within);
  return op === 'eq' ? sql<SqlBool>`${column} = ${value}` : sql<SqlBool>`${column} is distinct from ${value}`;
}

const COMPARISONS: Readonly<Record<string, RawBuilder<unknown>>> = {
  ...{ eq: sql`=`, ne: sql`is distinct from`, lt: sql`<`, lte: sql`<=`, gt: sql`>`, gte: sql`>=` },
};

function orderedCondition({ op, value }: Asked, { column, type }: FilterField, within: Within): Condition {
  const one = (given: unknown) => sql`${databaseValue(given, type, within)}${CASTS[type]}`;
  if (op === 'within_days') return withinDays(value, column, within);
  if (op === 'between') {
    if (!Array.isArray(value) || value.length !== 2) throw unfit(within);
    return sql<SqlBool>`${column} between ${one(value[0])} and ${one(value[1])}`;
  }
  if (op === 'in') {
    if (!Array.isArray(value) || value.length === 0) throw unfit(within);
    return sql<SqlBool>`${column} in (${sql.join(value.map(one))})`;
  }
  return sql<SqlBool>`${column} ${COMPARISONS[op]} ${one(value)}`;
}

const CASTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  ...{ date: sql`::date`, moment: sql`::timestamptz`, number: sql`::numeric` },
};

const FURTHEST_DAYS = 36_500;

/** From today on for so many days; back from today for a negative number. Both ends count. */
function withinDays(value: unknown, column: RawBuilder<unknown>, within: Within): Condition {
  if (!Number.isSafeInteger(value) || Math.abs(value as number) > FURTHEST_DAYS) throw unfit(within);
  const other = sql`${within.today}::date + ${value}::integer`;
  const [from, to] = (value as number) < 0 ? [other, sql`${within.today}::date`] : [sql`${within.today}::date`, other];
  return sql<SqlBool>`${column}::date between ${from} and ${to}`;
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A value as the database takes it. */
function databaseValue(given: unknown, type: string, within: Within): string {
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string') throw unfit(within);
  const isFit = type === 'number' ? DECIMAL.test(text) : type === 'date' ? isDate(text) : isMoment(text);
  if (!isFit) throw unfit(within);
  return type === 'moment' ? new Date(text).toISOString() : text;
}

function isDate(text: string): boolean {
  return DATE.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

function isMoment(text: string): boolean {
  return MOMENT.test(text) && !Number.isNaN(Date.parse(text));
}
