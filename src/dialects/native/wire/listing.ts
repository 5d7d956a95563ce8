// Lists: pages behind a cursor, an order, and a quick search (docs/api.md, Lists).
import { z } from 'zod';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import type { PageKey, Place } from '../../../core/constituents/search/page-after.ts';

export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(50).describe('Records on a page'),
  cursor: z.string().max(2_000).optional().describe('next_cursor of the page before'),
  sort: z.string().max(100).optional().describe('id, name, created_at or updated_at; with - in front descending'),
  q: z.string().max(500).optional().describe('A name, an e-mail address, a phone number or an id'),
  total: z.enum(['exact', 'none']).default('none').describe('Whether to count all that match'),
  filter: z.string().max(20_000).optional().describe('JSON in the filter language'),
});
export type ListQuery = z.output<typeof listQuery>;

export function pageOf(item: z.ZodType) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable(), total: z.number().nullable() });
}

const SORTS: Readonly<Record<string, PageKey>> = {
  id: 'id',
  name: 'name',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
};

export interface Order {
  readonly key: PageKey;
  readonly descending: boolean;
}

/** Throws `invalid` for a key that is none. */
export function orderOf({ sort = 'id' }: ListQuery): Order {
  const descending = sort.startsWith('-');
  const key = SORTS[descending ? sort.slice(1) : sort];
  if (!key) throw invalidField('/?sort', 'unknown_sort');
  return { key, descending };
}

const cursor = z.tuple([z.string(), z.boolean(), z.string(), z.number().int()]);

export function cursorOf({ key, descending }: Order, place: Place): string {
  return Buffer.from(JSON.stringify([key, descending, place.value, place.id])).toString('base64url');
}

/** Throws `invalid` (`cursor`) for a cursor of another order, and for what is none. */
export function placeOf({ key, descending }: Order, text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const result = cursor.safeParse(parsed(text));
  if (!result.success || result.data[0] !== key || result.data[1] !== descending || !fits(key, result.data[2]))
    throw new Failure('invalid', 'cursor');
  return { value: result.data[2], id: result.data[3] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Whether the database can read the value as what it is sorted by. */
function fits(key: PageKey, value: string): boolean {
  if (value.includes('\0')) return false;
  if (key === 'id') return /^\d{1,15}$/.test(value);
  return key === 'name' || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(value);
}

/** Of lists that are ordered by id alone. */
export const logQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(50).describe('Rows on a page'),
  cursor: z.string().max(2_000).optional().describe('next_cursor of the page before'),
});

/** The id where the page before ended. Throws `invalid` (`cursor`) for what is none. */
export function idCursor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Failure('invalid', 'cursor');
  return Number(text);
}

/** The page that a cursor of a short list stands for. Throws `invalid` (`cursor`) for what is none. */
export function pageAt({ limit, cursor }: z.output<typeof logQuery>): { limit: number; offset: number } {
  return { limit, offset: idCursor(cursor) ?? 0 };
}

/** A page of a list that the core reads by numbers of rows. */
export function pagedToWire<Item>(
  { items, total }: { readonly items: readonly Item[]; readonly total: number },
  { limit, offset }: { limit: number; offset: number },
  present: (item: Item) => unknown,
) {
  const next = offset + limit;
  return { data: items.map(present), next_cursor: next < total ? String(next) : null, total };
}
