import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Actor, allow, type Organization } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { isEmailAddress } from '../base/email-address.ts';
import { Failure, invalidField } from '../base/failure.ts';
import { comparisonKey, normalizeEmail } from '../base/fold.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from './organization.ts';
import type { Roles } from './roles.ts';

export interface User {
  readonly id: number;
  readonly loginName: string;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: string;
  readonly active: boolean;
}

/** A user together with what authenticates them. Never leaves core/access and the dialects' auth.ts. */
export interface Credentials {
  readonly user: User;
  readonly organization: Organization;
  readonly passwordHash: string;
  /** Tokens issued before this moment (ISO) are void. */
  readonly tokensValidFrom: string;
}

export interface UserRow {
  id: number;
  login_name: string;
  email: string | null;
  first_name: string;
  last_name: string;
  role: string;
  active: boolean;
}

export type CredentialsRow = UserRow & OrganizationRow & { password_hash: string; tokens_valid_from: string };

/** The columns of `UserRow`, of `users u`. */
export const USER_COLUMNS = 'u.id, u.login_name, u.email, u.first_name, u.last_name, u.role, u.active';
/** The columns of `CredentialsRow`. */
export const CREDENTIAL_COLUMNS = `${USER_COLUMNS}, u.password_hash, u.tokens_valid_from, ${ORGANIZATION_COLUMNS}`;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    loginName: row.login_name,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    role: row.role,
    active: row.active,
  };
}

export function toCredentials(row: CredentialsRow): Credentials {
  return {
    user: toUser(row),
    organization: toOrganization(row),
    passwordHash: row.password_hash,
    tokensValidFrom: row.tokens_valid_from,
  };
}

const byEmail = query<CredentialsRow>(
  'user_by_email',
  `select ${CREDENTIAL_COLUMNS} from credential_directory d
   join users u on u.organization_id = d.organization_id and u.id = d.subject_id
   join organizations o on o.organization_id = d.organization_id
   where d.kind = 'user_email' and d.lookup = $1 and u.active`,
);

/** The active user with this e-mail address, which is unique in the installation. */
export async function findCredentialsByEmail(db: Db, email: string): Promise<Credentials | undefined> {
  const row = await db.maybeTogether(byEmail(normalizeEmail(email)));
  return row && toCredentials(row);
}

const byId = query<CredentialsRow>(
  'user_by_id',
  `select ${CREDENTIAL_COLUMNS} from users u join organizations o using (organization_id)
   where u.organization_id = $1 and u.id = $2 and u.active`,
);

/** The active user with this id in this organization. */
export async function findCredentialsById(
  db: Db,
  organizationId: number,
  id: number,
): Promise<Credentials | undefined> {
  const row = await db.maybeTogether(byId(organizationId, id));
  return row && toCredentials(row);
}

/** By what a login name is looked up, and by what attempts to sign in with it are counted. */
function loginNameKey(loginName: string): string {
  return comparisonKey(loginName);
}

const byLoginName = query<CredentialsRow>(
  'user_by_login_name',
  `select ${CREDENTIAL_COLUMNS} from users u join organizations o using (organization_id)
   where u.organization_id = $1 and coalesce(u.login_key, lower(u.login_name)) = $2 and u.active`,
);

/** The active user with this login name in this organization. */
export async function findCredentialsByLoginName(
  db: Db,
  organizationId: number,
  loginName: string,
): Promise<Credentials | undefined> {
  const row = await db.maybeTogether(byLoginName(organizationId, loginNameKey(loginName)));
  return row && toCredentials(row);
}

const list = query<UserRow>(
  'users_list',
  `select ${USER_COLUMNS} from users u where u.organization_id = $1 order by u.id`,
);

/** Everyone who can sign in to the organization, by id. Needs `settings:read`. */
export async function listUsers(db: Db, actor: Actor): Promise<User[]> {
  allow(actor, 'settings:read');
  return (await db.all(list(actor.organization.id))).map(toUser);
}

