// What a new organization starts with (docs/contracts/lgl.md §10), with the platform ids that clients hard-code (§3.18).
import { type Statement, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';

type SeedType = readonly [kind: string, id: number | null, name: string, code: string | null, ordinal: number];

const TYPES: readonly SeedType[] = [
  ['email_address', 1, 'Home', 'home', 100],
  ['email_address', 2, 'Work', 'work', 100],
  ['email_address', 3, 'Other', 'other', 100],
  ['email_address', 4, 'Assistant', 'assistant', 101],
  ['street_address', 1, 'Home', 'home', 100],
  ['street_address', 2, 'Work', 'work', 100],
  ['street_address', 3, 'Other', 'other', 100],
  ['street_address', 4, 'School', 'school', 100],
  ['phone_number', 1, 'Home', 'home', 100],
  ['phone_number', 2, 'Work', 'work', 100],
  ['phone_number', 3, 'Mobile', 'mobile', 100],
  ['phone_number', 4, 'Other', 'other', 100],
  ['phone_number', 6, 'Skype', 'skype', 100],
  ['phone_number', 5, 'Fax', 'fax', 101],
  ['phone_number', 7, 'Assistant', 'assistant', 101],
  ['phone_number', 8, 'Pager', 'pager', 102],
  ['web_address', 5, 'Website', 'website', 0],
  ['web_address', 6, 'Facebook', 'facebook', 1],
  ['web_address', 7, 'Twitter', 'twitter', 2],
  ['web_address', 8, 'LinkedIn', 'linkedin', 3],
  ['contact_report', null, 'Call', 'call', 0],
  ['contact_report', null, 'Email', 'email', 1],
  ['contact_report', null, 'Meeting', 'meeting', 2],
  ['contact_report', null, 'Mailing', 'letter', 3],
  ['contact_report', null, 'Proposal', 'proposal', 4],
  ['contact_report', null, 'Other', 'other', 5],
  ['mailing', null, 'Acknowledgment', 'acknowledgment', 0],
  ['mailing', null, 'Reminder', 'reminder', 1],
  ['mailing', null, 'Appeal', 'appeal', 2],
  ['mailing', null, 'Newsletter', 'newsletter', 3],
  ['mailing', null, 'Other', 'other', 4],
  ['mailing', null, 'Invitation', 'invitation', 5],
  ['mailing', null, 'Honorary', 'honorary', 6],
  ['mailing', null, 'Memorial', 'memorial', 7],
  ['mailing', null, 'Annual Statement', 'annual_statement', 8],
  ['volunteering_category', null, 'General', 'general', 0],
  ['volunteering_category', null, 'Donor Management', 'donor_management', 100],
  ['note', null, 'General', 'general', 0],
  ['note', null, 'Update', 'update', 100],
  ['contact', null, 'Primary', 'primary', 0],
  ['marital_status', null, 'Single', null, 0],
  ['marital_status', null, 'Married', null, 1],
  ['marital_status', null, 'Partnered', null, 2],
  ['marital_status', null, 'Separated', null, 3],
  ['marital_status', null, 'Divorced', null, 4],
  ['marital_status', null, 'Widowed', null, 5],
];

interface SeedRelationshipType {
  readonly name: string;
  readonly type_code: string;
  readonly is_spouse_partner: boolean;
}

const relationship = (name: string, type_code = 'family', is_spouse_partner = false): SeedRelationshipType => ({
  name,
  type_code,
  is_spouse_partner,
});

const RELATIONSHIP_TYPES: readonly SeedRelationshipType[] = [
  relationship('Parent'),
  relationship('Mother'),
  relationship('Father'),
  relationship('Child'),
  relationship('Daughter'),
  relationship('Spouse/Partner', 'family', true),
  relationship('Employer', 'professional'),
  relationship('Employee', 'professional'),
  relationship('Sibling'),
  relationship('Friend', 'other'),
  relationship('Family'),
];

const CATEGORIES = [
  { key: 'tags', name: 'Communication Tags', facet_type: 'list', removable: true, editable: true },
  { key: 'giving_status', name: 'Giving Status', facet_type: 'list', removable: false, editable: false },
  { key: 'ack_preferences', name: 'Acknowledgment Preference', facet_type: 'single', removable: false, editable: true },
] as const;

const KEYWORDS: readonly (readonly [category: string, name: string, short_code: string, ordinal: number])[] = [
  ['tags', 'Do not call', 'do_not_call', 100],
  ['tags', 'Do not email', 'do_not_email', 100],
  ['tags', 'Do not mail', 'do_not_mail', 100],
  ['giving_status', 'Top 100 Donor', 'top_100_donor', 0],
  ['giving_status', 'New Donor', 'new_donor', 1],
  ['giving_status', 'Active Donor', 'active_donor', 2],
  ['giving_status', 'Lapsed Donor', 'lapsed_donor', 3],
  ['giving_status', 'Non Donor', 'non_donor', 4],
  ['ack_preferences', 'Prefers mail', 'ack_pref_mailing', 0],
  ['ack_preferences', 'Prefers email', 'ack_pref_email', 1],
  ['ack_preferences', 'Prefers none', 'ack_pref_none', 2],
];

const category = (name: string, gift_type_id: number) => ({ name, gift_type_id });

const GIFT_CATEGORIES = [
  ...['Donation', 'Matching Gift', 'Pledge Payment'].map((name) => category(name, 1)),
  ...['Standard Pledge', 'Grant'].map((name) => category(name, 7)),
  ...['Memberships', 'Misc.'].map((name) => category(name, 5)),
];

const MAILING_TEMPLATES = [
  { name: 'Donation Acknowledgment', code: 'donation_ack' },
  { name: 'Pledge Acknowledgment', code: 'pledge_ack' },
];

const PAYMENT_TYPES = [
  { name: 'Cash', key: 'cash' },
  { name: 'Check', key: 'check' },
  { name: 'Credit Card', key: 'credit' },
  { name: 'Stock', key: 'stock' },
];

const insertTypes = write(
  'seed_types',
  `insert into types (organization_id, kind, id, name, display_name, code, ordinal)
   select $1, kind, coalesce(id, nextval('types_id_seq')), name, case kind when 'note' then null else name end, code, ordinal
   from jsonb_to_recordset($2) as r(kind text, id bigint, name text, code text, ordinal integer)`,
);
const insertRelationshipTypes = write(
  'seed_relationship_types',
  `insert into relationship_types (organization_id, name, short_code, type_code, ordinal, is_spouse_partner)
   select $1, name, name, type_code, ordinality - 1, is_spouse_partner
   from rows from (jsonb_to_recordset($2) as (name text, type_code text, is_spouse_partner boolean)) with ordinality`,
);
const insertNamed = (table: string) =>
  write(
    `seed_${table}`,
    `insert into ${table} (organization_id, name, ordinal) select $1, name, ordinality - 1 from unnest($2::text[]) with ordinality as r(name, ordinality)`,
  );
const insertGroups = write(
  'seed_groups',
  `insert into groups (organization_id, name, key, name_key) select $1, name, replace(lower(name), ' ', '_'), lower(name) from unnest($2::text[]) as r(name)`,
);
const insertCategories = write(
  'seed_categories',
  `insert into categories (organization_id, key, name, facet_type, removable, editable)
   select $1, key, name, facet_type, removable, editable
   from jsonb_to_recordset($2) as r(key text, name text, facet_type text, removable boolean, editable boolean)`,
);
const insertKeywords = write(
  'seed_keywords',
  `insert into keywords (organization_id, category_id, name, name_key, short_code, ordinal, removable)
   select $1, c.id, r.name, lower(r.name), r.short_code, r.ordinal, false
   from jsonb_to_recordset($2) as r(category text, name text, short_code text, ordinal integer)
   join categories c on c.organization_id = $1 and c.key = r.category`,
);
const insertGiftCategories = write(
  'seed_gift_categories',
  `insert into gift_categories (organization_id, name, name_key, gift_type_id)
   select $1, name, lower(name), gift_type_id from jsonb_to_recordset($2) as r(name text, gift_type_id bigint)`,
);
const insertPaymentTypes = write(
  'seed_payment_types',
  `insert into payment_types (organization_id, name, name_key, key, ordinal)
   select $1, name, lower(name), key, ordinality - 1
   from rows from (jsonb_to_recordset($2) as (name text, key text)) with ordinality`,
);
const insertMailingTemplates = write(
  'seed_mailing_templates',
  `insert into mailing_templates (organization_id, name, code, mailing_type_id, template_type)
   select $1, r.name, r.code, t.id, 'letter'
   from rows from (jsonb_to_recordset($2) as (name text, code text)) with ordinality as r
   left join types t on t.organization_id = $1 and t.kind = 'mailing' and t.code = 'acknowledgment' order by r.ordinality`,
);
const insertLevels = insertNamed('membership_levels');
const insertClassTypes = insertNamed('class_affiliation_types');

/** Fills the look-up tables of a new organization. */
export async function seedVocabulary(tx: Tx, organizationId: number): Promise<void> {
  const types = TYPES.map(([kind, id, name, code, ordinal]) => ({ kind, id, name, code, ordinal }));
  const keywords = KEYWORDS.map(([category, name, short_code, ordinal]) => ({ category, name, short_code, ordinal }));
  const statements: Statement<unknown>[] = [
    insertTypes(organizationId, JSON.stringify(types)),
    insertRelationshipTypes(organizationId, JSON.stringify(RELATIONSHIP_TYPES)),
    insertClassTypes(organizationId, ['Student', 'Parent', 'Grandparent']),
    insertGroups(organizationId, ['Team Member', 'Board Member', 'Staff', 'Volunteer']),
    insertGiftCategories(organizationId, JSON.stringify(GIFT_CATEGORIES)),
    insertPaymentTypes(organizationId, JSON.stringify(PAYMENT_TYPES)),
    insertMailingTemplates(organizationId, JSON.stringify(MAILING_TEMPLATES)),
    insertLevels(organizationId, ['General', 'Friend']),
    insertCategories(organizationId, JSON.stringify(CATEGORIES)),
    insertKeywords(organizationId, JSON.stringify(keywords)),
  ];
  for (const insert of statements) await tx.all(insert);
}
