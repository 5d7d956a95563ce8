import { Command, Option } from 'commander';
import { type ApiKey, createKey, listKeys, revokeKey } from '../../core/access/keys.ts';
import { transaction } from '../../db/transaction.ts';
import type { CredentialKinds } from '../../dialects/dialect.ts';
import { DIALECTS, KEY_DIALECTS } from '../../http/dialects.ts';
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
  readonly scope?: string;
}

/** `kith token`: the API keys of an organization. A key itself is shown once, when it is created. */
export function tokenCommand(): Command {
  const list = new Command('list')
    .description('list the keys, without the keys themselves')
    .option('--json', 'print JSON');
  const create = new Command('create')
    .description('create a key and show it, this once')
    .requiredOption('--name <name>', 'what it is for, e.g. "Website"')
    .addOption(new Option('--dialect <dialect>', 'the API it opens').choices(KEY_DIALECTS).default('lgl'))
    .option('--scope <scopes>', 'what it may do, e.g. people:read,people:write', 'admin')
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

const HEADINGS = ['id', 'api', 'name', 'scopes', 'ends in', 'created', 'revoked'];

function toRow(key: ApiKey): string[] {
  const day = (instant: string | null) => instant?.slice(0, 10) ?? '';
  return [
    String(key.id),
    key.dialect,
    key.name,
    key.scopes?.join(',') ?? '',
    `…${key.lastFour}`,
    day(key.createdAt),
    day(key.revokedAt),
  ];
}

async function createToken(options: CreateOptions): Promise<void> {
  const { credentials } = DIALECTS.find((dialect) => dialect.name === options.dialect) ?? {};
  const scopes = scopesOf(options, credentials?.scopes);
  const wanted = { dialect: options.dialect, name: options.name, scopes, prefix: credentials?.keyPrefix ?? '' };
  const created = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    return transaction(db, operator, (tx) => createKey(tx, operator, wanted));
  });
  const { id, dialect, name, key } = created;
  if (options.json) console.log(JSON.stringify({ id, dialect, name, key, access_token: key }));
  else console.log(`${key}\n\nThis is the ${dialect} key "${name}" (id ${id}). Keep it now: it cannot be shown again.`);
}

/** Throws `UsageError` for a scope that the contract does not have. */
function scopesOf({ scope = '' }: CreateOptions, known: CredentialKinds['scopes']): readonly string[] | undefined {
  if (!known) return undefined;
  const scopes = scope.split(',').map((name) => name.trim());
  const unknown = scopes.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return scopes;
  throw new UsageError(`"${unknown}" is no scope; there are ${Object.keys(known).join(', ')}.`);
}

async function revokeToken(id: string, options: OrganizationOption): Promise<void> {
  if (!/^\d{1,15}$/.test(id)) throw new UsageError(`"${id}" is no id; see "kith token list".`);
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await transaction(db, operator, (tx) => revokeKey(tx, operator, Number(id)));
  });
  console.log(`Key ${id} is revoked.`);
}
