import { Command, Option } from 'commander';
import { createCustomField, type NewCustomField } from '../core/custom-fields/definitions.ts';
import { listCustomFieldDefinitions } from '../core/custom-fields/list-definitions.ts';
import { transaction } from '../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from './choose-organization.ts';
import { withApp } from './open-for-command.ts';
import { table } from './table.ts';

type NewFieldOptions = OrganizationOption & Pick<NewCustomField, 'key' | 'name' | 'dataType' | 'description'>;

const DATA_TYPES = ['text', 'integer', 'number', 'date', 'currency', 'boolean'];

/** `kith field`: the custom fields of people, which every API shows under its own name for them. */
export function fieldCommand(): Command {
  const list = new Command('list').description('list the custom fields').option('--json', 'print JSON');
  const add = new Command('add')
    .description('add a custom field; a key such as custom_string1 makes it one of Luminate’s')
    .requiredOption('--key <key>', 'how programs name it, e.g. how_met')
    .requiredOption('--name <name>', 'how people name it, e.g. "How we met"')
    .addOption(new Option('--data-type <type>', 'what it holds').choices(DATA_TYPES).default('text'))
    .option('--description <text>', 'what it is for');
  return new Command('field')
    .description('list and add custom fields')
    .addCommand(withOrganizationOption(list).action(listFields))
    .addCommand(withOrganizationOption(add).action(addField));
}

/** More than any organization has: the command line does not page. */
const EVERYTHING = { limit: 10_000, offset: 0 };

async function listFields(options: OrganizationOption & { json?: true }): Promise<void> {
  const { items } = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return listCustomFieldDefinitions(db, operator, { itemType: 'Constituent', page: EVERYTHING });
  });
  if (options.json) console.log(JSON.stringify(items.map(({ id, key, name }) => ({ id, key, name }))));
  else if (items.length === 0) console.log('No custom fields.');
  else console.log(table([['id', 'key', 'name'], ...items.map(({ id, key, name }) => [String(id), key, name])]));
}

async function addField(options: NewFieldOptions): Promise<void> {
  const id = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, (tx) => createCustomField(tx, operator, options));
  });
  console.log(`Custom field ${options.key} has id ${id}.`);
}
