import { Command, InvalidArgumentError } from 'commander';
import {
  createInteractionType,
  type InteractionType,
  listInteractionTypes,
  updateInteractionType,
} from '../../core/interactions/interaction-type.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

type ListOptions = OrganizationOption & { readonly json?: true };
type NewOptions = OrganizationOption & { readonly public?: true };
type ChangeOptions = OrganizationOption & { readonly name?: string; readonly public?: boolean };

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id.');
  return Number(text);
}

/** `kith interaction-type`: the kinds of interactions that Luminate's logInteraction takes besides "Other". */
export function interactionTypeCommand(): Command {
  const list = new Command('list').description('list the interaction types').option('--json', 'print JSON');
  const add = new Command('add')
    .description('add an interaction type')
    .argument('<name>')
    .option('--public', 'let listInteractions show everybody’s interactions of this type to anybody');
  const set = new Command('set')
    .description('rename a type, or change who sees its interactions')
    .argument('<id>', 'from "kith interaction-type list"', id)
    .option('--name <name>')
    .option('--public', 'shown to anybody by listInteractions')
    .option('--no-public', 'shown to staff and whom they are about');
  const archive = new Command('archive').description('take no new interactions of a type').argument('<id>', '', id);
  const restore = new Command('restore').description('take interactions of a type again').argument('<id>', '', id);
  return new Command('interaction-type')
    .description('list, add and change types of interactions')
    .addCommand(withOrganizationOption(list).action(showTypes))
    .addCommand(withOrganizationOption(add).action(addType))
    .addCommand(withOrganizationOption(set).action(setType))
    .addCommand(withOrganizationOption(archive).action((type, options) => change(options, type, { isArchived: true })))
    .addCommand(
      withOrganizationOption(restore).action((type, options) => change(options, type, { isArchived: false })),
    );
}

async function showTypes(options: ListOptions): Promise<void> {
  const types = await withApp(async ({ db }) => listInteractionTypes(db, await operatorOf(db, options)));
  if (options.json) console.log(JSON.stringify(types));
  else if (types.length === 0) console.log('There are none.');
  else {
    const rows = types.map((type) => [
      String(type.id),
      type.name,
      type.isPublic ? 'yes' : '',
      type.isArchived ? 'yes' : '',
    ]);
    console.log(table([['id', 'name', 'public', 'archived'], ...rows]));
  }
}

async function addType(name: string, options: NewOptions): Promise<void> {
  const added = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) =>
      createInteractionType(tx, operator, { name, isPublic: options.public === true }),
    );
  });
  console.log(`Interaction type "${added.name}" has id ${added.id}.`);
}

async function setType(type: number, options: ChangeOptions): Promise<void> {
  const { name, public: isPublic } = options;
  await change(options, type, { ...(name !== undefined && { name }), ...(isPublic !== undefined && { isPublic }) });
}

async function change(
  options: OrganizationOption,
  type: number,
  input: Partial<Omit<InteractionType, 'id'>>,
): Promise<void> {
  const changed = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) => updateInteractionType(tx, operator, { id: type, input }));
  });
  const state = `${changed.isPublic ? 'public' : 'not public'}, ${changed.isArchived ? 'archived' : 'in use'}`;
  console.log(`Interaction type ${changed.id} is "${changed.name}": ${state}.`);
}
