// What the demo's people have given over three years, and the funds it went to.
import type { Actor } from '../../core/base/actor.ts';
import { FUNDS } from '../../core/giving/fundraising.ts';
import { createGift } from '../../core/giving/write-gift.ts';
import type { Tx } from '../../db/transaction.ts';

const FUND_NAMES = ['Annual fund', 'Library', 'Scholarships'] as const;

const AMOUNTS = ['25.00', '40.00', '60.00', '100.00', '250.00', '75.50', '1200.00'] as const;

/** Every how many of the people gives. */
const EVERY = 6;

const DAY = 86_400_000;

interface Giving {
  readonly constituentIds: readonly number[];
  readonly now: Date;
}

/** One to four gifts of every sixth person, the same ones every time. */
export async function createDemoGiving(tx: Tx, actor: Actor, { constituentIds, now }: Giving): Promise<void> {
  for (const name of FUND_NAMES) await FUNDS.create(tx, actor, { name });
  const givers = constituentIds.filter((_, index) => index % EVERY === 0);
  for (const [index, constituentId] of givers.entries()) {
    for (let gift = 0; gift <= index % 4; gift += 1) {
      const daysAgo = (index * 37 + gift * 271) % 1_050;
      const input = {
        receivedAmount: pick(AMOUNTS, index + gift * 3),
        receivedDate: new Date(now.getTime() - daysAgo * DAY).toISOString().slice(0, 10),
        references: { fund: { name: pick(FUND_NAMES, index + gift) } },
      };
      await createGift(tx, actor, { constituentId, input, now });
    }
  }
}

function pick<Item>(items: readonly Item[], at: number): Item {
  return items[at % items.length] as Item;
}
