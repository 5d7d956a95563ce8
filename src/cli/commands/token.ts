import { Command, Option } from 'commander';
import { type ApiKey, createKey, listKeys, revokeKey } from '../../core/access/keys.ts';
import { transaction } from '../../db/transaction.ts';
import { KEY_DIALECTS } from '../../http/dialects.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

interface ListOptions extends OrganizationOption {
  readonly json?: true;
}

interface CreateOptions extends ListOptions {
  readonly dialect: string;
  readonly name: string;
}

/** `kith token`: the API keys of an organization. A key itself is shown once, when it is created. */
export function tokenCommand(): Command {
  const list = new Command('list')
    .description('list the keys, without the keys themselves')
    .option('--json', 'print JSON');
  const create = new Command('create')
    .description('create a key and show it, this once')
    .requiredOption('--name <name>', 'what it is for, e.g. "Website"')
    .addOption(new Option('--dialect <dialect>', 'the API it opens').choices(KEY_DIALECTS).default(KEY_DIALECTS[0]))
    .option('--json', 'print JSON');
  const revoke = new Command('revoke')
    .description('make a key stop working at once')
    .argument('<id>', 'from "kith token list"');
  return new Command('token')
    .description('list, create and revoke API keys')
    .addCommand(withOrganizationOption(list).action(listTokens))
    .addCommand(withOrganizationOption(create).action(createToken))
    .addCommand(withOrganizationOption(revoke).action(revokeToken));
}

async function listTokens(options: ListOptions): Promise<void> {
  const keys = await withApp(async ({ db }) => listKeys(db, await operatorOf(db, options)));
  if (options.json) console.log(JSON.stringify(keys));
  else console.log(keys.length === 0 ? 'No keys.' : table([HEADINGS, ...keys.map(toRow)]));
}

const HEADINGS = ['id', 'api', 'name', 'ends in', 'created', 'revoked'];

function toRow(key: ApiKey): string[] {
  const day = (instant: string | null) => instant?.slice(0, 10) ?? '';
  return [String(key.id), key.dialect, key.name, `…${key.lastFour}`, day(key.createdAt), day(key.revokedAt)];
}

async function createToken(options: CreateOptions): Promise<void> {
  const created = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) => createKey(tx, operator, options));
  });
  const { id, dialect, name, key } = created;
  if (options.json) console.log(JSON.stringify({ id, dialect, name, key }));
  else console.log(`${key}\n\nThis is the ${dialect} key "${name}" (id ${id}). Keep it now: it cannot be shown again.`);
}

async function revokeToken(id: string, options: OrganizationOption): Promise<void> {
  if (!/^\d{1,15}$/.test(id)) throw new UsageError(`"${id}" is no id; see "kith token list".`);
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await transaction(db, operator, (tx) => revokeKey(tx, operator, Number(id)));
  });
  console.log(`Key ${id} is revoked.`);
}
