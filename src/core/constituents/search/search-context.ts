import type { Db } from '../../../db/connect.ts';
import { query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { dateIn } from '../../base/clock.ts';
import { type FilterContext, readFilterContext } from '../filter/filter-context.ts';
import { nameTrigrams, type TrigramShares } from './name-trigrams.ts';
import type { Criterion } from './search-criteria.ts';

/** What conditions need besides their criterion. */
export interface SearchContext {
  /** Bounds every subselect. */
  readonly organizationId: number;
  /** ISO code of the country by which a phone number is read. */
  readonly country: string;
  readonly trigrams: TrigramShares | undefined;
  /** The criteria of the saved lists that the search names, by id. */
  readonly lists: ReadonlyMap<number, readonly Criterion[]>;
  /** What filters mean by names; undefined where there is none. */
  readonly filters: FilterContext | undefined;
}

/** Reads what the conditions of a search need: nothing, unless it looks for names or lists. */
export async function readSearchContext(db: Db, actor: Actor, criteria: readonly Criterion[]): Promise<SearchContext> {
  const { id: organizationId, country } = actor.organization;
  const lists = await readLists(db, actor, criteria);
  const byName = [criteria, ...lists.values()].some((list) => list.some(({ term }) => term === 'name'));
  const all = [criteria, ...lists.values()].flat();
  const given = all.flatMap((criterion) => (criterion.term === 'filter' ? [criterion.filter] : []));
  const filters = given.length === 0 ? undefined : await readFilterContext(db, actor, given);
  return { organizationId, country, lists, filters, trigrams: byName ? await nameTrigrams(db) : undefined };
}

const find = query<{ id: number; criteria: readonly Criterion[] }>(
  'saved_lists_criteria',
  'select id, criteria from saved_lists where organization_id = $1 and id = any($2::bigint[])',
);

async function readLists(db: Db, actor: Actor, criteria: readonly Criterion[]) {
  const ids = criteria.flatMap((criterion) => (criterion.term === 'list' ? criterion.anyOf : []));
  const rows = ids.length === 0 ? [] : await db.all(find(actor.organization.id, [...new Set(ids)]));
  // A list that was saved last year asks for the memberships of today.
  const today = dateIn(actor.organization.timeZone, db.clock.now());
  const asOfToday = (criterion: Criterion) =>
    criterion.term === 'membershipStatus' ? { ...criterion, today } : criterion;
  return new Map(rows.map((row) => [row.id, row.criteria.map(asOfToday)]));
}
