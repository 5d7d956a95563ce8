import { expect, test, vi } from 'vitest';
import { each } from './each.ts';
import { Failure } from './failure.ts';

const walk = (log = vi.fn()) => ({
  items: [1, 2, 3, 4, 5],
  log: { error: log },
  name: (organizationId: number) => ({ organizationId }),
});

test.each([1, 2, 10])('what fails keeps nobody waiting, %i at a time, and is logged', async (atOnce) => {
  const done: number[] = [];
  const log = vi.fn();
  await each({ ...walk(log), atOnce }, async (item) => {
    if (item === 2 || item === 5) throw new RangeError(`bad settings of ${item}`);
    done.push(item);
  });
  expect(done).toEqual([1, 3, 4]);
  expect(log.mock.calls.map(([fields]) => fields.organizationId)).toEqual([2, 5]);
});

test('a database that cannot work ends the walk: the job comes back', async () => {
  const done: number[] = [];
  const walking = each(walk(), async (item) => {
    if (item === 2) throw new Failure('unavailable', 'database_unreachable');
    done.push(item);
  });
  await expect(walking).rejects.toMatchObject({ code: 'database_unreachable' });
  expect(done).toEqual([1]);
});

test('what no time is left for is not begun', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const done: number[] = [];
  await each(walk(), async (item) => {
    vi.advanceTimersByTime(130_000);
    done.push(item);
  });
  vi.useRealTimers();
  expect(done).toEqual([1, 2]);
});
