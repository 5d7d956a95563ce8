// Saved lists: searches of constituents with a name. A list keeps what to look for, so its members are those of today.
import type { Db } from '../../../db/connect.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { cleanText } from '../../base/clean-text.ts';
import { columnsAs } from '../../base/columns.ts';
import { invalidField } from '../../base/failure.ts';
import { escapeLike, fold } from '../../base/fold.ts';
import { pick, requireName } from '../../base/names.ts';
import { type Paged, type PageRequest, pagedStatement } from '../../base/page.ts';
import { recordedWrites } from '../../base/recorded-writes.ts';
import { tableReads } from '../../base/table-reads.ts';
import type { Criterion } from './search-criteria.ts';

export interface SavedList {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly criteria: readonly Criterion[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface SavedListInput {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly criteria?: readonly Criterion[];
}

const KIND = { table: 'saved_lists', name: 'saved_list' } as const;
const SHOWN = columnsAs('r', ['id', 'name', 'description', 'criteria', 'createdAt', 'updatedAt']);

const { get, lock, all } = tableReads<SavedList>({ ...KIND, shown: SHOWN });
export const listSavedLists = all;

const page = pagedStatement<SavedList>('saved_lists_search', {
  select: SHOWN,
  from: `saved_lists r where r.organization_id = $1 and r.name_key like all ($2::text[])`,
  order: 'r.id',
  parameters: 2,
});

/** The lists whose names contain every text, by id; a text of which folding leaves nothing finds none. */
export async function searchSavedLists(
  db: Db,
  actor: Actor,
  { names, page: wanted }: { names: readonly string[]; page: PageRequest },
): Promise<Paged<SavedList>> {
  allow(actor, 'constituents:read');
  const folded = names.map(fold);
  if (folded.includes('')) return { items: [], total: 0 };
  const patterns = folded.map((name) => `%${escapeLike(name)}%`);
  return page(db, [actor.organization.id, patterns], wanted);
}

/** A list without criteria would be everybody, and one that names a list could name itself: `invalid`. */
function requireCriteria(criteria: readonly Criterion[]): string {
  if (criteria.length === 0) throw invalidField('criteria', 'list_without_criteria');
  if (criteria.some(({ term }) => term === 'list')) throw invalidField('criteria', 'list_in_list');
  return JSON.stringify(criteria);
}

/** Throws `invalid`, `not-found`. */
export const { create: createSavedList, remove: deleteSavedList } = recordedWrites<SavedList, SavedListInput>({
  ...KIND,
  get,
  lock,
  isTimed: true,
  stored: (_tx, _actor, { input, before }) => {
    const name = requireName(pick(input.name, before?.name));
    return {
      name,
      nameKey: fold(name),
      description: cleanText(pick(input.description, before?.description ?? null) ?? '') || null,
      criteria: requireCriteria(input.criteria ?? before?.criteria ?? []),
    };
  },
});
