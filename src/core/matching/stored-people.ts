// What the record says of people, as matching reads it.
import { createHash } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { type Features, featuresOf } from './features.ts';
import type { MatchPerson } from './person.ts';

/** A record, and what is compared of it. */
export interface StoredPerson extends MatchPerson {
  readonly id: number;
}

const OF_PERSON = 'organization_id = c.organization_id and constituent_id = c.id';

const COLUMNS = `c.id, c.is_org as "isOrg", c.first_name as "firstName", c.middle_name as "middleName", c.last_name as "lastName",
  c.suffix, c.maiden_name as "maidenName", c.org_name as "orgName", c.gender, c.birth_date as "birthDate",
  array(select normalized_address from email_addresses where ${OF_PERSON} order by id) as emails,
  array(select coalesce(e164, digits) from phone_numbers where ${OF_PERSON} order by id) as phones,
  (select coalesce(json_agg(json_build_object('street', street, 'city', city, 'state', state, 'postalCode', postal_code)
     order by id), '[]') from street_addresses where ${OF_PERSON}) as addresses,
  (select coalesce(json_agg(json_build_object('system', system, 'value', value) order by system, value), '[]')
     from external_ids where ${OF_PERSON}) as identifiers`;

const byIds = query<StoredPerson>(
  'match_people_by_ids',
  `select ${COLUMNS} from constituents c where c.organization_id = $1 and c.id = any($2::bigint[]) and c.deleted_at is null
   order by c.id`,
);

/** Of those that are there and not deleted, in the order of their ids. */
export function peopleOf(db: Db, organizationId: number, ids: readonly number[]): Promise<StoredPerson[]> {
  return ids.length === 0 ? Promise.resolve([]) : db.all(byIds(organizationId, ids));
}

/** Everybody after an id, as `Db.inPieces` reads. */
export const peopleAfter = query<StoredPerson>(
  'match_people_after',
  `select ${COLUMNS} from constituents c where c.organization_id = $1 and c.id > $2 and c.deleted_at is null
   order by c.id limit $3`,
);

/** Says whether what is compared of a person is still the same. */
export function factsOf(features: Features): string {
  return createHash('sha256').update(JSON.stringify(features)).digest('base64url').slice(0, 22);
}

export function featuresOfAll(people: readonly StoredPerson[]): { id: number; features: Features }[] {
  return people.map((person) => ({ id: person.id, features: featuresOf(person) }));
}
