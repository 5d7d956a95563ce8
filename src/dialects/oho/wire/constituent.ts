import { z } from 'zod';
import type { Accreditation } from '../../../core/accreditations/accreditation.ts';
import { cleanText } from '../../../core/base/clean-text.ts';
import type { ListedPerson, PeopleFilter, Person } from '../../../core/constituents/people/list-people.ts';
import type { Constituent } from '../../../core/constituents/record/constituent.ts';
import type { ConstituentInput } from '../../../core/constituents/record/constituent-input.ts';
import {
  type FlatInput,
  flatChanges,
  mainEmail,
  mainPhone,
  NO_CONTACTS,
  PHONE_TYPE,
  phoneOfType,
} from '../../../core/constituents/record/flat-fields.ts';
import type { ConstituentParts } from '../../../core/record/parts.ts';
import { PAGE_LIMIT } from '../paging.ts';
import { accreditationToWire } from './accreditation.ts';
import {
  calendarDate,
  objectBody,
  optionalDate,
  optionalKey,
  optionalText,
  parse,
  requireEmailFormat,
  requireFields,
  storableText,
  toSeconds,
} from './fields.ts';

/** The system whose external ids Oho shows: the caller's own HR number (docs/decisions/0009). */
export const SYSTEM = 'oho';

const required = ['first_name', 'last_name', 'email'] as const;
const requiredText = storableText.refine((text) => cleanText(text) !== '');

const optionalFields = {
  phone: optionalText,
  mobile_number: optionalText,
  date_of_birth: optionalDate,
  external_id: optionalKey,
  // The documentation's diagram and samples call it so; on the wire it is an alias (docs/contracts/oho.md §8 no. 14).
  employee_id: optionalKey,
  active: z.boolean().nullable().optional(),
};

const creation = z.object({
  first_name: requiredText,
  last_name: requiredText,
  email: requiredText,
  ...optionalFields,
});

const change = z.object({
  first_name: requiredText.optional(),
  last_name: requiredText.optional(),
  email: requiredText.optional(),
  ...optionalFields,
});

type Change = z.output<typeof change>;

/** The nested rows that decide what the flat fields change. */
type Contacts = Pick<ConstituentParts, 'emailAddresses' | 'phoneNumbers' | 'streetAddresses'>;

function toInput(existing: Contacts, body: Change): ConstituentInput {
  const externalId = body.external_id === undefined ? body.employee_id : body.external_id;
  const flat: FlatInput = { email: body.email, phone: body.phone, mobilePhone: body.mobile_number };
  return {
    ...(body.first_name === undefined ? {} : { firstName: body.first_name }),
    ...(body.last_name === undefined ? {} : { lastName: body.last_name }),
    ...(body.date_of_birth === undefined ? {} : { birthDate: body.date_of_birth }),
    ...(body.active === undefined || body.active === null ? {} : { active: body.active }),
    ...(externalId === undefined ? {} : { externalIds: { [SYSTEM]: externalId } }),
    ...flatChanges(existing, flat),
  };
}

/** A creation or ensure_exists. Throws `required`, then `type`, then `email_format`. */
export function creationFromWire(body: unknown): { email: string; input: ConstituentInput } {
  const given = objectBody(body);
  requireFields(given, required);
  const parsed = parse(creation, given);
  requireEmailFormat(parsed.email);
  return { email: parsed.email, input: toInput(NO_CONTACTS, parsed) };
}

/** The most people of one bulk call. */
const BULK_LIMIT = 500;

/** The bodies of a bulk call, each still to be read on its own. */
export function bulkFromWire(body: unknown): unknown[] {
  const given = objectBody(body);
  requireFields(given, ['constituents']);
  return parse(z.object({ constituents: z.array(z.unknown()).min(1).max(BULK_LIMIT) }), given).constituents;
}

export interface ConstituentChange {
  readonly email: string | undefined;
  /** What to change of the record as it is when it is changed. */
  readonly inputFor: (constituent: Constituent) => ConstituentInput;
}

