import { write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor, Organization } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { invalidField } from '../base/failure.ts';
import type { StoredSettings } from '../base/settings.ts';
import { ORGANIZATION_COLUMNS, type OrganizationRow, toOrganization } from './organization.ts';
import { seedVocabulary } from './seed-vocabulary.ts';
import { systemActor } from './system-actor.ts';

export interface NewOrganization {
  readonly name: string;
  /** Lower-case letters, digits and hyphens; names the organization in URLs. */
  readonly slug: string;
  /** First segments of paths that mean something else: an organization of that name could not be reached by its URL. */
  readonly reservedSlugs: ReadonlySet<string>;
  readonly timeZone?: string;
  readonly country?: string;
  readonly settings?: StoredSettings;
}

const insertOrganization = write<OrganizationRow>(
  'organization_insert',
  `insert into organizations as o (slug, name, time_zone, country, settings) values ($1, $2, $3, $4, $5) returning ${ORGANIZATION_COLUMNS}`,
);
const insertSlug = write(
  'organization_insert_slug',
  `insert into credential_directory (kind, lookup, organization_id, subject_id) values ('slug', $1, $2, $2)`,
);

/**
 * Creates an organization with its seed data (docs/contracts/lgl.md §10). Throws `invalid` for a bad slug or zone,
 * `conflict` for one in use.
 */
export async function createOrganization(
  tx: Tx,
  origin: Pick<Actor, 'dialect' | 'requestId'>,
  input: NewOrganization,
): Promise<Organization> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(input.slug)) throw invalidField('slug', 'slug_format');
  if (input.reservedSlugs.has(input.slug)) throw invalidField('slug', 'slug_reserved');
  const name = cleanText(input.name);
  if (name === '') throw invalidField('name', 'required');
  const timeZone = input.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone)) throw invalidField('timeZone', 'unknown_time_zone');
  const place = [timeZone, input.country ?? 'US', JSON.stringify(input.settings ?? {})];
  const row = await tx.one(insertOrganization(input.slug, name, ...place));
  const organization = toOrganization(row);
  await tx.all(insertSlug(input.slug, organization.id));
  await seedVocabulary(tx, organization.id);
  await recordChange(tx, systemActor(organization, origin.dialect, origin.requestId), {
    kind: 'organization.created',
    subjectId: organization.id,
    before: null,
    after: { name: organization.name, slug: organization.slug, timeZone, country: organization.country },
  });
  return organization;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
