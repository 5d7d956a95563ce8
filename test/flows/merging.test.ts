// Merging and un-merging random groups of people with all kinds of rows: undone, every table holds again what it held.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../src/core/access/system-actor.ts';
import type { Actor } from '../../src/core/base/actor.ts';
import { mergeConstituents } from '../../src/core/merging/merge-constituents.ts';
import { unmerge } from '../../src/core/merging/unmerge.ts';
import { transaction } from '../../src/db/transaction.ts';
import { startKith, type TestKith } from '../support/kith.ts';
import { contentOf, differing, peopled, randomOf } from '../support/merge-scene.ts';

/** How many random cases run; `MERGE_CASES=100000` for a long run. */
const CASES = Number(process.env.MERGE_CASES ?? 12);
const SEED = Number(process.env.MERGE_SEED ?? 20261127);

let kith: TestKith;
let actor: Actor;
beforeAll(async () => {
  kith = await startKith();
  actor = systemActor(kith.organization, 'test', 'merging');
});
afterAll(() => kith.stop());

const merge = (survivorId: number, otherIds: readonly number[], choose = {}) =>
  transaction(kith.app.db, actor, (tx) => mergeConstituents(tx, actor, { survivorId, otherIds, choose }));
const undo = (id: number) => transaction(kith.app.db, actor, (tx) => unmerge(tx, actor, id));

test('merged and taken apart in any order, all tables hold what they held', async () => {
  const random = randomOf(SEED);
  const ids = await peopled(kith, random);
  const before = await contentOf(kith.app.db);
  for (let round = 0; round < CASES; round += 1) {
    const standing: number[] = [];
    const live = new Set(ids);
    for (let step = random.below(4); step >= 0; step -= 1) {
      const [survivor, ...others] = random.some([...live], 2 + random.below(2));
      if (survivor === undefined) throw new Error('Nobody');
      standing.push((await merge(survivor, others)).merge.id);
      for (const id of others) live.delete(id);
    }
    for (const id of random.some(standing, standing.length)) await undo(id);
    expect(differing(before, await contentOf(kith.app.db)), `round ${round} of seed ${SEED}`).toEqual([]);
  }
}, 3_600_000);
