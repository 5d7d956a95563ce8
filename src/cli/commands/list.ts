import { Command, Option } from 'commander';
import { createSavedList, deleteSavedList, listSavedLists } from '../../core/constituents/search/saved-list.ts';
import { transaction } from '../../db/transaction.ts';
import { DIALECTS } from '../../http/dialects.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

interface AddOptions extends OrganizationOption {
  readonly language: string;
  readonly description?: string;
}

const LANGUAGES = DIALECTS.filter(({ readSearch }) => readSearch).map(({ name }) => name);

/** `kith list`: saved lists, each a search of constituents with a name. */
export function listCommand(): Command {
  const list = new Command('list').description('list the saved lists').option('--json', 'print JSON');
  const add = new Command('add')
    .description('save a search under a name')
    .argument('<name>')
    .argument('<search>', 'whom to look for, e.g. "membership_status=0;city=Seattle"')
    .addOption(
      new Option('--language <api>', 'the API whose search language it is in').choices(LANGUAGES).default('lgl'),
    )
    .option('--description <text>', 'what it is for');
  const remove = new Command('remove')
    .description('remove a saved list; its members stay as they are')
    .argument('<id>', 'from "kith list list"');
  return new Command('list')
    .description('list, add and remove saved lists of people')
    .addCommand(withOrganizationOption(list).action(showLists))
    .addCommand(withOrganizationOption(add).action(addList))
    .addCommand(withOrganizationOption(remove).action(removeList));
}

async function showLists(options: OrganizationOption & { readonly json?: true }): Promise<void> {
  const lists = await withApp(async ({ db }) => listSavedLists(db, await operatorOf(db, options)));
  if (options.json) console.log(JSON.stringify(lists));
  else if (lists.length === 0) console.log('No lists.');
  else console.log(table([['id', 'name'], ...lists.map(({ id, name }) => [String(id), name])]));
}

async function addList(name: string, search: string, options: AddOptions): Promise<void> {
  const dialect = DIALECTS.find((candidate) => candidate.name === options.language);
  const { id } = await withApp(async ({ db, clock }) => {
    const operator = await operatorOf(db, options);
    const today = { timeZone: operator.organization.timeZone, now: clock.now() };
    const criteria = dialect?.readSearch?.(search, today) ?? [];
    const input = { name, criteria, description: options.description ?? null };
    return transaction(db, operator, (tx) => createSavedList(tx, operator, input));
  });
  console.log(`List "${name}" has id ${id}.`);
}

async function removeList(id: string, options: OrganizationOption): Promise<void> {
  if (!/^\d{1,15}$/.test(id)) throw new UsageError(`"${id}" is no id; see "kith list list".`);
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await transaction(db, operator, (tx) => deleteSavedList(tx, operator, Number(id)));
  });
  console.log(`List ${id} is removed.`);
}