/**
 * A partial update: null clears what may be null; unknown keys, id and timestamps are ignored (docs/contracts/oho.md §2.9).
 */
export function changeFromWire(body: unknown): ConstituentChange {
  const given = objectBody(body);
  requireFields(
    given,
    required.filter((name) => name in given),
  );
  const parsed = parse(change, given);
  // The core refuses what is no address, unless it is what the record shows already.
  return { email: parsed.email, inputFor: (constituent) => toInput(constituent, parsed) };
}

const existence = z.object({ email: storableText.nullable().optional(), external_id: optionalKey });

/** Whom check_exists asks for: by e-mail, or by external id where no e-mail is given (docs/contracts/oho.md §2.5). */
export function existenceFromWire(body: unknown): { email: string } | { externalId: string } {
  const given = objectBody(body);
  const parsed = parse(existence, given);
  if (!parsed.email?.trim() && parsed.external_id) return { externalId: parsed.external_id };
  requireFields(given, ['email']);
  const email = parsed.email ?? '';
  requireEmailFormat(email);
  return { email };
}

const moment = z.iso.datetime({ offset: true }).or(calendarDate);
const cursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const query = z.object({
  external_id: storableText.optional(),
  email: storableText.optional(),
  active: z.enum(['true', 'false']).optional(),
  updated_since: moment.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).optional(),
  cursor: cursor.optional(),
});

interface Page {
  readonly limit: number;
  readonly afterId: number;
}

export type PeoplePage = PeopleFilter & Page;

export interface ListRequest {
  readonly filter: PeopleFilter;
  /** Undefined: everyone who matches, as the documented clients expect. */
  readonly page: Page | undefined;
}

/** The opt-in filters and paging of the list (docs/contracts/oho.md §2.7). */
export function listFromWire(parameters: unknown): ListRequest {
  const given = parse(query, parameters);
  const filter: PeopleFilter = {
    system: SYSTEM,
    ...(given.external_id === undefined ? {} : { externalId: given.external_id }),
    ...(given.email === undefined ? {} : { email: given.email }),
    ...(given.active === undefined ? {} : { active: given.active === 'true' }),
    ...(given.updated_since === undefined ? {} : { updatedSince: given.updated_since }),
  };
  const isPaged = given.limit !== undefined || given.cursor !== undefined;
  return { filter, page: isPaged ? { limit: given.limit ?? PAGE_LIMIT, afterId: given.cursor ?? 0 } : undefined };
}

/** The constituent object, keys in the documented order (docs/contracts/oho.md §2.3). Names and e-mail are never null. */
export function listedToWire(person: ListedPerson) {
  return {
    id: person.id,
    first_name: person.firstName ?? '',
    last_name: person.lastName ?? '',
    email: person.email ?? '',
    phone: person.phone,
    mobile_number: person.mobilePhone,
    date_of_birth: person.birthDate,
    external_id: person.externalId,
    // Deleted through another contract: still here for the audit of checks, but not active (docs/decisions/0003).
    active: person.active && person.deletedAt === null,
    created_at: toSeconds(person.createdAt),
    updated_at: toSeconds(person.updatedAt),
  };
}

/** The same of a record whose flat fields are still to be found. */
export function constituentToWire(constituent: Person) {
  return listedToWire({
    ...constituent,
    email: mainEmail(constituent)?.address ?? null,
    phone: mainPhone(constituent)?.number ?? null,
    mobilePhone: phoneOfType(constituent, PHONE_TYPE.mobile)?.number ?? null,
    externalId: constituent.externalIds[SYSTEM] ?? null,
  });
}

/** One constituent with all checks (docs/contracts/oho.md §2.8). */
export function constituentWithChecksToWire(constituent: Person, accreditations: readonly Accreditation[]) {
  return { ...constituentToWire(constituent), accreditations: accreditations.map(accreditationToWire) };
}
