import { expect, test } from 'vitest';
import { type Errand, FairLane, KEPT, type LaneOptions } from './fair-lane.ts';

/** Errands that are done when the test says so. */
function scene(options: Partial<LaneOptions> = {}) {
  const begun: string[] = [];
  const errors: unknown[] = [];
  const ends = new Map<string, () => void>();
  const lane = new FairLane({
    hands: 4,
    share: 2,
    refill: async () => [],
    onError: (error) => errors.push(error),
    ...options,
  });
  const errand = (organizationId: number, name: string): Errand => ({
    organizationId,
    key: name,
    peer: name,
    run: () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(false)));
    },
  });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { lane, begun, errors, errand, end };
}

const at = (organizationId: number, run: Errand['run'], key = 'one'): Errand => ({
  organizationId,
  key,
  peer: key,
  run,
});

test('one organization takes its share, the others find hands', async () => {
  const { lane, begun, errand, end } = scene();
  for (let number = 0; number < 150; number += 1) lane.push(errand(1, `dead ${number}`));
  expect(begun).toEqual(['dead 0', 'dead 1']);
  lane.push(errand(2, 'other'));
  lane.push(errand(3, 'third'));
  expect(begun.slice(2)).toEqual(['other', 'third']);
  lane.push(errand(4, 'fourth'));
  expect(begun).toHaveLength(4);
  // A free worker takes an errand of the organization that has waited longest, not of the one with the most errands.
  await end('dead 0');
  expect(begun.at(-1)).toBe('fourth');
});

test('what waits already waits once; what runs may be told of again', async () => {
  const { lane, begun, errand, end } = scene({ share: 1 });
  for (let time = 0; time < 5; time += 1) lane.push(errand(1, 'a'));
  expect(begun).toEqual(['a']);
  await end('a');
  expect(begun).toEqual(['a', 'a']);
  await end('a');
  await lane.idle();
  expect(begun).toEqual(['a', 'a']);
});

test('what is not over has its next turn after the others', async () => {
  const order: string[] = [];
  const lane = new FairLane({ hands: 1, share: 1, refill: async () => [], onError: () => undefined });
  const times = (name: string, count: number) => {
    let left = count;
    return async () => {
      order.push(name);
      left -= 1;
      return left > 0;
    };
  };
  lane.push(at(1, times('a', 3), 'a'));
  lane.push(at(2, times('b', 2), 'b'));
  await lane.idle();
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a']);
});

test('beyond what is kept the database is asked, until nothing is left', async () => {
  const left = new Set(Array.from({ length: KEPT * 2 + 500 }, (_, index) => String(index)));
  const errandOf = (key: string) => at(1, async () => !left.delete(key), key);
  const lane = new FairLane({
    hands: 4,
    share: 3,
    refill: async () => [...left].slice(0, KEPT).map(errandOf),
    onError: () => undefined,
  });
  for (const key of left) lane.push(errandOf(key));
  await lane.idle();
  expect(left.size).toBe(0);
});

test('what only fails is not asked for again and again', async () => {
  let asked = 0;
  const errors: unknown[] = [];
  const failing = (key: string) => at(1, () => Promise.reject(new Error('no')), key);
  const keys = Array.from({ length: KEPT + 10 }, (_, index) => String(index));
  const lane = new FairLane({
    hands: 4,
    share: 3,
    refill: async () => {
      asked += 1;
      return keys.slice(0, KEPT).map(failing);
    },
    onError: (error) => errors.push(error),
  });
  for (const key of keys) lane.push(failing(key));
  await lane.idle();
  await lane.stop();
  expect([asked, errors.length]).toEqual([0, KEPT + 3]);
});

test('what throws is tried again', async () => {
  let tries = 0;
  const { lane, errors } = scene();
  lane.push(
    at(1, async () => {
      tries += 1;
      if (tries < 2) throw new Error('the database is away');
      return false;
    }),
  );
  await expect.poll(() => tries, { timeout: 5_000 }).toBe(2);
  expect(errors).toHaveLength(1);
});

test('a slow peer that is found out leaves the lane to the others', async () => {
  const aside = scene();
  const slow = new Set<string>();
  const elsewhere = ({ peer }: Errand) => (slow.has(peer) ? aside.lane : undefined);
  const main = scene({ hands: 1, share: 1, elsewhere });
  main.lane.push(main.errand(1, 'first'));
  main.lane.push(aside.errand(1, 'second'));
  main.lane.push(main.errand(1, 'third'));
  slow.add('second');
  await main.end('first');
  expect([main.begun, aside.begun]).toEqual([['first', 'third'], ['second']]);
});

test('a lane that stops begins nothing more and waits for what runs', async () => {
  const { lane, begun, errand, end } = scene({ hands: 1, share: 1 });
  lane.push(errand(1, 'running'));
  lane.push(errand(1, 'waiting'));
  let isOver = false;
  const stopped = lane.stop().then(() => {
    isOver = true;
  });
  lane.push(errand(2, 'late'));
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  await end('running');
  await stopped;
  expect(begun).toEqual(['running']);
});
