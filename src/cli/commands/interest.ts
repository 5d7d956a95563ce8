import { Command, InvalidArgumentError } from 'commander';
import { listCenters, listInterests } from '../../core/groups/interest.ts';
import { createCenter, createInterest } from '../../core/groups/write-interest.ts';
import { transaction } from '../../db/transaction.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

type ListOptions = OrganizationOption & { readonly json?: true };

interface NewInterestOptions extends OrganizationOption {
  readonly parent?: number;
  readonly center?: number;
  readonly hidden?: true;
}

const EVERYTHING = { limit: 10_000, offset: 0 };

function id(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It takes an id.');
  return Number(text);
}

/** `kith interest`: what people may be interested in, as Luminate's sign-up forms offer it. */
export function interestCommand(): Command {
  const list = new Command('list').description('list the interests').option('--json', 'print JSON');
  const add = new Command('add')
    .description('add an interest')
    .argument('<name>')
    .option('--parent <id>', 'the interest it is a part of', id)
    .option('--center <id>', 'the center that whoever has it joins', id)
    .option('--hidden', 'leave it out of public lists');
  return new Command('interest')
    .description('list and add interests')
    .addCommand(withOrganizationOption(list).action(showInterests))
    .addCommand(withOrganizationOption(add).action(addInterest));
}

/** `kith center`: local chapters that people may belong to. */
export function centerCommand(): Command {
  const list = new Command('list').description('list the centers').option('--json', 'print JSON');
  const add = new Command('add').description('add a center').argument('<name>');
  return new Command('center')
    .description('list and add centers (local chapters)')
    .addCommand(withOrganizationOption(list).action(showCenters))
    .addCommand(withOrganizationOption(add).action(addCenter));
}

async function showInterests(options: ListOptions): Promise<void> {
  const interests = await withApp(async ({ db }) => listInterests(db, await operatorOf(db, options)));
  show(options, interests, ({ path }) => path.join(' > '));
}

async function showCenters(options: ListOptions): Promise<void> {
  const { items } = await withApp(async ({ db }) => listCenters(db, await operatorOf(db, options), EVERYTHING));
  show(options, items, ({ name }) => name);
}

function show<Row extends { id: number }>(
  options: ListOptions,
  rows: readonly Row[],
  name: (row: Row) => string,
): void {
  if (options.json) console.log(JSON.stringify(rows));
  else if (rows.length === 0) console.log('There are none.');
  else console.log(table([['id', 'name'], ...rows.map((row) => [String(row.id), name(row)])]));
}

async function addInterest(name: string, options: NewInterestOptions): Promise<void> {
  const input = {
    name,
    ...(options.parent === undefined ? {} : { parentId: options.parent }),
    ...(options.center === undefined ? {} : { centerId: options.center }),
    isHidden: options.hidden === true,
  };
  const added = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) => createInterest(tx, operator, input));
  });
  console.log(`Interest "${name}" has id ${added}.`);
}

async function addCenter(name: string, options: OrganizationOption): Promise<void> {
  const added = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) => createCenter(tx, operator, { name }));
  });
  console.log(`Center "${name}" has id ${added}.`);
}
