// changePassword (docs/contracts/luminate.md §4.27).
import { hashNewPassword } from '../../../core/access/new-password.ts';
import { endOtherSignOns } from '../../../core/access/sessions.ts';
import { Failure, invalidField } from '../../../core/base/failure.ts';
import { updateConstituent } from '../../../core/constituents/record/update-constituent.ts';
import { signOnNames } from '../../../core/sign-up/sign-on.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { proveOldPassword } from '../steps/prove-password.ts';
import { requireSettable } from '../steps/record-fields.ts';
import { selectPerson } from '../steps/select-person.ts';
import { writeAnswer } from '../wire/document.ts';
import { withExtras } from '../wire/extras.ts';
import { requirePlainText, textParameter } from '../wire/values.ts';

const PASSWORD_LIMIT = 90;

export async function changePassword(call: Call): Promise<Answer> {
  const id = await selectPerson(call);
  await requireSettable(call, ['user_password', 'reminder_hint']);
  const password = readNewPassword(call);
  const reminderHint = textParameter(call.parameters, 'reminder_hint', 128);
  await proveOldPassword(call, id);
  const { organization } = call.actor;
  const passwordHash = await hashNewPassword(password, await signOnNames(call.context.db, organization, id));
  const organizationId = organization.id;
  const input = { passwordHash, ...(reminderHint === undefined ? {} : withExtras({}, { reminderHint })) };
  await transaction(call.context.db, call.actor, async (tx) => {
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
