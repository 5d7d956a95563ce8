import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Organization } from '../base/actor.ts';
import { each, type Walk } from '../base/each.ts';
import { type StoredSettings, settingsReader } from '../base/settings.ts';
import { CORE_SETTINGS } from './setting-rules.ts';

const readSettings = settingsReader(CORE_SETTINGS);

export interface OrganizationRow {
  organization_id: number;
  slug: string;
  organization_name: string;
  time_zone: string;
  country: string;
  settings: StoredSettings;
  vocabulary_version: number;
}

/** The columns of `OrganizationRow`, of `organizations o`. */
export const ORGANIZATION_COLUMNS =
  'o.organization_id, o.slug, o.name as organization_name, o.time_zone, o.country, o.settings, o.vocabulary_version';

export function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.organization_id,
    slug: row.slug,
    name: row.organization_name,
    timeZone: row.time_zone,
    country: row.country,
    settings: readSettings(row.settings),
    storedSettings: row.settings,
    vocabularyVersion: row.vocabulary_version,
  };
}

const bySlug = query<OrganizationRow>(
  'organization_by_slug',
  `select ${ORGANIZATION_COLUMNS} from credential_directory d join organizations o using (organization_id)
   where d.kind = 'slug' and d.lookup = $1`,
);

/** The organization with this slug (case does not matter), or undefined. */
export async function findOrganization(db: Db, slug: string): Promise<Organization | undefined> {
  const row = await db.maybe(bySlug(slug.toLowerCase()));
  return row && toOrganization(row);
}

const byId = query<OrganizationRow>(
  'organization_by_id',
  `select ${ORGANIZATION_COLUMNS} from organizations o where o.organization_id = $1`,
);

/** The organization with this id, or undefined. */
export async function findOrganizationById(db: Db, id: number): Promise<Organization | undefined> {
  const row = await db.maybe(byId(id));
  return row && toOrganization(row);
}

const all = query<OrganizationRow>(
  'organizations_all',
  `select ${ORGANIZATION_COLUMNS} from organizations o order by o.organization_id`,
);

/** Every organization of the installation: for the operator's command line, never for a request. */
export async function listOrganizations(db: Db): Promise<Organization[]> {
  return (await db.all(all())).map(toOrganization);
}

/**
 * Does a job's work for every organization; one that fails keeps no other from its turn. It begins somewhere else each time, so
 * that what one run is too short for comes early in another.
 */
export async function eachOrganization(
  { db, log }: { readonly db: Db; readonly log: Walk<unknown>['log'] },
  work: (organization: Organization) => Promise<unknown>,
): Promise<void> {
  const rows = await db.all(all());
  const first = Math.floor(Math.random() * rows.length);
  const items = [...rows.slice(first), ...rows.slice(0, first)];
  // Read one by one: settings that make no sense are that organization's alone.
  await each({ items, log, name: (row) => ({ organizationId: row.organization_id }) }, (row) =>
    work(toOrganization(row)),
  );
}
