// What is changed of a user after they were added.
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { permissionsOf, type Roles } from '../access/roles.ts';
import { toUser, USER_COLUMNS, type User, type UserRow } from '../access/users.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordDifference } from '../base/change.ts';
import { cleanText } from '../base/clean-text.ts';
import { Failure, invalidField } from '../base/failure.ts';

/** Throws `forbidden` where a role may do what the actor may not: nobody makes somebody mightier than themselves, nor changes one. */
export function allowRole(actor: Actor, role: string): void {
  for (const permission of permissionsOf(role)) allow(actor, permission);
}

const one = query<UserRow>(
  'user_of_organization',
  `select ${USER_COLUMNS} from users u where u.organization_id = $1 and u.id = $2`,
);
const locked = write<UserRow>(
  'user_locked',
  `select ${USER_COLUMNS} from users u where u.organization_id = $1 and u.id = $2 for update`,
);

/** One of the organization's users. Needs `settings:read`. Throws `not-found`. */
export async function getUser(db: Db, actor: Actor, id: number): Promise<User> {
  allow(actor, 'settings:read');
  const row = await db.maybe(one(actor.organization.id, id));
  if (!row) throw new Failure('not-found', 'user', { subject: id });
  return toUser(row);
}
const update = write<UserRow>(
  'user_update',
  `update users u set first_name = $3, last_name = $4, role = $5, active = $6, updated_at = now(),
     tokens_valid_from = case when u.active and not $6 then now() else tokens_valid_from end
   where organization_id = $1 and id = $2 returning ${USER_COLUMNS}`,
);

export interface UserChange {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role?: string;
  readonly active?: boolean;
}

/**
 * Changes what is given. Throws `not-found`, `invalid` for an unknown role, `forbidden` for a user or a role that may do more than
 * the actor, and `conflict` (`own_access`) for who would lock themselves out.
 */
export async function changeUser(
  tx: Tx,
  actor: Actor,
  { userId, change, roles }: { userId: number; change: UserChange; roles: Roles },
): Promise<User> {
  allow(actor, 'users:manage');
  const before = await tx.maybe(locked(actor.organization.id, userId));
  if (!before) throw new Failure('not-found', 'user', { subject: userId });
  const { role = before.role, active = before.active } = change;
  if (!Object.hasOwn(roles, role)) throw invalidField('role', 'unknown_role');
  allowRole(actor, before.role);
  allowRole(actor, role);
  const isOwn = actor.type === 'user' && actor.id === userId;
  if (isOwn && (role !== before.role || !active)) throw new Failure('conflict', 'own_access');
  const names = [change.firstName ?? before.first_name, change.lastName ?? before.last_name].map(cleanText);
  const after = toUser(await tx.one(update(actor.organization.id, userId, ...names, role, active)));
  await recordDifference(tx, actor, { kind: 'user.updated', subjectId: userId, before: toUser(before), after });
  return after;
}
