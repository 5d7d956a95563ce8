import { createOrganization, type NewOrganization } from '../core/access/create-organization.ts';
import { createKey } from '../core/access/keys.ts';
import { hashNewPassword } from '../core/access/new-password.ts';
import { hashPassword } from '../core/access/password.ts';
import { randomSecret } from '../core/access/secret.ts';
import { systemActor } from '../core/access/system-actor.ts';
import { createUser } from '../core/access/users.ts';
import type { Organization } from '../core/base/actor.ts';
import { NOBODY, transaction } from '../db/transaction.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { ROLES } from '../http/dialects.ts';

export interface OrganizationSetUp extends Omit<NewOrganization, 'reservedSlugs'> {
  /** The first administrator. */
  readonly email: string;
  readonly password: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** What `kith setup --json` prints: scripts rely on these names. Secrets are in no other place. */
export interface Credentials {
  readonly organization: { readonly id: number; readonly slug: string };
  readonly oho: { readonly email: string };
  readonly lgl: { readonly access_token: string };
  readonly luminate: {
    readonly api_key: string;
    readonly login_name: string;
    readonly login_password: string;
    readonly organization: string;
  };
}

/** The API administrator that Luminate's server API signs in as. */
const API_ADMINISTRATOR = 'kith-api';
const API_ROLE = 'api_administrator';

/** Creates an organization with everything that is needed to call each API: all or nothing. */
export async function setUpOrganization(
  context: Pick<DialectContext, 'db' | 'reservedSegments'>,
  input: OrganizationSetUp,
): Promise<{ organization: Organization; credentials: Credentials }> {
  const apiPassword = randomSecret(18);
  const own = [input.email, input.name, input.slug];
  const [adminHash, apiHash] = await Promise.all([hashNewPassword(input.password, own), hashPassword(apiPassword)]);
  return transaction(context.db, NOBODY, async (tx) => {
    const origin = { dialect: 'cli', requestId: 'setup' };
    const organization = await createOrganization(tx, origin, { ...input, reservedSlugs: context.reservedSegments });
    const actor = systemActor(organization, origin.dialect, origin.requestId);
    await createUser(tx, actor, {
      email: input.email,
      firstName: input.firstName ?? '',
      lastName: input.lastName ?? '',
      role: 'org_admin',
      roles: ROLES,
      passwordHash: adminHash,
      isPrimaryContact: true,
    });
    // Without Luminate there is no such role.
    if (Object.hasOwn(ROLES, API_ROLE)) {
      await createUser(tx, actor, {
        loginName: API_ADMINISTRATOR,
        email: null,
        role: API_ROLE,
        roles: ROLES,
        passwordHash: apiHash,
      });
    }
    const lgl = await createKey(tx, actor, { dialect: 'lgl', name: 'First key' });
    const luminate = await createKey(tx, actor, { dialect: 'luminate', name: 'First key' });
    const credentials = {
      organization: { id: organization.id, slug: organization.slug },
      oho: { email: input.email },
      lgl: { access_token: lgl.key },
      luminate: {
        api_key: luminate.key,
        login_name: API_ADMINISTRATOR,
        login_password: apiPassword,
        organization: organization.slug,
      },
    };
    return { organization, credentials };
  });
}
