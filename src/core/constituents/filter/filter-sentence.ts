// A filter as a sentence, so that everybody sees who is meant.
import { comparisonKey } from '../../base/fold.ts';
import type { Filter } from './filter.ts';
import { ownFieldType } from './filter-conditions.ts';
import type { FilterContext } from './filter-context.ts';
import { COLLECTIONS, type FilterField, OWN_FIELDS, SHORT_NAMES } from './filter-fields.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  ...{ eq: 'is', ne: 'is not', in: 'is one of', starts_with: 'begins with', contains: 'contains' },
  ...{ lt: 'is below', lte: 'is at most', gt: 'is above', gte: 'is at least', between: 'is between' },
  ...{ any_of: 'is any of', all_of: 'is each of' },
};
const DATES: Readonly<Record<string, string>> = { lt: 'is before', lte: 'is until', gt: 'is after', gte: 'is from' };

/** In English; for a filter that `filterCondition` has taken. */
export function sentenceOf(filter: Filter, context: FilterContext): string {
  return sentenceAt(filter, context, OWN_FIELDS);
}

function sentenceAt(filter: Filter, context: FilterContext, fields: Readonly<Record<string, FilterField>>): string {
  const inner = (one: Filter) => {
    const text = sentenceAt(one, context, fields);
    return 'and' in one || 'or' in one ? `(${text})` : text;
  };
  if ('and' in filter) return filter.and.map(inner).join(' and ') || 'everybody';
  if ('or' in filter) return filter.or.map(inner).join(' or ') || 'nobody';
  if ('not' in filter) return `not ${inner(filter.not)}`;
  if ('some' in filter) {
    const collection = COLLECTIONS[filter.some];
    const label = (collection?.label ?? filter.some).toLowerCase();
    return filter.where && collection
      ? `there is a ${label} of which ${sentenceAt(filter.where, context, collection.fields)}`
      : `there is a ${label}`;
  }
  return ask(filter, context, fields[filter.field] ?? rowField(filter.field, context));
}

function rowField(name: string, { ownFields }: FilterContext): FilterField | undefined {
  const [collection = '', field = ''] = SHORT_NAMES[name] ?? [];
  const own = ownFields.get(name.slice('custom:'.length));
  return COLLECTIONS[collection]?.fields[field] ?? (own && ownFieldType(own));
}

function ask(
  { field: name, op, value }: Extract<Filter, { field: string }>,
  context: FilterContext,
  field: FilterField | undefined,
): string {
  const label = (field?.label ?? name).toLowerCase();
  if (op === 'is_blank') return `${label} is ${value === false ? 'not blank' : 'blank'}`;
  if (op === 'within_days')
    return `${label} is within ${Math.abs(Number(value))} days ${Number(value) < 0 ? 'before today' : 'from today'}`;
  const isTime = field?.type === 'date' || field?.type === 'moment';
  const words = (isTime ? DATES[op] : undefined) ?? OPERATORS[op] ?? op;
  const values = (Array.isArray(value) ? value : [value]).map((one) => said(one, context, field));
  return `${label} ${words} ${values.join(op === 'between' ? ' and ' : ', ')}`;
}

function said(value: unknown, { words }: FilterContext, field: FilterField | undefined): string {
  if (field?.words !== undefined) {
    const key = typeof value === 'string' ? comparisonKey(value) : (value as number);
    return words.get(field.words)?.get(key)?.name ?? String(value);
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return field?.type === 'text' ? `“${String(value)}”` : String(value);
}
