// The people of an organization as a plain list: everyone, streamed, or one page of those who match a filter.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { build, type Db, type Statement, statement } from '../../db/connect.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import { normalizeEmail } from '../base/fold.ts';
import type { ConstituentSummary, EmailAddress, PhoneNumber } from './constituent.ts';

/** A person with what a flat list shows, and no more: the list may have everyone in it. */
export interface Person
  extends Pick<
    ConstituentSummary,
    'id' | 'firstName' | 'lastName' | 'birthDate' | 'active' | 'externalIds' | 'createdAt' | 'updatedAt' | 'deletedAt'
  > {
  readonly emailAddresses: readonly Pick<EmailAddress, 'address' | 'isPreferred' | 'notCurrent'>[];
  readonly phoneNumbers: readonly Pick<PhoneNumber, 'number' | 'typeId' | 'isPreferred' | 'notCurrent'>[];
}

/** All that is given must hold. A deleted person counts as not active. */
export interface PeopleFilter {
  readonly externalId?: { readonly system: string; readonly value: string };
  readonly email?: string;
  readonly active?: boolean;
  /** ISO moment, inclusive. */
  readonly updatedSince?: string;
}

const ofPerson = (alias: string) => `${alias}.organization_id = c.organization_id and ${alias}.constituent_id = c.id`;

const EXTERNAL_IDS = `coalesce((select json_object_agg(x.system, x.value) from external_ids x where ${ofPerson('x')}), '{}')`;
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
      and x.constituent_id = c.id and x.system = ${filter.externalId.system} and x.value = ${filter.externalId.value})`);
  }
  return conditions;
}

/** The columns of `Person`, of `constituents c`. */
const PERSON_COLUMNS = `c.id, c.first_name as "firstName", c.last_name as "lastName", c.birth_date as "birthDate", c.active,
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt",
  ${EXTERNAL_IDS} as "externalIds", ${EMAILS} as "emailAddresses", ${PHONES} as "phoneNumbers"`;

/** `select … from constituents` of the people who match. */
function select<Row>(what: string, actor: Actor, conditions: readonly RawBuilder<unknown>[]): RawBuilder<Row> {
  const own = [sql`c.organization_id = ${actor.organization.id}`, sql`not c.is_org`];
  return sql<Row>`select ${sql.raw(what)} from constituents c where ${sql.join([...own, ...conditions], sql` and `)}`;
}

function toStatement<Row>(query: RawBuilder<Row>): Statement<Row> {
  const compiled = query.compile(build);
  return { text: compiled.sql, values: compiled.parameters };
}

/** Everyone who matches, deleted ones included, organizations not, by id, in constant memory. */
export function streamPeople(db: Db, actor: Actor, filter: PeopleFilter): AsyncGenerator<Person> {
  allow(actor, 'constituents:read');
  const people = select<Person>(PERSON_COLUMNS, actor, conditionsOf(filter));
  return db.stream(toStatement(sql<Person>`${people} order by c.id`));
}

/** At most `limit` of them with ids above `afterId`, and how many match in all. Two statements. */
export async function pageOfPeople(
  db: Db,
  actor: Actor,
  page: PeopleFilter & { readonly afterId: number; readonly limit: number },
): Promise<{ people: Person[]; total: number }> {
  allow(actor, 'constituents:read');
  const conditions = conditionsOf(page);
  const { count } = await db.one(toStatement(select<{ count: number }>('count(*)', actor, conditions)));
  const after = select<Person>(PERSON_COLUMNS, actor, [...conditions, sql`c.id > ${page.afterId}`]);
  const people = await db.all(toStatement(sql<Person>`${after} order by c.id limit ${page.limit}`));
  return { people, total: count };
}

const byId = statement<Person>(
  'person_shown',
  `select ${PERSON_COLUMNS} from constituents c where c.organization_id = $1 and c.id = $2 and not c.is_org`,
);

/** One person as the list shows them, deleted or not: a fraction of the work of the whole record. Throws `not-found`. */
export async function showPerson(db: Db, actor: Actor, id: number): Promise<Person> {
  allow(actor, 'constituents:read');
  const person = await db.maybe(byId(actor.organization.id, id));
  if (!person) throw new Failure('not-found', 'constituent', { subject: id });
  return person;
}
