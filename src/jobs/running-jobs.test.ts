import { expect, test, vi } from 'vitest';
import { RunningJobs } from './running-jobs.ts';

test('a job beyond its limit frees its hand, and counts as standing still until it ends', async () => {
  const running = new RunningJobs(20);
  const { promise, resolve } = Promise.withResolvers<void>();
  await expect(running.watch(promise)).rejects.toThrow('not done after 0.02 s');
  expect(running.standing).toBe(1);
  resolve();
  await vi.waitFor(() => expect(running.standing).toBe(0));
});

test('one that ends in time, well or not, counts as nothing', async () => {
  const running = new RunningJobs(60_000);
  await running.watch(Promise.resolve());
  await expect(running.watch(Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(running.standing).toBe(0);
});
