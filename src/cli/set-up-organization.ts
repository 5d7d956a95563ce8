import { createOrganization, type NewOrganization } from '../core/access/create-organization.ts';
import { hashNewPassword } from '../core/access/new-password.ts';
import { systemActor } from '../core/access/system-actor.ts';
import { createUser } from '../core/access/users.ts';
import type { Organization } from '../core/base/actor.ts';
import { NOBODY, transaction } from '../db/transaction.ts';
import type { DialectContext } from '../dialects/dialect.ts';
import { DIALECTS, ROLES } from '../http/dialects.ts';

export interface OrganizationSetUp extends Omit<NewOrganization, 'reservedSlugs'> {
  /** The first administrator. */
  readonly email: string;
  readonly password: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** What `kith setup --json` prints, as each dialect makes it: scripts rely on these names. Secrets are in no other place. */
export interface Credentials {
  readonly organization: { readonly id: number; readonly slug: string };
  readonly oho: { readonly email: string };
  readonly native: { readonly access_token: string };
  readonly lgl: { readonly access_token: string };
  readonly luminate: {
    readonly api_key: string;
    readonly login_name: string;
    readonly login_password: string;
    readonly organization: string;
  };
}

/** Creates an organization with everything that is needed to call each API: all or nothing. */
export async function setUpOrganization(
  context: Pick<DialectContext, 'db' | 'reservedSegments'>,
  input: OrganizationSetUp,
): Promise<{ organization: Organization; credentials: Credentials }> {
  const passwordHash = await hashNewPassword(input.password, [input.email, input.name, input.slug]);
  const makers = await Promise.all(
    DIALECTS.map(async ({ name, credentials }) => ({ name, make: await credentials?.first?.(input) })),
  );
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
      passwordHash,
      isPrimaryContact: true,
    });
    const credentials: Record<string, unknown> = { organization: { id: organization.id, slug: organization.slug } };
    for (const { name, make } of makers) if (make) credentials[name] = await make(tx, actor);
    return { organization, credentials: credentials as unknown as Credentials };
  });
}
