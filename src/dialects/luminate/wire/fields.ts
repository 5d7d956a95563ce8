// The one table of record fields: what each is called, what it holds, who may see and set it, and where it lives in the
// record (docs/contracts/luminate.md §5.2 to §5.4).
import type { ConstituentFields } from '../../../core/record/fields.ts';
import { COMPUTED_FIELDS } from './computed-fields.ts';
import type { ExtraName } from './extras.ts';
import type { AddressName, AddressPart, Field, PhoneName, Place, ValueType } from './field.ts';

type Options = Partial<
  Pick<Field, 'choices' | 'aliases' | 'required' | 'view' | 'update' | 'create' | 'viewName' | 'listedAs'>
>;

const BIOGRAPHICAL = 'Biographical Information';
const LOGIN = 'Login';
const ADDRESS = 'Address';
const EMAIL = 'Email';

const column = (name: keyof ConstituentFields): Place => ({ kind: 'column', column: name });
const extra = (name: ExtraName): Place => ({ kind: 'extra', extra: name });

function field(group: string, [name, label]: readonly [string, string], place: Place, options: Options = {}) {
  const rules = { aliases: [], required: false, view: 'everyone', update: 'everyone', ...options } as const;
  return {
    text: (maxChars?: number): Field => ({
      name,
      label,
      group,
      type: 'TEXT',
      ...(maxChars && { maxChars }),
      ...rules,
      place,
    }),
    as: (type: ValueType): Field => ({ name, label, group, type, ...rules, place }),
  };
}

const ADMIN = { update: 'administrators' } as const;
const READ_ONLY = { update: 'nobody' } as const;
/** Where a record came from is set when it is made (docs/contracts/luminate.md §5.2). */
const ADMIN_AT_CREATION = { create: 'administrators', update: 'nobody' } as const;
const ADMIN_VIEW = { view: 'administrators', update: 'nobody' } as const;

const IDENTITY: readonly Field[] = [
  field(BIOGRAPHICAL, ['cons_id', 'Constituent ID'], { kind: 'id' }, READ_ONLY).text(),
  field(BIOGRAPHICAL, ['member_id', 'Member ID'], { kind: 'member-id' }, ADMIN).text(32),
  // Its messages name this group, not Login (docs/contracts/luminate.md §3.1, observed message of 22).
  field(BIOGRAPHICAL, ['user_name', 'User Name'], column('userName'), { required: true }).text(255),
  field(LOGIN, ['user_password', 'Password'], { kind: 'password' }, { required: true, view: 'nobody' }).text(90),
  field(LOGIN, ['reminder_hint', 'Reminder Hint'], extra('reminderHint'), { view: 'owner' }).text(128),
];

const NAMES: readonly Field[] = [
  field(BIOGRAPHICAL, ['name.title', 'Title'], column('prefix'), { aliases: ['title'] }).text(50),
  field(BIOGRAPHICAL, ['name.first', 'First Name'], column('firstName'), {
    aliases: ['first_name'],
    required: true,
  }).text(50),
  field(BIOGRAPHICAL, ['name.middle', 'Middle Name'], column('middleName'), { aliases: ['middle_name'] }).text(50),
  field(BIOGRAPHICAL, ['name.last', 'Last Name'], column('lastName'), { aliases: ['last_name'], required: true }).text(
    50,
  ),
  field(BIOGRAPHICAL, ['name.suffix', 'Suffix'], column('suffix'), { aliases: ['suffix'] }).text(50),
  field(BIOGRAPHICAL, ['name.prof_suffix', 'Professional Suffix'], column('profSuffix'), {
    aliases: ['prof_suffix'],
  }).text(50),
  field(BIOGRAPHICAL, ['nickname', 'Nickname'], column('nickName')).text(50),
  field(BIOGRAPHICAL, ['salutation_casual', 'Casual Salutation'], column('salutation')).text(100),
  field(BIOGRAPHICAL, ['salutation_formal', 'Formal Salutation'], column('addressee')).text(100),
  field(BIOGRAPHICAL, ['marital_status', 'Marital Status'], { kind: 'marital-status' }, READ_ONLY).text(50),
  field(BIOGRAPHICAL, ['gender', 'Gender'], column('gender')).text(20),
  field(BIOGRAPHICAL, ['birth_date', 'Date of Birth'], column('birthDate')).as('DATE'),
];

