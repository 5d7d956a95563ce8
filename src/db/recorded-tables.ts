// Which tables hold the record, and whose change tells of a write to each. A table that is missing here does not compile.
import type { DB } from './schema.gen.ts';

const CONSTITUENT = ['constituent'] as const;
/** The vocabulary of an organization. The change of its creation covers all words that it begins with. */
const vocabulary = (type: string) => [type, 'organization'] as const;
/** The state of work, of sign-ons and of mail: rows that say how far something is, not what the organization knows. */
const WORK = [] as const;

/** By table: the types of subject of which one must have a change in the transaction that writes to the table. */
const SUBJECTS_OF: { readonly [Table in keyof DB]: readonly string[] } = {
  constituents: CONSTITUENT,
  class_affiliations: CONSTITUENT,
  relationships: CONSTITUENT,
  street_addresses: CONSTITUENT,
  phone_numbers: CONSTITUENT,
  email_addresses: CONSTITUENT,
  web_addresses: CONSTITUENT,
  external_ids: CONSTITUENT,
  constituent_keywords: CONSTITUENT,
  group_memberships: CONSTITUENT,
  memberships: CONSTITUENT,
  custom_field_values: CONSTITUENT,
  constituent_interests: CONSTITUENT,
  constituent_centers: CONSTITUENT,
  imports: WORK,
  import_rows: WORK,
  match_states: WORK,
  match_people: WORK,
  match_keys: WORK,
  match_values: WORK,
  match_scans: WORK,
  match_pairs: WORK,
  duplicates: WORK,
  match_dismissals: ['duplicate'],
  merges: CONSTITUENT,
  merge_rows: CONSTITUENT,
  constituent_aliases: CONSTITUENT,
  erasures: CONSTITUENT,

  types: vocabulary('type'),
  relationship_types: vocabulary('relationship_type'),
  class_affiliation_types: vocabulary('class_affiliation_type'),
  groups: vocabulary('group'),
  membership_levels: vocabulary('membership_level'),
  categories: vocabulary('category'),
  keywords: vocabulary('keyword'),
  custom_field_definitions: vocabulary('custom_field'),
  interests: vocabulary('interest'),
  centers: vocabulary('center'),
  interaction_types: vocabulary('interaction_type'),

  saved_lists: ['saved_list'],
  // An erasure deletes those with a search, which can name the person.
  exports: ['export', 'constituent'],
  integrations: ['integration'],

  notes: ['note'],
  contact_reports: ['contact_report'],
  interactions: ['interaction'],
  volunteer_times: ['volunteer_time'],
  volunteer_time_keywords: ['volunteer_time'],

  funds: vocabulary('fund'),
  campaigns: vocabulary('campaign'),
  appeals: vocabulary('appeal'),
  events: vocabulary('event'),
  gift_categories: vocabulary('gift_category'),
  payment_types: vocabulary('payment_type'),
  gifts: ['gift'],
  gift_keywords: ['gift'],
  appeal_requests: ['appeal_request'],
  invitations: ['invitation'],
  attendances: ['invitation'],
  mailing_templates: vocabulary('mailing_template'),

  accreditations: ['accreditation'],
  accreditation_verifications: ['accreditation'],
  requirements: ['requirement'],
  registry_settings: ['registry'],
  screening_packages: ['screening_package'],
  information_requests: ['information_request'],
  attachments: ['attachment'],
  webhooks: ['webhook'],

  organizations: ['organization'],
  users: ['user'],
  api_keys: ['key'],
  credential_directory: ['organization', 'user', 'key', 'integration'],

  changes: WORK,
  change_seals: WORK,
  change_sealing: WORK,
  audit_blocks: WORK,
  records_before: WORK,
  constituent_counts: WORK,
  giving_totals: WORK,
  giving_years: WORK,
  accreditation_scans: WORK,
  accreditation_notices: WORK,
  register_entries: WORK,
  register_imports: WORK,
  integration_posts: WORK,
  webhook_deliveries: WORK,
  webhook_attempts: WORK,
  mails: WORK,
  sessions: WORK,
  idempotent_calls: WORK,
  user_sessions: WORK,
  user_links: WORK,
  user_factors: WORK,
  sign_on_tokens: WORK,
  rate_limits: WORK,
  known_devices: WORK,
  sign_on_events: WORK,
  job_workers: WORK,
  installation: WORK,
  migrations: WORK,
};

/** Of which subjects one must have a change when the table is written; none: the table is not of the record. */
export function subjectsOf(table: string): readonly string[] {
  const subjects = (SUBJECTS_OF as Readonly<Record<string, readonly string[]>>)[table];
  if (subjects) return subjects;
  // The queue of jobs is the library's own, and part of whatever adds to it.
  if (table.startsWith('graphile_worker.')) return [];
  throw new Error(`A statement writes to ${table}, which db/recorded-tables.ts does not know`);
}

/** Those of the tables that hold the record. */
export function recordedIn(tables: readonly string[]): string[] {
  return tables.filter((table) => subjectsOf(table).length > 0);
}
