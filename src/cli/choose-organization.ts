import type { Command } from 'commander';
import { findOrganization, listOrganizations } from '../core/access/organization.ts';
import { systemActor } from '../core/access/system-actor.ts';
import type { Actor, Organization } from '../core/base/actor.ts';
import { newRequestId } from '../core/base/request-id.ts';
import type { Db } from '../db/connect.ts';
import { UsageError } from './explain-error.ts';

export interface OrganizationOption {
  readonly organization?: string;
}

export function withOrganizationOption(command: Command): Command {
  return command.option('-o, --organization <slug>', 'the organization (may be left out while there is only one)');
}

/** The operator, acting in the organization that was named. Throws `UsageError` when that is none or not clear. */
export async function operatorOf(db: Db, { organization: slug }: OrganizationOption): Promise<Actor> {
  const organization = slug === undefined ? await onlyOrganization(db) : await findOrganization(db, slug);
  if (!organization) throw new UsageError(`There is no organization "${slug}". ${await whichThereAre(db)}`);
  return systemActor(organization, 'cli', newRequestId());
}

async function onlyOrganization(db: Db): Promise<Organization> {
  const [first, ...more] = await listOrganizations(db);
  if (first !== undefined && more.length === 0) return first;
  throw new UsageError(`Name the organization with --organization. ${await whichThereAre(db)}`);
}

async function whichThereAre(db: Db): Promise<string> {
  const slugs = (await listOrganizations(db)).map((organization) => organization.slug);
  if (slugs.length === 0) return 'There is none yet: create one with "kith setup".';
  return `There ${slugs.length === 1 ? 'is' : 'are'}: ${slugs.join(', ')}.`;
}
