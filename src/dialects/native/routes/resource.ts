// The five operations of what an organization keeps a list of, made of what the core can do with it.
import type { Actor } from '../../../core/base/actor.ts';
import type { Paged, PageRequest } from '../../../core/base/page.ts';
import type { Db } from '../../../db/connect.ts';
import { type Tx, transaction } from '../../../db/transaction.ts';
import { logQuery, pageAt, pagedToWire, pageOf } from '../wire/listing.ts';
import { unspelled } from '../wire/names.ts';
import { type Operation, operation, presenter, type Schema } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';

type Scope = Operation['scope'];

interface Resource<Row, Input> {
  /** As operations call one: `MembershipLevel`; several: `MembershipLevels`. */
  readonly title: string;
  readonly titles: string;
  /** As sentences call one. */
  readonly word: string;
  readonly path: string;
  readonly wire: { readonly shown: Schema; readonly body: Schema };
  /** Of reading; of writing. By default those of people. */
  readonly scopes?: readonly [Scope, Scope];
  readonly core: {
    readonly list?: (db: Db, actor: Actor, page: PageRequest) => Promise<Paged<Row>>;
    readonly get?: (db: Db, actor: Actor, id: number) => Promise<Row>;
    readonly create?: (tx: Tx, actor: Actor, input: Input) => Promise<Row>;
    readonly update?: (tx: Tx, actor: Actor, change: { id: number; input: Input }) => Promise<Row>;
    readonly remove?: (tx: Tx, actor: Actor, id: number) => Promise<unknown>;
  };
  /** A body as the core takes it; by default its names alone change. */
  readonly toInput?: (body: object) => object;
}

export function resource<Row, Input>(kind: Resource<Row, Input>): Operation[] {
  return [...reading(kind), ...writing(kind)];
}

function reading<Row, Input>({ title, titles, word, path, wire, scopes, core }: Resource<Row, Input>): Operation[] {
  const { list, get } = core;
  const scope = scopes?.[0] ?? 'people:read';
  const all = list && {
    id: `list${titles}`,
    method: 'GET' as const,
    path,
    summary: `Lists every ${word} of the organization.`,
    query: logQuery,
    result: pageOf(wire.shown),
  };
  const one = get && { id: `get${title}`, method: 'GET' as const, path: `${path}/{id}`, summary: `Shows one ${word}.` };
  return [
    ...(list && all
      ? [
          operation({
            ...all,
            scope,
            run: async ({ context, actor, query }) => {
              const page = pageAt(query);
              return pagedToWire(await list(context.db, actor, page), page, presenter(wire.shown));
            },
          }),
        ]
      : []),
    ...(get && one
      ? [
          operation({
            ...one,
            scope,
            params: byId,
            result: wire.shown,
            run: async ({ context, actor, params }) => presenter(wire.shown)(await get(context.db, actor, params.id)),
          }),
        ]
      : []),
  ];
}

function writing<Row, Input>(kind: Resource<Row, Input>): Operation[] {
  const { title, word, path, wire, scopes, core, toInput = unspelled } = kind;
  const { create, update, remove } = core;
  const scope = scopes?.[1] ?? 'people:write';
  const present = presenter(wire.shown);
  const one = { path: `${path}/{id}`, scope, params: byId };
  const operations: Operation[] = [];
  if (create)
    operations.push(
      operation({
        ...{ id: `create${title}`, method: 'POST', path, summary: `Creates one ${word}.`, scope, status: 201 },
        body: wire.body,
        result: wire.shown,
        run: async ({ context, actor, body }) => {
          const input = toInput(body as object) as Input;
          return present(await transaction(context.db, actor, (tx) => create(tx, actor, input)));
        },
      }),
    );
  if (update)
    operations.push(
      operation({
        ...{ id: `update${title}`, method: 'PATCH', summary: `Changes what is given of one ${word}.`, ...one },
        body: wire.body,
        result: wire.shown,
        run: async ({ context, actor, params, body }) => {
          const change = { id: params.id, input: toInput(body as object) as Input };
          return present(await transaction(context.db, actor, (tx) => update(tx, actor, change)));
        },
      }),
    );
  if (remove)
    operations.push(
      operation({
        ...{ id: `delete${title}`, method: 'DELETE', summary: `Deletes one ${word}.`, ...one },
        run: async ({ context, actor, params }) => transaction(context.db, actor, (tx) => remove(tx, actor, params.id)),
      }),
    );
  return operations;
}
