// Opt-in paging of bare arrays: `limit` and `cursor`, with Link and X-Total-Count headers (docs/contracts/oho.md §2.7).
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The most rows of one page. */
export const PAGE_LIMIT = 1000;

/** Announces the page after `lastId` (undefined: there is none) and how many match in all. */
export function announcePage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly baseUrl: string; readonly lastId: number | undefined; readonly total: number },
): void {
  reply.header('x-total-count', String(page.total));
  if (page.lastId === undefined) return;
  const next = new URL(request.url, page.baseUrl);
  next.searchParams.set('cursor', String(page.lastId));
  reply.header('link', `<${next.href}>; rel="next"`);
}

/** Scheme and host as the client sees them. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`;
}
