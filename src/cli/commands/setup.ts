import { Command } from 'commander';
import { findOrganization } from '../../core/access/organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { type PasswordOptions, readPassword, withPasswordOptions } from '../password-input.ts';
import { type Credentials, setUpOrganization } from '../set-up-organization.ts';
import { table } from '../table.ts';

interface SetupOptions extends PasswordOptions {
  readonly name: string;
  readonly slug: string;
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly timeZone?: string;
  readonly country?: string;
  readonly sandbox?: true;
  readonly json?: true;
}

/** `kith setup`: an organization, its first administrator and a credential of every kind. Works beside a running server. */
export function setupCommand(): Command {
  const command = new Command('setup')
    .description('create an organization with its first administrator and one credential for each API')
    .requiredOption('--name <name>', 'the name of the organization, e.g. "Riverbend School"')
    .requiredOption('--slug <slug>', 'its short name in addresses: lower-case letters, digits, hyphens')
    .requiredOption('--email <address>', 'the e-mail address the first administrator signs in with')
    .option('--first-name <name>', 'of the administrator')
    .option('--last-name <name>', 'of the administrator')
    .option('--time-zone <zone>', 'decides what "today" is, e.g. Australia/Melbourne', 'UTC')
    .option('--country <code>', 'how phone numbers without a country prefix are read (two letters)', 'US')
    .option('--sandbox', 'checks are answered with invented results (docs/registries.md)')
    .option('--json', 'print the credentials as one line of JSON');
  return withPasswordOptions(command).action(setup);
}

async function setup(options: SetupOptions): Promise<void> {
  if (!/^[A-Za-z]{2}$/.test(options.country ?? 'US'))
    throw new UsageError('--country takes two letters, such as US or AU.');
  const { country, sandbox, json, ...rest } = options;
  const settings = sandbox ? { registry: 'sandbox' as const } : {};
  const input = { ...rest, settings, country: country?.toUpperCase(), password: await readPassword(options) };
  const credentials = await withApp(async (app) => {
    if (await findOrganization(app.db, input.slug)) {
      throw new UsageError(`The slug "${input.slug}" is in use already; choose another one with --slug.`);
    }
    return (await setUpOrganization(app, input)).credentials;
  });
  console.log(json ? JSON.stringify(credentials) : report(credentials));
}

function report({ organization, oho, lgl, luminate, native }: Credentials): string {
  const rows = [
    ['Organization', `${organization.slug} (id ${organization.id})`],
    ['Kith', `API key   ${native.access_token}`],
    ['Oho', `e-mail    ${oho.email}`],
    ['', 'password  the one you gave'],
    ['Little Green Light', `API key   ${lgl.access_token}`],
    ['Luminate Online', `api_key         ${luminate.api_key}`],
    ['', `login_name      ${luminate.login_name}`],
    ['', `login_password  ${luminate.login_password}`],
    ['', `address         /${luminate.organization}/site/SRConsAPI`],
  ];
  const steps = [
    'Keep these now: the keys and the generated password are stored only as digests and cannot be shown again.',
    '',
    'Next:',
    '  npm start                      serve (if no server is running on this data yet)',
    '  npx kith user add --help       more people who may sign in',
    '  npx kith token create --help   more API keys',
  ];
  return `\n${table(rows)}\n\n${steps.join('\n')}\n`;
}