const EMAIL_FIELDS: readonly Field[] = [
  field(EMAIL, ['email.primary_address', 'Email'], { kind: 'email', which: 'primary' }, { required: true }).text(255),
  field(EMAIL, ['email.secondary_address', 'Secondary Email'], { kind: 'email', which: 'secondary' }).text(255),
  field(EMAIL, ['email.accepts_email', 'Accept Email'], column('acceptsEmail')).as('BOOLEAN'),
  field(EMAIL, ['email.preferred_format', 'Preferred Format'], extra('emailPreferredFormat'), {
    choices: ['HTML', 'Plain Text'],
  }).as('ENUMERATION'),
  field(EMAIL, ['email.status', 'Email Status'], extra('emailStatus'), READ_ONLY).as('ENUMERATION'),
];

const ADDRESS_PARTS: readonly (readonly [
  wire: string,
  label: string,
  part: AddressPart,
  max: number,
  alias: string,
])[] = [
  ['street1', 'Street 1', 'street1', 128, 'street1'],
  ['street2', 'Street 2', 'street2', 128, 'street2'],
  ['street3', 'Street 3', 'street3', 128, 'street3'],
  ['city', 'City', 'city', 64, 'city'],
  ['state', 'State/Province', 'state', 30, 'stateprov'],
  ['zip', 'ZIP/Postal Code', 'postalCode', 40, 'zip'],
  ['county', 'County', 'county', 64, 'county'],
  ['country', 'Country', 'country', 64, 'country'],
];

/** With the column names of the product's database: `home_street1`, `other_street1`, `employer_street1`. */
function addressFields(prefix: string, address: AddressName, aliasPrefix: string): Field[] {
  return ADDRESS_PARTS.map(([wire, label, part, max, alias]) =>
    field(
      ADDRESS,
      [`${prefix}.${wire}`, label],
      { kind: 'address', address, part },
      {
        aliases: [`${aliasPrefix}_${alias}`],
      },
    ).text(max),
  );
}

const ADDRESS_FIELDS: readonly Field[] = [
  ...addressFields('primary_address', 'primary', 'home'),
  ...addressFields('alternate_address1', 'alternate1', 'other'),
  ...addressFields('alternate_address2', 'alternate2', 'employer'),
  field(ADDRESS, ['preferred_address', 'Preferred Address'], extra('preferredAddress')).as('ENUMERATION'),
  field(ADDRESS, ['accepts_postal_mail', 'Accept Mail'], column('acceptsPostalMail')).as('BOOLEAN'),
];

const phone = (name: PhoneName): Place => ({ kind: 'phone', phone: name });

const PHONE_FIELDS: readonly Field[] = [
  field(BIOGRAPHICAL, ['home_phone', 'Phone'], phone('homePhone')).text(50),
  field(BIOGRAPHICAL, ['mobile_phone', 'Mobile Phone'], phone('mobilePhone')).text(50),
  field(BIOGRAPHICAL, ['work_phone', 'Work Phone'], phone('workPhone')).text(50),
  field(BIOGRAPHICAL, ['home_fax', 'Home Fax'], phone('homeFax')).text(50),
  field(BIOGRAPHICAL, ['home_web_page', 'Home Web Page'], { kind: 'web-page' }, READ_ONLY).text(255),
  field(BIOGRAPHICAL, ['preferred_phone', 'Preferred Phone'], extra('preferredPhone')).as('ENUMERATION'),
];

const EMPLOYMENT: readonly Field[] = [
  field(BIOGRAPHICAL, ['employment.employer', 'Employer'], column('orgName'), { aliases: ['employer'] }).text(100),
  field(BIOGRAPHICAL, ['employment.occupation', 'Occupation'], column('occupation'), {
    aliases: ['cons_occupation'],
  }).text(64),
  field(BIOGRAPHICAL, ['employment.position', 'Position'], column('jobTitle'), { aliases: ['position'] }).text(64),
];

