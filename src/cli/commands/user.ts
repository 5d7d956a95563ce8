import { Command, Option } from 'commander';
import { hashNewPassword } from '../../core/access/new-password.ts';
import { createUser, deactivateUser, listUsers, setPassword, type User } from '../../core/access/users.ts';
import type { Actor } from '../../core/base/actor.ts';
import { normalizeEmail } from '../../core/base/fold.ts';
import type { Db } from '../../db/connect.ts';
import { transaction } from '../../db/transaction.ts';
import { ROLES } from '../../http/dialects.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { type PasswordOptions, readPassword, withPasswordOptions } from '../password-input.ts';
import { table } from '../table.ts';

interface ListOptions extends OrganizationOption {
  readonly json?: true;
}

interface AddOptions extends ListOptions, PasswordOptions {
  readonly email?: string;
  readonly loginName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role: string;
}

/** `kith user`: who may sign in to an organization. */
export function userCommand(): Command {
  const list = new Command('list').description('list the users').option('--json', 'print JSON');
  const add = new Command('add')
    .description('add a user')
    .option('--email <address>', 'signs in to Oho')
    .option('--login-name <name>', 'signs in to Luminate (default: the e-mail address)')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .addOption(new Option('--role <role>', 'what the user may do').choices(Object.keys(ROLES)).default('data_viewer'))
    .option('--json', 'print JSON');
  const password = new Command('set-password')
    .description('replace a password; tokens given out so far stop working')
    .argument('<user>', 'e-mail address, login name or id');
  const deactivate = new Command('deactivate')
    .description("take a user's access away at once")
    .argument('<user>', 'e-mail address, login name or id');
  return new Command('user')
    .description('add, list and deactivate users, set passwords')
    .addCommand(withOrganizationOption(list).action(listAllUsers))
    .addCommand(withPasswordOptions(withOrganizationOption(add)).action(addUser))
    .addCommand(withPasswordOptions(withOrganizationOption(password)).action(replacePassword))
    .addCommand(withOrganizationOption(deactivate).action(deactivateOne));
}

async function listAllUsers(options: ListOptions): Promise<void> {
  const users = await withApp(async ({ db }) => listUsers(db, await operatorOf(db, options)));
  console.log(options.json ? JSON.stringify(users) : table([HEADINGS, ...users.map(toRow)]));
}

const HEADINGS = ['id', 'login name', 'e-mail', 'name', 'role', 'state'];

function toRow(user: User): string[] {
  const name = `${user.firstName} ${user.lastName}`.trim();
  const state = user.active ? 'active' : 'deactivated';
  return [String(user.id), user.loginName, user.email ?? '', name, user.role, state];
}

async function addUser(options: AddOptions): Promise<void> {
  if (!options.email && !options.loginName) throw new UsageError('Give --email, --login-name or both.');
  const password = await readPassword(options);
  const { email = null, loginName, firstName, lastName, role } = options;
  const user = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const { name, slug } = operator.organization;
    // Hashing takes a while: never while a transaction is open.
    const passwordHash = await hashNewPassword(password, [email, loginName, name, slug]);
    return transaction(db, operator, (tx) =>
      createUser(tx, operator, { email, loginName, firstName, lastName, role, roles: ROLES, passwordHash }),
    );
  });
  console.log(
    options.json ? JSON.stringify(user) : `${user.loginName} (id ${user.id}) can sign in now, as ${user.role}.`,
  );
}

async function replacePassword(wanted: string, options: OrganizationOption & PasswordOptions): Promise<void> {
  const password = await readPassword(options);
  const user = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const found = await findUser(db, operator, wanted);
    const { name, slug } = operator.organization;
    const passwordHash = await hashNewPassword(password, [found.email, found.loginName, name, slug]);
    await transaction(db, operator, (tx) => setPassword(tx, operator, { userId: found.id, passwordHash }));
    return found;
  });
  console.log(`${user.loginName} has a new password; tokens given out before are void.`);
}

async function deactivateOne(wanted: string, options: OrganizationOption): Promise<void> {
  const user = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const found = await findUser(db, operator, wanted);
    await transaction(db, operator, (tx) => deactivateUser(tx, operator, found.id));
    return found;
  });
  console.log(`${user.loginName} cannot sign in any more.`);
}

async function findUser(db: Db, operator: Actor, wanted: string): Promise<User> {
  const name = normalizeEmail(wanted);
  const matches = (user: User) => [user.email ?? '', user.loginName].some((own) => normalizeEmail(own) === name);
  const users = await listUsers(db, operator);
  const user = users.find(matches) ?? users.find((candidate) => String(candidate.id) === wanted);
  if (user) return user;
  throw new UsageError(`${operator.organization.name} has no user "${wanted}"; see "kith user list".`);
}
