// What filters mean by names that an organization chose itself: groups, keywords, funds, own fields.
import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { dateIn } from '../../base/clock.ts';
import { comparisonKey, fold } from '../../base/fold.ts';
import type { Filter } from './filter.ts';
import { COLLECTIONS, OWN_FIELDS } from './filter-fields.ts';

/** A word of the vocabulary. */
export interface Word {
  readonly id: number;
  readonly name: string;
}

export interface OwnField {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly dataType: string;
}

export interface FilterContext {
  readonly organizationId: number;
  /** YYYY-MM-DD, where the organization is. */
  readonly today: string;
  /** By table, by id and by the key of the name: those that the filters can mean. */
  readonly words: ReadonlyMap<string, ReadonlyMap<number | string, Word>>;
  /** By key. */
  readonly ownFields: ReadonlyMap<string, OwnField>;
}

const TABLES = new Set(
  [OWN_FIELDS, ...Object.values(COLLECTIONS).map(({ fields }) => fields)].flatMap((fields) =>
    Object.values(fields).flatMap(({ words }) => (words === undefined ? [] : [words])),
  ),
);

const words = new Map(
  [...TABLES].map((table) => [
    table,
    query<Word>(
      `filter_words_${table}`,
      `select w.id, w.name from ${table} w where w.organization_id = $1 and (w.id = any($2::bigint[]) or folded(w.name) = any($3::text[]))`,
    ),
  ]),
);
const ownFields = query<OwnField>(
  'filter_own_fields',
  `select d.id, d.key, d.name, d.data_type as "dataType" from custom_field_definitions d
   where d.organization_id = $1 and d.item_type = 'Constituent' order by d.ordinal, d.id`,
);

/** Reads what filters need: a statement for the own fields, and one for each kind of word. */
export async function readFilterContext(db: Db, actor: Actor, filters: readonly Filter[]): Promise<FilterContext> {
  const { id: organizationId, timeZone } = actor.organization;
  const today = dateIn(timeZone, db.clock.now());
  const given = filters.flatMap(valuesOf);
  const ids = given.filter((value): value is number => Number.isSafeInteger(value));
  // PostgreSQL cannot even be asked about a text with a NUL character; nothing is called so.
  const isName = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
  const names = given.filter(isName).map(fold);
  const found = new Map<string, ReadonlyMap<number | string, Word>>();
  for (const [table, statement] of words) {
    const rows = given.length === 0 ? [] : await db.all(statement(organizationId, ids, names));
    const byKey = new Map<number | string, Word>(rows.map((row) => [row.id, row]));
    for (const row of rows) byKey.set(comparisonKey(row.name), row);
    found.set(table, byKey);
  }
  const fields = await db.all(ownFields(organizationId));
  return { organizationId, today, words: found, ownFields: new Map(fields.map((field) => [field.key, field])) };
}

/** The values of conditions that can name words. */
function valuesOf(filter: Filter): unknown[] {
  if ('and' in filter) return filter.and.flatMap(valuesOf);
  if ('or' in filter) return filter.or.flatMap(valuesOf);
  if ('not' in filter) return valuesOf(filter.not);
  if ('some' in filter) return filter.where ? valuesOf(filter.where) : [];
  return ['any_of', 'all_of'].includes(filter.op) && Array.isArray(filter.value) ? filter.value : [];
}