const STATE: readonly Field[] = [
  field(BIOGRAPHICAL, ['dir_member', 'Directory Member'], extra('dirMember')).as('BOOLEAN'),
  field(BIOGRAPHICAL, ['dir_member_opt_in', 'Directory Opt-In'], extra('dirMemberOptIn')).as('BOOLEAN'),
  field(BIOGRAPHICAL, ['origin', 'Origin'], extra('origin'), READ_ONLY).as('ENUMERATION'),
  field(BIOGRAPHICAL, ['origin_src_code', 'Origin Source Code'], extra('originSource'), {
    ...ADMIN_AT_CREATION,
    viewName: 'origin_source',
  }).text(255),
  field(BIOGRAPHICAL, ['origin_subsrc_code', 'Origin Subsource Code'], extra('originSubsource'), {
    ...ADMIN_AT_CREATION,
    viewName: 'origin_subsource',
  }).text(255),
  field(BIOGRAPHICAL, ['active.status', 'Active Status'], { kind: 'state' }, READ_ONLY).as('ENUMERATION'),
  field(BIOGRAPHICAL, ['active.detail', 'Active Detail'], extra('activeDetail'), READ_ONLY).as('ENUMERATION'),
  field(BIOGRAPHICAL, ['donor_status', 'Donor Status'], extra('donorStatus'), ADMIN_VIEW).as('ENUMERATION'),
  field(BIOGRAPHICAL, ['admin_status', 'Administrator Status'], extra('adminStatus'), ADMIN_VIEW).as('ENUMERATION'),
  field(BIOGRAPHICAL, ['cat_id', 'Security Category'], extra('securityCategoryId'), {
    view: 'administrators',
    update: 'administrators',
    listedAs: 'TEXT',
  }).as('NUMBER'),
];

const MEMBERSHIP: readonly Field[] = [
  field('Membership', ['membership.id', 'Membership ID'], extra('membershipNumber'), ADMIN).text(32),
  field('Membership', ['membership.status', 'Status'], extra('membershipStatus'), ADMIN).as('ENUMERATION'),
  field('Membership', ['membership.since_date', 'Member Since'], extra('memberSinceDate'), ADMIN).as('DATE'),
  field('Membership', ['membership.last_renewal_date', 'Last Renewal'], extra('membershipRenewalDate'), ADMIN).as(
    'DATE',
  ),
  field('Membership', ['membership.expiration_date', 'Expiration'], extra('membershipExpirationDate'), ADMIN).as(
    'DATE',
  ),
  field('Membership', ['membership_level_id', 'Membership Type'], extra('membershipType'), ADMIN).text(),
];

const DISTRICTS: readonly Field[] = [
  ['cong_dist_id_override', 'Congressional District (Manual Override)', 'congDistIdOverride', 50],
  ['state_house_dist_id_override', 'State House District (Manual Override)', 'stateHouseDistIdOverride', 50],
  ['state_senate_dist_id_override', 'State Senate District (Manual Override)', 'stateSenateDistIdOverride', 50],
  ['home_county_id_override', 'Home County (Manual Override)', 'homeCountyIdOverride', 100],
].map(([name, label, place, max]) =>
  field('Districts', [`districts.${name}`, String(label)], extra(place as ExtraName), ADMIN).text(Number(max)),
);

/**
 * Every field but the organization's custom ones (wire/custom-fields.ts), in getUser's order
 * (docs/contracts/luminate.md §4.5).
 */
export const FIELDS: readonly Field[] = [
  ...IDENTITY,
  ...NAMES,
  ...EMAIL_FIELDS,
  ...ADDRESS_FIELDS,
  ...PHONE_FIELDS,
  ...EMPLOYMENT,
  ...STATE,
  ...MEMBERSHIP,
  ...DISTRICTS,
  ...COMPUTED_FIELDS,
];

/**
 * Every name under which a field may arrive, the most proper first: with a dot, as a column, with the first dot turned
 * into `-` or `_` (PHP does that to form keys; docs/contracts/luminate.md §4.4 and §5.1).
 */
export function inputNames({ name, aliases }: Field): string[] {
  return [...new Set([name, ...aliases, name.replace('.', '-'), name.replace('.', '_')])];
}
