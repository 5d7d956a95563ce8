// changePassword (wire/luminate.md §4.27).
import { hashPassword } from '../../../core/access/password.ts';
import { attemptPassword } from '../../../core/access/password-attempts.ts';
import { endOtherSignOns } from '../../../core/access/sessions.ts';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import { findSignOnById } from '../../../core/constituents/sign-on.ts';
import { updateConstituent } from '../../../core/constituents/update-constituent.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../call.ts';
import { requireSettable } from '../steps/record-fields.ts';
import { selectPerson } from '../steps/select-person.ts';
import { writeAnswer } from '../wire/document.ts';
import { requirePlainText, textParameter } from '../wire/values.ts';

const PASSWORD_LIMIT = 90;

export async function changePassword(call: Call): Promise<Answer> {
  const id = await selectPerson(call);
  await requireSettable(call, ['user_password', 'reminder_hint']);
  const password = readNewPassword(call);
  const reminderHint = textParameter(call.parameters, 'reminder_hint', 128);
  await proveOldPassword(call, id);
  const passwordHash = await hashPassword(password);
  const organizationId = call.actor.organization.id;
  const input = { passwordHash, ...(reminderHint === undefined ? {} : { reminderHint }) };
  await transaction(call.context.db, async (tx) => {
    await updateConstituent(tx, call.actor, { id, input });
    await endOtherSignOns(tx, organizationId, { constituentId: id, keep: call.session?.signOnId });
  });
  return { document: writeAnswer('updateConsResponse', { id, message: 'User updated.' }) };
}

function readNewPassword({ parameters }: Call): string {
  const [password, again] = [parameters.filled('user_password'), parameters.filled('retype_password')];
  if (password === undefined || again === undefined) throw new Failure('invalid', 'parameter_required');
  if (password !== again) throw invalidField('retype_password', 'mismatch');
  if (password.length > PASSWORD_LIMIT || password.trim() === '') throw new Failure('invalid', 'new_password');
  return requirePlainText(password, 'user_password');
}

/** The person proves the old password; an administrator need not know it. Throws `unauthenticated` for a wrong one. */
async function proveOldPassword(
  { context, actor, parameters, callerAddress: address, now }: Call,
  id: number,
): Promise<void> {
  const password = parameters.filled('old_password');
  if (password === undefined && actor.type === 'user') return;
  if (password === undefined) throw new Failure('invalid', 'old_password_required');
  const credentials = await findSignOnById(context.db, actor.organization.id, id);
  const account = `constituent ${actor.organization.id} #${id}`;
  const hash = credentials?.passwordHash ?? undefined;
  const isRight = await attemptPassword(context.db, { password, hash, account, address, now });
  if (!isRight) throw new Failure('unauthenticated', 'old_password');
}
