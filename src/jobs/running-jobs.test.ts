import { expect, test, vi } from 'vitest';
import { Failure } from '../core/base/failure.ts';
import { RunningJobs } from './running-jobs.ts';

test('a job beyond its limit frees its hand, and counts as standing still until it ends', async () => {
  const running = new RunningJobs(20);
  const { promise, resolve } = Promise.withResolvers<void>();
  await expect(running.watch('checks', () => promise)).rejects.toThrow('not done after 0.02 s');
  expect(running.standing).toBe(1);
  resolve();
  await vi.waitFor(() => expect(running.standing).toBe(0));
});

test('one that ends in time, well or not, counts as nothing', async () => {
  const running = new RunningJobs(60_000);
  await running.watch('checks', () => Promise.resolve());
  await expect(running.watch('checks', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(running.standing).toBe(0);
});

test('failures in a row are counted by name until something of it is done; a database that is away is none', async () => {
  const running = new RunningJobs();
  const fails = (name: string, error: Error) =>
    expect(
      running.watch(name, () => {
        throw error;
      }),
    ).rejects.toThrow();
  const failures = () => Object.fromEntries(running.tally.all().map(({ name, failures }) => [name, failures]));
  await fails('checks', new Error('a bug'));
  await fails('checks', new Error('a bug'));
  await fails('mails', new Error('a bug'));
  await fails('mails', new Failure('unavailable', 'database_unreachable'));
  expect(failures()).toEqual({ checks: 2, mails: 1 });
  const [checks] = running.tally.all();
  expect(Date.parse(checks?.failingSince ?? '')).toBeLessThanOrEqual(Date.parse(checks?.failedAt ?? ''));
  await running.watch('checks', () => undefined);
  expect(failures()).toEqual({ checks: 0, mails: 1 });
});
