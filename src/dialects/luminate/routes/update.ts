// update: changes what the call names of one record (docs/contracts/luminate.md §4.4).
import { Failure } from '../../../core/base/failure.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { findTarget, revise } from '../steps/revise.ts';
import { writeAnswer } from '../wire/document.ts';
import { readAddressField, readSelector } from '../wire/selector.ts';

export async function update(call: Call): Promise<Answer> {
  const target = await findTarget(call);
  if (!target) {
    const isNamed = (readSelector(call.parameters) ?? readAddressField(call.parameters)) !== undefined;
    throw isNamed ? new Failure('not-found', 'constituent') : new Failure('invalid', 'parameter_required');
  }
  await revise(call, target);
  return { document: writeAnswer('updateConsResponse', { id: target.id, message: 'User updated.' }) };
}
