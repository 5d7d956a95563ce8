// How a person proves with a password who they are. The hash never leaves this file's callers' hands.
import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import { userNameKey } from './user-name.ts';

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
