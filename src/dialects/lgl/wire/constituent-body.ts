// CreateBody and UpdateBody (docs/contracts/lgl.md §3.2, §5): from what clients send to what the core takes.
import { cleanText } from '../../../core/base/clean-text.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { ConstituentInput, FieldInputs } from '../../../core/constituents/record/constituent-input.ts';
import type { PartChange } from '../../../core/record/part.ts';
import type { PartInputs, PartName } from '../../../core/record/parts.ts';
import type { WireObject } from './body.ts';
import { date, flag, id, integer, objects, plainFlag, sent, text } from './coerce.ts';
import { externalId, reference } from './reference.ts';

/** Where each text key goes. */
const TEXTS = {
  prefix: 'prefix',
  first_name: 'firstName',
  middle_name: 'middleName',
  last_name: 'lastName',
  suffix: 'suffix',
  spouse_name: 'spouseName',
  org_name: 'orgName',
  job_title: 'jobTitle',
  addressee: 'addressee',
  salutation: 'salutation',
  // Not writable by documentation, but sent by clients (§3.2).
  sort_name: 'sortName',
  annual_report_name: 'annualReportName',
  gender: 'gender',
  maiden_name: 'maidenName',
  nick_name: 'nickName',
  spouse_nick_name: 'spouseNickName',
  alt_salutation: 'altSalutation',
  alt_addressee: 'altAddressee',
  honorary_name: 'honoraryName',
  assistant_name: 'assistantName',
} as const satisfies Record<string, keyof FieldInputs>;

function fields(body: WireObject): FieldInputs {
  const texts = Object.entries(TEXTS).map(([key, field]) => [field, text(body[key])]);
  const external = externalId(body.external_constituent_id);
  return sent({
    ...Object.fromEntries(texts),
    externalIds: external === undefined ? undefined : { lgl: external },
    isOrg: plainFlag(body.is_org),
    isDeceased: plainFlag(body.is_deceased),
    isAnon: plainFlag(body.is_anon),
    deceasedDate: date(body.deceased_date),
    birthDate: date(body.birthday),
    dateAdded: date(body.date_added) ?? undefined,
    contactType: reference(body, 'constituent_contact_type_id', 'constituent_contact_type_name'),
    maritalStatus: reference(body, 'marital_status_id', 'marital_status_name'),
  });
}

/** A nested array and its `remove_previous_*` flag; undefined when neither was sent. */
function part<Input>(
  body: WireObject,
  key: string,
  element: (item: WireObject) => Input & { id?: number | null },
): PartChange<Input> | undefined {
  const clear = flag(body[`remove_previous_${key}`]) === true;
  if (body[key] === undefined && !clear) return undefined;
  return { clear, items: objects(body[key]).map(element) };
}

export function emailAddressInput(item: WireObject) {
  return sent({
    address: text(item.address),
    type: reference(item, 'email_address_type_id', 'email_type_name'),
    isPreferred: plainFlag(item.is_preferred),
    notCurrent: plainFlag(item.not_current),
  });
}

export function phoneNumberInput(item: WireObject) {
  return sent({
    number: text(item.number),
    type: reference(item, 'phone_number_type_id', 'phone_type_name'),
    isPreferred: plainFlag(item.is_preferred),
    notCurrent: plainFlag(item.not_current),
  });
}

export function streetAddressInput(item: WireObject) {
  return sent({
    street: text(item.street),
    city: text(item.city),
    state: text(item.state),
    postalCode: text(item.postal_code),
    county: text(item.county),
    country: text(item.country),
    type: reference(item, 'street_address_type_id', 'street_type_name'),
    isPreferred: plainFlag(item.is_preferred),
    notCurrent: plainFlag(item.not_current),
    seasonalFrom: text(item.seasonal_from),
    seasonalTo: text(item.seasonal_to),
    seasonal: flag(item.seasonal),
  });
}

export function webAddressInput(item: WireObject) {
  return sent({
    url: text(item.url),
    type: reference(item, 'web_address_type_id', 'web_address_type_name'),
    isPreferred: plainFlag(item.is_preferred),
  });
}

