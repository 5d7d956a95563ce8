// People by what a caller knows of them. Organizations and deleted records are not among them.
import type { Db } from '../../../db/connect.ts';
import { type Query, query } from '../../../db/statement.ts';
import type { Actor } from '../../base/actor.ts';
import { allow } from '../../base/actor.ts';
import { cleanText } from '../../base/clean-text.ts';
import { normalizeEmail } from '../../base/fold.ts';
import { throughAlias } from '../record/aliases.ts';
import { userNameKey } from './user-name.ts';

/** One thing known about a person. */
export type Identity =
  | { readonly id: number }
  | { readonly system: string; readonly externalId: string }
  | { readonly email: string }
  | { readonly userName: string };

const IS_PERSON = 'not c.is_org and c.deleted_at is null order by c.id limit 2';

const byId = query<{ id: number }>(
  'person_by_id',
  `select c.id from constituents c where c.organization_id = $1 and c.id = $2 and ${IS_PERSON}`,
);
const byExternalId = query<{ id: number }>(
  'person_by_external_id',
  `select c.id from external_ids x join constituents c on c.organization_id = x.organization_id and c.id = x.constituent_id
   where x.organization_id = $1 and x.system = $2 and x.value = $3 and ${IS_PERSON}`,
);
// Distinct: one person may have the address twice.
const byEmail = query<{ id: number }>(
  'people_by_email',
  `select c.id from constituents c where c.organization_id = $1 and c.id = any (array(
     select e.constituent_id from email_addresses e
     where e.organization_id = $1 and e.normalized_address = $2 and not e.not_current)) and ${IS_PERSON}`,
);
const byUserName = query<{ id: number }>(
  'person_by_user_name',
  `select c.id from constituents c where c.organization_id = $1 and lower(c.user_name) = $2 and ${IS_PERSON}`,
);

function lookup(organizationId: number, identity: Identity): Query<{ id: number }> {
  if ('id' in identity) return byId(organizationId, identity.id);
  if ('email' in identity) return byEmail(organizationId, normalizeEmail(identity.email));
  if ('userName' in identity) return byUserName(organizationId, userNameKey(identity.userName));
  return byExternalId(organizationId, identity.system, cleanText(identity.externalId));
}

/** The ids of the people whom this identity fits: none, one, or two, which means several. */
export async function findPeople(db: Db, actor: Actor, identity: Identity): Promise<number[]> {
  allow(actor, 'constituents:read');
  const find = async (wanted: Identity) => (await db.all(lookup(actor.organization.id, wanted))).map((row) => row.id);
  if (!('id' in identity)) return find(identity);
  const found = await throughAlias({ reader: db, actor, id: identity.id }, async (id) => (await find({ id }))[0]);
  return found === undefined ? [] : [found];
}
