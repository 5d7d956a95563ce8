// The nested parts of a record: how each is shown, and what a caller may give of it.
import { z } from 'zod';
import { Failure } from '../../../core/base/failure.ts';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentParts, PartInputs, PartName } from '../../../core/record/parts.ts';

const text = z.string().max(10_000).nullable();
const date = z.iso.date().nullable();
const id = z.number().int().positive();
const flag = z.boolean();
const moment = z.string();

/** What callers give of an element of any list. */
const ELEMENT = { id: id.optional(), remove: z.literal(true).optional() };

/** A type, group or level by name, or by id. */
const reference = z.union([z.string().max(255), z.strictObject({ id }), z.strictObject({ name: z.string().max(255) })]);

function referenceOf(given: z.output<typeof reference>) {
  return typeof given === 'string' ? { name: given } : given;
}

interface Point {
  readonly id: number;
  readonly typeId: number | null;
  readonly typeName: string | null;
  readonly isPreferred: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const POINT = {
  id,
  type: z.string().nullable(),
  type_id: z.number().nullable(),
  is_preferred: flag,
  created_at: moment,
  updated_at: moment,
};

function pointToWire({ id, typeName, typeId, isPreferred, createdAt, updatedAt }: Point) {
  return {
    id,
    type: typeName,
    type_id: typeId,
    is_preferred: isPreferred,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

const POINT_INPUT = { ...ELEMENT, type: reference.optional(), is_preferred: flag.optional() };

interface PointInput {
  readonly type?: z.output<typeof reference> | undefined;
  readonly is_preferred?: boolean | undefined;
  readonly is_current?: boolean | undefined;
}

function pointFromWire({ type, is_preferred, is_current }: PointInput) {
  return {
    ...(type !== undefined && { type: referenceOf(type) }),
    ...(is_preferred !== undefined && { isPreferred: is_preferred }),
    ...(is_current !== undefined && { notCurrent: !is_current }),
  };
}

/** With only what is given: a key that is undefined would be written as none. */
function given<Values extends object>(values: Values): { [Name in keyof Values]: Exclude<Values[Name], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Name in keyof Values]: Exclude<Values[Name], undefined> };
}

interface ListElement {
  readonly id?: number | undefined;
  readonly remove?: true | undefined;
}

/** A list whose elements have ids: shown, and changed as docs/api.md says. */
function list<Part extends PartName, Shown extends z.ZodRawShape, Input extends z.ZodRawShape>(
  part: Part,
  shape: { readonly shown: Shown; readonly input: Input },
  wire: {
    readonly toWire: (element: ConstituentParts[Part][number]) => object;
    readonly fromWire: (element: z.output<z.ZodObject<Input>>) => object;
  },
) {
  const shown = z.array(z.object(shape.shown));
  const input = z.array(z.strictObject(shape.input)).max(1_000);
  return {
    shown,
    input,
    present: (record: Pick<ConstituentParts, Part>) =>
      (record[part] as readonly ConstituentParts[Part][number][]).map(wire.toWire),
    change: (elements: z.output<typeof input>, existing: Constituent | undefined) =>
      changeOf(elements as readonly ListElement[], {
        part,
        existing: (existing?.[part] ?? []) as readonly { id: number }[],
        fromWire: wire.fromWire as (element: ListElement) => object,
      }),
  };
}

interface Written {
  readonly part: PartName;
  readonly existing: readonly { readonly id: number }[];
  readonly fromWire: (element: ListElement) => object;
}

/** A list without ids stands for the whole; one with ids changes, adds and removes what it names. Throws `invalid` for an unknown id. */
function changeOf(elements: readonly ListElement[], { part, existing, fromWire }: Written) {
  const known = new Set(existing.map((element) => element.id));
  const at = elements.findIndex((element) => element.id !== undefined && !known.has(element.id));
  if (at >= 0) throw unknownElement(part, at);
  const named = elements.flatMap((element) => (element.id === undefined ? [] : [element.id]));
  const removed = elements.flatMap((element) => (element.remove && element.id !== undefined ? [element.id] : []));
  const items = elements
    .filter((element) => !element.remove)
    .map((element) => ({ ...(element.id === undefined ? {} : { id: element.id }), ...fromWire(element) }));
  return { items, remove: named.length > 0 ? removed : [...known] };
}

function unknownElement(part: PartName, at: number): Failure {
  const field = `/${part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}/${at}/id`;
  return new Failure('invalid', 'unknown_element', { subject: field, issues: [{ field, code: 'unknown_element' }] });
}

const EMAIL_ADDRESSES = list(
  'emailAddresses',
  {
    shown: { ...POINT, address: z.string(), is_current: flag },
    input: { ...POINT_INPUT, address: text.optional(), is_current: flag.optional() },
  },
  {
    toWire: ({ address, notCurrent, ...point }) => ({ ...pointToWire(point), address, is_current: !notCurrent }),
    fromWire: ({ address, ...point }) => ({ ...pointFromWire(point), ...given({ address }) }),
  },
);

const PHONE_NUMBERS = list(
  'phoneNumbers',
  {
    shown: { ...POINT, number: z.string(), is_current: flag },
    input: { ...POINT_INPUT, number: text.optional(), is_current: flag.optional() },
  },
  {
    toWire: ({ number, notCurrent, ...point }) => ({ ...pointToWire(point), number, is_current: !notCurrent }),
    fromWire: ({ number, ...point }) => ({ ...pointFromWire(point), ...given({ number }) }),
  },
);

const ADDRESS = { street: text, city: text, state: text, postal_code: text, county: text, country: text };

const STREET_ADDRESSES = list(
  'streetAddresses',
  {
    shown: { ...POINT, ...ADDRESS, is_current: flag },
    input: { ...POINT_INPUT, ...z.object(ADDRESS).partial().shape, is_current: flag.optional() },
  },
  {
    toWire: ({ street, city, state, postalCode, county, country, notCurrent, ...point }) => ({
      ...pointToWire(point),
      ...{ street, city, state, postal_code: postalCode, county, country, is_current: !notCurrent },
    }),
    fromWire: ({ street, city, state, postal_code, county, country, ...point }) => ({
      ...pointFromWire(point),
      ...given({ street, city, state, postalCode: postal_code, county, country }),
    }),
  },
);

const WEB_ADDRESSES = list(
  'webAddresses',
  { shown: { ...POINT, url: z.string() }, input: { ...POINT_INPUT, url: text.optional() } },
  {
    toWire: ({ url, ...point }) => ({ ...pointToWire(point), url }),
    fromWire: ({ url, ...point }) => ({ ...pointFromWire(point), ...given({ url }) }),
  },
);

const GROUPS = list(
  'groups',
  {
    shown: { id, group_id: id, name: z.string(), date_start: date, date_end: date, is_current: flag },
    input: {
      ...ELEMENT,
      group: reference.optional(),
      date_start: date.optional(),
      date_end: date.optional(),
      is_current: flag.optional(),
    },
  },
  {
    toWire: ({ id, groupId, groupName, dateStart, dateEnd, isCurrent }) => ({
      ...{ id, group_id: groupId, name: groupName, date_start: dateStart, date_end: dateEnd, is_current: isCurrent },
    }),
    fromWire: ({ group, date_start, date_end, is_current }) => ({
      ...(group !== undefined && { group: referenceOf(group) }),
      ...given({ dateStart: date_start, dateEnd: date_end, isCurrent: is_current }),
    }),
  },
);

const MEMBERSHIPS = list(
  'memberships',
  {
    shown: {
      ...{ id, level_id: id.nullable(), level: z.string().nullable() },
      ...{ date_start: date, finish_date: date, note: text },
    },
    input: {
      ...ELEMENT,
      level: reference.optional(),
      date_start: date.optional(),
      finish_date: date.optional(),
      note: text.optional(),
    },
  },
  {
    toWire: ({ id, membershipLevelId, membershipLevelName, dateStart, finishDate, note }) => ({
      ...{ id, level_id: membershipLevelId, level: membershipLevelName },
      ...{ date_start: dateStart, finish_date: finishDate, note },
    }),
    fromWire: ({ level, date_start, finish_date, note }) => ({
      ...(level !== undefined && { level: referenceOf(level) }),
      ...given({ dateStart: date_start, finishDate: finish_date, note }),
    }),
  },
);

const RELATIONSHIPS = list(
  'relationships',
  {
    shown: {
      ...{ id, related_constituent_id: id, type_id: id.nullable(), name: z.string().nullable(), description: text },
    },
    input: {
      ...ELEMENT,
      related_constituent_id: id.optional(),
      type: reference.optional(),
      description: text.optional(),
    },
  },
  {
    toWire: ({ id, relatedConstituentId, relationshipTypeId, name, description }) => ({
      ...{ id, related_constituent_id: relatedConstituentId, type_id: relationshipTypeId, name, description },
    }),
    fromWire: ({ related_constituent_id, type, description }) => ({
      ...(type !== undefined && { type: referenceOf(type) }),
      ...given({ relatedConstituentId: related_constituent_id, description }),
    }),
  },
);

const CLASS_AFFILIATIONS = list(
  'classAffiliations',
  {
    shown: { id, type_id: id.nullable(), year: z.number().nullable(), note: text },
    input: { ...ELEMENT, type_id: id.optional(), year: z.number().int().nullable().optional(), note: text.optional() },
  },
  {
    toWire: ({ id, classAffiliationTypeId, year, note }) => ({ id, type_id: classAffiliationTypeId, year, note }),
    fromWire: ({ type_id, year, note }) => given({ classAffiliationTypeId: type_id, year, note }),
  },
);

const KEYWORDS = {
  shown: z.array(z.object({ id, name: z.string(), category_id: id, category: z.string() })),
  present: ({ categories }: Pick<ConstituentParts, 'categories'>) =>
    categories.flatMap(({ id: category_id, name: category, keywords }) =>
      keywords.map((keyword) => ({ id: keyword.id, name: keyword.name, category_id, category })),
    ),
};

const CUSTOM_FIELDS = {
  shown: z.record(z.string(), z.string()),
  input: z.record(z.string().max(255), z.string().max(10_000).nullable()),
  present: ({ customFields }: Pick<ConstituentParts, 'customFields'>) =>
    Object.fromEntries(customFields.map(({ key, value }) => [key, value])),
  change: (values: Readonly<Record<string, string | null>>) =>
    Object.entries(values).map(([key, value]) => ({ key, value })),
};

const INTERESTS = {
  shown: z.array(z.object({ id, name: z.string() })),
  present: ({ interests }: Pick<ConstituentParts, 'interests'>) =>
    interests.map(({ interestId, name }) => ({ id: interestId, name })),
};

const CENTERS = {
  shown: z.array(z.object({ id, name: z.string(), opted_in: flag })),
  present: ({ centers }: Pick<ConstituentParts, 'centers'>) =>
    centers.map(({ centerId, name, optedIn }) => ({ id: centerId, name, opted_in: optedIn })),
};

interface PartWire {
  readonly shown: z.ZodType;
  /** Absent: no operation changes it together with the record. */
  readonly input?: z.ZodType;
  readonly present: (record: ConstituentParts) => unknown;
  readonly change?: (elements: never, existing: Constituent | undefined) => PartInputs[PartName];
}

/** By part of the record: its name in this contract, and how it is read and shown. */
export const PARTS = {
  emailAddresses: { name: 'email_addresses', ...EMAIL_ADDRESSES },
  phoneNumbers: { name: 'phone_numbers', ...PHONE_NUMBERS },
  streetAddresses: { name: 'street_addresses', ...STREET_ADDRESSES },
  webAddresses: { name: 'web_addresses', ...WEB_ADDRESSES },
  groups: { name: 'groups', ...GROUPS },
  categories: { name: 'keywords', ...KEYWORDS },
  memberships: { name: 'memberships', ...MEMBERSHIPS },
  relationships: { name: 'relationships', ...RELATIONSHIPS },
  classAffiliations: { name: 'class_affiliations', ...CLASS_AFFILIATIONS },
  customFields: { name: 'custom_fields', ...CUSTOM_FIELDS },
  interests: { name: 'interests', ...INTERESTS },
  centers: { name: 'centers', ...CENTERS },
} as const satisfies Record<PartName, PartWire & { readonly name: string }>;
