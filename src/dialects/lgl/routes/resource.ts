// What every resource but constituents does the same: who calls, the list envelope, `api_version`, the answer to a delete.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../../core/base/actor.ts';
import type { Paged, PageRequest } from '../../../core/base/page.ts';
import { inPieces } from '../../../core/base/pieces.ts';
import type { DialectContext } from '../../dialect.ts';
import { authenticate } from '../auth.ts';
import { answerList, keptParameters, originOf, readPage, requireStorable } from '../paging.ts';
import type { WireObject } from '../wire/body.ts';
import { queryValues } from '../wire/search-query.ts';

type Query = Readonly<Record<string, unknown>>;

/** A request, as far as the resources read it. */
export interface Call {
  readonly actor: Actor;
  /** The id in the path; 0, which no row has, where the text is no id. */
  readonly id: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly page: PageRequest;
  readonly body: WireObject;
}

type Shown = Readonly<Record<string, unknown>>;

export interface Collection {
  /** Without `/api/v1`. */
  readonly path: string;
  readonly itemType: string | ((call: Call) => string);
  readonly list?: (call: Call) => Promise<Paged<Shown>>;
  readonly create?: (call: Call) => Promise<Shown>;
  /** Parameters that `next_link` repeats; `q` stands for every form of it. */
  readonly repeats?: readonly string[];
}

export interface Member {
  readonly path: string;
  readonly show: (call: Call) => Promise<Shown>;
  readonly update: (call: Call) => Promise<Shown>;
  readonly remove: (call: Call) => Promise<void>;
}

export const SUCCESS = { api_version: '1.0', result: 'success' };

/** A text that is no id becomes 0, which no row has: the answer is 404, as for any unknown id. */
export function toId(text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
}

export async function readCall(context: DialectContext, request: FastifyRequest): Promise<Call> {
  const actor = await authenticate(context, request);
  const params = request.params as Record<string, string>;
  const query = request.query as Query;
  requireStorable(query);
  const body = (request.body ?? {}) as WireObject;
  return { actor, id: toId(params.id), params, query, page: readPage(query), body };
}

/** `GET` and `POST` of a list. A create answers 200, not 201 (docs/contracts/lgl.md §2.2). */
export function collection(api: FastifyInstance, context: DialectContext, resource: Collection): void {
  const { path, itemType, list, create, repeats = [] } = resource;
  if (list) {
    api.get(path, async (request, reply) => {
      const call = await readCall(context, request);
      const { items, total } = await list(call);
      const listing = {
        itemType: typeof itemType === 'string' ? itemType : itemType(call),
        count: items.length,
        total,
        page: call.page,
        origin: originOf(context.publicUrl, request),
        path: request.url.split('?', 1)[0] ?? '',
        parameters: repeated(call.query, repeats),
      };
      return answerList(reply, listing, inPieces(items));
    });
  }
  if (create) {
    api.post(path, async (request) => ({ api_version: '1.0', ...(await create(await readCall(context, request))) }));
  }
}

function repeated(query: Query, names: readonly string[]): (readonly [string, string])[] {
  return names.flatMap((name) => {
    if (name === 'q') return queryValues(query).map((value) => ['q[]', value] as const);
    return keptParameters(query, [name]);
  });
}

/** `GET`, `PATCH` or `PUT`, and `DELETE` of one. */
export function member(api: FastifyInstance, context: DialectContext, { path, show, update, remove }: Member): void {
  api.get(path, async (request) => ({ api_version: '1.0', ...(await show(await readCall(context, request))) }));
  // PUT changes only what is sent, too (docs/contracts/lgl.md §5.2).
  api.route({
    method: ['PATCH', 'PUT'],
    url: path,
    handler: async (request) => ({ api_version: '1.0', ...(await update(await readCall(context, request))) }),
  });
  api.delete(path, async (request) => {
    await remove(await readCall(context, request));
    return SUCCESS;
  });
}

/** A page of the core as a page of the wire. */
export function shown<Item>({ items, total }: Paged<Item>, toWire: (item: Item) => Shown): Paged<Shown> {
  return { items: items.map(toWire), total };
}
