// The routes of one nested list of a constituent, whose elements also have ids of their own.
import type { FastifyInstance } from 'fastify';
import { pageOf } from '../../../core/base/page.ts';
import {
  addPartElement,
  getPart,
  getPartElement,
  type OwnedPart,
  type PartElement,
  type PartInput,
  removePartElement,
  updatePartElement,
} from '../../../core/constituents/parts/single-part.ts';
import type { SinglePart } from '../../../core/record/parts.ts';
import type { Tx } from '../../../db/transaction.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { WireObject } from '../wire/body.ts';
import { type Call, collection, member, shown } from './resource.ts';

export interface ConstituentPart<Part extends SinglePart> {
  readonly part: Part;
  /** `email_addresses` */
  readonly path: string;
  /** `email_address` */
  readonly itemType: string;
  readonly fromWire: (body: WireObject) => PartInput<Part>;
  readonly toWire: (element: PartElement<Part>, constituentId: number) => Readonly<Record<string, unknown>>;
  /** Order of the list; by id where nothing else is said (docs/contracts/lgl.md §2.5). */
  readonly compare?: (a: PartElement<Part>, b: PartElement<Part>) => number;
  /** What an update does before it changes the element. */
  readonly beforeUpdate?: (tx: Tx, call: Call) => Promise<void>;
}

export function constituentPart<Part extends SinglePart>(
  api: FastifyInstance,
  context: DialectContext,
  resource: ConstituentPart<Part>,
): void {
  const { db } = context;
  const { part, path, itemType, fromWire, toWire, compare, beforeUpdate } = resource;
  const present = ({ element, constituentId }: OwnedPart<Part>) => toWire(element, constituentId);
  collection(api, context, {
    path: `/constituents/:id/${path}`,
    itemType,
    list: async ({ actor, id, page }) => {
      const elements = (await getPart(db, actor, { constituentId: id, part })) as readonly PartElement<Part>[];
      const ordered = compare ? elements.toSorted(compare) : elements;
      return shown(pageOf(ordered, page), (element) => toWire(element, id));
    },
    create: async ({ actor, id, body }) => {
      const added = { constituentId: id, part, input: fromWire(body) };
      return present(await transaction(db, actor, (tx) => addPartElement(tx, actor, added)));
    },
  });
  member(api, context, {
    path: `/${path}/:id`,
    show: async ({ actor, id }) => present(await getPartElement(db, actor, { part, id })),
    update: async (call) =>
      transaction(db, call.actor, async (tx) => {
        await beforeUpdate?.(tx, call);
        return present(await updatePartElement(tx, call.actor, { part, id: call.id, input: fromWire(call.body) }));
      }),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => removePartElement(tx, actor, { part, id })),
  });
}