export function classAffiliationInput(item: WireObject) {
  return sent({
    id: id(item.id),
    classAffiliationTypeId: id(item.class_affiliation_type_id),
    year: integer(item.year),
    note: text(item.note),
  });
}

/** Where the type stands under no documented key, clients give it under one of these (§6.3). */
function relationshipType(item: WireObject) {
  const documented = reference(item, 'relationship_type_id', 'name');
  return documented ?? reference(item, 'relationship_type_id', 'relationship_type');
}

export function relationshipInput(item: WireObject) {
  const reciprocal = reference(item, 'reciprocal_id', 'rec_name');
  return sent({
    id: id(item.id),
    relatedConstituentId: id(item.related_constituent_id),
    type: relationshipType(item),
    description: text(item.description),
    autoSoftCredit: plainFlag(item.auto_soft_credit),
    alsoAcknowledge: plainFlag(item.also_acknowledge),
    shareAddress: integer(item.share_address),
    sharePhone: integer(item.share_phone),
    reciprocal: reciprocal && { ...reciprocal, description: text(item.reciprocal_description) ?? null },
  });
}

export function groupMembershipInput(item: WireObject) {
  return sent({
    id: id(item.id),
    group: reference(item, 'group_id', 'group_name'),
    dateStart: date(item.date_start),
    dateEnd: date(item.date_end),
    isCurrent: plainFlag(item.is_current),
  });
}

export function membershipInput(item: WireObject) {
  return sent({
    id: id(item.id),
    level: reference(item, 'membership_level_id', 'membership_level_name'),
    dateStart: date(item.date_start),
    finishDate: date(item.finish_date),
    note: text(item.note),
  });
}

function categoryInput(item: WireObject) {
  return {
    id: id(item.id) ?? null,
    key: text(item.key) ?? null,
    name: text(item.name) ?? null,
    clear: flag(item.remove_previous_keywords) === true,
    keywords: objects(item.keywords).map((keyword) => ({
      id: id(keyword.id) ?? null,
      name: text(keyword.name) ?? null,
      shortCode: text(keyword.short_code) || null,
    })),
  };
}

/** Blank stays a blank value, which is not the same as none (§4.3). */
function customFieldInput(item: WireObject) {
  return { id: id(item.id) ?? null, key: text(item.key) ?? null, value: text(item.value) ?? '', define: true };
}

function parts(body: WireObject): PartInputs {
  return sent({
    emailAddresses: part(body, 'email_addresses', emailAddressInput),
    phoneNumbers: part(body, 'phone_numbers', phoneNumberInput),
    streetAddresses: part(body, 'street_addresses', streetAddressInput),
    webAddresses: part(body, 'web_addresses', webAddressInput),
    classAffiliations: part(body, 'class_affiliations', classAffiliationInput),
    relationships: part(body, 'relationships', relationshipInput),
    groups: part(body, 'groups', groupMembershipInput),
    memberships: part(body, 'memberships', membershipInput),
    categories: body.categories === undefined ? undefined : objects(body.categories).map(categoryInput),
    customFields: body.custom_attrs === undefined ? undefined : objects(body.custom_attrs).map(customFieldInput),
    // LGL has no word for these.
    interests: undefined,
    centers: undefined,
  } satisfies Record<PartName, unknown>);
}

/** The body of a create or an update; keys that LGL does not know are dropped silently (§2.4). */
export function fromWire(body: WireObject): ConstituentInput {
  return { ...fields(body), ...parts(body) };
}

/**
 * The body of a create. Throws `invalid` (`name_required`) without any name (§5.1): elsewhere an e-mail address is
 * enough to be somebody, here it is not.
 */
export function fromWireNew(body: WireObject): ConstituentInput {
  const input = fromWire(body);
  const names = [input.firstName, input.lastName, input.orgName];
  if (names.some((name) => cleanText(name ?? '') !== '')) return input;
  const issues = ['firstName', 'lastName', 'orgName'].map((field) => ({ field, code: 'required' }));
  throw new Failure('invalid', 'name_required', { issues });
}
