// Whoever sets a new password shows the old one (docs/contracts/luminate.md §4.27).
import { attemptPassword } from '../../../core/access/password-attempts.ts';
import { Failure } from '../../../core/base/failure.ts';
import { findSignOnById, type SignOnCredentials } from '../../../core/sign-up/sign-on.ts';
import type { Call } from '../servlets/call.ts';

/** For changePassword. An administrator need not know the old password. Throws `unauthenticated` for a wrong one. */
export async function proveOldPassword(call: Call, id: number): Promise<void> {
  const { context, actor, parameters } = call;
  const isGiven = parameters.filled('old_password') !== undefined;
  if (!isGiven && actor.type === 'user') return;
  if (!isGiven) throw new Failure('invalid', 'old_password_required');
  await prove(call, id, await findSignOnById(context.db, actor.organization.id, id));
}

/** For a password among the fields of update: the same, but a person who has none yet sets the first one without. */
export async function proveForUpdate(call: Call, id: number): Promise<void> {
  const { context, actor, parameters } = call;
  if (actor.type === 'user') return;
  const credentials = await findSignOnById(context.db, actor.organization.id, id);
  if (credentials?.passwordHash === null) return;
  if (parameters.filled('old_password') === undefined) throw new Failure('invalid', 'old_password_required');
  await prove(call, id, credentials);
}

async function prove(call: Call, id: number, credentials: SignOnCredentials | undefined): Promise<void> {
  const { context, actor, parameters, callerAddress: address, device, now } = call;
  const account = { type: 'constituent', organizationId: actor.organization.id, id, name: String(id) } as const;
  const attempt = { account, place: { address, device }, dialect: actor.dialect, now };
  const password = parameters.filled('old_password') ?? '';
  const hash = credentials?.passwordHash ?? undefined;
  const isRight = await attemptPassword(context.db, { ...attempt, password, hash });
  if (!isRight) throw new Failure('unauthenticated', 'old_password');
}
