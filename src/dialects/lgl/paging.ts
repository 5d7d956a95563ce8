// The list envelope (docs/contracts/lgl.md §2.1).
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../core/base/failure.ts';
import { isUnstorable } from './wire/body.ts';

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

type Query = Readonly<Record<string, unknown>>;

/** PostgreSQL counts rows in 64 bits; JSON numbers are exact to 53. */
const MOST = Number.MAX_SAFE_INTEGER;

function wholeNumber(value: unknown, fallback: number): number {
  const text = String(Array.isArray(value) ? value.at(-1) : (value ?? ''));
  return /^\d+$/.test(text.trim()) ? Math.min(Number(text), MOST) : fallback;
}

/** Well above what any known client asks for (2,500, docs/contracts/lgl.md §8.6); a page must still fit into memory. */
const LARGEST_PAGE = 10_000;

/** `limit` and `offset`; anything that is not a whole number reads as the default (docs/contracts/lgl.md §2.1). */
export function readPage(query: Query): Page {
  return { limit: Math.min(wholeNumber(query.limit, 25), LARGEST_PAGE), offset: wholeNumber(query.offset, 0) };
}

/** The parameters of these names, for the next page; of several of one name the last. */
export function keptParameters(query: Query, names: readonly string[]): (readonly [name: string, value: string])[] {
  return names.flatMap((name) => {
    const given = query[name];
    const value: unknown = Array.isArray(given) ? given.at(-1) : given;
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
}

/** Throws `invalid_query_parameter` for a text that no database holds: the database's own refusal names no parameter. */
export function requireStorable(query: Query): void {
  for (const [name, value] of Object.entries(query)) {
    // The terms of a search are named one by one.
    if (/^q(\[\d*\])?$/.test(name) || ![value].flat().some((text) => isUnstorable(String(text)))) continue;
    throw new Failure('invalid', 'invalid_query_parameter', { subject: name });
  }
}

export interface Listing {
  readonly itemType: string;
  /** Items on this page. */
  readonly count: number;
  readonly total: number;
  readonly page: Page;
  /** Scheme and host that `next_link` begins with. */
  readonly origin: string;
  /** Path without `.json`. */
  readonly path: string;
  /** Parameters besides limit and offset that the next page repeats. */
  readonly parameters?: readonly (readonly [name: string, value: string])[];
}

/** The envelope in wire order; `next_item` and `next_link` only when there is more. */
function envelope(listing: Listing, items: readonly unknown[]): Record<string, unknown> {
  const { count, total, page } = listing;
  const next = page.offset + count;
  const hasMore = count > 0 && next < total;
  return {
    api_version: '1.0',
    items_count: count,
    total_items: total,
    limit: page.limit,
    offset: page.offset,
    ...(hasMore ? { next_item: next, next_link: nextLink(listing, next) } : {}),
    item_type: listing.itemType,
    items,
  };
}

type Pieces = AsyncIterator<readonly unknown[], void>;

/**
 * The answer to a list: the envelope, where all items are one piece; else its text, written piece by piece, so that other
 * requests are worked on meanwhile. Both are the same bytes.
 */
export async function answerList(
  reply: FastifyReply,
  listing: Listing,
  pieces: Pieces,
): Promise<Record<string, unknown> | FastifyReply> {
  // Whatever fails with the first piece is still answered as an error.
  const first = (await pieces.next()).value ?? [];
  if (first.length === listing.count) return envelope(listing, first);
  const text = Readable.from(textOf(JSON.stringify(envelope(listing, first)), pieces));
  return reply.type('application/json; charset=utf-8').send(text);
}

/** `start` is the envelope with the items of the first piece; the others go between them and its last two brackets. */
async function* textOf(start: string, pieces: Pieces): AsyncGenerator<string> {
  const END = ']}';
  yield start.slice(0, -END.length);
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    yield `,${JSON.stringify(piece.value).slice(1, -1)}`;
  }
  yield END;
}

/** Keys in alphabetical order, values percent-encoded, no raw slash (docs/contracts/lgl.md §2.1). */
function nextLink({ origin, path, page, parameters = [] }: Listing, next: number): string {
  const pairs: (readonly [string, string])[] = [...parameters, ['limit', String(page.limit)], ['offset', String(next)]];
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `${origin}${path}?${sorted.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Where clients reach this server: the configured address, else what the request was sent to. */
export function originOf(publicUrl: string | undefined, request: FastifyRequest): string {
  return publicUrl ?? `${request.protocol}://${request.host}`;
}
