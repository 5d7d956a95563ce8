// One SQL condition on `constituents c` per search term.
import { type ExpressionBuilder, type ExpressionWrapper, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { DB } from '../../../db/schema.gen.ts';
import { cleanText } from '../../base/clean-text.ts';
import { digitsOf, escapeLike, fold } from '../../base/fold.ts';
import { digitsWithoutCountry, toE164 } from '../../record/parts/phone-numbers.ts';
import { filterCondition } from '../filter/filter-conditions.ts';
import { rarestLetters, type TrigramShares } from './name-trigrams.ts';
import type { SearchContext } from './search-context.ts';
import type { Criterion, NumberOperator, TextOperator } from './search-criteria.ts';

type Builder = ExpressionBuilder<DB & { c: DB['constituents'] }, 'c'>;
type Condition = RawBuilder<SqlBool> | ExpressionWrapper<DB & { c: DB['constituents'] }, 'c', SqlBool>;

/** The most words of a search that are looked for; further ones would only cost time. */
const WORD_LIMIT = 20;

const contains = (folded: string) => `%${escapeLike(folded)}%`;
const startsWith = (folded: string) => `${escapeLike(folded)}%`;

/** Rows of a table that belongs to constituents, found by their own index: `c.id in (select …)`. */
function hasRow(organizationId: number, table: string, condition: RawBuilder<unknown>): Condition {
  return sql<SqlBool>`c.id in (select r.constituent_id from ${sql.table(table)} r
    where r.organization_id = ${organizationId} and ${condition})`;
}

/** A text that is empty after folding finds nobody: every name contains the empty text. */
const NOBODY = sql<SqlBool>`false`;

/** The condition for a criterion. */
export function conditionOf(eb: Builder, criterion: Criterion, context: SearchContext): Condition {
  const { organizationId, trigrams } = context;
  const row = (table: string, condition: RawBuilder<unknown>) => hasRow(organizationId, table, condition);
  switch (criterion.term) {
    case 'name':
      return nameCondition(eb, criterion.words, trigrams);
    case 'email':
      return row('email_addresses', emailCondition(fold(criterion.contains)));
    case 'phone':
      return row('phone_numbers', phoneCondition(criterion.contains, context.country));
    case 'idOrPhone':
      return sql<SqlBool>`(c.id = ${criterion.id} or ${row('phone_numbers', phoneCondition(criterion.digits, context.country))})`;
    case 'street':
      return row('street_addresses', containing('search_street', criterion.contains));
    case 'country':
      return row('street_addresses', containing('search_country', criterion.contains));
    case 'city':
      return row('street_addresses', equal('search_city', criterion.equals));
    case 'state':
      return row('street_addresses', equal('search_state', criterion.equals));
    case 'postalCode':
      return row('street_addresses', beginning('search_postal_code', criterion.startsWith));
    case 'keyword':
      return row('constituent_keywords', sql`r.keyword_id = any(${criterion.anyOf}::bigint[])`);
    case 'group':
      return row('group_memberships', sql`r.group_id = any(${criterion.anyOf}::bigint[])`);
    case 'externalId':
      return row('external_ids', sql`r.system = ${criterion.system} and r.value = ${cleanText(criterion.equals)}`);
    case 'classAffiliation':
      return row('class_affiliations', classCondition(criterion));
    case 'customText':
    case 'customDate':
    case 'customNumber':
      return row('custom_field_values', customCondition(criterion, organizationId));
    default:
      return wholeCondition(eb, criterion, context);
  }
}

type Whole = Exclude<Criterion, { term: OwnColumn['term'] }> & { term: 'list' | 'filter' | 'ids' };

/** Criteria that say by themselves who is meant, and those of a column of the person. */
function wholeCondition(eb: Builder, criterion: Whole | OwnColumn, context: SearchContext): Condition {
  switch (criterion.term) {
    case 'list':
      return listCondition(eb, criterion, context);
    case 'filter':
      return context.filters ? filterCondition(criterion.filter, context.filters, criterion.pointer) : NOBODY;
    case 'ids':
      return sql<SqlBool>`c.id = any(${criterion.anyOf}::bigint[])`;
    default:
      return ownColumn(criterion);
  }
}

/** Members of any of the lists; a list that is not there has none. */
function listCondition(
  eb: Builder,
  criterion: Extract<Criterion, { term: 'list' }>,
  context: SearchContext,
): Condition {
  const known = criterion.anyOf.flatMap((id) => {
    const criteria = context.lists.get(id);
    return criteria ? [criteria] : [];
  });
  return eb.or(known.map((criteria) => eb.and(criteria.map((one) => conditionOf(eb, one, context)))));
}

type OwnColumn = Extract<
  Criterion,
  { term: 'isOrg' | 'updated' | 'membershipStatus' | 'membershipLevel' | 'membershipEnd' }
>;

function ownColumn(criterion: OwnColumn): Condition {
  switch (criterion.term) {
    case 'isOrg':
      return sql<SqlBool>`c.is_org = ${criterion.equals}`;
    case 'updated':
      return range(sql`c.updated_at`, 'timestamptz', criterion);
    case 'membershipLevel':
      return sql<SqlBool>`c.latest_membership_level_id = any(${criterion.anyOf}::bigint[])`;
    case 'membershipEnd':
      return range(sql`c.latest_membership_end_date`, 'date', criterion);
    case 'membershipStatus':
      return criterion.active
        ? sql<SqlBool>`c.latest_membership_id is not null
            and coalesce(c.latest_membership_end_date >= ${criterion.today}::date, true)`
        : sql<SqlBool>`c.latest_membership_end_date < ${criterion.today}::date`;
  }
}

function nameCondition(eb: Builder, words: string, trigrams: TrigramShares | undefined): Condition {
  const folded = fold(words)
    .split(' ')
    .filter((word) => word !== '');
  const distinct = [...new Set(folded)].slice(0, WORD_LIMIT);
  if (distinct.length === 0) return NOBODY;
  // With one word, nothing but its letters narrows the search: take all of them.
  const sought = (word: string) => (distinct.length === 1 ? word : rarestLetters(word, trigrams));
  return eb.and(distinct.map((word) => hasWord(word, sought(word))));
}

/** `letters` are a part of the word, which the index finds. */
function hasWord(word: string, letters: string): Condition {
  const found = sql<SqlBool>`c.search_name like ${contains(letters)}`;
  return letters === word ? found : sql<SqlBool>`(${found} and strpos(c.search_name, ${word}) > 0)`;
}

/**
 * Contains. Of a text with one @ the part before it must end the address's own part before the @, which an index finds at
 * once; only addresses with several @ need another look.
 */
function emailCondition(folded: string): RawBuilder<unknown> {
  if (folded === '') return NOBODY;
  const whole = sql`r.search_address like ${contains(folded)}`;
  const [local = '', ...domains] = folded.split('@');
  if (local === '' || domains.length !== 1) return whole;
  const reversed = startsWith([...local].reverse().join(''));
  return sql`(reverse(split_part(r.search_address, '@', 1)) like ${reversed} or r.search_address like '%@%@%') and ${whole}`;
}

/** Contains, as written or the digits alone; a whole number finds itself however it is written, extensions apart. */
function phoneCondition(text: string, country: string): RawBuilder<unknown> {
  const digits = digitsOf(text);
  const raw = containing('search_number', text);
  if (digits === '') return raw;
  const e164 = toE164(text, country);
  const whole = e164 === null ? sql`` : sql` or r.e164 = ${e164}`;
  const national = digitsWithoutCountry(text);
  // A number on record without its country may be the one that is looked for with it.
  const bare =
    national === undefined
      ? sql``
      : sql` or (r.search_number like ${contains(national)} and r.search_number not like '+%')`;
  return sql`(${raw} or r.search_number like ${contains(digits)}${whole}${bare})`;
}

function classCondition(criterion: Extract<Criterion, { term: 'classAffiliation' }>): RawBuilder<unknown> {
  const types = sql`r.class_affiliation_type_id = any(${criterion.typeIds}::bigint[])`;
  return criterion.from === undefined && criterion.to === undefined
    ? types
    : sql`${types} and ${range(sql`r.year`, 'integer', criterion)}`;
}

function range(
  column: RawBuilder<unknown>,
  type: string,
  bounds: { from?: unknown; to?: unknown },
): RawBuilder<SqlBool> {
  const cast = sql.raw(`::${type}`);
  const parts = [
    ...(bounds.from === undefined ? [] : [sql`${column} >= ${bounds.from}${cast}`]),
    ...(bounds.to === undefined ? [] : [sql`${column} <= ${bounds.to}${cast}`]),
  ];
  return parts.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(parts, sql` and `)}`;
}

const NUMBER_OPERATORS: Readonly<Record<Exclude<NumberOperator, 'between'>, RawBuilder<unknown>>> = {
  gte: sql`>=`,
  lte: sql`<=`,
  gt: sql`>`,
  lt: sql`<`,
  eq: sql`=`,
  ne: sql`<>`,
};

function containing(column: string, text: string): RawBuilder<unknown> {
  const folded = fold(text);
  return folded === '' ? NOBODY : sql`r.${sql.ref(column)} like ${contains(folded)}`;
}

function beginning(column: string, text: string): RawBuilder<unknown> {
  const folded = fold(text);
  return folded === '' ? NOBODY : sql`r.${sql.ref(column)} like ${startsWith(folded)}`;
}

function equal(column: string, text: string): RawBuilder<unknown> {
  const folded = fold(text);
  return folded === '' ? NOBODY : sql`r.${sql.ref(column)} = ${folded}`;
}

function textCondition(operator: TextOperator, value: string): RawBuilder<unknown> {
  // A negated condition that matches nobody would match everybody.
  if (operator.startsWith('not-') && operator !== 'not-blank' && fold(value) === '') return NOBODY;
  switch (operator) {
    case 'contains':
      return containing('search_text', value);
    case 'not-contains':
      return sql`not (${containing('search_text', value)})`;
    case 'equals':
      return equal('search_text', value);
    case 'not-equals':
      return sql`not (${equal('search_text', value)})`;
    case 'starts-with':
      return beginning('search_text', value);
    case 'blank':
      return sql`r.search_text = ''`;
    case 'not-blank':
      return sql`r.search_text <> ''`;
  }
}

type CustomCriterion = Extract<Criterion, { term: 'customText' | 'customDate' | 'customNumber' }>;

function customCondition(criterion: CustomCriterion, organizationId: number): RawBuilder<unknown> {
  const field = sql`r.definition_id = (select d.id from custom_field_definitions d
    where d.organization_id = ${organizationId} and d.item_type = 'Constituent' and d.key = ${criterion.key})`;
  return sql`${field} and ${valueCondition(criterion)}`;
}

function valueCondition(criterion: CustomCriterion): RawBuilder<unknown> {
  if (criterion.term === 'customText') return textCondition(criterion.operator, criterion.value);
  if (criterion.term === 'customDate') return range(sql`r.value_date`, 'date', criterion);
  if (criterion.operator === 'between') {
    return range(sql`r.value_number`, 'numeric', { from: criterion.value, to: criterion.upper ?? criterion.value });
  }
  return sql`r.value_number ${NUMBER_OPERATORS[criterion.operator]} ${criterion.value}::numeric`;
}