export interface NewUser {
  /** Defaults to the e-mail address. */
  readonly loginName?: string;
  readonly email: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role: string;
  /** Those that there are: staff's, and the dialects'. */
  readonly roles: Roles;
  /** From `hashPassword`, computed before the transaction. */
  readonly passwordHash: string;
  readonly isPrimaryContact?: boolean;
}

const insert = write<UserRow>(
  'user_insert',
  `insert into users as u (organization_id, login_name, email, first_name, last_name, role, password_hash, is_primary_contact, is_billing_contact, login_key)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) returning ${USER_COLUMNS}`,
);
const insertEmail = write(
  'user_insert_email',
  `insert into credential_directory (kind, lookup, organization_id, subject_id) values ('user_email', $1, $2, $3)`,
);

/** Adds a user. Throws `invalid` for an unknown role, no name, or what is no e-mail address, `conflict` for an e-mail address or login name in use. */
export async function createUser(tx: Tx, actor: Actor, input: NewUser): Promise<User> {
  allow(actor, 'users:manage');
  const email = cleanText(input.email ?? '') || null;
  const loginName = cleanText(input.loginName ?? '') || email;
  if (loginName === null) throw invalidField('loginName', 'required');
  if (email !== null && !isEmailAddress(email)) throw invalidField('email', 'email_format');
  if (!Object.hasOwn(input.roles, input.role)) throw invalidField('role', 'unknown_role');
  const organizationId = actor.organization.id;
  const names = [input.firstName ?? '', input.lastName ?? ''].map(cleanText);
  const own = [input.role, input.passwordHash, input.isPrimaryContact ?? false, loginNameKey(loginName)];
  const row = await tx.one(insert(organizationId, loginName, email, ...names, ...own));
  if (email !== null) await tx.all(insertEmail(normalizeEmail(email), organizationId, row.id));
  const user = toUser(row);
  await recordChange(tx, actor, { kind: 'user.created', subjectId: user.id, before: null, after: user });
  return user;
}

const endTokens = write(
  'sign_on_tokens_end_of_user',
  'delete from sign_on_tokens where organization_id = $1 and user_id = $2',
);
const updatePassword = write<{ id: number }>(
  'user_update_password',
  `update users set password_hash = $3, tokens_valid_from = now(), updated_at = now()
   where organization_id = $1 and id = $2 returning id`,
);

/** Replaces a password (hashed before) and voids the tokens issued so far. Throws `not-found`. */
export async function setPassword(
  tx: Tx,
  actor: Actor,
  input: { userId: number; passwordHash: string },
): Promise<void> {
  if (actor.type !== 'user' || actor.id !== input.userId) allow(actor, 'users:manage');
  const row = await tx.maybe(updatePassword(actor.organization.id, input.userId, input.passwordHash));
  if (!row) throw new Failure('not-found', 'user', { subject: input.userId });
  await tx.all(endTokens(actor.organization.id, row.id));
  await recordChange(tx, actor, { kind: 'user.password_changed', subjectId: row.id, before: null, after: null });
}

const deactivate = write<{ id: number }>(
  'user_deactivate',
  'update users set active = false, tokens_valid_from = now(), updated_at = now() where organization_id = $1 and id = $2 and active returning id',
);

/** Takes away a user's access; tokens and passwords stop working at once. Throws `not-found`. */
export async function deactivateUser(tx: Tx, actor: Actor, userId: number): Promise<void> {
  allow(actor, 'users:manage');
  const row = await tx.maybe(deactivate(actor.organization.id, userId));
  if (!row) throw new Failure('not-found', 'user', { subject: userId });
  await tx.all(endTokens(actor.organization.id, userId));
  const change = { before: { active: true }, after: { active: false } };
  await recordChange(tx, actor, { kind: 'user.deactivated', subjectId: userId, ...change });
}
