// What can be exported of a record. A family is one name in JSON lines and one or several columns in CSV: `email_addresses`
// becomes `email_1`, `email_1_type`, … Headings are the names that an import knows.
import { columnOf } from '../base/columns.ts';
import { Failure } from '../base/failure.ts';
import type { Constituent } from '../constituents/record/constituent.ts';
import { FIELD_NAMES, TYPED_FIELDS } from '../record/fields.ts';
import type { ConstituentParts, PartName } from '../record/parts.ts';
import type { Shape } from './export-shape.ts';

export type Cell = string | number | boolean | null;

export interface Column {
  readonly heading: string;
  readonly take: (record: Constituent) => Cell;
}

interface Value {
  readonly name: string;
  readonly take: (record: Constituent) => unknown;
}

interface Family extends Value {
  /** What of the record has to be read for it. */
  readonly part?: PartName;
  /** Has columns for each element. */
  readonly isNumbered?: true;
  /** Not in a file of everything, which says the same in other columns. */
  readonly isExtra?: true;
  readonly columns: (shape: Shape) => readonly Column[];
}

function single(name: string, take: Column['take']): Family {
  return { name, take, columns: () => [{ heading: name, take }] };
}

/** A heading with `#` for the number, the name in JSON, and the value. */
type Entry<Element> = readonly [heading: string, name: string, take: (element: Element) => Cell];

function numbered<Part extends PartName>(
  part: Part,
  name: string,
  entries: readonly Entry<ConstituentParts[Part][number]>[],
): Family {
  type Element = ConstituentParts[Part][number];
  const listOf = (record: Constituent) => preferredFirst(record[part] as readonly Element[]);
  const columnsAt = (at: number) =>
    entries.map(([heading, , take]) => ({
      heading: heading.replace('#', String(at + 1)),
      take: (record: Constituent) => {
        const element = listOf(record)[at];
        return element === undefined ? null : take(element);
      },
    }));
  return {
    ...{ name, part, isNumbered: true },
    take: (record) =>
      listOf(record).map((element) => Object.fromEntries(entries.map(([, key, take]) => [key, take(element)]))),
    columns: ({ most }) => Array.from({ length: most[part] ?? 0 }, (_, at) => columnsAt(at)).flat(),
  };
}

/** Whoever writes to the first address writes to the right one. */
function preferredFirst<Element extends object>(elements: readonly Element[]): readonly Element[] {
  const isPreferred = (element: Element) => Number('isPreferred' in element && element.isPreferred === true);
  return elements.length < 2 ? elements : elements.toSorted((a, b) => isPreferred(b) - isPreferred(a));
}

