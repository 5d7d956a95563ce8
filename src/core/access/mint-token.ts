import type { Db } from '../../db/connect.ts';
import { transaction } from '../../db/transaction.ts';
import type { Actor } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { type IssuedToken, issueToken, type TokenSigner } from './token.ts';
import { type Credentials, findCredentialsById } from './users.ts';

/**
 * A token for another user of the same organization, for an administrator who sets up a service user. Throws `forbidden`
 * for everyone else and for any id that is no such user, so that ids of other organizations stay unknown.
 */
export async function mintToken(
  context: { readonly db: Db; readonly tokens: TokenSigner; readonly clock: Clock },
  { actor, caller, userId }: { actor: Actor; caller: Credentials; userId: number },
): Promise<IssuedToken> {
  // Not by permission: whoever may manage users must not become an administrator through this.
  const isAdministrator = caller.user.role === 'org_admin' && Number.isSafeInteger(userId) && userId > 0;
  const owner = isAdministrator ? await findCredentialsById(context.db, actor.organization.id, userId) : undefined;
  if (!owner) throw new Failure('forbidden', 'another_user');
  const token = await issueToken(context.tokens, owner, context.clock.now());
  const change = { kind: 'user.token_issued', subjectId: userId, before: null, after: { expiresAt: token.expiresAt } };
  await transaction(context.db, actor, (tx) => recordChange(tx, actor, change));
  return token;
}
