import { Command } from 'commander';
import { applyRetention, retentionState } from '../../core/erasure/retention.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

/** `kith retention`: how long things are kept, and what is older (docs/erasure.md). */
export function retentionCommand(): Command {
  const apply = new Command('apply').description('remove now what is older, as the job does every hour');
  const retention = new Command('retention')
    .description('show how long things are kept ("kith settings set keepMailDays 365"), and how many are older')
    .option('--json', 'print JSON');
  return withOrganizationOption(retention).action(show).addCommand(withOrganizationOption(apply).action(applyNow));
}

async function show(options: OrganizationOption & { readonly json?: true }): Promise<void> {
  const states = await withApp(async ({ db, clock }) => retentionState(db, await operatorOf(db, options), clock.now()));
  if (options.json) console.log(JSON.stringify(states));
  else {
    const rows = states.map(({ setting, days, of, due }) => [
      setting,
      days === null ? 'for ever' : `${days} days`,
      of,
      String(due),
    ]);
    console.log(table([['setting', 'kept', 'of', 'older now'], ...rows]));
  }
}

async function applyNow(options: OrganizationOption): Promise<void> {
  const counts = await withApp(async ({ db, clock }) => applyRetention(db, await operatorOf(db, options), clock.now()));
  const entries = Object.entries(counts);
  if (entries.length === 0) console.log('Nothing is older than the settings say.');
  for (const [what, count] of entries) console.log(`${what.replaceAll('_', ' ')}: ${count} removed`);
}
