// The people of an organization as a plain list: everyone, streamed, or one page of those who match a filter.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { built, query } from '../../../db/statement.ts';
import { type Actor, allow } from '../../base/actor.ts';
import { cleanText } from '../../base/clean-text.ts';
import { Failure } from '../../base/failure.ts';
import { normalizeEmail } from '../../base/fold.ts';
import type { EmailAddress } from '../../record/parts/email-addresses.ts';
import type { PhoneNumber } from '../../record/parts/phone-numbers.ts';
import { throughAlias } from '../record/aliases.ts';
import type { ConstituentSummary } from '../record/constituent.ts';
import { PHONE_TYPE } from '../record/flat-fields.ts';

/** A person as a flat list shows them, and no more: the list may have everyone in it. */
export interface ListedPerson
  extends Pick<
    ConstituentSummary,
    'id' | 'firstName' | 'lastName' | 'birthDate' | 'active' | 'createdAt' | 'updatedAt' | 'deletedAt'
  > {
  /** In the system that was asked for. */
  readonly externalId: string | null;
  /** The main ones, as flat-fields.ts finds them. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobilePhone: string | null;
}

/** A person with all that the flat fields are taken from. */
export interface Person
  extends Pick<
    ConstituentSummary,
    | 'id'
    | 'firstName'
    | 'lastName'
    | 'birthDate'
    | 'active'
    | 'enrolledAt'
    | 'externalIds'
    | 'createdAt'
    | 'updatedAt'
    | 'deletedAt'
  > {
  readonly emailAddresses: readonly Pick<EmailAddress, 'address' | 'isPreferred' | 'notCurrent'>[];
  readonly phoneNumbers: readonly Pick<PhoneNumber, 'number' | 'typeId' | 'isPreferred' | 'notCurrent'>[];
}

/** All that is given must hold. A deleted person counts as not active. */
export interface PeopleFilter {
  /** Whose external ids are shown and looked for. */
  readonly system: string;
  readonly externalId?: string;
  readonly email?: string;
  readonly active?: boolean;
  /** ISO moment, inclusive. */
  readonly updatedSince?: string;
}

const ofPerson = (alias: string) => `${alias}.organization_id = c.organization_id and ${alias}.constituent_id = c.id`;

const EXTERNAL_IDS = `coalesce((select json_object_agg(x.system, x.value) from external_ids x where ${ofPerson('x')} and not x.is_secondary), '{}')`;
const EMAILS = `(select coalesce(json_agg(json_build_object('address', e.address, 'isPreferred', e.is_preferred,
  'notCurrent', e.not_current) order by e.id), '[]') from email_addresses e where ${ofPerson('e')})`;
const PHONES = `(select coalesce(json_agg(json_build_object('number', p.number, 'typeId', p.type_id, 'isPreferred', p.is_preferred,
  'notCurrent', p.not_current) order by p.id), '[]') from phone_numbers p where ${ofPerson('p')})`;

function conditionsOf(filter: PeopleFilter): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (filter.active !== undefined) {
    conditions.push(sql<SqlBool>`(c.active and c.deleted_at is null) = ${filter.active}`);
  }
  if (filter.updatedSince !== undefined) conditions.push(sql<SqlBool>`c.updated_at >= ${filter.updatedSince}`);
  if (filter.email !== undefined) {
    conditions.push(sql<SqlBool>`exists (select from email_addresses e where e.organization_id = c.organization_id
      and e.constituent_id = c.id and e.normalized_address = ${normalizeEmail(filter.email)} and not e.not_current)`);
  }
  if (filter.externalId !== undefined) {
    conditions.push(sql<SqlBool>`exists (select from external_ids x where x.organization_id = c.organization_id
      and x.constituent_id = c.id and x.system = ${filter.system} and x.value = ${cleanText(filter.externalId)})`);
  }
  return conditions;
}

/** The columns of `ListedPerson`. */
const LISTED_COLUMNS =
  sql.raw(`c.id, c.first_name as "firstName", c.last_name as "lastName", c.birth_date as "birthDate",
  c.active, c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt", x.value as "externalId",
  email.address as email, phone.number as phone, mobile.number as "mobilePhone"`);

/** Where the main rows come from; the same rules as in flat-fields.ts. */
const MAIN_ROWS = [
  { alias: 'email', table: 'email_addresses', column: 'address', which: 'not r.not_current' },
  {
    alias: 'phone',
    table: 'phone_numbers',
    column: 'number',
    which: `not r.not_current and r.type_id is distinct from ${PHONE_TYPE.mobile}`,
  },
  {
    alias: 'mobile',
    table: 'phone_numbers',
    column: 'number',
    which: `not r.not_current and r.type_id = ${PHONE_TYPE.mobile}`,
  },
] as const;

