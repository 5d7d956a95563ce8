// Who calls: the organization by slug or key, the API administrator by name and password.

import { createKey, findKey } from '../../core/access/keys.ts';
import { findOrganization } from '../../core/access/organization.ts';
import { hashPassword } from '../../core/access/password.ts';
import { attemptPassword } from '../../core/access/password-attempts.ts';
import type { Roles } from '../../core/access/roles.ts';
import { randomSecret } from '../../core/access/secret.ts';
import { createUser, findCredentialsByLoginName } from '../../core/access/users.ts';
import type { Actor, Organization, Permission } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import type { Tx } from '../../db/transaction.ts';
import type { DialectContext } from '../dialect.ts';
import type { Parameters } from './wire/parameters.ts';

const DIALECT = 'luminate';

/** The organization a URL names. Undefined: there is none of that name. */
export function organizationOfUrl(context: DialectContext, slug: string): Promise<Organization | undefined> {
  return findOrganization(context.db, slug);
}

/**
 * The organization the api_key belongs to. Throws `unauthenticated` when there is none, or when it is not the one the
 * URL names: a key must not be told apart from a wrong one elsewhere.
 */
export async function organizationOfKey(
  context: DialectContext,
  parameters: Parameters,
  named: Organization | undefined,
): Promise<Organization> {
  const key = parameters.filled('api_key');
  const found = key === undefined ? undefined : await findKey(context.db, DIALECT, key);
  if (found && (!named || named.id === found.organization.id)) return found.organization;
  throw new Failure('unauthenticated', 'api_key');
}

/** The role whose members may call the server API, and do nothing else (docs/contracts/luminate.md §1.7, 4). */
const API_ROLE = 'api_administrator';
const API_PERMISSIONS: readonly Permission[] = ['constituents:read', 'constituents:write', 'settings:read'];

export const ROLES: Roles = { [API_ROLE]: API_PERMISSIONS };

type Origin = Pick<Actor, 'organization' | 'requestId'>;

/** The API administrator of a server call. Throws `unauthenticated`, or `limited` after too many wrong passwords. */
export async function authenticateAdministrator(
  context: DialectContext,
  parameters: Parameters,
  { organization, requestId, address }: Origin & { address: string },
): Promise<Actor> {
  const name = parameters.filled('login_name');
  const password = parameters.filled('login_password');
  // PostgreSQL cannot even be asked about a text with a NUL character.
  if (name === undefined || password === undefined || name.includes('\0'))
    throw new Failure('unauthenticated', 'credentials');
  const found = await findCredentialsByLoginName(context.db, organization.id, name);
  const hash = found?.passwordHash;
  const account = { type: 'user', organizationId: organization.id, id: found?.user.id, name } as const;
  const attempt = { password, hash, account, place: { address }, dialect: DIALECT, now: context.clock.now() };
  const pair = { password, hash, address };
  const isRight = await context.passwords.verify(pair, () => attemptPassword(context.db, attempt));
  if (!found || !isRight || found.user.role !== API_ROLE) throw new Failure('unauthenticated', 'credentials');
  return administrator({ organization, requestId }, found.user.id);
}

export function administrator({ organization, requestId }: Origin, userId: number): Actor {
  const permissions = new Set(API_PERMISSIONS);
  return { organization, type: 'user', id: userId, permissions, dialect: DIALECT, requestId };
}

const SIGN_UP: ReadonlySet<Permission> = new Set<Permission>(['constituents:sign-up']);

/** A visitor nobody knows yet: may sign up. */
export function visitor({ organization, requestId }: Origin): Actor {
  return { organization, type: 'anonymous', id: null, permissions: SIGN_UP, dialect: DIALECT, requestId };
}

/** A person who is signed on: may read and change their own record. */
export function signedOn({ organization, requestId }: Origin, constituentId: number): Actor {
  return { organization, type: 'constituent', id: constituentId, permissions: new Set(), dialect: DIALECT, requestId };
}

/** The name of the first API administrator, whom the server API signs in as. */
const API_ADMINISTRATOR = 'kith-api';

/** A key and an API administrator for a new organization. */
export async function prepareFirstCredentials() {
  const password = randomSecret(18);
  const passwordHash = await hashPassword(password);
  return async (tx: Tx, actor: Actor) => {
    const user = { loginName: API_ADMINISTRATOR, email: null, role: API_ROLE, roles: ROLES, passwordHash };
    await createUser(tx, actor, user);
    const { key } = await createKey(tx, actor, { dialect: DIALECT, name: 'First key' });
    const { slug } = actor.organization;
    return { api_key: key, login_name: API_ADMINISTRATOR, login_password: password, organization: slug };
  };
}
