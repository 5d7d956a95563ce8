import { Command, Option } from 'commander';
import {
  createIntegration,
  getIntegration,
  type Integration,
  type IntegrationInput,
  listIntegrations,
  rotateAddress,
  updateIntegration,
} from '../../core/integrations/integration.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';
import { addQueueCommands, idOf, postFormat } from './integration-queue.ts';

interface SetOptions extends OrganizationOption {
  readonly name?: string;
  readonly save?: boolean;
  readonly match?: 'name' | 'id';
}

type JsonOption = OrganizationOption & { readonly json?: true };

const MATCH = new Option(
  '--match <how>',
  'whom a post is about: by e-mail address and name, or by its record_id first',
);

/** `kith integration`: addresses that other programs post to, and the queue of what they posted. */
export function integrationCommand(): Command {
  const add = new Command('add')
    .description('make an address to post to, and show it, this once')
    .argument('<name>', 'who posts, e.g. "Ticket shop"')
    .option('--save', 'make records of what arrives at once, without a person')
    .addOption(MATCH.choices(['name', 'id']))
    .option('--json', 'print JSON');
  const list = new Command('list').description('list the integrations').option('--json', 'print JSON');
  const set = new Command('set')
    .description('change an integration')
    .argument('<id>', 'from "kith integration list"')
    .option('--name <name>')
    .option('--save', 'make records of what arrives at once')
    .option('--no-save', 'let what arrives wait for a person')
    .addOption(MATCH);
  const map = new Command('map')
    .description('say what the sender calls a field, e.g.: kith integration map 801 "First Name" first_name')
    .argument('<id>')
    .argument('<theirs>', 'the name in what they post')
    .argument('<ours>', 'the name here; "ignore" to pass the field over, "same" to take the mapping away');
  const simple = (name: string, description: string) => new Command(name).description(description).argument('<id>');
  const command = new Command('integration')
    .description('addresses for other programs to post to, and the queue of what they posted')
    .addCommand(withOrganizationOption(add).action(addIntegration))
    .addCommand(withOrganizationOption(list).action(showIntegrations))
    .addCommand(withOrganizationOption(set).action((id, options) => change(options, id, inputOf(options))))
    .addCommand(withOrganizationOption(map).action(mapField))
    .addCommand(
      withOrganizationOption(simple('pause', 'let what arrives wait, whatever the integration does otherwise')).action(
        (id, options) => change(options, id, { isPaused: true }),
      ),
    )
    .addCommand(
      withOrganizationOption(simple('resume', 'end the pause')).action((id, options) =>
        change(options, id, { isPaused: false }),
      ),
    )
    .addCommand(
      withOrganizationOption(simple('rotate', 'give it another address; the old one stops at once')).action(rotate),
    );
  return addQueueCommands(command);
}

function inputOf({ name, save, match }: SetOptions): IntegrationInput {
  return {
    ...(name !== undefined && { name }),
    ...(save !== undefined && { savesItself: save }),
    ...(match !== undefined && { matching: match }),
  };
}

async function addIntegration(name: string, options: SetOptions & JsonOption): Promise<void> {
  const { created, url } = await withApp(async ({ db, publicUrl = '' }) => {
    const operator = await operatorOf(db, options);
    const input = { ...inputOf(options), name };
    const made = await transaction(db, operator, (tx) => createIntegration(tx, operator, input));
    return { created: made, url: publicUrl + postFormat().path(made.address) };
  });
  if (options.json) console.log(JSON.stringify({ ...created, url }));
  else
    console.log(
      `${url}\n\nIntegration "${name}" (id ${created.id}) takes posts there. Keep the address now: it is shown once.`,
    );
}

function describeMapping({ mapping }: Integration): string {
  return Object.entries(mapping)
    .map(([theirs, ours]) => `${theirs} → ${ours ?? 'ignore'}`)
    .join(', ');
}

async function showIntegrations(options: JsonOption): Promise<void> {
  const all = await withApp(async ({ db }) => listIntegrations(db, await operatorOf(db, options)));
  if (options.json) console.log(JSON.stringify(all));
  else if (all.length === 0) console.log('No integrations.');
  else {
    const rows = all.map((one) => [
      String(one.id),
      one.name,
      one.isPaused ? 'paused' : one.savesItself ? 'saves' : 'waits for a person',
      one.matching,
      describeMapping(one),
    ]);
    console.log(table([['id', 'name', 'what arrives', 'matching', 'mapping'], ...rows]));
  }
}

async function change(
  options: OrganizationOption,
  id: string,
  input: IntegrationInput | ((existing: Integration) => IntegrationInput),
): Promise<void> {
  const changed = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, async (tx) => {
      const given = typeof input === 'function' ? input(await getIntegration(tx, operator, idOf(id))) : input;
      return updateIntegration(tx, operator, { id: idOf(id), input: given });
    });
  });
  const mapping = describeMapping(changed);
  const state = changed.isPaused ? 'is paused' : changed.savesItself ? 'saves what arrives' : 'lets what arrives wait';
  console.log(`Integration ${changed.id} "${changed.name}" ${state}${mapping && `; ${mapping}`}.`);
}

async function mapField(id: string, theirs: string, ours: string, options: OrganizationOption): Promise<void> {
  const { keys } = postFormat();
  const isWord = ours === 'ignore' || ours === 'same';
  if (!isWord && !keys.includes(ours)) throw new UsageError(`"${ours}" is no field; there are ${keys.join(', ')}.`);
  await change(options, id, ({ mapping }) => {
    const { [theirs]: _, ...others } = mapping;
    return { mapping: ours === 'same' ? others : { ...others, [theirs]: ours === 'ignore' ? null : ours } };
  });
}

async function rotate(id: string, options: OrganizationOption): Promise<void> {
  const url = await withApp(async ({ db, publicUrl = '' }) => {
    const operator = await operatorOf(db, options);
    const address = await transaction(db, operator, (tx) => rotateAddress(tx, operator, idOf(id)));
    return publicUrl + postFormat().path(address);
  });
  console.log(`${url}\n\nThe address before stopped. Keep this one now: it is shown once.`);
}
