// logInteraction: adds a line to a person's history (docs/contracts/luminate.md §4.12).
import { Failure } from '../../../core/base/failure.ts';
import { logInteraction as log } from '../../../core/interactions/log-interaction.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { selectInteractionPerson } from '../steps/select-person.ts';
import { writeAnswer } from '../wire/document.ts';
import { readInteraction, readTypeId } from '../wire/interaction.ts';

export async function logInteraction(call: Call): Promise<Answer> {
  const { actor, context, parameters } = call;
  if (!parameters.filled('interaction_subject')) throw new Failure('invalid', 'parameter_required');
  const constituentId = await selectInteractionPerson(call);
  const interaction = { ...readInteraction(call), typeId: readTypeId(parameters) ?? 0, constituentId };
  await transaction(context.db, actor, (tx) => log(tx, actor, interaction));
  // The answer is named after update (docs/contracts/luminate.md §10, 16).
  const message = 'Interaction logged successfully.';
  return { document: writeAnswer('updateConsResponse', { id: constituentId, message }) };
}
