// getInteraction: one interaction; a person sees their own (docs/contracts/luminate.md §4.11).
import { Failure } from '../../../core/base/failure.ts';
import { findInteraction } from '../../../core/interactions/interaction-queries.ts';
import type { Answer, Call } from '../servlets/call.ts';
import { parent } from '../wire/document.ts';
import { presentInteraction, readInteractionId } from '../wire/interaction.ts';

export async function getInteraction({ context, actor, parameters }: Call): Promise<Answer> {
  const id = readInteractionId(parameters);
  const interaction = await findInteraction(context.db, actor, id);
  if (!interaction) throw new Failure('not-found', 'interaction', { subject: id });
  return { document: parent('getInteractionResponse', [presentInteraction(interaction)]) };
}
