// updateInteraction: changes the words of an interaction (docs/contracts/luminate.md §4.12).

import { SUBJECT_LIMIT } from '../../../core/interactions/interaction.ts';
import { updateInteraction as update } from '../../../core/interactions/update-interaction.ts';
import { transaction } from '../../../db/transaction.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { writeAnswer } from '../wire/document.ts';
import { readInteractionId } from '../wire/interaction.ts';
import { textParameter } from '../wire/values.ts';

export async function updateInteraction({ context, actor, parameters }: Call): Promise<Answer> {
  const body = textParameter(parameters, 'interaction_body', Number.POSITIVE_INFINITY);
  const change = {
    id: readInteractionId(parameters),
    subject: textParameter(parameters, 'interaction_subject', SUBJECT_LIMIT),
    // Named but empty: the body goes.
    body: parameters.get('interaction_body') === '' ? null : body,
  };
  const { constituentId } = await transaction(context.db, actor, (tx) => update(tx, actor, change));
  const message = 'Interaction updated successfully.';
  return { document: writeAnswer('updateConsResponse', { id: constituentId, message }) };
}
