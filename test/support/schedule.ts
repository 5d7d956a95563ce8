// Runs scheduled jobs when a test says so, instead of waiting for their minute.
import { SCHEDULED } from '../../src/jobs/handlers.ts';
import type { TestKith } from './kith.ts';

/** Runs one scheduled job to its end. */
export async function runJob(kith: TestKith, name: keyof typeof SCHEDULED): Promise<void> {
  const job = SCHEDULED[name];
  if (!job) throw new Error(`No scheduled job is called ${name}`);
  await job(kith.app, undefined);
}
