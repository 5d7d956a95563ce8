import { Command, Option } from 'commander';
import { AUDIENCES, type Audience } from '../../core/custom-fields/audience.ts';
import { changeAudience, createCustomField, type NewCustomField } from '../../core/custom-fields/definitions.ts';
import { listCustomFieldDefinitions } from '../../core/custom-fields/list-definitions.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

type NewFieldOptions = OrganizationOption &
  Pick<NewCustomField, 'key' | 'name' | 'dataType' | 'description'> & { readonly audience: string };

interface AudienceOptions extends OrganizationOption {
  readonly audience: string;
  readonly all?: true;
}

const DATA_TYPES = ['text', 'integer', 'number', 'date', 'currency', 'boolean'];

/** `kith field`: the custom fields of people, which every API shows under its own name for them. */
export function fieldCommand(): Command {
  const list = new Command('list').description('list the custom fields').option('--json', 'print JSON');
  const add = new Command('add')
    .description('add a custom field; a key such as custom_string1 makes it one of Luminate’s')
    .requiredOption('--key <key>', 'how programs name it, e.g. how_met')
    .requiredOption('--name <name>', 'how people name it, e.g. "How we met"')
    .addOption(new Option('--data-type <type>', 'what it holds').choices(DATA_TYPES).default('text'))
    .addOption(audienceOption().default('staff'))
    .option('--description <text>', 'what it is for');
  const set = new Command('set')
    .description('say whom fields are for')
    .argument('[keys...]', 'from "kith field list"')
    .option('--all', 'every field')
    .addOption(audienceOption().makeOptionMandatory());
  return new Command('field')
    .description('list, add and change custom fields')
    .addCommand(withOrganizationOption(list).action(listFields))
    .addCommand(withOrganizationOption(add).action(addField))
    .addCommand(withOrganizationOption(set).action(setAudience));
}

/** In the spelling of options: `person-read`. */
const toWord = (audience: string) => audience.replace('_', '-');

function audienceOption(): Option {
  const about = 'who may see and set it through Luminate’s client API: staff only, or people in their own record';
  return new Option('--audience <who>', about).choices(AUDIENCES.map(toWord));
}

/** What an option says; `choices` has refused everything else. */
function toAudience(word: string): Audience {
  const audience = AUDIENCES.find((candidate) => toWord(candidate) === word);
  if (!audience) throw new UsageError(`There is no audience "${word}".`);
  return audience;
}

/** More than any organization has: the command line does not page. */
const EVERYTHING = { limit: 10_000, offset: 0 };

async function listFields(options: OrganizationOption & { json?: true }): Promise<void> {
  const { items } = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return listCustomFieldDefinitions(db, operator, { itemType: 'Constituent', page: EVERYTHING });
  });
  if (options.json)
    console.log(JSON.stringify(items.map(({ id, key, name, audience }) => ({ id, key, name, audience }))));
  else if (items.length === 0) console.log('No custom fields.');
  else {
    const rows = items.map(({ id, key, name, audience }) => [String(id), key, name, toWord(audience)]);
    console.log(table([['id', 'key', 'name', 'audience'], ...rows]));
  }
}

async function addField(options: NewFieldOptions): Promise<void> {
  const id = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) =>
      createCustomField(tx, operator, { ...options, audience: toAudience(options.audience) }),
    );
  });
  console.log(`Custom field ${options.key} has id ${id}.`);
}

async function setAudience(keys: string[], options: AudienceOptions): Promise<void> {
  if (keys.length > 0 === (options.all === true)) throw new UsageError('Name the fields, or say --all.');
  const changed = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const change = { keys: options.all ? undefined : keys, audience: toAudience(options.audience) };
    return transaction(db, operator, (tx) => changeAudience(tx, operator, change));
  });
  console.log(`${changed.length} custom field${changed.length === 1 ? ' is' : 's are'} for ${options.audience} now.`);
}
