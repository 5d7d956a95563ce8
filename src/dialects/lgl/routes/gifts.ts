import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../../core/base/actor.ts';
import { constituentsInPieces } from '../../../core/constituents/record/constituent-pieces.ts';
import { type Gift, getGift, listGiftsOf } from '../../../core/giving/gift.ts';
import { searchGifts } from '../../../core/giving/search-gifts.ts';
import { createGift, deleteGift, updateGift } from '../../../core/giving/write-gift.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import { readOrder } from '../wire/activity-terms.ts';
import { readExpand, toItem } from '../wire/constituent.ts';
import { gift, giftInput, shortGift } from '../wire/gift.ts';
import { GIFT_SORTS, readGiftCriteria, readGiftExpand } from '../wire/gift-terms.ts';
import { collection, member, shown } from './resource.ts';

/** docs/contracts/lgl.md §3.13, §4.6 */
export function giftRoutes(api: FastifyInstance, context: DialectContext): void {
  const { db, clock } = context;
  // The plain list is an alias of the search (§3.1).
  for (const path of ['/gifts', '/gifts/search']) {
    collection(api, context, {
      path,
      itemType: 'gift',
      repeats: ['expand', 'sort', 'q'],
      list: async ({ actor, query, page }) => {
        const sort = readOrder(query.sort, GIFT_SORTS);
        const found = await searchGifts(db, actor, { criteria: readGiftCriteria(query), sort, page });
        return {
          items: await expanded(context, actor, { gifts: found.items, expand: query.expand }),
          total: found.total,
        };
      },
    });
  }
  collection(api, context, {
    path: '/constituents/:id/gifts',
    itemType: 'gift',
    list: async ({ actor, id, page }) => shown(await listGiftsOf(db, actor, { constituentId: id, page }), shortGift),
    create: async ({ actor, id, body }) => {
      const created = { constituentId: id, input: giftInput(body), now: clock.now() };
      return gift(await transaction(db, actor, (tx) => createGift(tx, actor, created)));
    },
  });
  member(api, context, {
    path: '/gifts/:id',
    show: async ({ actor, id }) => gift(await getGift(db, actor, id)),
    update: async ({ actor, id, body }) =>
      gift(await transaction(db, actor, (tx) => updateGift(tx, actor, { id, input: giftInput(body) }))),
    remove: ({ actor, id }) => transaction(db, actor, (tx) => deleteGift(tx, actor, id)),
  });
}

/** The gifts with the asked keys of their constituents, which are read once for all. */
async function expanded(
  { db }: DialectContext,
  actor: Actor,
  { gifts, expand }: { gifts: readonly Gift[]; expand: unknown },
): Promise<Readonly<Record<string, unknown>>[]> {
  const keys = readGiftExpand(expand);
  if (keys.length === 0) return gifts.map(gift);
  const people = new Map<unknown, Record<string, unknown>>();
  const ids = [...new Set(gifts.map(({ constituentId }) => constituentId))];
  for await (const piece of constituentsInPieces(db, actor, { ids, parts: readExpand(keys.join(',')) })) {
    for (const person of piece) people.set(person.id, toItem(person));
  }
  return gifts.map((row) => {
    const person = people.get(row.constituentId);
    return { ...gift(row), ...Object.fromEntries(keys.map((key) => [key, person?.[key] ?? null])) };
  });
}
