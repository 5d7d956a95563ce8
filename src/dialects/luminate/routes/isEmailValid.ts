// isEmailValid: whether a text looks like an e-mail address; nothing is looked up (docs/contracts/luminate.md §4.14).
import { isEmailAddress } from '../../../core/base/email-address.ts';
import { Failure } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { leaf, parent } from '../wire/document.ts';

export async function isEmailValid({ parameters }: Call): Promise<Answer> {
  const email = parameters.get('email');
  if (email === undefined) throw new Failure('invalid', 'parameter_required', { subject: 'email' });
  return { document: parent('isEmailValidResponse', [leaf('valid', isEmailAddress(email))]) };
}