/** Several names in one cell. A name with a semicolon, or that begins with a quotation mark, is quoted, as in CSV. */
function joinNames(names: readonly string[]): string {
  const quoted = (name: string) => (/;|^"/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
  return names.map(quoted).join(';');
}

function named(part: PartName, name: string, namesOf: (record: Constituent) => readonly string[]): Family {
  const take = (record: Constituent) => joinNames(namesOf(record));
  return { name, part, take: namesOf, columns: () => [{ heading: name, take }] };
}

const CONTACT_POINTS: readonly Family[] = [
  numbered('emailAddresses', 'email_addresses', [
    ['email_#', 'address', (email) => email.address],
    ['email_#_type', 'type', (email) => email.typeName],
    ['email_#_is_preferred', 'is_preferred', (email) => email.isPreferred],
    ['email_#_is_current', 'is_current', (email) => !email.notCurrent],
  ]),
  numbered('phoneNumbers', 'phone_numbers', [
    ['phone_#', 'number', (phone) => phone.number],
    ['phone_#_type', 'type', (phone) => phone.typeName],
    ['phone_#_is_preferred', 'is_preferred', (phone) => phone.isPreferred],
    ['phone_#_is_current', 'is_current', (phone) => !phone.notCurrent],
  ]),
  numbered('streetAddresses', 'street_addresses', [
    ['street_#', 'street', (address) => address.street],
    ['city_#', 'city', (address) => address.city],
    ['state_#', 'state', (address) => address.state],
    ['postal_code_#', 'postal_code', (address) => address.postalCode],
    ['county_#', 'county', (address) => address.county],
    ['country_#', 'country', (address) => address.country],
    ['address_#_type', 'type', (address) => address.typeName],
    ['address_#_is_preferred', 'is_preferred', (address) => address.isPreferred],
    ['address_#_is_current', 'is_current', (address) => !address.notCurrent],
  ]),
  numbered('webAddresses', 'web_addresses', [
    ['website_#', 'url', (web) => web.url],
    ['website_#_type', 'type', (web) => web.typeName],
    ['website_#_is_preferred', 'is_preferred', (web) => web.isPreferred],
  ]),
];

const OTHER_LISTS: readonly Family[] = [
  named('groups', 'groups', ({ groups }) => groups.filter((one) => one.isCurrent).map((one) => one.groupName)),
  named('groups', 'former_groups', ({ groups }) => groups.filter((one) => !one.isCurrent).map((one) => one.groupName)),
  {
    ...numbered('groups', 'group_memberships', [
      ['group_#', 'group', (membership) => membership.groupName],
      ['group_#_date_start', 'date_start', (membership) => membership.dateStart],
      ['group_#_date_end', 'date_end', (membership) => membership.dateEnd],
      ['group_#_is_current', 'is_current', (membership) => membership.isCurrent],
    ]),
    isExtra: true,
  },
  numbered('memberships', 'memberships', [
    ['membership_#', 'level', (membership) => membership.membershipLevelName],
    ['membership_#_date_start', 'date_start', (membership) => membership.dateStart],
    ['membership_#_finish_date', 'finish_date', (membership) => membership.finishDate],
    ['membership_#_note', 'note', (membership) => membership.note],
  ]),
  numbered('relationships', 'relationships', [
    ['relationship_#', 'name', (relationship) => relationship.name],
    ['relationship_#_constituent_id', 'related_constituent_id', (relationship) => relationship.relatedConstituentId],
    ['relationship_#_description', 'description', (relationship) => relationship.description],
  ]),
  numbered('classAffiliations', 'class_affiliations', [
    ['class_#_type_id', 'type_id', (affiliation) => affiliation.classAffiliationTypeId],
    ['class_#_year', 'year', (affiliation) => affiliation.year],
    ['class_#_note', 'note', (affiliation) => affiliation.note],
  ]),
  named('interests', 'interests', ({ interests }) => interests.map(({ name }) => name)),
  named('centers', 'centers', ({ centers }) => centers.map(({ name }) => name)),
];

const keywordsOf = ({ categories }: Constituent, key: string) =>
  categories.find((category) => category.key === key)?.keywords.map(({ name }) => name) ?? [];

const KEYWORDS: Family = {
  ...{ name: 'keywords', part: 'categories' },
  take: (record) => Object.fromEntries(record.categories.map(({ key }) => [key, keywordsOf(record, key)])),
  columns: ({ categories }) =>
    categories.map((key) => ({
      heading: `keywords:${key}`,
      take: (record) => joinNames(keywordsOf(record, key)),
    })),
};

const CUSTOM_FIELDS: Family = {
  ...{ name: 'custom_fields', part: 'customFields' },
  take: ({ customFields }) => Object.fromEntries(customFields.map(({ key, value }) => [key, value])),
  columns: ({ customFields }) =>
    customFields.map((key) => ({
      heading: `custom:${key}`,
      take: (record) => record.customFields.find((field) => field.key === key)?.value ?? null,
    })),
};

const EXTERNAL_IDS: Family = {
  name: 'external_ids',
  take: ({ externalIds }) => externalIds,
  columns: ({ systems }) =>
    systems.map((system) => ({
      heading: `external_id:${system}`,
      take: ({ externalIds }) => externalIds[system] ?? null,
    })),
};

/** In the order of a file's columns. */
const FAMILIES: readonly Family[] = [
  single('id', ({ id }) => id),
  EXTERNAL_IDS,
  ...FIELD_NAMES.map((name) => single(columnOf(name), (record) => record[name])),
  ...TYPED_FIELDS.map(({ name }) => single(columnOf(name), (record) => record[name])),
  ...CONTACT_POINTS,
  ...OTHER_LISTS,
  KEYWORDS,
  CUSTOM_FIELDS,
  single('enrolled_at', ({ enrolledAt }) => enrolledAt),
  single('created_at', ({ createdAt }) => createdAt),
  single('updated_at', ({ updatedAt }) => updatedAt),
];

const WITHOUT_EXTRAS = FAMILIES.filter(({ isExtra }) => !isExtra);

export interface Selected {
  /** For CSV. */
  readonly columns: readonly Column[];
  /** For JSON lines. */
  readonly values: readonly Value[];
}

/** Numbered columns that may be asked for, whether or not somebody has so many. */
const MOST_NUMBERED = 99;

const MOST = Object.fromEntries(
  FAMILIES.flatMap(({ part, isNumbered }) => (part && isNumbered ? [[part, MOST_NUMBERED]] : [])),
);

const keyIn = (name: string, prefix: string) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []);

/** The family of that name, or with a column of that name in some organization. */
function familyOf(name: string): Family | undefined {
  const shape = {
    systems: keyIn(name, 'external_id:'),
    customFields: keyIn(name, 'custom:'),
    categories: keyIn(name, 'keywords:'),
    most: MOST,
  };
  return (
    FAMILIES.find((family) => family.name === name) ??
    FAMILIES.find((family) => family.columns(shape).some(({ heading }) => heading === name))
  );
}

/**
 * What a file has: all, or what is named, in that order. A name is that of a family or of one of its columns. Throws
 * `invalid` (`export_column`) for any other.
 */
export function selectColumns(names: readonly string[] | null, shape: Shape): Selected {
  const chosen = (names ?? WITHOUT_EXTRAS.map(({ name }) => name)).map((name) => find(name, shape));
  return { columns: chosen.flatMap(({ columns }) => columns), values: chosen.map(({ value }) => value) };
}

function find(name: string, shape: Shape): { readonly columns: readonly Column[]; readonly value: Value } {
  const family = familyOf(name);
  if (family?.name === name) return { columns: family.columns(shape), value: family };
  const wide = { ...shape, most: MOST, systems: keyIn(name, 'external_id:') };
  const column = family?.columns(wide).find(({ heading }) => heading === name);
  if (!column) throw unknownColumn(name);
  return { columns: [column], value: { name, take: column.take } };
}

function unknownColumn(name: string): Failure {
  return new Failure('invalid', 'export_column', {
    subject: name,
    issues: [{ field: 'columns', code: 'export_column' }],
  });
}

const familiesOf = (names: readonly string[] | null) =>
  names?.flatMap((name) => familyOf(name) ?? []) ?? WITHOUT_EXTRAS;

/** Parts of the record that a selection reads. */
export function partsOf(names: readonly string[] | null): PartName[] {
  return familiesOf(names).flatMap(({ part }) => part ?? []);
}

/** Of those, the ones that have columns for each element. */
export function numberedPartsOf(names: readonly string[] | null): PartName[] {
  return familiesOf(names).flatMap(({ part, isNumbered }) => (part && isNumbered ? [part] : []));
}
