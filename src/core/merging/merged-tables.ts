// What a merge does with the rows of each table that says whose they are. A table that refers to a constituent and stands
// neither here nor in `LEFT` fails test/merged-tables.test.ts: nothing that belongs to a person can be forgotten.
import type { DB } from '../../db/schema.gen.ts';

export interface MergedTable {
  readonly table: keyof DB;
  /** The columns with the ids of people; by default `constituent_id`. */
  readonly owners?: readonly string[];
  /** The primary key without `organization_id`; by default `id`. */
  readonly key?: readonly string[];
  /** SQL of row `t`, by which two rows of different people say the same: of those, one stays. Nothing: no two do. */
  readonly same?: string;
  /** SQL of row `t`, before which a row is taken that says the same; by default the survivor's is. */
  readonly better?: string;
  /** By column: SQL of its value in the merged record, where `place` says whose row it is (1: the survivor's). */
  readonly becomes?: Readonly<Record<string, string>>;
  /** Rows that are things of their own, with changes of their own: what is written to one later goes with it. */
  readonly subject?: string;
  /** Nothing of it outlives its owner's id: it is taken away, and comes back when the merge is undone. */
  readonly ends?: true;
  /** Whether rows carry `updated_at`. */
  readonly stamped?: true;
}

/** Preferred stays what the survivor prefers; else what the first of the others does. */
const ONE_PREFERRED = {
  is_preferred: 't.is_preferred and p.place = min(p.place) filter (where t.is_preferred) over ()',
};

const spelled = (...columns: string[]) => columns.map((column) => `t.${column}`).join(', ');

// A keyword of a category that allows one for each person says the same as any other of that category.
const KEYWORD_OR_CATEGORY = `(select case g.facet_type when 'single' then 'category ' || g.id else 'keyword ' || k.id end
  from keywords k join categories g on g.organization_id = k.organization_id and g.id = k.category_id
  where k.organization_id = t.organization_id and k.id = t.keyword_id)`;

export const MERGED_TABLES: readonly MergedTable[] = [
  {
    table: 'external_ids',
    key: ['constituent_id', 'system', 'value', 'is_secondary'],
    same: spelled('system', 'value'),
    // Each contract shows the survivor's id in its system, and finds the person by all of them.
    becomes: {
      is_secondary: `t.is_secondary or p.place > min(p.place) filter (where not t.is_secondary) over (partition by t.system)`,
    },
  },
  {
    table: 'email_addresses',
    same: spelled('normalized_address', 'not_current'),
    becomes: ONE_PREFERRED,
    stamped: true,
  },
  {
    table: 'phone_numbers',
    same: `coalesce(t.e164, nullif(t.digits, ''), t.number), ${spelled('type_id', 'not_current')}`,
    becomes: ONE_PREFERRED,
    stamped: true,
  },
  {
    table: 'street_addresses',
    same: `${spelled('search_street', 'search_city', 'search_state', 'search_postal_code', 'search_country')},
      ${spelled('county', 'type_id', 'not_current', 'seasonal', 'seasonal_from', 'seasonal_to')}`,
    becomes: ONE_PREFERRED,
    stamped: true,
  },
  { table: 'web_addresses', same: spelled('url', 'type_id'), becomes: ONE_PREFERRED, stamped: true },
  { table: 'class_affiliations', same: spelled('class_affiliation_type_id', 'year', 'note') },
  { table: 'constituent_keywords', key: ['constituent_id', 'keyword_id'], same: KEYWORD_OR_CATEGORY },
  {
    table: 'group_memberships',
    // Whoever is in a group is in it once; earlier times are kept unless they are the very same.
    same: `t.group_id, t.is_current, case when not t.is_current then t.date_start end, case when not t.is_current then t.date_end end`,
    stamped: true,
  },
  { table: 'memberships', same: spelled('membership_level_id', 'date_start', 'finish_date', 'note'), stamped: true },
  {
    table: 'custom_field_values',
    key: ['constituent_id', 'definition_id'],
    same: 't.definition_id',
    // A field that was left blank gives way to one that was filled in.
    better: `t.value_text = ''`,
  },
  { table: 'constituent_interests', key: ['constituent_id', 'interest_id'], same: 't.interest_id' },
  { table: 'constituent_centers', key: ['constituent_id', 'center_id'], same: 't.center_id' },

  { table: 'interactions', subject: 'interaction', stamped: true },
  { table: 'notes', subject: 'note', stamped: true },
  { table: 'contact_reports', subject: 'contact_report', stamped: true },
  { table: 'volunteer_times', subject: 'volunteer_time', stamped: true },
  { table: 'gifts', subject: 'gift', stamped: true },
  { table: 'appeal_requests', subject: 'appeal_request', stamped: true },
  { table: 'invitations', subject: 'invitation', stamped: true },
  {
    table: 'accreditations',
    // The same check of both stays twice, with every answer of the register; the index tells the two apart.
    becomes: {
      merged_from: 'case when p.place = 1 then t.merged_from else coalesce(t.merged_from, t.constituent_id) end',
    },
    subject: 'accreditation',
    stamped: true,
  },
  { table: 'information_requests', subject: 'information_request', stamped: true },
  { table: 'mails' },

  // Whoever signed on as one of the people is not thereby signed on as the survivor.
  { table: 'sessions', key: ['session_hash'], ends: true },
  { table: 'sign_on_tokens', key: ['token_hash'], ends: true },
  {
    table: 'relationships',
    owners: ['constituent_id', 'related_constituent_id'],
    same: '$owners, t.relationship_type_id, t.name, t.description, t.auto_soft_credit, t.also_acknowledge, t.share_address, t.share_phone',
  },
];

/** Columns that look like ids of people and stay as they are, by table, each with the reason. */
export const LEFT: Readonly<Record<string, string>> = {
  'changes.subject_id': 'the history says who a record was when it was written',
  'records_before.subject_id': 'empty between transactions',
  'sign_on_events.subject_id': 'who signed on, then',
  'giving_totals.constituent_id': 'the database keeps it as gifts move',
  'giving_years.constituent_id': 'the database keeps it as gifts move',
  'import_rows.constituent_id': 'whom a row of a file was written to, then',
  'match_keys.constituent_id': 'made anew of the record',
  'match_people.constituent_id': 'made anew of the record',
  'credential_directory.subject_id': 'users and keys, never people',
};

export function keyOf({ key = ['id'] }: MergedTable): readonly string[] {
  return key;
}

export function ownersOf({ owners = ['constituent_id'] }: MergedTable): readonly string[] {
  return owners;
}
