// Runs scheduled jobs when a test says so, instead of waiting for their minute.
import { SCHEDULED } from '../../src/jobs/handlers.ts';
import { openLanes } from '../../src/jobs/lanes.ts';
import type { TestKith } from './kith.ts';

/** Runs one scheduled job to its end, with all that it sets going. */
export async function runJob(kith: TestKith, name: keyof typeof SCHEDULED): Promise<void> {
  const job = SCHEDULED[name];
  if (!job) throw new Error(`No scheduled job is called ${name}`);
  const lanes = openLanes(kith.app);
  await job({ ...kith.app, lanes }, undefined);
  await lanes.idle();
}
