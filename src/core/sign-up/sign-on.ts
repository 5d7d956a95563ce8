// How a person proves with a password who they are. The hash never leaves this file's callers' hands.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Organization } from '../base/actor.ts';
import { userNameKey } from '../constituents/people/user-name.ts';

export interface SignOnCredentials {
  readonly id: number;
  /** Null: no password was ever set. */
  readonly passwordHash: string | null;
}

const COLUMNS = 'id, password_hash as "passwordHash"';

const byUserName = query<SignOnCredentials>(
  'sign_on_by_user_name',
  `select ${COLUMNS} from constituents where organization_id = $1 and lower(user_name) = $2 and deleted_at is null and not is_org`,
);

/** The living person with this user name. */
export function findSignOn(db: Db, organizationId: number, userName: string): Promise<SignOnCredentials | undefined> {
  return db.maybe(byUserName(organizationId, userNameKey(userName)));
}

const byId = query<SignOnCredentials>(
  'sign_on_by_id',
  `select ${COLUMNS} from constituents where organization_id = $1 and id = $2 and deleted_at is null and not is_org`,
);

/** The same by id. */
export function findSignOnById(db: Db, organizationId: number, id: number): Promise<SignOnCredentials | undefined> {
  return db.maybe(byId(organizationId, id));
}

const names = query<{ names: (string | null)[] }>(
  'sign_on_names',
  `select array_append(array(select e.address from email_addresses e
       where e.organization_id = $1 and e.constituent_id = $2 order by e.id limit 20), c.user_name) as names
   from constituents c where c.organization_id = $1 and c.id = $2`,
);

/** What a password of theirs must not be made of: user name, e-mail addresses, the name of the organization. */
export async function signOnNames(db: Db, organization: Organization, id: number): Promise<(string | null)[]> {
  const own = await db.maybe(names(organization.id, id));
  return [organization.name, organization.slug, ...(own?.names ?? [])];
}
