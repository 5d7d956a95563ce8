import { Command, InvalidArgumentError } from 'commander';
import type { Actor } from '../../core/base/actor.ts';
import { tryOut } from '../../core/base/try-out.ts';
import { mergeConstituents } from '../../core/merging/merge-constituents.ts';
import { listMerges } from '../../core/merging/merge-queries.ts';
import { unmerge } from '../../core/merging/unmerge.ts';
import { type Tx, transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

interface MergeOptions extends OrganizationOption {
  readonly choose?: Readonly<Record<string, number>>;
  readonly dryRun?: true;
  readonly json?: true;
}

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id.');
  return Number(text);
}

function ids(text: string, before: readonly number[] = []): number[] {
  return [...before, id(text)];
}

function choice(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [field = '', value = ''] = text.split('=', 2);
  return { ...before, [field]: id(value) };
}

const JSON_OPTION = ['--json', 'print JSON'] as const;
const DRY_RUN = ['--dry-run', 'show what it would come to, and change nothing'] as const;

/** `kith merge`: several records of one person become one. */
export function mergeCommand(): Command {
  const list = new Command('list').description('list the merges, latest first').option(...JSON_OPTION);
  const merge = new Command('merge')
    .description('make several records of one person one; nothing is lost, and "kith unmerge" takes them apart again')
    .argument('<survivor>', 'the id of the record that stays', id)
    .argument('<others...>', 'the ids that will mean it from then on', ids)
    .option('--choose <field=id>', 'whose value a field has, e.g. birth_date=1001002 (repeatable)', choice)
    .option(...DRY_RUN)
    .option(...JSON_OPTION);
  // Else this command would take the options of the one below it.
  return withOrganizationOption(merge.enablePositionalOptions())
    .action(mergePeople)
    .addCommand(withOrganizationOption(list).action(showMerges));
}

/** `kith unmerge`: the records of a merge are separate ones again. */
export function unmergeCommand(): Command {
  const command = new Command('unmerge')
    .description('take the records of a merge apart again, at any time')
    .argument('<merge>', 'the id of the merge ("kith merge list")', id)
    .option(...DRY_RUN)
    .option(...JSON_OPTION);
  return withOrganizationOption(command).action(takeApart);
}

/** Does it, or finds out what it would come to. */
function run<Result>(options: MergeOptions, work: (tx: Tx, actor: Actor) => Promise<Result>): Promise<Result> {
  return withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const send = options.dryRun ? tryOut : transaction;
    return send(db, operator, (tx: Tx) => work(tx, operator));
  });
}

async function mergePeople(survivorId: number, otherIds: readonly number[], options: MergeOptions): Promise<void> {
  const { choose = {} } = options;
  const { merge } = await run(options, (tx, actor) => mergeConstituents(tx, actor, { survivorId, otherIds, choose }));
  if (options.json) console.log(JSON.stringify(merge));
  else {
    const what = options.dryRun ? 'would become' : 'became';
    console.log(`${merge.otherIds.join(', ')} ${what} part of ${merge.survivorId} (merge ${merge.id}).`);
    for (const [name, count] of Object.entries(merge.moved)) console.log(`${name.replaceAll('_', ' ')}: ${count}`);
    for (const { field } of merge.conflicts) console.log(`${field}: the records had different values`);
  }
}

async function takeApart(mergeId: number, options: MergeOptions): Promise<void> {
  const { merge, survivor } = await run(options, (tx, actor) => unmerge(tx, actor, mergeId));
  const what = options.dryRun ? 'would be' : 'are';
  if (options.json) console.log(JSON.stringify(merge));
  else console.log(`${merge.otherIds.join(', ')} ${what} no part of ${survivor.id} any more.`);
}

async function showMerges(options: OrganizationOption & { readonly json?: true }): Promise<void> {
  const everything = { limit: 10_000, offset: 0 };
  const { items } = await withApp(async ({ db }) => listMerges(db, await operatorOf(db, options), everything));
  if (options.json) console.log(JSON.stringify(items));
  else if (items.length === 0) console.log('There are none.');
  else {
    const rows = items.map(({ id: merge, survivorId, otherIds, madeAt, undoneAt }) =>
      [merge, survivorId, otherIds.join(' '), madeAt, undoneAt ?? ''].map(String),
    );
    console.log(table([['id', 'survivor', 'others', 'made', 'undone'], ...rows]));
  }
}
