// What gifts are given to and described by: campaigns, funds, appeals, events, and the look-ups of gifts.
import type { FastifyInstance } from 'fastify';
import { pageOf } from '../../../core/base/page.ts';
import { APPEALS, CAMPAIGNS, EVENTS, FUNDS, type FundraisingKind } from '../../../core/giving/fundraising.ts';
import { listGiftCategories, listPaymentTypes } from '../../../core/giving/gift-lookups.ts';
import { GIFT_TYPES } from '../../../core/giving/gift-types.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { id as toIdOrNull } from '../wire/coerce.ts';
import { fundraising, fundraisingInput, giftCategory } from '../wire/fundraising.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.14, §3.15 */
export function fundraisingRoutes(api: FastifyInstance, context: DialectContext): void {
  resource(api, context, { kind: CAMPAIGNS, path: '/campaigns', itemType: 'campaign' });
  resource(api, context, { kind: FUNDS, path: '/funds', itemType: 'fund' });
  resource(api, context, { kind: APPEALS, path: '/appeals', itemType: 'appeal' });
  resource(api, context, { kind: EVENTS, path: '/events', itemType: 'event' });
  collection(api, context, {
    path: '/gift_types',
    itemType: 'gift_type',
    list: async ({ page }) =>
      pageOf(
        GIFT_TYPES.map((type) => ({ ...type })),
        page,
      ),
  });
  collection(api, context, {
    path: '/gift_categories',
    itemType: 'gift_category',
    repeats: ['gift_type_id'],
    list: async ({ actor, query, page }) => {
      const giftTypeId = toIdOrNull(query.gift_type_id) ?? null;
      return shown(await listGiftCategories(context.db, actor, { giftTypeId, page }), giftCategory);
    },
  });
  collection(api, context, {
    path: '/payment_types',
    itemType: 'payment_type',
    list: async ({ actor, page }) => shown(await listPaymentTypes(context.db, actor, page), (type) => ({ ...type })),
  });
}

interface Resource {
  readonly kind: FundraisingKind;
  readonly path: string;
  readonly itemType: string;
}

function resource(api: FastifyInstance, context: DialectContext, { kind, path, itemType }: Resource): void {
  const { db } = context;
  const toWire = fundraising(kind.names);
  const input = fundraisingInput(kind.names);
  collection(api, context, {
    path,
    itemType,
    list: async ({ actor, page }) => shown(await kind.list(db, actor, page), toWire),
    create: async ({ actor, body }) =>
      toWire(await transaction(db, actor, (tx) => kind.create(tx, actor, input(body)))),
  });
  member(api, context, {
    path: `${path}/:id`,
    show: async ({ actor, id }) => toWire(await kind.get(db, actor, id)),
    update: async ({ actor, id, body }) =>
      toWire(await transaction(db, actor, (tx) => kind.update(tx, actor, { id, input: input(body) }))),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => kind.remove(tx, actor, id)),
  });
}