type MainRow = (typeof MAIN_ROWS)[number];

/** Found in the same order as the people, between the first and the last of a page. */
function mainRow(
  organizationId: number,
  afterId: number,
  { alias, table, column, which }: MainRow,
): RawBuilder<unknown> {
  const { raw } = sql;
  return sql`left join (select distinct on (r.constituent_id) r.constituent_id, r.${raw(column)} from ${raw(table)} r
    where r.organization_id = ${organizationId} and r.constituent_id > ${afterId}
      and r.constituent_id <= (select max(id) from page) and ${raw(which)}
    order by r.constituent_id, r.is_preferred desc, r.id) ${raw(alias)} on ${raw(alias)}.constituent_id = c.id`;
}

interface Page {
  readonly system: string;
  readonly conditions: readonly RawBuilder<SqlBool>[];
  readonly afterId: number;
  readonly limit: number;
}

/** The people first, then all that belongs to them: a plan that looks things up one by one takes four times as long. */
function selectListed(actor: Actor, { system, conditions, afterId, limit }: Page): RawBuilder<ListedPerson> {
  const organizationId = actor.organization.id;
  const which = whichPeople(actor, [...conditions, sql<SqlBool>`c.id > ${afterId}`]);
  const mainRows = MAIN_ROWS.map((row) => mainRow(organizationId, afterId, row));
  return sql<ListedPerson>`with page as materialized (select c.id, c.first_name, c.last_name, c.birth_date, c.active,
      c.created_at, c.updated_at, c.deleted_at from constituents c where ${which} order by c.id limit ${limit})
    select ${LISTED_COLUMNS} from page c ${sql.join(mainRows, sql` `)}
    left join external_ids x on x.organization_id = ${organizationId} and x.constituent_id = c.id and x.system = ${system} and not x.is_secondary
    order by c.id`;
}

function whichPeople(actor: Actor, conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<unknown> {
  const own = [sql`c.organization_id = ${actor.organization.id}`, sql`not c.is_org`];
  return sql.join([...own, ...conditions], sql` and `);
}

/** Everyone who matches, deleted ones included, organizations not, by id, in pieces. */
export function streamPeople(db: Db, actor: Actor, filter: PeopleFilter): AsyncGenerator<ListedPerson[]> {
  allow(actor, 'constituents:read');
  const conditions = conditionsOf(filter);
  return db.inPieces((afterId, limit) =>
    built(selectListed(actor, { system: filter.system, conditions, afterId, limit })),
  );
}

/** At most `limit` of them with ids above `afterId`, and how many match in all. Two statements. */
export async function pageOfPeople(
  db: Db,
  actor: Actor,
  page: PeopleFilter & { readonly afterId: number; readonly limit: number },
): Promise<{ people: ListedPerson[]; total: number }> {
  allow(actor, 'constituents:read');
  const conditions = conditionsOf(page);
  const counting = sql<{ count: number }>`select count(*) from constituents c where ${whichPeople(actor, conditions)}`;
  const { count } = await db.one(built(counting));
  const { system, afterId, limit } = page;
  const people = await db.all(built(selectListed(actor, { system, conditions, afterId, limit })));
  return { people, total: count };
}

const byId = query<Person>(
  'person_shown',
  `select c.id, c.first_name as "firstName", c.last_name as "lastName", c.birth_date as "birthDate", c.active,
     c.enrolled_at as "enrolledAt", c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt",
     ${EXTERNAL_IDS} as "externalIds", ${EMAILS} as "emailAddresses", ${PHONES} as "phoneNumbers"
   from constituents c where c.organization_id = $1 and c.id = $2 and not c.is_org`,
);

/** One person, deleted or not, with what flat fields are taken from: a fraction of the work of the whole record. */
export async function findShownPerson(db: Db, actor: Actor, id: number): Promise<Person | undefined> {
  allow(actor, 'constituents:read');
  return throughAlias({ reader: db, actor, id }, (current) => db.maybe(byId(actor.organization.id, current)));
}

/** Like `findShownPerson`, but throws `not-found`. */
export async function showPerson(db: Db, actor: Actor, id: number): Promise<Person> {
  const person = await findShownPerson(db, actor, id);
  if (!person) throw new Failure('not-found', 'constituent', { subject: id });
  return person;
}
